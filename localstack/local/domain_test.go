package local_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/table/store"
)

func TestDomain_AFreshZoneAtOVHIsSetUpAndTakenBack(t *testing.T) {
	t.Parallel()
	d := zoned(t)
	before, _ := d.OVH.View(local.FreshZone, true)
	p := d.plan(t, `{"customer_id":"TENANT","domain":"Contoso.Example","host":{"kind":"ovh","account":"main"},"options":{"services":["Email"]}}`)
	if p.State != "planned" || p.Stage != "ownership" || p.Line.State != "ready" || !strings.Contains(p.Text, "MS=") {
		t.Fatalf("first plan: %+v", p)
	}
	d.apply(t, p)
	p = d.until(t, p.ID, 4*time.Hour, "planned services")
	if p.Line.State != "needs_consent" || len(p.Line.Needs) == 0 {
		t.Fatalf("second plan: %+v\n%s", p.Line, p.Text)
	}
	p = d.decide(t, p.ID, "consents", `{"hash":"`+p.Hash+`","classes":["replace_mx"]}`)
	if p.State != "planned" || p.Line.State != "ready" {
		t.Fatalf("with the consent: %+v\n%s", p.Line, p.Text)
	}
	status(t, d.ask(t, http.MethodPost, "/plans/"+p.ID+"/apply", `{"hash":"another"}`), http.StatusPreconditionFailed)
	d.apply(t, p)
	p = d.until(t, p.ID, 30*time.Hour, "done")
	if mx := d.DNS.Ask(local.FreshZone, "MX"); len(mx) != 1 || !strings.Contains(mx[0], "mail.protection.outlook.com") && !strings.Contains(mx[0], "mx.microsoft") {
		t.Fatalf("mail goes to %v", mx)
	}
	for _, i := range d.Store.All() {
		if size := store.Size(i); strings.HasPrefix(i.Key().PK, "DOMAIN") && size > 1024 {
			t.Errorf("%s: %d bytes, want at most 1024", i.Key().PK, size)
		}
	}
	d.decide(t, p.ID, "rollback", "")
	d.until(t, p.ID, 30*time.Hour, "rolled_back")
	after, _ := d.OVH.View(local.FreshZone, true)
	if len(after.Rows) < len(before.Rows) {
		t.Errorf("%d rows, want %d", len(after.Rows), len(before.Rows))
	}
	chain, err := d.Table().Chain(t.Context(), audit.Domain("sample", local.FreshZone))
	must(t, err)
	var left []string
	for _, e := range chain {
		who, _, _ := strings.Cut(e.Who, ":")
		left = append(left, who+" "+string(e.What))
	}
	want := []string{
		"client domain.asked", "client domain.applied", "worker domain.publishing", "client domain.consented", "client domain.applied", "worker domain.publishing",
		"worker domain.done", "client domain.undone", "worker domain.rolled_back",
	}
	if diff := cmp.Diff(want, left); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	if d.Domains.Len()+len(d.Domains.Dead()) != 0 {
		t.Errorf("messages: %d wait, %d are dead", d.Domains.Len(), len(d.Domains.Dead()))
	}
}

func TestDomain_AZoneAtAmazonIsSetUp(t *testing.T) {
	t.Parallel()
	d := zoned(t)
	p := d.plan(t, `{"customer_id":"TENANT","domain":"northwind.example","host":{"kind":"route53","account":"aws"},"options":{"services":["Email","Intune"]}}`)
	d.apply(t, p)
	p = d.until(t, p.ID, 4*time.Hour, "planned services")
	d.apply(t, p)
	d.until(t, p.ID, 30*time.Hour, "done")
	if mx := d.DNS.Ask(local.AmazonZone, "MX"); len(mx) != 1 {
		t.Errorf("mail goes to %v", mx)
	}
}

func TestDomain_APersonEntersTheRowsElsewhere(t *testing.T) {
	t.Parallel()
	d := zoned(t)
	file := strings.ReplaceAll(local.HandFile(1, ""), "\n", `\n`)
	p := d.plan(t, `{"customer_id":"TENANT","domain":"byhand.example","host":{"kind":"file","file":"`+file+`"},"options":{"services":["Email"]}}`)
	d.apply(t, p)
	p = d.until(t, p.ID, time.Hour, "by_hand")
	if len(p.Lines) != 1 || !strings.Contains(p.Lines[0], "MS=") {
		t.Fatalf("lines to enter: %v", p.Lines)
	}
	must(t, d.DNS.Publish(local.HandZone, local.HandFile(2, strings.TrimPrefix(p.Lines[0], "enter  ")+"\n"), d.clock.Now()))
	status(t, d.ask(t, http.MethodPost, "/zones/byhand.example/check", ""), http.StatusAccepted)
	p = d.until(t, p.ID, 24*time.Hour, "planned services")
	if !strings.Contains(p.Text, "v=spf1") {
		t.Errorf("second plan:\n%s", p.Text)
	}
}

