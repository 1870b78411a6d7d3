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
	html, _ := told(t, page.Result{
		Title: evil, Text: evil, Next: evil, Code: evil, Correlation: evil, Link: `javascript:alert(1)`, Facts: []page.Fact{{Name: evil, Value: evil}},
	})
	if strings.Contains(html, "<script") || strings.Contains(html, `href="javascript`) {
		t.Error(html)
	}
}
