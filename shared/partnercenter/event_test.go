package partnercenter_test

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"io"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/partnercenter"
)

const (
	certificateHost = "https://certificates.example"
	certificateAt   = certificateHost + "/cert/notifications.cer"
)

// house is an authority with certificates that it issued, made once because keys take long.
type house struct {
	root *x509.Certificate
	key  *rsa.PrivateKey // of every certificate
	der  map[string][]byte
}

var authority = sync.OnceValues(func() (*house, error) { //nolint:gochecknoglobals // keys for all tests
	rootKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	h := &house{der: map[string][]byte{}}
	if h.key, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
		return nil, err
	}
	root := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: date(2026, 1, 1), NotAfter: date(2027, 1, 1), IsCA: true, BasicConstraintsValid: true,
		Subject: pkix.Name{CommonName: "root", Organization: []string{"Microsoft Corporation"}}, KeyUsage: x509.KeyUsageCertSign,
	}
	raw, err := x509.CreateCertificate(rand.Reader, root, root, &rootKey.PublicKey, rootKey)
	if err != nil {
		return nil, err
	}
	if h.root, err = x509.ParseCertificate(raw); err != nil {
		return nil, err
	}
	for name, who := range map[string]string{"good": "Microsoft Corporation", "other": "Contoso"} {
		leaf := &x509.Certificate{
			SerialNumber: big.NewInt(2), NotBefore: date(2026, 1, 1), NotAfter: date(2026, 12, 1), KeyUsage: x509.KeyUsageDigitalSignature,
			Subject: pkix.Name{CommonName: "notifications", Organization: []string{who}},
		}
		if h.der[name], err = x509.CreateCertificate(rand.Reader, leaf, h.root, &h.key.PublicKey, rootKey); err != nil {
			return nil, err
		}
		if name == "good" {
			if h.der["self"], err = x509.CreateCertificate(rand.Reader, leaf, leaf, &h.key.PublicKey, h.key); err != nil {
				return nil, err
			}
		}
	}
	return h, nil
})

const eventBody = `{"EventName":"subscription-updated","ResourceName":"Subscription"}`

// signedBy gives the headers of an event, and a verifier that reads this certificate.
func signedBy(t *testing.T, certificate string) (http.Header, *partnercenter.Signatures, *int) {
	t.Helper()
	h, err := authority()
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(eventBody))
	signature, err := rsa.SignPKCS1v15(nil, h.key, crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	header := http.Header{}
	header.Set("Authorization", "Signature "+base64.StdEncoding.EncodeToString(signature))
	header.Set("X-MS-Certificate-Url", certificateAt)
	header.Set("X-MS-Signature-Algorithm", "RSA-SHA256")
	roots := x509.NewCertPool()
	roots.AddCert(h.root)
	reads := 0
	body := h.der[certificate]
	if certificate == "pem" {
		body = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: h.der["good"]})
	}
	web := roundTrip(func(r *http.Request) (*http.Response, error) {
		reads++
		if r.URL.String() != certificateAt || r.Header.Get("Authorization") != "" {
			t.Errorf("read %s with %v", r.URL, r.Header)
		}
		return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(bytes.NewReader(body)), Request: r}, nil
	})
	return header, &partnercenter.Signatures{
		Origins: []string{"https://elsewhere.example", certificateHost + "/"}, Roots: roots, Transport: web, Now: func() time.Time { return date(2026, 6, 10) },
	}, &reads
}

