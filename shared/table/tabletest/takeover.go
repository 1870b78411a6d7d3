package tabletest

import (
	"crypto/rand"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/store"
	overtake "github.com/seatwright/seatwright/shared/takeover"
)

// takeoverTests are those about takeovers.
func takeoverTests() map[string]func(t *testing.T, s store.Store) {
	return map[string]func(t *testing.T, s store.Store){
		"a takeover is saved on the version that was read": takeovers,
		"a takeover tells of each task and alarm once":     takeoversTell,
		"a takeover and its record are there or not, both": takeoversTogether,
		"takeovers are due until a person has to act":      dueTakeovers,
		"a calendar is sorted by the days that are left":   calendar,
	}
}

func someTakeover(partner string) overtake.Takeover {
	return overtake.Takeover{
		Partner: partner, ID: "tko_" + rand.Text(), Domain: "contoso.example", State: overtake.Requested, Since: noon, Due: noon, Wishes: []overtake.Wish{{OldSKU: "a", NewSKU: "b"}},
	}
}

func takeovers(t *testing.T, s store.Store) {
	tab, o := opened(s).Takeovers(), someTakeover("p#"+rand.Text())
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
	read.State = overtake.Planned
	want(t, tab.Save(t.Context(), &read), "")
	want(t, tab.Save(t.Context(), &late), fault.Stale)
	_, err = tab.Load(t.Context(), "p#"+rand.Text(), o.ID)
	want(t, err, fault.NotFound)
}

func takeoversTell(t *testing.T, s store.Store) {
	tab, o := opened(s), someTakeover("p#"+rand.Text())
	o.Alarms = []overtake.Alarm{{Kind: overtake.Renewed, Of: "old", Text: "it renewed itself", At: noon}}
	o.Tasks = []overtake.Task{{Guard: overtake.Relationship, Who: overtake.Buyer, Missing: "not accepted", Due: noon.AddDate(0, 0, 14)}}
	stale := o
	stale.Version = 7
	want(t, tab.Takeovers().Save(t.Context(), &stale), fault.Stale)
	if stale.Alarms[0].Told {
		t.Error("marked as told, and nothing was written")
	}
	for range 3 {
		want(t, tab.Takeovers().Save(t.Context(), &o), "")
	}
	want(t, tab.Takeovers().Letter(t.Context(), &o, overtake.Message{Kind: overtake.Invitation, Text: "accept", Link: "https://example.com"}), "")
	want(t, tab.Takeovers().Letter(t.Context(), &o, overtake.Message{Kind: overtake.Invitation, Text: "accept", Link: "https://example.com"}), "")
	all, _, err := tab.Notices(t.Context(), o.Partner, "", 10)
	want(t, err, "")
	topics := []notice.Topic{}
	for _, n := range all {
		topics = append(topics, n.Topic)
	}
	slices.Sort(topics)
	if diff := cmp.Diff([]notice.Topic{notice.TakeoverAlarm, notice.TakeoverLetter, notice.TakeoverTask}, topics); diff != "" {
		t.Error(diff)
	}
}

func takeoversTogether(t *testing.T, s store.Store) {
	tab, o := opened(s), someTakeover("p#"+rand.Text())
	trail := audit.Trail{Chains: tab, Now: func() time.Time { return noon }}
	next, err := trail.Next(t.Context(), audit.Change{Record: audit.Record{
		Aggregate: audit.Takeover(o.Partner, o.ID), Partner: o.Partner, Who: audit.Worker, What: audit.TakeoverAsked, After: audit.Facts{"state": "requested"},
	}})
	want(t, err, "")
	want(t, tab.Takeovers().SaveAudited(t.Context(), &o, next), "")
	o.State = overtake.Planned
	want(t, tab.Takeovers().SaveAudited(t.Context(), &o, next), fault.Conflict)
	read, err := tab.Takeovers().Load(t.Context(), o.Partner, o.ID)
	want(t, err, "")
	if read.State != overtake.Requested {
		t.Error("changed without its record")
	}
}

func dueTakeovers(t *testing.T, s store.Store) {
	tab, o := opened(s).Takeovers(), someTakeover("p#"+rand.Text())
	due := func(now time.Time) bool {
		all, err := tab.Due(t.Context(), now, 10_000)
		want(t, err, "")
		return slices.Contains(all, table.DueTakeover{Partner: o.Partner, ID: o.ID})
	}
	want(t, tab.Save(t.Context(), &o), "")
	if !due(noon) || due(noon.Add(-time.Second)) {
		t.Error("not due at its time")
	}
	o.Due = noon.Add(time.Hour)
	want(t, tab.Save(t.Context(), &o), "")
	if due(noon) || !due(noon.Add(time.Hour)) {
		t.Error("not due at its new time")
	}
	for _, state := range []overtake.State{overtake.NeedsHuman, overtake.Closed} {
		o.State = state
		want(t, tab.Save(t.Context(), &o), "")
		if due(noon.AddDate(1, 0, 0)) {
			t.Error("due though it is", state)
		}
	}
}

func calendar(t *testing.T, s store.Store) {
	tab, partner := opened(s).Takeovers(), "p#"+rand.Text()
	var ids []string
	for i, days := range []int{30, 0, 5} {
		o := someTakeover(partner)
		o.ID = "tko_" + string(rune('a'+i))
		if days > 0 {
			o.Old = []overtake.Line{{ID: "old", Ends: noon.AddDate(0, 0, days)}}
		}
		want(t, tab.Save(t.Context(), &o), "")
	}
	over := someTakeover(partner)
	over.State = overtake.Closed
	want(t, tab.Save(t.Context(), &over), "")
	all, err := tab.Calendar(t.Context(), partner, false)
	want(t, err, "")
	for _, d := range all {
		ids = append(ids, d.ID)
	}
	if diff := cmp.Diff([]string{"tko_c", "tko_a", "tko_b"}, ids); diff != "" {
		t.Error(diff)
	}
	if all, err = tab.Calendar(t.Context(), partner, true); err != nil || len(all) != 4 {
		t.Errorf("%d %v", len(all), err)
	}
}
