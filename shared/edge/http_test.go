package edge_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
)

func TestARequestBecomesACallAndItsAnswerAResponse(t *testing.T) {
	t.Parallel()
	o, log := options()
	var seen edge.Request
	e := post(`{"a":1}`)
	e.MultiValueHeaders["X-Twice"] = []string{"a", "b"}
	out := invoke(t, o, e, func(ctx context.Context, r edge.Request) (edge.Answer, error) {
		seen = r
		return fine(ctx, r)
	})
	if out.StatusCode != 202 || out.Body != `{"id":"7"}` || out.Headers["X-Correlation-Id"] != "abcd-1234" || out.Headers["Content-Type"] != "application/json" {
		t.Errorf("%+v", out)
	}
	if string(seen.Body) != `{"a":1}` || seen.Path["order_id"] != "7" || seen.Correlation != "abcd-1234" || len(seen.Header.Values("x-twice")) != 2 {
		t.Errorf("%+v", seen)
	}
	if line := log.String(); strings.Count(line, "\n") != 1 || !strings.Contains(line, `"operation":"placeOrder"`) || !strings.Contains(line, `"status":202`) {
		t.Errorf("log: %s", line)
	}
}

func TestABodyInBase64IsDecodedFirst(t *testing.T) {
	t.Parallel()
	o, _ := options()
	e := post(base64.StdEncoding.EncodeToString([]byte("{}")))
	e.IsBase64Encoded = true
	invoke(t, o, e, func(ctx context.Context, r edge.Request) (edge.Answer, error) {
		if string(r.Body) != "{}" {
			t.Errorf("body %q", r.Body)
		}
		return fine(ctx, r)
	})
}

func TestABodyMayHaveAMebibyteAndNoByteMore(t *testing.T) {
	t.Parallel()
	for _, coded := range []bool{false, true} {
		for size, want := range map[int]int{edge.MaxBody: 202, edge.MaxBody + 1: 413, edge.MaxBody + 3: 413} {
			o, _ := options()
			e := post(strings.Repeat("x", size))
			if coded {
				e.Body, e.IsBase64Encoded = base64.StdEncoding.EncodeToString([]byte(e.Body)), true
			}
			if got := invoke(t, o, e, fine).StatusCode; got != want {
				t.Errorf("%d bytes, base64 %t: got %d, want %d", size, coded, got, want)
			}
		}
	}
}

func TestOtherContentTypesAreRefused(t *testing.T) {
	t.Parallel()
	for _, types := range [][]string{nil, {"text/plain"}, {"application/json", "text/plain"}, {";"}} {
		o, _ := options()
		e := post("{}")
		e.MultiValueHeaders["content-type"] = types
		if got := invoke(t, o, e, fine).StatusCode; got != 400 {
			t.Errorf("%v: got %d", types, got)
		}
	}
}

func TestACorrelationOfAnInsaneFormIsReplaced(t *testing.T) {
	t.Parallel()
	for _, given := range [][]string{nil, {"short"}, {"a b c d e f g"}, {strings.Repeat("x", 65)}, {"line\nbreak00"}, {"abcd-1234", "abcd-1235"}} {
		o, _ := options()
		e := post("{}")
		e.MultiValueHeaders["x-correlation-id"] = given
		if got := invoke(t, o, e, fine).Headers["X-Correlation-Id"]; len(got) < 20 || got == strings.Join(given, "") {
			t.Errorf("%q: got %q", given, got)
		}
	}
}

func TestAFailureIsAProblemAndItsCauseStaysInTheLog(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err    error
		status int
		logged bool
	}{
		"a defect":    {errors.New("INNER"), 500, true},
		"unavailable": {fault.After(fault.Unavailable.Wrap(errors.New("INNER"), "try later"), 1500*time.Millisecond), 503, true},
		"invalid":     {fault.Invalid.Wrap(errors.New("INNER"), "mend it"), 422, false},
	} {
		o, log := options()
		out := invoke(t, o, post("{}"), func(context.Context, edge.Request) (edge.Answer, error) { return edge.Answer{}, c.err })
		if out.StatusCode != c.status || strings.Contains(out.Body, "INNER") || out.Headers["Content-Type"] != "application/problem+json" {
			t.Errorf("%s: %+v", name, out)
		}
		if !strings.Contains(out.Body, `"correlation_id":"abcd-1234"`) || !strings.Contains(out.Body, `"instance":"/v1/orders"`) {
			t.Errorf("%s: %s", name, out.Body)
		}
		if strings.Contains(log.String(), "INNER") != c.logged || (c.status == 503) != (out.Headers["Retry-After"] == "2") {
			t.Errorf("%s: log %s, headers %v", name, log, out.Headers)
		}
	}
}

func TestAnAnswerThatCannotBeWrittenIsADefect(t *testing.T) {
	t.Parallel()
	o, _ := options()
	out := invoke(t, o, post("{}"), func(context.Context, edge.Request) (edge.Answer, error) {
		return edge.Answer{Status: 200, Body: make(chan int)}, nil
	})
	if out.StatusCode != 500 {
		t.Errorf("%+v", out)
	}
}

func TestHeadersThatComeOnceAreReadToo(t *testing.T) {
	t.Parallel()
	o, _ := options()
	e := events.APIGatewayProxyRequest{Body: "{}", Headers: map[string]string{"CONTENT-TYPE": "application/json"}}
	if got := invoke(t, o, e, fine).StatusCode; got != 202 {
		t.Errorf("got %d", got)
	}
}

func TestAParameterOfTheQueryMayComeOnceOrTwice(t *testing.T) {
	t.Parallel()
	for want, e := range map[string]events.APIGatewayProxyRequest{
		"[1]":   {QueryStringParameters: map[string]string{"a": "1"}},
		"[1 2]": {QueryStringParameters: map[string]string{"a": "2"}, MultiValueQueryStringParameters: map[string][]string{"a": {"1", "2"}}},
		"[]":    {},
	} {
		o, _ := options()
		invoke(t, o, e, func(ctx context.Context, r edge.Request) (edge.Answer, error) {
			if got := fmt.Sprint(r.Query["a"]); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
			return fine(ctx, r)
		})
	}
}

func TestAnEventThatIsNoRequestIsAnErrorOfTheFunction(t *testing.T) {
	t.Parallel()
	o, _ := options()
	if _, err := edge.HTTP(o, fine).Invoke(t.Context(), []byte("?")); err == nil {
		t.Error("no error")
	}
}