func TestAnEventIsMicrosoftsByItsSignatureAndNothingElse(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		certificate string
		spoil       func(h http.Header, s *partnercenter.Signatures)
		body        string
		good        bool
		reads       int
	}{
		"good": {"good", nil, eventBody, true, 1},
		"PEM":  {"pem", nil, eventBody, true, 1},
		"other header": {"good", func(h http.Header, _ *partnercenter.Signatures) {
			h.Set("x-ms-signature", strings.TrimPrefix(h.Get("Authorization"), "Signature "))
			h.Del("Authorization")
		}, eventBody, true, 1},
		"another body":     {"good", nil, eventBody + " ", false, 1},
		"not Microsoft":    {"other", nil, eventBody, false, 1},
		"signed by itself": {"self", nil, eventBody, false, 1},
		"no certificate":   {"nothing", nil, eventBody, false, 1},
		"late": {"good", func(_ http.Header, s *partnercenter.Signatures) {
			s.Now = func() time.Time { return date(2026, 12, 2) }
		}, eventBody, false, 1},
		"no roots":       {"good", func(_ http.Header, s *partnercenter.Signatures) { s.Roots = nil }, eventBody, false, 1},
		"no signature":   {"good", func(h http.Header, _ *partnercenter.Signatures) { h.Del("Authorization") }, eventBody, false, 0},
		"a token":        {"good", func(h http.Header, _ *partnercenter.Signatures) { h.Set("Authorization", "Bearer x") }, eventBody, false, 0},
		"not base64":     {"good", func(h http.Header, _ *partnercenter.Signatures) { h.Set("Authorization", "Signature !") }, eventBody, false, 0},
		"weak algorithm": {"good", func(h http.Header, _ *partnercenter.Signatures) { h.Set("X-MS-Signature-Algorithm", "rsa-sha1") }, eventBody, false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			header, s, reads := signedBy(t, c.certificate)
			if c.spoil != nil {
				c.spoil(header, s)
			}
			err := s.Verify(t.Context(), header, []byte(c.body))
			if c.good != (err == nil) || err != nil && fault.Of(err) != fault.Unauthenticated || *reads != c.reads {
				t.Errorf("got %v (%s) after %d reads", err, fault.Of(err), *reads)
			}
		})
	}
}

func TestACertificateIsReadFromMicrosoftsAddressesAlone(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"", "http://certificates.example/cert/notifications.cer", "https://certificates.example.evil.example/x", "https://user@certificates.example/x",
		"https://certificates.example:444/x", "https://169.254.169.254/latest/meta-data", "file:///etc/passwd", "https:certificates.example", "https://certificates.example/x#y",
	} {
		header, s, reads := signedBy(t, "good")
		header.Set("X-MS-Certificate-Url", address)
		if err := s.Verify(t.Context(), header, []byte(eventBody)); fault.Of(err) != fault.Unauthenticated || *reads != 0 {
			t.Errorf("%s: %v after %d reads", address, err, *reads)
		}
	}
}

func TestACertificateIsReadOnceADay(t *testing.T) {
	t.Parallel()
	header, s, reads := signedBy(t, "good")
	now := date(2026, 6, 10)
	s.Now = func() time.Time { return now }
	for range 3 {
		must(t, "verify", s.Verify(t.Context(), header, []byte(eventBody)))
	}
	now = now.Add(25 * time.Hour)
	must(t, "verify", s.Verify(t.Context(), header, []byte(eventBody)))
	if *reads != 2 {
		t.Errorf("%d reads", *reads)
	}
	s.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusBadGateway, Body: http.NoBody, Request: r}, nil
	})
	now = now.Add(25 * time.Hour)
	if err := s.Verify(t.Context(), header, []byte(eventBody)); fault.Of(err) != fault.Unavailable {
		t.Errorf("a certificate that cannot be read now: %v", err)
	}
}

