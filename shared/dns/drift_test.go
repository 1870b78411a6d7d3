package dns_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/dns"
)

func words(all []dns.Change) []string {
	got := []string{}
	for _, c := range all {
		ours := ""
		if c.Ours {
			ours = " (ours)"
		}
		got = append(got, c.String()+ours)
	}
	return got
}

func TestADriftSaysWhatChanged(t *testing.T) {
	t.Parallel()
	p := prepare(t, fresh(), everything(dns.ReplaceMX))
	now := fresh()
	now.Serial-- // backwards, as after a restore
	now.Rows[5].Value = "v=spf1 -all"
	now.Rows[6].TTL = 300
	now.Rows[7].Value = `"2|other.example"`
	now.Rows = append(now.Rows[:12], dns.Row{ID: "9", Name: "new", Type: dns.A, Value: "192.0.2.1"})
	f := answer("example.fr")
	f.Wanted[2].Value = "0 example-fr.p-v1.mx.microsoft"
	want := []string{
		"example.fr A 213.186.33.5 lives 300 s, not 3600",
		"example.fr TXT is v=spf1 -all, was v=spf1 include:mx.ovh.com ~all",
		"example.fr TXT 1|www.example.fr is gone",
		"imap.example.fr CNAME ssl0.ovh.net. is gone",
		"www.example.fr A 213.186.33.5 is gone",
		"www.example.fr TXT 3|welcome is gone",
		"example.fr TXT 2|other.example is new",
		"new.example.fr A 192.0.2.1 is new",
		"example.fr MX is 0 example-fr.p-v1.mx.microsoft., was 0 example-fr.o-v1.mx.microsoft. (ours)",
	}
	if diff := cmp.Diff(want, words(p.Drift(&now, &f))); diff != "" {
		t.Errorf("drift (-want +got):\n%s", diff)
	}
	same := fresh()
	same.Serial++
	f = answer("example.fr")
	if got := p.Drift(&same, &f); len(got) != 0 {
		t.Errorf("drift %v of nothing", got)
	}
	f.Notes = []string{"call us"}
	if got := p.Drift(&same, &f); len(got) != 1 {
		t.Errorf("drift %v of another answer", got)
	}
}

func TestTheWatchTellsOursFromOthers(t *testing.T) {
	t.Parallel()
	h := host{zone: fresh()}
	p := prepare(t, h.zone, everything(dns.ReplaceMX))
	steps, err := p.Forward(h.zone)
	if err != nil {
		t.Fatal(err)
	}
	h.stage(steps...)
	if got := p.Watch(&h.zone); len(got) != 0 {
		t.Errorf("right after: %v", got)
	}
	for i, r := range h.zone.Rows {
		switch r.Name + string(r.Type) {
		case "autodiscoverCNAME":
			h.zone.Rows[i].Value = "mailconfig.ovh.net."
		case "wwwA":
			h.zone.Rows[i].Value = "192.0.2.1"
		}
	}
	h.stage(dns.Step{Kind: dns.Create, To: dns.Row{Type: dns.MX, Value: "5 mx.vendor.example."}})
	want := []string{
		"autodiscover.example.fr CNAME is mailconfig.ovh.net., was autodiscover.outlook.com. (ours)",
		"www.example.fr A is 192.0.2.1, was 213.186.33.5",
		"example.fr MX 5 mx.vendor.example. is new (ours)",
	}
	if diff := cmp.Diff(want, words(p.Watch(&h.zone))); diff != "" {
		t.Errorf("watch (-want +got):\n%s", diff)
	}
}

// Trap 15: an applied plan is one that every name server serves; this is what each has to answer.
func TestEverySetThatChangesIsLookedAt(t *testing.T) {
	t.Parallel()
	z := bare("@ MX 300 1 mx1.mail.ovh.net.", `@ TXT 600 "proof"`, "* CNAME 0 web.example.", "msoid CNAME 0 old.example.")
	o := only(dns.Email)
	o.Consents = dns.Consents{Rows: []string{"5000000006"}, Classes: []dns.Class{dns.ReplaceMX}}
	f := answer("example.fr")
	f.Wanted = f.Wanted[:5]
	p := planOf(t, z, f, o)
	want := []dns.Set{
		{Name: "autodiscover.example.fr", Type: dns.CNAME, Data: []string{"autodiscover.outlook.com."}},
		{Name: "example.fr", Type: dns.MX, Data: []string{"0 " + newHost + "."}, Was: 300},
		{Name: "example.fr", Type: dns.TXT, Data: []string{"proof", "v=spf1 include:" + microsoft + " -all"}, Was: 600},
		{Name: "msoid.example.fr", Type: dns.CNAME, Data: []string{"web.example."}, Was: 3600}, // the wildcard's
	}
	if diff := cmp.Diff(want, p.Published()); diff != "" {
		t.Errorf("sets (-want +got):\n%s", diff)
	}
}
