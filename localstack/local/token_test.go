package local_test

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/table/store"
)

// forged makes a token with the claims of a good one, changed, and a header and signature of one's own.
func forged(t *testing.T, good, header string, seal func(unsigned string) string) string {
	t.Helper()
	parts := strings.Split(good, ".")
	unsigned := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + parts[1]
	return unsigned + "." + seal(unsigned)
}

func claimsOf(t *testing.T, token string) (header, claims map[string]any) {
	t.Helper()
	for i, into := range []*map[string]any{&header, &claims} {
		raw, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[i])
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(raw, into); err != nil {
			t.Fatal(err)
		}
	}
	return header, claims
}

func TestATokenThatIsNotTheIssuersOpensNothing(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	good, err := s.Token(t.Context(), local.Client)
	if err != nil {
		t.Fatal(err)
	}
	header, claims := claimsOf(t, good)
	kid, _ := header["kid"].(string)
	own, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := control.Sign(own, kid, claims)
	if err != nil {
		t.Fatal(err)
	}
	jwks, err := s.Entra.Keys()
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(good, ".")
	for name, authorization := range map[string][]string{
		"none at all":  nil,
		"two":          {"Bearer " + good, "Bearer " + good},
		"basic":        {"Basic c2FtcGxl"},
		"unsigned":     {"Bearer " + forged(t, good, `{"alg":"none","typ":"JWT"}`, func(string) string { return "" })},
		"None":         {"Bearer " + forged(t, good, `{"alg":"None","typ":"JWT","kid":"`+kid+`"}`, func(string) string { return parts[2] })},
		"no signature": {"Bearer " + parts[0] + "." + parts[1] + "."},
		"another key":  {"Bearer " + stranger},
		"the public key as a secret": {"Bearer " + forged(t, good, `{"alg":"HS256","kid":"`+kid+`"}`, func(unsigned string) string {
			mac := hmac.New(sha256.New, jwks)
			mac.Write([]byte(unsigned))
			return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
		})},
		"other claims": {"Bearer " + parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(`{"client_id":"foreign-client"}`)) + "." + parts[2]},
	} {
		a := send(t, s, "order", "order", func(e *request) { set(e, "Authorization", authorization...) })
		conforms(t, "order", a)
		if a.StatusCode != http.StatusUnauthorized || !strings.HasPrefix(a.Headers["WWW-Authenticate"], "Bearer ") {
			t.Errorf("%s: got %d %v", name, a.StatusCode, a.Headers)
		}
	}
	if ids := s.OrderIDs(); len(ids) != 0 {
		t.Errorf("orders %v", ids)
	}
}

func TestATokenIsGoodUntilItExpiresAndNoLonger(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	token, err := s.Token(t.Context(), local.Client)
	if err != nil {
		t.Fatal(err)
	}
	_, claims := claimsOf(t, token)
	exp, ok := claims["exp"].(float64)
	if !ok {
		t.Fatalf("claims %v", claims)
	}
	show := func() int {
		return send(t, s, "show", "show", func(e *request) { set(e, "Authorization", "Bearer "+token) }).StatusCode
	}
	clock.Advance(time.Unix(int64(exp), 0).Sub(clock.Now()) - time.Second)
	if got := show(); got != http.StatusNotFound {
		t.Errorf("a second before: %d", got)
	}
	clock.Advance(2 * time.Second)
	if got := show(); got != http.StatusUnauthorized {
		t.Errorf("a second after: %d", got)
	}
}

func TestATokenWithoutTheScopeIsDeniedWithTheScopeThatIsMissing(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	status(t, hook(t, s, "webhook", nil), http.StatusOK)
	o := finish(t, s, clock)
	for function, edit := range map[string]func(*request){"order": nil, "cancel": on(o.ID, ""), "answer": on(o.ID, "")} {
		a := ask(t, s, local.Reader, function, function, edit)
		if a.StatusCode != http.StatusForbidden || !strings.Contains(a.Headers["WWW-Authenticate"], `scope="orders.write"`) {
			t.Errorf("%s: got %d %v", function, a.StatusCode, a.Headers)
		}
	}
	status(t, ask(t, s, local.Reader, "show", "show", on(o.ID, "")), http.StatusOK)
	if after := the(t, s, clock); after.Version != o.Version {
		t.Error("the order was changed")
	}
	sold(t, s, 1, 1)
}

func TestAnotherPartnersOrderIsNotFoundAndNotTouched(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	status(t, hook(t, s, "webhook", nil), http.StatusOK)
	o := finish(t, s, clock)
	var bodies []string
	for function, body := range map[string]string{"show": "", "cancel": "", "answer": `{"field":"","value":"retry"}`} {
		a := ask(t, s, local.Foreign, function, function, on(o.ID, body))
		status(t, a, http.StatusNotFound)
		none := ask(t, s, local.Foreign, function, function, on("ord_none", body))
		status(t, none, http.StatusNotFound)
		bodies = append(bodies, a.Body)
	}
	if all := strings.Join(bodies, ""); strings.Contains(all, o.Customer.Company) || strings.Contains(all, string(o.Customer.Tenant)) {
		t.Errorf("the refusal tells of the order: %s", all)
	}
	in(t, the(t, s, clock), order.Fulfilled)
	sold(t, s, 1, 1)
}

func TestAClientThatActsForNoPartnerIsDenied(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	k := key.Client(local.Client)
	if err := s.Store.Delete(t.Context(), store.Key{PK: string(k.PK), SK: string(k.SK)}, nil); err != nil {
		t.Fatal(err)
	}
	status(t, ask(t, s, local.Client, "order", "order", nil), http.StatusForbidden)
	if ids := s.OrderIDs(); len(ids) != 0 {
		t.Errorf("orders %v", ids)
	}
}
