package edge_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/problem"
)

// browser gives options of an operation that a browser calls, and a form that it posts.
func browser(body string) (edge.Options, events.APIGatewayProxyRequest) {
	o, _ := options()
	o.Form = true
	o.Page = func(d problem.Document) edge.Answer {
		return edge.Answer{HTML: []byte("<p>" + d.Detail), Header: map[string]string{"Content-Security-Policy": "default-src 'none'"}}
	}
	e := post(body)
	e.MultiValueHeaders["content-type"] = []string{"application/x-www-form-urlencoded"}
	e.MultiValueHeaders["accept"] = []string{"text/html, */*;q=0.8"}
	return o, e
}

func TestAFormIsReadAndAPageIsAnswered(t *testing.T) {
	t.Parallel()
	o, e := browser("code=a%2Bb&state=c+d&empty=")
	out := invoke(t, o, e, func(_ context.Context, r edge.Request) (edge.Answer, error) {
		form, err := edge.Form(r.Body)
		if diff := cmp.Diff(map[string]string{"code": "a+b", "state": "c d", "empty": ""}, form); diff != "" || err != nil {
			t.Error(diff, err)
		}
		return edge.Answer{Status: 200, HTML: []byte("<p>fine")}, nil
	})
	want := map[string]string{"Content-Type": "text/html; charset=utf-8", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
	for name, value := range want {
		if out.Headers[name] != value {
			t.Errorf("%s: %q", name, out.Headers[name])
		}
	}
	if out.StatusCode != 200 || out.Body != "<p>fine" {
		t.Errorf("%+v", out)
	}
}

func TestAFormThatIsTooLongOrOfAnotherKindIsRefused(t *testing.T) {
	t.Parallel()
	for size, want := range map[int]int{edge.MaxForm: 202, edge.MaxForm + 1: 413} {
		o, e := browser(strings.Repeat("x", size))
		if got := invoke(t, o, e, fine).StatusCode; got != want {
			t.Errorf("%d bytes: got %d, want %d", size, got, want)
		}
	}
	o, e := browser("{}")
	e.MultiValueHeaders["content-type"] = []string{"application/json"}
	if got := invoke(t, o, e, fine).StatusCode; got != 400 {
		t.Errorf("JSON: got %d", got)
	}
	for _, bad := range []string{"state=a&state=b", "a=%zz", "a;b"} {
		if _, err := edge.Form([]byte(bad)); fault.Of(err) != fault.Malformed {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func TestABrowserGetsAFailureAsAPageAndAProgramAsAProblem(t *testing.T) {
	t.Parallel()
	fails := func(context.Context, edge.Request) (edge.Answer, error) {
		return edge.Answer{}, fault.Gone.Errorf("over")
	}
	o, e := browser("")
	if out := invoke(t, o, e, fails); out.StatusCode != 410 || out.Body != "<p>over" || out.Headers["Content-Security-Policy"] == "" || out.Headers["X-Correlation-Id"] != "abcd-1234" {
		t.Errorf("a browser: %+v", out)
	}
	e.MultiValueHeaders["accept"] = []string{"application/json"}
	if out := invoke(t, o, e, fails); out.StatusCode != 410 || out.Headers["Content-Type"] != "application/problem+json" {
		t.Errorf("a program: %+v", out)
	}
}

func TestACookieThatComesTwiceIsNone(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{"a=1; b=2": "2", "b=2; b=3": "", "a=1": "", "b=": ""} {
		if got := (edge.Request{Header: http.Header{"Cookie": {header}}}).Cookie("b"); got != want {
			t.Errorf("%s: got %q", header, got)
		}
	}
}

func TestTheAddressOfTheAPIIsTheOneThatWasCalled(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		domain, path, proto string
		want                string
	}{
		"a stage":                {"x.execute-api.eu-central-1.amazonaws.com", "/live/v1/orders", "https", "https://x.execute-api.eu-central-1.amazonaws.com/live"},
		"a domain of its own":    {"api.example.com", "/v1/orders", "https", "https://api.example.com"},
		"a caller who says http": {"api.example.com", "/v1/orders", "http", "https://api.example.com"},
		"on this machine":        {"127.0.0.1:8080", "/v1/orders", "", "http://127.0.0.1:8080"},
		"localhost":              {"localhost:4566", "/v1/orders", "http", "http://localhost:4566"},
		"localhost with TLS":     {"localhost", "/v1/orders", "https", "https://localhost"},
		"IPv6":                   {"[::1]:80", "/v1/orders", "", "http://[::1]:80"},
		"no domain":              {"", "/v1/orders", "https", ""},
		"another path":           {"api.example.com", "/elsewhere", "https", "https://api.example.com"},
	} {
		o, _ := options()
		e := post("{}")
		e.RequestContext.DomainName, e.RequestContext.Path = c.domain, c.path
		e.MultiValueHeaders["x-forwarded-proto"] = []string{c.proto}
		invoke(t, o, e, func(ctx context.Context, r edge.Request) (edge.Answer, error) {
			if r.Base != c.want {
				t.Errorf("%s: got %q, want %q", name, r.Base, c.want)
			}
			return fine(ctx, r)
		})
	}
}
