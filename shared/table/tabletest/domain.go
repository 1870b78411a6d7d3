package tabletest

import (
	"bytes"
	"crypto/rand"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/store"
)

// domainTests are those about domains.
func domainTests() map[string]func(t *testing.T, s store.Store) {
	return map[string]func(t *testing.T, s store.Store){
		"a domain's setup is saved on the version that was read": setups,
		"what a setup tells is put with it or not at all":        setupsTell,
		"a setup and its record are there or not, both":          setupsTogether,
		"a request for many domains has its lines":               batches,
		"domains are due at their times, and apart from orders":  dueDomains,
		"a text comes back whole":                                texts,
		"accounts at hosts are kept and listed":                  accounts,
	}
}

func someSetup(partner string) domain.Setup {
	return domain.Setup{
		Partner: partner, ID: "dom_#" + rand.Text(), Customer: "tenant", Domain: "contoso.example", Host: domain.Host{Kind: domain.OVH, Account: "main"},
		State: domain.Asked, Stage: domain.Ownership, Created: noon, Since: noon, Due: noon.Add(time.Minute),
		Options: dns.Options{Services: []dns.Service{dns.Email}, Consents: dns.Consents{Rows: []string{"7"}}},
	}
}

func setups(t *testing.T, s store.Store) {
	tab, d := opened(s).Domains(), someSetup("p#"+rand.Text())
	_, err := tab.Setup(t.Context(), d.Partner, d.ID)
	want(t, err, fault.NotFound)
	_, err = tab.Current(t.Context(), d.Partner, d.Domain)
	want(t, err, fault.NotFound)
	missing := d
	missing.Version = 3
	want(t, tab.Save(t.Context(), &missing), fault.Stale)
	want(t, tab.Save(t.Context(), &d), "")
	again := d
	again.Version = 0
	want(t, tab.Save(t.Context(), &again), fault.Stale)
	read, err := tab.Setup(t.Context(), d.Partner, d.ID)
	want(t, err, "")
	if diff := cmp.Diff(d, read); diff != "" || read.Version != 1 {
		t.Fatalf("version %d (-want +got):\n%s", read.Version, diff)
	}
	late := read
	read.State = domain.Planned
	want(t, tab.Save(t.Context(), &read), "")
	want(t, tab.Save(t.Context(), &late), fault.Stale)
	newer := someSetup(d.Partner)
	want(t, tab.Save(t.Context(), &newer), "")
	if id, err := tab.Current(t.Context(), d.Partner, d.Domain); err != nil || id != newer.ID {
		t.Fatalf("current %q (%v), want %q", id, err, newer.ID)
	}
	want(t, tab.Save(t.Context(), &read), "") // the older one does not come back by being written
	if id, err := tab.Current(t.Context(), d.Partner, d.Domain); err != nil || id != newer.ID {
		t.Fatalf("current %q (%v), want %q", id, err, newer.ID)
	}
	_, err = tab.Setup(t.Context(), "other", d.ID)
	want(t, err, fault.NotFound)
}

func setupsTell(t *testing.T, s store.Store) {
	tab, d := opened(s), someSetup("p#"+rand.Text())
	n := domain.Event{Topic: domain.TopicDrift, Subject: "domain setup " + d.ID, At: noon, Text: "changed", Next: "look"}
	d.Tell = []domain.Event{n}
	d.Version = 7
	want(t, tab.Domains().Save(t.Context(), &d), fault.Stale)
	all, _, err := tab.Notices(t.Context(), d.Partner, "", 10)
	if want(t, err, ""); len(all) != 0 {
		t.Fatalf("told of what was not saved: %+v", all)
	}
	d.Version = 0
	want(t, tab.Domains().Save(t.Context(), &d), "")
	want(t, tab.Domains().Tell(t.Context(), &d, []domain.Event{n}), "")
	all, _, err = tab.Notices(t.Context(), d.Partner, "", 10)
	if want(t, err, ""); len(all) != 1 || all[0].Text != "changed" || d.Tell != nil {
		t.Fatalf("notices %+v, left to tell %v", all, d.Tell)
	}
}

func setupsTogether(t *testing.T, s store.Store) {
	tab, d := opened(s), someSetup("p#"+rand.Text())
	trail := audit.Trail{Chains: tab, Now: func() time.Time { return noon }}
	record := audit.Record{Aggregate: audit.Domain(d.Partner, d.Domain), Partner: d.Partner, Who: audit.Worker, What: audit.DomainAsked, After: audit.Facts{"state": "asked"}}
	first, err := trail.Next(t.Context(), audit.Change{Record: record})
	want(t, err, "")
	want(t, tab.Domains().SaveAudited(t.Context(), &d, first), "")
	d.State = domain.Planned
	want(t, tab.Domains().SaveAudited(t.Context(), &d, first), fault.Conflict) // its place is taken, and nothing was saved
	read, err := tab.Domains().Setup(t.Context(), d.Partner, d.ID)
	if want(t, err, ""); read.State != domain.Asked || read.Version != 1 {
		t.Fatalf("state %s, version %d", read.State, read.Version)
	}
	second, err := trail.Next(t.Context(), audit.Change{Record: record})
	want(t, err, "")
	d.Version = 9
	want(t, tab.Domains().SaveAudited(t.Context(), &d, second), fault.Stale)
	if chain, err := tab.Chain(t.Context(), record.Aggregate); err != nil || len(chain) != 1 {
		t.Fatalf("%d records (%v)", len(chain), err)
	}
}

