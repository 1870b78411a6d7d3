package tabletest

import (
	"crypto/rand"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/consent"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/hold"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/table/store"
)

func someChain() audit.Aggregate { return audit.Order("#%" + rand.Text()) }

func change(a audit.Aggregate, what audit.What) audit.Record {
	return audit.Record{Aggregate: a, Partner: "p", Who: audit.Client("c"), What: what, Before: audit.Facts{"a": "1"}, After: audit.Facts{"a": "2"}}
}

func chains(t *testing.T, s store.Store) {
	tab, a := opened(s), someChain()
	trail := audit.Trail{Chains: tab, Now: func() time.Time { return noon }}
	tail, err := tab.Tail(t.Context(), a, 5)
	want(t, err, "")
	if len(tail) != 0 {
		t.Fatalf("a chain of nothing: %v", tail)
	}
	for _, what := range []audit.What{"first", "second", "third"} {
		want(t, trail.Leave(t.Context(), change(a, what), map[string]string{"email": "ada@acme.example"}), "")
	}
	all, err := tab.Chain(t.Context(), a)
	want(t, err, "")
	tail, err = tab.Tail(t.Context(), a, 2)
	want(t, err, "")
	if len(all) != 3 || len(tail) != 2 || all[2].What != "third" || all[2].Prev != all[1].Hash() || all[1].Private.Data["email"] == "" {
		t.Fatalf("%+v", all)
	}
	if diff := cmp.Diff([]audit.Entry{all[2], all[1]}, tail); diff != "" {
		t.Fatal(diff)
	}
	want(t, tab.Append(t.Context(), []audit.Entry{{Record: audit.Record{Aggregate: a, Seq: 2}, Body: []byte("{}")}}), fault.Conflict)
	grown, err := tab.Opened(t.Context(), audit.DayOf(noon))
	want(t, err, "")
	if n := len(slices.DeleteFunc(grown, func(b audit.Aggregate) bool { return b != a })); n != 1 {
		t.Errorf("the day names the chain %d times", n)
	}
}

func erasure(t *testing.T, s store.Store) {
	tab, a := opened(s), someChain()
	trail := audit.Trail{Chains: tab, Now: func() time.Time { return noon }}
	want(t, trail.Leave(t.Context(), change(a, "first"), map[string]string{"email": "ada@acme.example"}), "")
	before, err := tab.Chain(t.Context(), a)
	want(t, err, "")
	for range 2 {
		want(t, tab.Strip(t.Context(), before[0]), "")
	}
	after, err := tab.Chain(t.Context(), a)
	want(t, err, "")
	before[0].Private = audit.Private{}
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("more than the data of people changed: %s", diff)
	}
}

// batch leaves records together: they lie in one item, come back as links of the chain, and lose what lies beside them one by one.
func batch(t *testing.T, s store.Store) {
	tab, a := opened(s), someChain()
	trail := audit.Trail{Chains: tab, Now: func() time.Time { return noon }}
	var some []audit.Change
	for _, what := range []audit.What{"first", "second", "third"} {
		some = append(some, audit.Change{Record: change(a, what), Personal: map[string]string{"email": string(what) + "@acme.example"}})
	}
	some[1].Personal = nil
	want(t, trail.LeaveAll(t.Context(), some), "")
	want(t, trail.LeaveAll(t.Context(), some), "")
	all, err := tab.Chain(t.Context(), a)
	want(t, err, "")
	tail, err := tab.Tail(t.Context(), a, 1)
	want(t, err, "")
	if len(all) != 6 || len(tail) != 3 || tail[0].Seq != 6 || all[5].Prev != all[4].Hash() || all[2].With != 1 || all[3].With != 4 {
		t.Fatalf("%+v", all)
	}
	if all[2].Private.Data["email"] != "third@acme.example" || !all[1].Private.Empty() {
		t.Errorf("beside them lie %+v", all)
	}
	want(t, tab.Append(t.Context(), all[3:5]), fault.Conflict)
	for _, n := range []int{2, 2, 1} {
		want(t, tab.Strip(t.Context(), all[n]), "")
	}
	all[2].Private = audit.Private{}
	after, err := tab.Chain(t.Context(), a)
	want(t, err, "")
	if diff := cmp.Diff(all, after); diff != "" {
		t.Errorf("more than the data beside the third changed: %s", diff)
	}
}

