package local_test

import (
	"bytes"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/webhook"
)

// domainless sends the sample order of the shop without the domain of a tenant, and gives what waits.
func domainless(t *testing.T, s *local.System) api.QuarantineEntry {
	t.Helper()
	status(t, hook(t, s, "webhook", func(e *request) {
		sign(e, bytes.ReplaceAll([]byte(e.Body), []byte(`"M365-Tenant-Domain"`), []byte(`"M365-Something"`)))
	}), http.StatusOK)
	all := waiting(t, s)
	if len(all) != 1 || all[0].Reason != "tenant_domain_invalid" || all[0].Link == nil || all[0].Waivable {
		t.Fatalf("waiting: %+v", all)
	}
	return all[0]
}

var hidden = regexp.MustCompile(`name="token" value="([^"]+)"`)

// open opens the page of a form and gives where it goes, and the token that goes with it.
func (b *browser) open(link string) (to, token string) {
	b.t.Helper()
	res, page := b.visit(link, nil)
	m := hidden.FindStringSubmatch(page)
	if res.StatusCode != http.StatusOK || m == nil {
		b.t.Fatalf("the form: %d %s", res.StatusCode, page)
	}
	return submit(page), html.UnescapeString(m[1])
}

func typed(token, domain string) url.Values {
	return url.Values{"token": {token}, "kind": {"new"}, "domain": {domain}}
}

func TestWhatAnOrderOfAShopLacksIsFilledInOnAForm(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	link := *domainless(t, s).Link
	if !strings.HasPrefix(link, local.API+"/v1/forms/") || strings.Contains(link, local.Connection) || link == *waiting(t, s)[0].Link {
		t.Errorf("link %s", link)
	}
	b := newBrowser(t, s)
	to, token := b.open(link)
	res, page := b.visit(to, typed(token, "northwind.example"))
	if res.StatusCode != http.StatusOK || !strings.Contains(page, "marked below") || !strings.Contains(page, `value="northwind.example"`) || len(s.OrderIDs()) != 0 {
		t.Fatalf("a new tenant elsewhere: %d %s", res.StatusCode, page)
	}
	s.Restart()
	if res, page = b.visit(to, typed(token, "filledin01.onmicrosoft.com")); res.StatusCode != http.StatusOK || !strings.Contains(page, "Thank you") {
		t.Fatalf("%d %s", res.StatusCode, page)
	}
	if left := waiting(t, s); len(left) != 0 {
		t.Errorf("still waiting: %+v", left)
	}
	if o := finish(t, s, clock); o.Shop != local.Connection || o.Customer.Domain != "filledin01.onmicrosoft.com" {
		t.Errorf("the order is for %q", o.Customer.Domain)
	}
	for _, secret := range []string{"Mira", "Northwind Demo", "Musterweg", "mira.beispiel"} {
		if strings.Contains(b.seen.String(), secret) {
			t.Errorf("the pages show %s", secret)
		}
	}
	if res, page = b.visit(to, typed(token, "other.onmicrosoft.com")); res.StatusCode != http.StatusGone || len(s.OrderIDs()) != 1 {
		t.Errorf("again: %d %s", res.StatusCode, page)
	}
}

func TestAFormIsTakenFromOurPageOnlyAndInItsTime(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	link := *domainless(t, s).Link
	b := newBrowser(t, s)
	to, token := b.open(link)
	good := func(token string) url.Values { return typed(token, "filledin02.onmicrosoft.com") }
	if res, page := newBrowser(t, s).visit(to, good(token)); res.StatusCode != http.StatusForbidden {
		t.Errorf("a browser that never saw the page: %d %s", res.StatusCode, page)
	}
	if res, page := b.visit(to, good("guessed")); res.StatusCode != http.StatusForbidden {
		t.Errorf("a page of somebody else: %d %s", res.StatusCode, page)
	}
	if res, page := b.visit(to[:len(to)-5]+"AAAAA", good(token)); res.StatusCode != http.StatusNotFound {
		t.Errorf("a forged link: %d %s", res.StatusCode, page)
	}
	clock.Advance(webhook.FormLife - time.Minute)
	if res, page := b.visit(link, nil); res.StatusCode != http.StatusOK {
		t.Errorf("in time: %d %s", res.StatusCode, page)
	}
	clock.Advance(2 * time.Minute)
	if res, page := b.visit(link, nil); res.StatusCode != http.StatusGone {
		t.Errorf("too late: %d %s", res.StatusCode, page)
	}
	if n := len(s.OrderIDs()); n != 0 {
		t.Errorf("%d orders", n)
	}
	to, token = b.open(*waiting(t, s)[0].Link)
	if res, page := b.visit(to, good(token)); res.StatusCode != http.StatusOK || len(s.OrderIDs()) != 1 {
		t.Errorf("a fresh link: %d %s", res.StatusCode, page)
	}
}
