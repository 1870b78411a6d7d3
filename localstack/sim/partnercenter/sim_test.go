package partnercenter_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

const (
	host   = "partnercenter.test"
	tenant = "11111111-1111-4111-8111-111111111111"
	other  = "22222222-2222-4222-8222-222222222222"
	basic  = "CFQ7TTC0LH18:0001"
	office = "CFQ7TTC0LDPB:0001"
)

// signer makes the key of all tests once, because that takes long.
var signer = sync.OnceValue(func() *control.Signer { //nolint:gochecknoglobals // a key for all tests
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil
	}
	return control.NewSigner(key)
})

// world is a simulator with a clock that the test moves and a client that signs in.
type world struct {
	t      *testing.T
	sim    *partnercenter.Sim
	client *http.Client
	nanos  *atomic.Int64
	count  *atomic.Int64
	token  string
}

func open(t *testing.T, set func(*partnercenter.Options)) *world {
	t.Helper()
	w := &world{t: t, nanos: &atomic.Int64{}, count: &atomic.Int64{}}
	w.nanos.Store(time.Date(2026, time.June, 10, 9, 30, 0, 0, time.UTC).UnixNano())
	opt := partnercenter.Options{
		Clock: w.now, Seed: t.Name(), Keys: func() ([]byte, error) { return signer().Keys().Encode() },
		Partners: []partnercenter.Partner{
			{Tenant: tenant, MPN: "1234567", Country: "US", Currency: "USD", Resellers: []partnercenter.Reseller{
				{MPN: "5555555", Tenant: "55555555-5555-4555-8555-555555555555", Name: "Corner Shop", Location: "US"},
				{MPN: "5555556", Tenant: "55555555-5555-4555-8555-555555555556", Name: "Gone Shop", Location: "US", Inactive: true},
				{MPN: "5555557", Tenant: "55555555-5555-4555-8555-555555555557", Name: "New Shop", Location: "US", Unsigned: true},
			}},
			{Tenant: other, MPN: "7654321", Country: "DE", Currency: "EUR"},
		},
	}
	if set != nil {
		set(&opt)
	}
	w.sim = partnercenter.New(opt)
	w.client = &http.Client{Transport: control.Transport(map[string]http.Handler{host: w.sim})}
	w.token = w.sign(nil)
	return w
}

// in gives the same world to a subtest.
func (w *world) in(t *testing.T) *world {
	t.Helper()
	c := *w
	c.t = t
	return &c
}

func (w *world) now() time.Time { return time.Unix(0, w.nanos.Load()).UTC() }

func (w *world) pass(d time.Duration) { w.nanos.Add(int64(d)) }

// sign makes a token of a signed-in user with a second factor, changed by claims.
func (w *world) sign(claims map[string]any) string {
	w.t.Helper()
	all := map[string]any{
		"aud": partnercenter.Audience, "tid": tenant, "appid": "app", "oid": "user", "scp": "user_impersonation",
		"amr": []string{"pwd", "mfa"}, "exp": w.now().AddDate(10, 0, 0).Unix(),
	}
	maps.Copy(all, claims)
	maps.DeleteFunc(all, func(_ string, v any) bool { return v == nil })
	token, err := signer().Sign(all)
	if err != nil {
		w.t.Fatalf("sign: %v", err)
	}
	return token
}

// answer is what came back.
type answer struct {
	t      *testing.T
	status int
	header http.Header
	body   string
}

// do calls with all headers that are required and a new request id.
func (w *world) do(method, path string, body any, change ...func(*http.Request)) answer {
	w.t.Helper()
	var content io.Reader
	if body != nil {
		text, isText := body.(string)
		if !isText {
			b, err := json.Marshal(body)
			if err != nil {
				w.t.Fatalf("marshal: %v", err)
			}
			text = string(b)
		}
		content = strings.NewReader(text)
	}
	r, err := http.NewRequestWithContext(w.t.Context(), method, "https://"+host+path, content)
	if err != nil {
		w.t.Fatalf("request: %v", err)
	}
	n := w.count.Add(1)
	r.Header.Set("Authorization", "Bearer "+w.token)
	r.Header.Set("Accept", "application/json")
	r.Header.Set("MS-RequestId", fmt.Sprintf("aaaaaaaa-0000-4000-8000-%012d", n))
	r.Header.Set("MS-CorrelationId", fmt.Sprintf("cccccccc-0000-4000-8000-%012d", n))
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, c := range change {
		c(r)
	}
	res, err := w.client.Do(r)
	if err != nil {
		w.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatalf("read answer: %v", err)
	}
	return answer{w.t, res.StatusCode, res.Header, string(b)}
}

// requestID has a call carry this request id.
func requestID(id string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("MS-RequestId", id) }
}

