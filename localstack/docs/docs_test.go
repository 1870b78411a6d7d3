package docs_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/contract"
	"github.com/seatwright/seatwright/localstack/docs"
)

const address = "http://localhost:8080"

// shop is a system that takes every webhook but those of the connection "con_odd".
func shop(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	switch {
	case strings.HasSuffix(r.URL.Path, "/con_odd"):
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, `{"type":"urn:x","title":"Unauthorized","status":401,"detail":"the signature is not the body's","correlation_id":"c"}`)
	case strings.HasPrefix(r.URL.Path, "/v1/hooks/"):
		_, _ = io.WriteString(w, `{"result":"placed"}`)
	default:
		_, _ = io.WriteString(w, `{"title":"the API"}`)
	}
}

func open(t *testing.T) *docs.Docs {
	t.Helper()
	d, err := docs.New(docs.Options{
		API: http.HandlerFunc(shop), Address: address, Now: func() time.Time { return time.Unix(1772366400, 0).UTC() },
		Token: func(context.Context) (string, error) { return "sesame", nil },
		Secret: func(_ context.Context, connection string) (string, error) {
			if connection != "con_1" {
				return "", errors.New("unknown")
			}
			return "whsec_doc_example_0001", nil
		},
		Became: func(_ context.Context, d docs.Delivery) []string {
			return []string{"order of " + d.Connection + " " + d.Reference()}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// call sends a request as a page of the docs does.
func call(t *testing.T, h http.Handler, method, path, body string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, address+path, strings.NewReader(body))
	for pair := range slices.Chunk(header, 2) {
		r.Header.Set(pair[0], pair[1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestEachOperationOfTheContractHasItsFormOrIsSigned(t *testing.T) {
	t.Parallel()
	book, err := contract.Read()
	if err != nil {
		t.Fatal(err)
	}
	d := open(t)
	start := call(t, d, http.MethodGet, "/docs/", "").Body.String()
	for _, c := range book.Chapters {
		if !strings.Contains(start, `href="/docs/api/`+c.Name+`"`) {
			t.Errorf("the first page does not lead to %s", c.Name)
		}
		page := call(t, d, http.MethodGet, "/docs/api/"+c.Name, "").Body.String()
		for _, op := range c.Operations {
			_, section, found := strings.Cut(page, `<section id="`+op.ID+`">`)
			section, _, _ = strings.Cut(section, "</section>")
			tried := strings.Contains(section, `data-path="`+op.Path+`"`) || strings.Contains(section, "/docs/sign?platform=")
			if !found || !tried || !strings.Contains(section, op.Path) {
				t.Errorf("%s: %s", op.ID, section)
			}
		}
	}
}

func TestNoPageLoadsAnythingFromElsewhereOrRunsWhatStandsInIt(t *testing.T) {
	t.Parallel()
	d := open(t)
	loads := regexp.MustCompile(`(?i)(src|action)="([^"]*)"|<link[^>]* href="([^"]*)"`)
	for _, path := range []string{"/docs/", "/docs/problems", "/docs/problems/invalid", "/docs/api/orders", "/docs/sign", "/docs/deliveries", "/docs/setup/shopify", "/docs/setup/woocommerce"} {
		w := call(t, d, http.MethodGet, path, "")
		page := w.Body.String()
		if w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Content-Security-Policy"), "script-src 'self'") {
			t.Errorf("%s: %d, %v", path, w.Code, w.Header())
		}
		for _, m := range loads.FindAllStringSubmatch(page, -1) {
			if to := m[2] + m[3]; !strings.HasPrefix(to, "/docs/") && to != "data:," {
				t.Errorf("%s loads %s", path, to)
			}
		}
		if strings.Contains(page, "<script>") || strings.Contains(page, " style=") || strings.Contains(page, " onclick=") {
			t.Errorf("%s has a script or a style of its own", path)
		}
	}
	for name, media := range map[string]string{"docs.css": "text/css", "docs.mjs": "text/javascript", "sign.mjs": "text/javascript"} {
		if w := call(t, d, http.MethodGet, "/docs/file/"+name, ""); w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), media) {
			t.Errorf("%s: %d, %v", name, w.Code, w.Header())
		}
	}
}

func TestWhatIsNotThePagesGoesToTheAPI(t *testing.T) {
	t.Parallel()
	d := open(t)
	for path, want := range map[string]string{"/v1/orders": "the API", "/": "the API", "/v1/hooks/partnercenter/sample": `"result":"placed"`} {
		if w := call(t, d, http.MethodPost, path, ""); !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %s", path, w.Body)
		}
	}
	if w := call(t, d, http.MethodGet, "/docs", ""); w.Header().Get("Location") != "/docs/" {
		t.Errorf("without the slash: %d, %v", w.Code, w.Header())
	}
	for _, path := range []string{"/docs/problems/odd", "/docs/api/odd", "/docs/setup/main", "/docs/file/layout.html", "/docs/odd"} {
		if w := call(t, d, http.MethodGet, path, ""); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestOnlyThePagesThemselvesGetTokensAndSecrets(t *testing.T) {
	t.Parallel()
	d := open(t)
	for _, c := range []struct {
		path, want string
		code       int
		header     []string
	}{
		{"/docs/token", `{"token":"sesame"}`, 200, []string{"Sec-Fetch-Site", "same-origin"}},
		{"/docs/secret/con_1", `{"secret":"whsec_doc_example_0001"}`, 200, nil},
		{"/docs/secret/con_2", "no such connection", 404, nil},
		{"/docs/token", "", 403, []string{"Sec-Fetch-Site", "cross-site"}},
		{"/docs/token", "", 403, []string{"Origin", "https://elsewhere.example"}},
	} {
		if w := call(t, d, http.MethodPost, c.path, "", c.header...); w.Code != c.code || !strings.Contains(w.Body.String(), c.want) {
			t.Errorf("%s %v: %d %s", c.path, c.header, w.Code, w.Body)
		}
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://rebound.example:8080/docs/token", http.NoBody)
	w := httptest.NewRecorder()
	if d.ServeHTTP(w, r); w.Code != http.StatusMisdirectedRequest {
		t.Errorf("under another name of the machine: %d %s", w.Code, w.Body)
	}
	if w := call(t, d, http.MethodGet, "/docs/token", ""); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("by a link: %d", w.Code)
	}
}