// altered puts what is no record in a record's place, as nothing of ours does: it is given as it is, at its place, for whoever verifies.
func altered(t *testing.T, s store.Store) {
	tab, a := opened(s), someChain()
	k := key.Audit(string(a), 7)
	put(t, s, item(string(k.PK), string(k.SK), store.Item{"doc": []byte("not ours"), "private": []byte("neither")}))
	all, err := tab.Chain(t.Context(), a)
	want(t, err, "")
	if len(all) != 1 || all[0].Seq != 7 || all[0].Aggregate != a || string(all[0].Body) != "not ours" || all[0].Private.Empty() {
		t.Errorf("%+v", all)
	}
}

func together(t *testing.T, s store.Store) {
	tab, o := opened(s), someOrder()
	trail := audit.Trail{Chains: tab, Now: func() time.Time { return noon }}
	want(t, tab.Create(t.Context(), &o), "")
	a := audit.Order(string(o.ID))
	e, err := trail.Next(t.Context(), audit.Change{Record: change(a, audit.OrderCancelled)})
	want(t, err, "")
	late := o
	o.State = order.Cancelled
	want(t, tab.SaveAudited(t.Context(), &o, e), "")
	want(t, tab.SaveAudited(t.Context(), &late, e), fault.Stale)
	late.Version = o.Version
	want(t, tab.SaveAudited(t.Context(), &late, e), fault.Stale) // the place of its record is taken
	got, err := tab.Load(t.Context(), o.ID)
	want(t, err, "")
	all, err := tab.Chain(t.Context(), a)
	want(t, err, "")
	if got.State != order.Cancelled || got.Version != o.Version || len(all) != 1 || all[0].What != audit.OrderCancelled {
		t.Errorf("%+v, %+v", got, all)
	}
	c := consent.Consent{ID: "cns_" + rand.Text(), Partner: "p", Opened: noon, Expires: noon.Add(consent.Life)}
	want(t, tab.CreateConsent(t.Context(), &c), "")
	e, err = trail.Next(t.Context(), audit.Change{Record: change(a, audit.ConsentFinished)})
	want(t, err, "")
	second := c
	want(t, tab.SaveConsentAudited(t.Context(), &c, e), "")
	want(t, tab.SaveConsentAudited(t.Context(), &second, e), fault.Stale)
}

func holdTogether(t *testing.T, s store.Store) {
	tab, p := opened(s), "p"+rand.Text()
	trail := audit.Trail{Chains: tab, Now: func() time.Time { return noon }}
	a := audit.SignIn(p)
	e, err := trail.Next(t.Context(), audit.Change{Record: change(a, audit.HoldPlaced)})
	want(t, err, "")
	standing := hold.Standing{Hold: &hold.Hold{Partner: p, Since: noon}}
	n := notice.Notice{Partner: p, Topic: notice.TokenDead, Subject: "hold", At: noon}
	want(t, tab.SettleAudited(t.Context(), p, standing, &n, e), "")
	standing.Version = 1
	want(t, tab.SettleAudited(t.Context(), p, standing, &n, e), fault.Stale) // the place of its record is taken
	got, err := tab.Standing(t.Context(), p)
	want(t, err, "")
	all, err := tab.Chain(t.Context(), a)
	want(t, err, "")
	if got.Hold == nil || got.Version != 1 || len(all) != 1 {
		t.Errorf("%+v, %+v", got, all)
	}
}

func settingsTogether(t *testing.T, s store.Store) {
	tab, p := opened(s), partner.Default(order.PartnerID("p"+rand.Text()))
	trail := audit.Trail{Chains: tab, Now: func() time.Time { return noon }}
	a := audit.Settings(string(p.ID))
	e, err := trail.Next(t.Context(), audit.Change{Record: change(a, audit.SettingsSaved)})
	want(t, err, "")
	want(t, tab.AppendSettingsAudited(t.Context(), partner.Version{Number: 2, Settings: p}, e), fault.Stale)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := tab.AppendSettingsAudited(t.Context(), partner.Version{Number: 1, Settings: p}, e); err != nil && fault.Of(err) != fault.Stale {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	all, err := tab.Chain(t.Context(), a)
	want(t, err, "")
	if v, err := tab.Settings(t.Context(), p.ID); err != nil || v.Number != 1 || len(all) != 1 {
		t.Errorf("%+v, %v, %d records", v, err, len(all))
	}
}