func TestDomain_ADelegationElsewhereIsRefusedWithTheServersSeen(t *testing.T) {
	t.Parallel()
	d := zoned(t)
	d.DNS.Delegate(local.FreshZone, local.HandServer)
	p := d.plan(t, `{"customer_id":"TENANT","domain":"contoso.example","host":{"kind":"ovh","account":"main"},"options":{"services":["Email"]}}`)
	if p.State != "failed" || p.Problem == nil || !strings.Contains(p.Problem.Text, local.HandServer) {
		t.Errorf("%s: %+v", p.State, p.Problem)
	}
}

func TestDomain_AForeignEditIsShownAndTold(t *testing.T) {
	t.Parallel()
	d := zoned(t)
	p := d.plan(t, `{"customer_id":"TENANT","domain":"northwind.example","host":{"kind":"route53","account":"aws"}}`)
	d.apply(t, p)
	p = d.until(t, p.ID, 30*time.Hour, "planned services", "done services")
	if p.State == "planned" {
		d.apply(t, p)
		d.until(t, p.ID, 30*time.Hour, "done")
	}
	var proof string
	for _, text := range d.DNS.Ask(local.AmazonZone, "TXT") {
		if strings.HasPrefix(text, "MS=") {
			proof = text
		}
	}
	if proof == "" {
		t.Fatal("no proof is served")
	}
	must(t, d.Route53.Apply(edit(proof)))
	for range 26 * 60 / 10 {
		d.clock.Advance(10 * time.Minute)
		must(t, d.Fire(t.Context()))
		must(t, d.Drain(t.Context()))
	}
	a := d.ask(t, http.MethodGet, "/zones/northwind.example", "")
	status(t, a, http.StatusOK)
	if !strings.Contains(a.Body, `"changes":[{`) {
		t.Errorf("no change is shown: %s", a.Body)
	}
}

func TestDomain_APartnerHasItsOwnAccountsOnly(t *testing.T) {
	t.Parallel()
	d := zoned(t)
	p := d.plan(t, `{"customer_id":"TENANT","domain":"contoso.example","host":{"kind":"ovh","account":"main"}}`)
	d.client = local.Foreign
	for path, body := range map[string]string{
		"/plans":                       `{"customer_id":"` + d.tenant + `","domain":"contoso.example","host":{"kind":"ovh","account":"main"}}`,
		"/batches":                     `{"customer_id":"` + d.tenant + `","domains":[{"domain":"northwind.example"}],"host":{"kind":"route53","account":"aws"}}`,
		"/plans/" + p.ID + "/apply":    `{"hash":"` + p.Hash + `"}`,
		"/plans/" + p.ID + "/rollback": ``,
		"/zones/contoso.example/check": ``,
	} {
		want := http.StatusNotFound
		if path == "/plans" || path == "/batches" {
			want = http.StatusUnprocessableEntity
		}
		if a := d.ask(t, http.MethodPost, path, body); a.StatusCode != want {
			t.Errorf("%s: %d %s, want %d", path, a.StatusCode, a.Body, want)
		}
	}
	if a := d.ask(t, http.MethodGet, "/hosts", ""); strings.Contains(a.Body, "main") || strings.Contains(a.Body, "aws") {
		t.Errorf("another's accounts: %s", a.Body)
	}
	d.client = local.Reader
	status(t, d.ask(t, http.MethodGet, "/plans/"+p.ID, ""), http.StatusOK)
	status(t, d.ask(t, http.MethodPost, "/plans/"+p.ID+"/apply", `{"hash":"`+p.Hash+`"}`), http.StatusForbidden)
	d.client = local.Client
	status(t, d.ask(t, http.MethodPost, "/plans/"+p.ID+"/apply", `{"hash":"`+p.Hash+`"}`), http.StatusAccepted)
}

func TestDomain_AnAccountWaitsForItsOwner(t *testing.T) {
	t.Parallel()
	d := zoned(t)
	a := d.ask(t, http.MethodPut, "/hosts/second", `{"kind":"ovh","application_key":"`+local.OVHApplication+`","application_secret":"`+local.OVHSecret+`"}`)
	status(t, a, http.StatusOK)
	if !strings.Contains(a.Body, `"state":"unconfirmed"`) || !strings.Contains(a.Body, "validation_url") {
		t.Fatalf("not confirmed yet: %s", a.Body)
	}
	must(t, confirm(t, d))
	a = d.ask(t, http.MethodGet, "/hosts/second", "")
	if !strings.Contains(a.Body, `"state":"ready"`) || strings.Contains(a.Body, "validation_url") {
		t.Errorf("confirmed: %s", a.Body)
	}
	for _, body := range []string{
		`{"kind":"route53","client_id":"x","client_secret":"y"}`, `{"kind":"ovh"}`, `{"kind":"ovh","application_key":"x"}`, `{"kind":"ovh","client_id":"x"}`,
		`{"kind":"ovh","region":"ovh-mars","client_id":"x","client_secret":"y"}`, `{"kind":"ovh","application_key":"x","application_secret":"y","client_id":"x","client_secret":"y"}`,
	} {
		status(t, d.ask(t, http.MethodPut, "/hosts/third", body), http.StatusUnprocessableEntity)
	}
	status(t, d.ask(t, http.MethodGet, "/hosts/third", ""), http.StatusNotFound)
}
