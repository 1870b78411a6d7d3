package partnerapi_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partnerapi"
)

// tokens notes for which audience a token was taken.
type tokens struct{ audience []string }

func (t *tokens) Access(_ context.Context, audience string) (string, error) {
	t.audience = append(t.audience, audience)
	return "token", nil
}

func (*tokens) Drop(string) {}

func serve(t *testing.T, answer http.HandlerFunc) (*partnerapi.Client, *tokens) {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	from := &tokens{}
	return partnerapi.Open(partnerapi.Options{Base: server.URL, Tokens: from, Transport: server.Client().Transport}), from
}

func TestASheetIsSeenWithoutBeingRead(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{
		"a range": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusPartialContent)
			_, _ = fmt.Fprint(w, "ProductTitle,ProductId")
		},
		"the whole": func(w http.ResponseWriter, r *http.Request) {
			for line := strings.Repeat("x", 1<<16); r.Context().Err() == nil; { // until the other side leaves
				if _, err := fmt.Fprint(w, line); err != nil {
					return
				}
			}
		},
		"an empty one": func(http.ResponseWriter, *http.Request) {},
	} {
		c, from := serve(t, func(w http.ResponseWriter, r *http.Request) {
			want := "/v1.0/sales/pricesheets(Market='US',PricesheetView='updatedlicensebased')/$value?timeline=current"
			if d := cmp.Diff(want, r.URL.RequestURI()); d != "" || r.Header.Get("Authorization") != "Bearer token" || r.Header.Get("Range") == "" {
				t.Error(d, r.Header)
			}
			w.Header().Set("Content-Type", "application/octet-stream")
			answer(w, r)
		})
		if err := c.Reach(t.Context(), "US"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if d := cmp.Diff([]string{"https://api.partner.microsoft.com"}, from.audience); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

func TestWhatIsNoSheetIsAFailure(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status int
		media  string
		body   string
		kind   fault.Kind
		code   string
	}{
		{200, "text/html; charset=utf-8", "<html>sign in</html>", fault.Unavailable, ""},
		{307, "text/html", "", fault.Unavailable, ""},
		{400, "application/json", `{"error":{"code":"BadRequest","message":"jane"}}`, fault.Invalid, "BadRequest"},
		{401, "application/json", `{"error":{"code":"Unauthorized","message":"jane"}}`, fault.Unauthenticated, "Unauthorized"},
		{403, "application/json", `{"error":{"code":"Forbidden","message":"jane"}}`, fault.Denied, "Forbidden"},
		{404, "application/json", `{"error":{"code":"NotFound","message":"jane"}}`, fault.NotFound, "NotFound"},
		{429, "application/json", `{"error":{"code":"TooMany","message":"jane"}}`, fault.Throttled, "TooMany"},
		{500, "application/json", `{"error":{"code":"Internal","message":"jane"}}`, fault.Unavailable, "Internal"},
		{403, "text/html", `jane`, fault.Denied, ""},
		{403, "application/json", `{"error":"jane"}`, fault.Denied, ""},
	} {
		client, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", c.media)
			w.WriteHeader(c.status)
			_, _ = fmt.Fprint(w, c.body)
		})
		err := client.Reach(t.Context(), "US")
		if fault.Of(err) != c.kind || fault.Code(err) != c.code || strings.Contains(fmt.Sprint(err), "jane") {
			t.Errorf("%d %s: got %v (%s, %q)", c.status, c.body, err, fault.Of(err), fault.Code(err))
		}
	}
}

func TestAMarketIsTwoLetters(t *testing.T) {
	t.Parallel()
	c, from := serve(t, func(http.ResponseWriter, *http.Request) {})
	for _, market := range []string{"", "us", "USA", "U'"} {
		if err := c.Reach(t.Context(), market); fault.Of(err) != fault.Invalid || len(from.audience) != 0 {
			t.Errorf("%q: %v", market, err)
		}
	}
}
