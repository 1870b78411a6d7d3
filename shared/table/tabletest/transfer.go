package tabletest

import (
	"crypto/rand"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/table/store"
	"github.com/seatwright/seatwright/shared/transfer"
)

// transferTests are those about transfers between partners.
func transferTests() map[string]func(t *testing.T, s store.Store) {
	return map[string]func(t *testing.T, s store.Store){
		"a transfer is saved on the version that was read":   transfers,
		"a transfer is found by the seller's id":             transfersOf,
		"a transfer and its record are there or not, both":   transfersTogether,
		"transfers are due while they wait":                  dueTransfers,
		"transfers are listed with the newest first, paged":  listTransfers,
		"a transfer tells of its state with the write of it": transfersTell,
	}
}

func someTransfer(partner string) transfer.Transfer {
	return transfer.Transfer{
		Partner: partner, ID: "trf_" + rand.Text(), Direction: transfer.In, Tenant: "tenant", Other: transfer.Party{Tenant: "other"}, State: transfer.Asked,
		Created: noon, Since: noon, Due: noon,
	}
}

func transfers(t *testing.T, s store.Store) {
	tab, o := opened(s).Transfers(), someTransfer("p#"+rand.Text())
	_, err := tab.Load(t.Context(), o.Partner, o.ID)
	want(t, err, fault.NotFound)
	missing := o
	missing.Version = 3
	want(t, tab.Save(t.Context(), &missing), fault.Stale)
	want(t, tab.Save(t.Context(), &o), "")
	again := o
	again.Version = 0
	want(t, tab.Save(t.Context(), &again), fault.Stale)
	read, err := tab.Load(t.Context(), o.Partner, o.ID)
	want(t, err, "")
	if diff := cmp.Diff(o, read); diff != "" || read.Version != 1 {
		t.Fatalf("version %d (-want +got):\n%s", read.Version, diff)
	}
	late := read
	want(t, tab.Save(t.Context(), &read), "")
	want(t, tab.Save(t.Context(), &late), fault.Stale)
}

func transfersOf(t *testing.T, s store.Store) {
	tab, o := opened(s).Transfers(), someTransfer("p#"+rand.Text())
	want(t, tab.Save(t.Context(), &o), "")
	o.Seller = transfer.Shown{ID: "g#1", Status: transfer.Open}
	stale := o
	stale.Version = 9
	want(t, tab.Save(t.Context(), &stale), fault.Stale)
	if by, err := tab.Of(t.Context(), o.Partner, "g#1"); err != nil || by != "" || stale.Known {
		t.Fatalf("what was not saved is found: %q, %v, %v", by, stale.Known, err)
	}
	for range 2 {
		want(t, tab.Save(t.Context(), &o), "")
	}
	if by, err := tab.Of(t.Context(), o.Partner, "g#1"); err != nil || by != o.ID || !o.Known {
		t.Fatalf("found %q, known %v, %v", by, o.Known, err)
	}
}

func transfersTogether(t *testing.T, s store.Store) {
	tab, o := opened(s), someTransfer("p#"+rand.Text())
	trail := audit.Trail{Chains: tab, Now: func() time.Time { return noon }}
	next, err := trail.Next(t.Context(), audit.Change{Record: audit.Record{
		Aggregate: audit.Transfer(o.Partner, o.ID), Partner: o.Partner, Who: audit.Worker, What: audit.TransferReached + "asked", After: audit.Facts{"state": "asked"},
	}})
	want(t, err, "")
	stale := o
	stale.Version = 4
	want(t, tab.Transfers().SaveAudited(t.Context(), &stale, next), fault.Stale)
	want(t, tab.Transfers().SaveAudited(t.Context(), &o, next), "")
	want(t, tab.Transfers().SaveAudited(t.Context(), &o, next), fault.Conflict)
	if read, err := tab.Transfers().Load(t.Context(), o.Partner, o.ID); err != nil || read.Version != 1 || o.Version != 1 {
		t.Fatalf("version %d, %d, %v", read.Version, o.Version, err)
	}
}

func dueTransfers(t *testing.T, s store.Store) {
	tab, o := opened(s), someTransfer("p#"+rand.Text())
	due := func(now time.Time) (found bool) {
		all, err := tab.Due(t.Context(), now, 1000)
		want(t, err, "")
		for _, d := range all {
			found = found || d.Transfer == o.ID && d.Partner == o.Partner
		}
		return found
	}
	want(t, tab.Transfers().Save(t.Context(), &o), "")
	if due(noon.Add(-time.Minute)) || !due(noon.Add(time.Second)) {
		t.Fatal("it is due too early, or not at all")
	}
	o.Due = time.Time{}
	want(t, tab.Transfers().Save(t.Context(), &o), "")
	if due(noon.Add(time.Hour)) {
		t.Fatal("it is due when nothing waits")
	}
}

func listTransfers(t *testing.T, s store.Store) {
	tab, partner := opened(s).Transfers(), "p#"+rand.Text()
	var ids []string
	for n := range 3 {
		o := someTransfer(partner)
		o.Created = noon.Add(time.Duration(n) * time.Minute)
		o.Seller.ID = "seller-" + o.ID // another line of the same partition
		want(t, tab.Save(t.Context(), &o), "")
		want(t, tab.Save(t.Context(), &o), "")
		ids = append([]string{o.ID}, ids...)
	}
	var got []string
	for after, first := "", true; first || after != ""; first = false {
		page, next, err := tab.List(t.Context(), partner, after, 2)
		want(t, err, "")
		for _, o := range page {
			got = append(got, o.ID)
		}
		after = next
	}
	if diff := cmp.Diff(ids, got); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
}

func transfersTell(t *testing.T, s store.Store) {
	tab, o := opened(s), someTransfer("p#"+rand.Text())
	event := transfer.Event{Topic: transfer.TopicWaiting, Subject: "transfer " + o.ID, At: noon, Text: "waits"}
	o.Tell = []transfer.Event{event}
	want(t, tab.Transfers().Save(t.Context(), &o), "")
	want(t, tab.Transfers().Save(t.Context(), &o), "")
	want(t, tab.Transfers().Tell(t.Context(), &o, []transfer.Event{event}), "")
	all, _, err := tab.Notices(t.Context(), o.Partner, "", 10)
	want(t, err, "")
	if len(all) != 1 || len(o.Tell) != 0 || string(all[0].Topic) != string(event.Topic) {
		t.Fatalf("told %+v, and %d are left", all, len(o.Tell))
	}
}
