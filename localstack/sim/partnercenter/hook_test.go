package partnercenter_test

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

// listener stands in for a partner's own address.
type listener struct {
	status  int
	bodies  []string
	headers []http.Header
}

func (l *listener) RoundTrip(r *http.Request) (*http.Response, error) {
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	l.bodies, l.headers = append(l.bodies, string(b)), append(l.headers, r.Header)
	return &http.Response{StatusCode: l.status, Body: http.NoBody, Header: http.Header{}, Request: r}, nil
}

const registration = "/webhooks/v1/registration"

// listen registers for some events, and gives what they arrive at.
func (w *world) listen(events ...string) *listener {
	w.t.Helper()
	w.do(http.MethodPost, registration, map[string]any{"WebhookUrl": "https://shop.example/hook", "WebhookEvents": events}).want(200, 0)
	return &listener{status: 200}
}

func (w *world) deliver(l *listener) int {
	w.t.Helper()
	n, err := w.sim.Deliver(w.t.Context(), l)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

func TestThereIsOneRegistrationForATenant(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	body := map[string]any{"WebhookUrl": "https://shop.example/hook", "WebhookEvents": []string{"subscription-updated"}}
	w.do(http.MethodPut, registration, body).want(404, 1000)
	w.do(http.MethodPost, registration, map[string]any{"WebhookUrl": "http://shop.example", "WebhookEvents": []string{"test-created"}}).want(400, 800002)
	w.do(http.MethodPost, registration, map[string]any{"WebhookUrl": "https://shop.example", "WebhookEvents": []string{"x"}}).want(400, 800002)
	var first, second struct{ SubscriberId string } //nolint:revive // its name on the wire
	w.do(http.MethodPost, registration, body).want(200, 0).into(&first)
	w.do(http.MethodPost, registration, body).want(409, 800002)
	w.do(http.MethodPut, registration, body).want(200, 0).into(&second)
	if first.SubscriberId == "" || first != second {
		t.Fatalf("got %v and %v", first, second)
	}
	w.do(http.MethodGet, registration, nil).want(200, 0).has(`"WebhookUrl":"https://shop.example/hook"`)
}

func TestAChangeIsToldWithASignatureThatChainsToTheRoot(t *testing.T) {
	t.Parallel()
	w := open(t, func(o *partnercenter.Options) { o.Base, o.NotifyAfter = "https://"+host, time.Minute })
	l := w.listen("subscription-updated")
	customer := w.buyer()
	_, path := w.bought(customer, basic, 5, "P1Y", "annual")
	w.edit(path, map[string]any{"quantity": 6}).want(200, 0)
	if n := w.deliver(l); n != 0 {
		t.Fatalf("%d came too early", n)
	}
	w.pass(time.Minute)
	if n := w.deliver(l); n != 1 || w.deliver(l) != 0 {
		t.Fatalf("%d events", n)
	}
	body, h := l.bodies[0], l.headers[0]
	if !strings.Contains(body, `"EventName":"subscription-updated","ResourceUri":"https://`+host+path+`","ResourceName":"subscription"`) {
		t.Fatalf("got %s", body)
	}
	certificate := w.do(http.MethodGet, strings.TrimPrefix(h.Get("X-MS-Certificate-Url"), "https://"+host), nil)
	leaf, err := x509.ParseCertificate([]byte(certificate.body))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM([]byte(w.do(http.MethodGet, "/_sim/root", nil).want(200, 0).body)) {
		t.Fatal("the root is no certificate")
	}
	if _, err := leaf.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: w.now()}); err != nil || leaf.Subject.Organization[0] != "Microsoft Corporation" {
		t.Fatalf("%v, issued to %v", err, leaf.Subject)
	}
	signature, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(h.Get("Authorization"), "Signature "))
	if err != nil {
		t.Fatal(err)
	}
	key, isRSA := leaf.PublicKey.(*rsa.PublicKey)
	sum := sha256.Sum256([]byte(body))
	if !isRSA || rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], signature) != nil || h.Get("X-MS-Signature-Algorithm") != "rsa-sha256" {
		t.Fatal("the signature is wrong")
	}
	_, audit, _ := strings.Cut(body, `"AuditUri":"https://`+host)
	audit, _, _ = strings.Cut(audit, `"`)
	w.do(http.MethodGet, audit, nil).want(200, 0).has(`"operationType":"update_subscription"`).has(`\"Quantity\":6`)
}