// header has a call carry this header, or lack it when it is empty.
func header(name, value string) func(*http.Request) {
	return func(r *http.Request) {
		if r.Header.Del(name); value != "" {
			r.Header.Set(name, value)
		}
	}
}

// into decodes the body.
func (a answer) into(v any) {
	a.t.Helper()
	if err := json.Unmarshal([]byte(a.body), v); err != nil {
		a.t.Fatalf("decode %q: %v", a.body, err)
	}
}

// want checks status and code; 0 is no code.
func (a answer) want(status, code int) answer {
	a.t.Helper()
	var e struct {
		Code json.Number `json:"code"`
	}
	_ = json.Unmarshal([]byte(strings.TrimPrefix(a.body, "\ufeff")), &e)
	if e.Code == "" {
		e.Code = "0"
	}
	if a.status != status || string(e.Code) != strconv.Itoa(code) {
		a.t.Fatalf("got %d/%s, want %d/%d: %s", a.status, e.Code, status, code, a.body)
	}
	return a
}

// has checks that the body contains a text.
func (a answer) has(text string) answer {
	a.t.Helper()
	if !strings.Contains(a.body, text) {
		a.t.Fatalf("%q is not in %s", text, a.body)
	}
	return a
}

func newCustomer(domain string) map[string]any {
	return map[string]any{
		"CompanyProfile": map[string]any{"Domain": domain},
		"BillingProfile": map[string]any{
			"Email": "ann@example.com", "Culture": "en-US", "Language": "en", "CompanyName": "Example",
			"DefaultAddress": map[string]any{
				"Country": "US", "City": "Redmond", "State": "WA", "AddressLine1": "1 Way", "PostalCode": "98052-8300",
				"FirstName": "Ann", "LastName": "Lee", "PhoneNumber": "4255550101",
			},
		},
	}
}

// buyer gives a customer that may buy.
func (w *world) buyer(change ...func(*partnercenter.CustomerSeed)) string {
	w.t.Helper()
	seed := partnercenter.CustomerSeed{
		Domain: fmt.Sprintf("buyer%d.onmicrosoft.com", w.count.Add(1)), Company: "Buyer", Agreement: true,
	}
	for _, c := range change {
		c(&seed)
	}
	id, err := w.sim.AddCustomer(seed)
	if err != nil {
		w.t.Fatalf("buyer: %v", err)
	}
	return id
}

// look gives the catalog item id of today.
func (w *world) look(customer, item string) string {
	w.t.Helper()
	product, sku, _ := strings.Cut(item, ":")
	var page struct {
		Items []struct {
			CatalogItemID string `json:"catalogItemId"`
		} `json:"items"`
	}
	w.do(http.MethodGet, "/v1/customers/"+customer+"/products/"+product+"/skus/"+sku+"/availabilities", nil).want(200, 0).into(&page)
	return page.Items[0].CatalogItemID
}

type line struct {
	ID            int    `json:"id"`
	CatalogItemID string `json:"catalogItemId"`
	Quantity      int    `json:"quantity"`
	BillingCycle  string `json:"billingCycle"`
	TermDuration  string `json:"termDuration"`
}

func (w *world) line(customer, item string, id, quantity int, term, cycle string) line {
	w.t.Helper()
	return line{id, w.look(customer, item), quantity, cycle, term}
}

// cart makes a cart and gives its path.
func (w *world) cart(customer string, lines ...line) string {
	w.t.Helper()
	var made struct {
		ID string `json:"id"`
	}
	path := "/v1/customers/" + customer + "/carts"
	w.do(http.MethodPost, path, map[string]any{"partnerOnRecordAttestationAccepted": true, "lineItems": lines}).want(201, 0).into(&made)
	return path + "/" + made.ID
}

// bought gives the subscription of a purchase that works, and its path.
func (w *world) bought(customer, item string, quantity int, term, cycle string) (id, path string) {
	w.t.Helper()
	w.do(http.MethodPost, w.cart(customer, w.line(customer, item, 0, quantity, term, cycle))+"/checkout", nil).want(201, 0)
	all := w.sim.Subscriptions()
	id = all[len(all)-1].ID
	return id, "/v1/customers/" + customer + "/subscriptions/" + id
}

// edit gets the full resource and patches it with changes; nil removes a field.
func (w *world) edit(path string, changes map[string]any) answer {
	w.t.Helper()
	full := map[string]any{}
	w.do(http.MethodGet, path, nil).want(200, 0).into(&full)
	for name, value := range changes {
		if full[name] = value; value == nil {
			delete(full, name)
		}
	}
	return w.do(http.MethodPatch, path, full)
}

// one gives a subscription as it is now.
func (w *world) one(id string) partnercenter.Subscription {
	w.t.Helper()
	for _, sub := range w.sim.Subscriptions() {
		if sub.ID == id {
			return sub
		}
	}
	w.t.Fatalf("subscription %s is gone", id)
	return partnercenter.Subscription{}
}
