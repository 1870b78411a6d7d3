package local_test

import (
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/consent"
)

// browser is what a person signs in with. It keeps cookies, and everything that it saw of our API.
type browser struct {
	t      *testing.T
	system *local.System
	jar    http.CookieJar
	seen   strings.Builder // addresses, headers and bodies of our answers
	last   url.Values      // what Microsoft's page posted to us last
}

func newBrowser(t *testing.T, s *local.System) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t: t, system: s, jar: jar}
}

// visit makes one request as a browser does: a form is posted when there is one. Redirects are the test's to follow.
func (b *browser) visit(address string, form url.Values) (*http.Response, string) {
	b.t.Helper()
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	r, err := http.NewRequestWithContext(b.t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Accept", "text/html,*/*;q=0.8")
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	ours := strings.HasPrefix(address, local.API)
	way := control.Transport(map[string]http.Handler{r.URL.Host: b.system.Entra})
	if ours {
		way = b.system.Transport()
	}
	client := http.Client{Transport: way, Jar: b.jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r)
	if err != nil {
		b.t.Fatalf("%s %s: %v", method, address, err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	if ours {
		head, err := json.Marshal(res.Header)
		if err != nil {
			b.t.Fatal(err)
		}
		b.seen.WriteString(address + string(head) + string(body))
	}
	return res, string(body)
}

// begin opens a link's page and goes on to Microsoft. It gives Microsoft's address.
func (b *browser) begin(link string) string {
	b.t.Helper()
	res, page := b.visit(link, nil)
	if res.StatusCode != http.StatusOK || !strings.Contains(page, "private window") {
		b.t.Fatalf("the page behind the link: %d %s", res.StatusCode, page)
	}
	res, page = b.visit(submit(page), url.Values{})
	if res.StatusCode != http.StatusSeeOther {
		b.t.Fatalf("going on to Microsoft: %d %s", res.StatusCode, page)
	}
	return res.Header.Get("Location")
}

// choose signs in as somebody and gives where Microsoft's page posts to, and what; answer holds account, or deny.
func (b *browser) choose(microsoft string, answer url.Values) (string, url.Values) {
	b.t.Helper()
	if res, page := b.visit(microsoft, nil); res.StatusCode != http.StatusOK {
		b.t.Fatalf("Microsoft's page: %d %s", res.StatusCode, page)
	}
	res, page := b.visit(microsoft, answer)
	if res.StatusCode != http.StatusOK {
		b.t.Fatalf("signing in: %d %s", res.StatusCode, page)
	}
	fields := url.Values{}
	for _, m := range regexp.MustCompile(`name="([^"]+)" value="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		fields.Set(m[1], html.UnescapeString(m[2]))
	}
	return submit(page), fields
}

// signIn goes the whole way and gives the last page.
func (b *browser) signIn(link string, answer url.Values) (*http.Response, string) {
	b.t.Helper()
	to, fields := b.choose(b.begin(link), answer)
	if to != local.API+"/v1/consents" {
		b.t.Fatalf("Microsoft posts to %s", to)
	}
	b.last = fields
	return b.visit(to, fields)
}

// submit gives where the form of a page goes.
func submit(page string) string {
	m := regexp.MustCompile(`<form method="post" action="([^"]+)"`).FindStringSubmatch(page)
	if m == nil {
		return ""
	}
	return html.UnescapeString(m[1])
}

func as(account string) url.Values { return url.Values{"account": {account}} }

// about makes a request of the consent API be about a partner, and about a consent when one is named.
func about(partner, id string) func(*request) {
	return func(e *request) {
		e.PathParameters = map[string]string{"partner_id": partner}
		if id != "" {
			e.PathParameters["consent_id"] = id
		}
		e.RequestContext.DomainName, e.RequestContext.Path = "wrong.example.com", e.Path
	}
}

// link asks for a link to a partner's sign-in.
func link(t *testing.T, s *local.System, client, partner string) string {
	t.Helper()
	a := ask(t, s, client, "consent", "consent.create", about(partner, ""))
	status(t, a, http.StatusCreated)
	var c api.Consent
	if err := json.Unmarshal([]byte(a.Body), &c); err != nil || c.Link == nil || c.State != api.ConsentStageOpened || !strings.HasPrefix(*c.Link, local.API+"/v1/consents/cns_") {
		t.Fatalf("consent %s: %v", a.Body, err)
	}
	return *c.Link
}

// became looks what became of a link to the sign-in of the branch.
func became(t *testing.T, s *local.System, client, link string) api.Consent {
	t.Helper()
	a := ask(t, s, client, "consent", "consent.get", about(branch, consent.ID(link[strings.LastIndex(link, "/")+1:])))
	status(t, a, http.StatusOK)
	var c api.Consent
	if err := json.Unmarshal([]byte(a.Body), &c); err != nil || c.Link != nil {
		t.Fatalf("consent %s: %v", a.Body, err)
	}
	return c
}

// refresh gives what is stored of a partner's sign-in.
func refresh(t *testing.T, s *local.System, partner string) string {
	t.Helper()
	text, _ := s.Secrets.Read(t.Context(), "partner/"+partner+"/refresh-token") // "" when there is none
	return text
}

func shows(t *testing.T, page string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(page, w) {
			t.Errorf("the page does not say %q:\n%s", w, page)
		}
	}
}