func batches(t *testing.T, s store.Store) {
	tab, b := opened(s).Domains(), domain.Batch{Partner: "p#" + rand.Text(), ID: "bat#" + rand.Text(), List: "f00d", Domains: 2, Created: noon, Due: noon}
	_, err := tab.Batch(t.Context(), b.Partner, b.ID)
	want(t, err, fault.NotFound)
	want(t, tab.SaveBatch(t.Context(), &b), "")
	late := b
	b.Expanded = 1
	want(t, tab.SaveBatch(t.Context(), &b), "")
	want(t, tab.SaveBatch(t.Context(), &late), fault.Stale)
	read, err := tab.Batch(t.Context(), b.Partner, b.ID)
	want(t, err, "")
	if diff := cmp.Diff(b, read); diff != "" || read.Version != 2 {
		t.Fatalf("version %d (-want +got):\n%s", read.Version, diff)
	}
	var rows []domain.Row
	for _, name := range []string{"a.example", "b.example"} {
		d := someSetup(b.Partner)
		d.Domain, d.Batch = name, b.ID
		want(t, tab.Save(t.Context(), &d), "")
		d.State, d.Line = domain.Planned, dns.Line{Domain: name, Hash: "h", State: dns.Ready}
		want(t, tab.Save(t.Context(), &d), "")
		rows = append(rows, d.Row())
	}
	got, err := tab.Lines(t.Context(), b.Partner, b.ID)
	want(t, err, "")
	if diff := cmp.Diff(rows, got); diff != "" {
		t.Fatalf("lines (-want +got):\n%s", diff)
	}
}

func dueDomains(t *testing.T, s store.Store) {
	tab, partner := opened(s), "p#"+rand.Text()
	early, later := someSetup(partner), someSetup(partner)
	early.Due, later.Due = noon.Add(-time.Hour), noon.Add(time.Hour)
	b := domain.Batch{Partner: partner, ID: "bat_" + rand.Text(), Due: noon}
	want(t, tab.Domains().Save(t.Context(), &later), "")
	want(t, tab.Domains().SaveBatch(t.Context(), &b), "")
	want(t, tab.Domains().Save(t.Context(), &early), "")
	mine := func(due []table.Waiting, err error) (found []string) {
		t.Helper()
		want(t, err, "")
		for _, w := range due {
			if w.Partner == partner {
				found = append(found, w.Setup+w.Batch)
			}
		}
		return found
	}
	const all = 10_000
	if diff := cmp.Diff([]string{early.ID, b.ID}, mine(tab.Domains().Due(t.Context(), noon, all))); diff != "" {
		t.Errorf("due (-want +got):\n%s", diff)
	}
	if found := mine(tab.Due(t.Context(), noon.Add(2*time.Hour), all)); len(found) != 0 {
		t.Errorf("domains among orders: %v", found)
	}
	early.Due = time.Time{}
	want(t, tab.Domains().Save(t.Context(), &early), "")
	if diff := cmp.Diff([]string{b.ID, later.ID}, mine(tab.Domains().Due(t.Context(), noon.Add(2*time.Hour), all))); diff != "" {
		t.Errorf("due later (-want +got):\n%s", diff)
	}
}

func texts(t *testing.T, s store.Store) {
	tab, partner := opened(s).Domains(), "p#"+rand.Text()
	noise := make([]byte, 900_000) // what no compression makes smaller
	rand.Read(noise)
	for name, body := range map[string][]byte{"short": []byte("v=spf1 -all"), "empty": {}, "noise": noise, "zone": bytes.Repeat([]byte("www IN A 192.0.2.1\n"), 5000)} {
		_, err := tab.Text(t.Context(), partner, name)
		want(t, err, fault.NotFound)
		want(t, tab.PutText(t.Context(), partner, name, body), "")
		want(t, tab.PutText(t.Context(), partner, name, body), "")
		got, err := tab.Text(t.Context(), partner, name)
		if want(t, err, ""); !bytes.Equal(got, body) {
			t.Errorf("%s: %d bytes came back, want the %d that were kept", name, len(got), len(body))
		}
		_, err = tab.Text(t.Context(), "other", name)
		want(t, err, fault.NotFound)
	}
	want(t, tab.PutText(t.Context(), partner, "long", make([]byte, table.MaxText+1)), fault.Invalid)
}

func accounts(t *testing.T, s store.Store) {
	tab, partner := opened(s).Domains(), "p#"+rand.Text()
	var all []table.Account
	for n := range 3 {
		a := table.Account{Name: "account-" + strconv.Itoa(n), Kind: domain.OVH, Region: "ovh-eu", By: "client", At: noon}
		_, err := tab.Account(t.Context(), partner, a.Name)
		want(t, err, fault.NotFound)
		want(t, tab.SaveAccount(t.Context(), partner, a, nil), "")
		want(t, tab.SaveAccount(t.Context(), partner, a, nil), "")
		read, err := tab.Account(t.Context(), partner, a.Name)
		if want(t, err, ""); read != a {
			t.Errorf("got %+v, want %+v", read, a)
		}
		all = append(all, a)
	}
	got, err := tab.Accounts(t.Context(), partner)
	want(t, err, "")
	if diff := cmp.Diff(all, got); diff != "" {
		t.Errorf("accounts (-want +got):\n%s", diff)
	}
}