func TestWhatDoesNotArriveIsTriedAgainTenTimes(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	l := w.listen("subscription-updated")
	l.status = 500
	_, path := w.bought(w.buyer(), basic, 5, "P1Y", "annual")
	w.edit(path, map[string]any{"quantity": 6}).want(200, 0)
	for range 12 {
		w.deliver(l)
		w.pass(oneDay)
	}
	if n := len(l.bodies); n != 10 {
		t.Fatalf("tried %d times", n)
	}
	if all := w.sim.Notices(); !all[0].Done || all[0].Attempts != 10 || all[0].Status != 500 {
		t.Fatalf("got %+v", all[0])
	}
}

func TestWhatIsDoneInThePortalIsToldAndAudited(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	l := w.listen("subscription-updated")
	customer := w.buyer()
	id, path := w.bought(customer, basic, 5, "P1M", "monthly")
	w.do(http.MethodPost, "/_sim/portal", map[string]any{"subscription": id, "quantity": 7, "by": "ann@partner.example"}).want(201, 0)
	w.do(http.MethodPost, "/_sim/portal", map[string]any{"subscription": id, "quantity": 9999}).want(400, 0)
	w.do(http.MethodGet, path, nil).has(`"quantity":7`)
	w.do(http.MethodPost, "/_sim/announce", map[string]any{"customer": customer, "subscription": id}).want(201, 0)
	if n := w.deliver(l); n != 2 || l.bodies[0] != l.bodies[1] {
		t.Fatalf("%d events: %v", n, l.bodies)
	}
	w.do(http.MethodGet, "/v1/auditrecords", nil).want(200, 0).has(`"userPrincipalName":"ann@partner.example"`)
	if err := w.sim.Behave(partnercenter.Habits{LoseEvents: true}); err != nil {
		t.Fatal(err)
	}
	w.edit(path, map[string]any{"quantity": 8}).want(200, 0)
	if n := w.deliver(l); n != 0 {
		t.Fatalf("%d events that are lost", n)
	}
	if err := w.sim.Behave(partnercenter.Habits{}); err != nil {
		t.Fatal(err)
	}
	w.pass(31 * oneDay) // a renewal is told of too
	if n := w.deliver(l); n != 1 {
		t.Fatalf("%d events", n)
	}
}

func TestATestEventShowsHowItArrived(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.do(http.MethodPost, registration+"/validationEvents", nil).want(400, 800002)
	l := w.listen("test-created")
	var made struct {
		ID string `json:"correlationId"`
	}
	w.do(http.MethodPost, registration+"/validationEvents", nil).want(200, 0).into(&made)
	w.do(http.MethodPost, registration+"/validationEvents", nil).want(200, 0)
	w.do(http.MethodPost, registration+"/validationEvents", nil).want(429, 0)
	w.deliver(l)
	w.do(http.MethodGet, registration+"/validationEvents/"+made.ID, nil).want(200, 0).has(`"status":"completed"`).has(`"responseCode":"200"`)
	if !strings.Contains(l.bodies[0], `"EventName":"test-created"`) || !strings.Contains(l.bodies[0], `"AuditUri":null`) {
		t.Fatalf("got %v", l.bodies)
	}
	w.pass(7 * oneDay)
	w.do(http.MethodGet, registration+"/validationEvents/"+made.ID, nil).want(404, 1000)
}

func TestTheSignatureCanComeInAHeaderOfItsOwn(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	w.do(http.MethodPost, registration, map[string]any{
		"WebhookUrl": "https://shop.example/hook", "WebhookEvents": []string{"test-created"}, "SignatureTokenToMsSignatureHeader": true,
	}).want(200, 0)
	w.do(http.MethodPost, registration+"/validationEvents", nil).want(200, 0)
	l := &listener{status: 200}
	w.deliver(l)
	if h := l.headers[0]; h.Get("x-ms-signature") == "" || h.Get("Authorization") != "" {
		t.Fatalf("got %v", h)
	}
}
