package page_test

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/seatwright/seatwright/shared/page"
)

func asked(t *testing.T, a page.Ask) (string, string) {
	t.Helper()
	p, err := page.Asked(a)
	if err != nil {
		t.Fatal(err)
	}
	return string(p.HTML), p.Policy
}

func told(t *testing.T, r page.Result) (string, string) {
	t.Helper()
	p, err := page.Told(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(p.HTML), p.Policy
}

func TestThePageBehindALinkSaysWhichAccountAndWarns(t *testing.T) {
	t.Parallel()
	html, _ := asked(t, page.Ask{Partner: "Branch & Co", Tenant: "11111111-aaaa", Action: "https://api.example/v1/consents/cns_1.x", Minutes: 15})
	for _, want := range []string{"Branch &amp; Co", "11111111-aaaa", "Admin agent", "private window", "15 minutes", `action="https://api.example/v1/consents/cns_1.x"`, `method="post"`} {
		if !strings.Contains(html, want) {
			t.Errorf("the page lacks %q:\n%s", want, html)
		}
	}
}

func TestThePolicyAllowsThePagesOwnStyleAndNothingElse(t *testing.T) {
	t.Parallel()
	one, onePolicy := asked(t, page.Ask{})
	two, twoPolicy := told(t, page.Result{Title: "x"})
	for html, policy := range map[string]string{one: onePolicy, two: twoPolicy} {
		_, rest, _ := strings.Cut(html, "<style>")
		style, _, _ := strings.Cut(rest, "</style>")
		sum := sha256.Sum256([]byte(style))
		if !strings.Contains(policy, "style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") || len(style) < 100 {
			t.Errorf("policy %s is not for the style %q", policy, style)
		}
		if !strings.HasPrefix(policy, "default-src 'none';") || strings.Contains(policy, "script") || strings.Contains(policy, "unsafe") {
			t.Errorf("policy %s", policy)
		}
		for _, bad := range []string{"<script", "style=", " src=", "javascript:"} {
			if strings.Contains(html, bad) {
				t.Errorf("the page has %s:\n%s", bad, html)
			}
		}
	}
}

func TestWhatComesFromOutsideIsTextOnAPage(t *testing.T) {
	t.Parallel()
	const evil = `"><script>alert(1)</script>`
	p, err := page.Filling(page.Fill{
		Shop: evil, Order: evil, Action: "javascript:alert(1)", Token: evil,
		Inputs: []page.Input{{Name: evil, Label: evil, Kind: "text", Hint: evil, Value: evil, Wrong: evil}, {Name: "k", Value: evil, Choices: []page.Fact{{Name: evil, Value: evil}}}},
	})
	if form := string(p.HTML); err != nil || strings.Contains(form, "<script") || strings.Contains(form, `action="javascript`) {
		t.Error(form, err)
	}
	html, _ := told(t, page.Result{
		Title: evil, Text: evil, Next: evil, Code: evil, Correlation: evil, Link: `javascript:alert(1)`, Facts: []page.Fact{{Name: evil, Value: evil}},
	})
	if strings.Contains(html, "<script") || strings.Contains(html, `href="javascript`) {
		t.Error(html)
	}
}

func TestAFormMarksWhatCannotBeUsedAndKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	p, err := page.Filling(page.Fill{
		Shop: "shop.example", Order: "#1001", Action: "/v1/forms/x", Token: "tok", Days: 7, Wrong: true,
		Inputs: []page.Input{
			{Name: "kind", Label: "For", Value: "new", Choices: []page.Fact{{Name: "new", Value: "a new tenant"}, {Name: "existing_tenant", Value: "one that is there"}}},
			{Name: "domain", Label: "Domain", Kind: "text", Value: "mira", Wrong: "want a domain"},
		},
	})
	html := string(p.HTML)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`value="new" checked`, `value="existing_tenant"> one`, `value="mira"`, "want a domain", `name="token" value="tok"`, "#1001", "shop.example", "7 days"} {
		if !strings.Contains(html, want) {
			t.Errorf("the page lacks %q:\n%s", want, html)
		}
	}
}