func TestAnEventNamesIdsAndOnlyPartnerCentersAddresses(t *testing.T) {
	t.Parallel()
	const base = "https://api.partnercenter.microsoft.com"
	body := func(resource, audit string) []byte {
		return []byte("\xef\xbb\xbf" + `{"EventName":"subscription-updated","ResourceName":"Subscription","ResourceUri":"` + resource + `","AuditUri":` + audit + `,"ResourceChangeUtcDate":"2026-06-10T09:30:00.1"}`)
	}
	got, err := partnercenter.ReadEvent(base, body(base+"/v1/customers/"+strings.ToUpper(string(tenant))+"/subscriptions/"+upperID, `"https://API.partnercenter.microsoft.com/v1/auditrecords/a_1"`))
	want := partnercenter.Event{
		Name: "subscription-updated", Resource: "subscription", Tenant: string(tenant), Subscription: subID, Audited: "a_1",
		At: time.Date(2026, 6, 10, 9, 30, 0, 100000000, time.UTC),
	}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Error(d, err)
	}
	for _, address := range []string{"https://evil.example/v1/customers/x", "https://api.partnercenter.microsoft.com.evil.example/", "https://a@api.partnercenter.microsoft.com/", "/v1/customers/x", "https://api.partnercenter.microsoft.com:8443/"} {
		if _, err := partnercenter.ReadEvent(base, body(address, "null")); fault.Of(err) != fault.Denied {
			t.Errorf("resource %s: %v", address, err)
		}
		if _, err := partnercenter.ReadEvent(base, body("", `"`+address+`"`)); fault.Of(err) != fault.Denied {
			t.Errorf("audit %s: %v", address, err)
		}
	}
	for _, body := range []string{"", "[]", "{}", `{"EventName":7}`} {
		if _, err := partnercenter.ReadEvent(base, []byte(body)); fault.Of(err) != fault.Malformed {
			t.Errorf("%q: %v", body, err)
		}
	}
	test, err := partnercenter.ReadEvent(base, []byte(`{"EventName":"test-created","ResourceUri":"http://api.partnercenter.microsoft.com/webhooks/v1/registration/test","AuditUri":null}`))
	if !test.Test() || test.Subscription != "" || err != nil {
		t.Errorf("a test: %+v, %v", test, err)
	}
}

func TestWhatWasDoneOnADayIsReadToItsEndTheOldestFirst(t *testing.T) {
	t.Parallel()
	c, asked, _ := servedFor(t, partner.Partner{}, answers{"GET /v1/auditrecords": {
		`200 {"items":[{"id":"2","customerId":"ABCD","userPrincipalName":"jane@x.example","applicationId":"APP","resourceType":"Subscription","operationType":"update_subscription",
		 "operationDate":"2026-06-10T10:00:00","operationStatus":"Succeeded","originalCorrelationId":"corr","resourceNewValue":"{\"Id\":\"` + upperID + `\",\"Quantity\":3}"}],"continuationToken":"t"}`,
		`200 {"items":[{"id":"1","operationType":"update_subscription","operationDate":"2026-06-10T09:00:00Z","operationStatus":"failed","resourceNewValue":null,
		 "customizedData":[{"key":"SubscriptionId","value":"` + upperID + `"}]},{"id":"3","operationType":"add_customer","operationDate":"2026-06-10T11:00:00Z","resourceNewValue":"{\"Id\":\"` + upperID + `\"}"}]}`,
	}})
	got, err := c.Audit(t.Context(), time.Date(2026, 6, 10, 15, 0, 0, 0, time.UTC))
	want := []partnercenter.Audited{
		{ID: "1", Operation: "update_subscription", Subscription: subID, At: time.Date(2026, 6, 10, 9, 0, 0, 0, time.UTC)},
		{ID: "2", Tenant: "abcd", Resource: "subscription", Operation: "update_subscription", Subscription: subID, At: time.Date(2026, 6, 10, 10, 0, 0, 0, time.UTC), Succeeded: true, App: "app", Correlation: "corr"},
		{ID: "3", Operation: "add_customer", At: time.Date(2026, 6, 10, 11, 0, 0, 0, time.UTC)},
	}
	if d := cmp.Diff(want, got); d != "" || err != nil || (*asked)[0].URL.RawQuery != "endDate=2026-06-10&startDate=2026-06-10" || (*asked)[1].Header.Get("MS-ContinuationToken") != "t" {
		t.Error(d, err)
	}
}

func TestADayThatMicrosoftKeepsNoMoreIsNotAskedFor(t *testing.T) {
	t.Parallel()
	calls := 0
	c := partnercenter.Open(partnercenter.Options{
		Base: "http://pc.test", Tokens: fixed{}, Now: func() time.Time { return date(2026, 6, 10).Add(time.Hour) },
		Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			calls++
			return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(`{"items":[]}`)), Request: r}, nil
		}),
	})
	for day, want := range map[int]int{90: 1, 91: 0} {
		calls = 0
		got, err := c.Audit(t.Context(), date(2026, 6, 10).AddDate(0, 0, -day))
		if len(got) != 0 || err != nil || calls != want {
			t.Errorf("%d days ago: %v, %v after %d calls", day, got, err, calls)
		}
	}
}
