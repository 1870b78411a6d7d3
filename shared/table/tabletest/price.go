package tabletest

import (
	"bytes"
	"crypto/rand"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/price"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/store"
)

func someList() price.List {
	return price.List{Partner: "p#" + rand.Text(), Kind: price.NewCommerce, Market: "DE", Currency: "EUR"}
}

func priceImports(t *testing.T, s store.Store) {
	tab, l := opened(s).Prices(), someList()
	_, err := tab.Import(t.Context(), l.Partner, "imp_1")
	want(t, err, fault.NotFound)
	for _, id := range []string{"imp_2", "imp_1", "imp_3"} {
		i := price.Import{ID: id, List: l, State: price.WaitingUpload, Created: noon, Findings: []price.Finding{{Guard: "unit", Text: "ten times"}}}
		want(t, tab.SaveImport(t.Context(), &i), "")
		again := i
		again.Version = 0
		want(t, tab.SaveImport(t.Context(), &again), fault.Stale)
		late := i
		i.State = price.BeingRead
		want(t, tab.SaveImport(t.Context(), &i), "")
		want(t, tab.SaveImport(t.Context(), &late), fault.Stale)
		read, err := tab.Import(t.Context(), l.Partner, id)
		want(t, err, "")
		if diff := cmp.Diff(i, read); diff != "" || read.Version != 2 {
			t.Fatalf("version %d: %s", read.Version, diff)
		}
	}
	first, next, err := tab.Imports(t.Context(), l.Partner, "", 2)
	want(t, err, "")
	rest, last, err := tab.Imports(t.Context(), l.Partner, next, 2)
	want(t, err, "")
	if len(first) != 2 || len(rest) != 1 || first[0].ID != "imp_3" || rest[0].ID != "imp_1" || last != "" {
		t.Errorf("pages: %v, %v, then %q", first, rest, last)
	}
}

func pricePointers(t *testing.T, s store.Store) {
	tab, l := opened(s).Prices(), someList()
	p, err := tab.Pointer(t.Context(), l)
	want(t, err, "")
	if diff := cmp.Diff(price.Pointer{List: l}, p); diff != "" {
		t.Fatal(diff)
	}
	late := p
	p.Entries = []price.Entry{{Snapshot: "f00d", Import: "imp_1", At: noon}}
	want(t, tab.Flip(t.Context(), &p), "")
	want(t, tab.Flip(t.Context(), &late), fault.Stale)
	other := price.Pointer{List: l}
	other.List.Currency = "CHF"
	want(t, tab.Flip(t.Context(), &other), "")
	read, err := tab.Pointer(t.Context(), l)
	want(t, err, "")
	all, listed := tab.Pointers(t.Context(), l.Partner)
	want(t, listed, "")
	if diff := cmp.Diff(p, read) + cmp.Diff([]price.Pointer{other, p}, all); diff != "" || p.Version != 1 {
		t.Errorf("version %d: %s", p.Version, diff)
	}
}

func plans(t *testing.T, s store.Store) {
	tab, l := opened(s).Prices(), someList()
	_, err := tab.Plan(t.Context(), l.Partner, "gold")
	want(t, err, fault.NotFound)
	for _, id := range []string{"gold", "basic"} {
		one := table.PlanSave{Plan: price.Plan{ID: id, Name: "Größe", Rules: []price.Rule{{ID: "all", Way: price.Markup, Points: 2000}}}, By: "client", At: noon, Reason: "new"}
		late := one
		want(t, tab.SavePlan(t.Context(), l.Partner, &one), "")
		want(t, tab.SavePlan(t.Context(), l.Partner, &late), fault.Stale)
		one.Plan.Rules[0].Points = 2500
		want(t, tab.SavePlan(t.Context(), l.Partner, &one), "")
		read, err := tab.Plan(t.Context(), l.Partner, id)
		want(t, err, "")
		if diff := cmp.Diff(one.Plan, read); diff != "" || read.Version != 2 {
			t.Errorf("version %d: %s", read.Version, diff)
		}
	}
	all, err := tab.Plans(t.Context(), l.Partner)
	want(t, err, "")
	if len(all) != 2 || all[0].ID != "basic" || all[1].Version != 2 {
		t.Errorf("listed: %v", all)
	}
}

func namings(t *testing.T, s store.Store) {
	tab, l := opened(s).Prices(), someList()
	n := price.Naming{Product: "CFQ7TTC0LCHC", SKU: "0002", Name: "Büro", Order: 1}
	for range 2 {
		want(t, tab.SaveNaming(t.Context(), l.Partner, price.NewCommerce, n), "")
	}
	want(t, tab.SaveNaming(t.Context(), l.Partner, price.NewCommerceMatrix, n), "")
	all, err := tab.Namings(t.Context(), l.Partner, price.NewCommerce)
	want(t, err, "")
	if diff := cmp.Diff([]price.Naming{n}, all); diff != "" {
		t.Error(diff)
	}
}

func priceTags(t *testing.T, s store.Store) {
	tab, l := opened(s).Prices(), someList()
	for _, tag := range []string{"", `"one"`, `W/"two"`} {
		if tag != "" {
			want(t, tab.SaveFetched(t.Context(), l.Partner, "DE", "view", tag), "")
		}
		got, err := tab.Fetched(t.Context(), l.Partner, "DE", "view")
		other, failed := tab.Fetched(t.Context(), l.Partner, "GB", "view")
		if err != nil || failed != nil || got != tag || other != "" {
			t.Errorf("%q, %v; of another market %q, %v", got, err, other, failed)
		}
	}
}

func priceChunks(t *testing.T, s store.Store) {
	tab, id := opened(s).Prices(), price.SnapshotID(rand.Text())
	large := make([]byte, 300<<10)
	_, _ = rand.Read(large) // documented never to fail
	chunks := []price.Chunk{{Product: "A", Packed: []byte("a")}, {Product: "B", Packed: large}, {Product: "B", Part: 1, Packed: []byte("more")}}
	for range 2 {
		want(t, tab.PutChunks(t.Context(), id, chunks), "")
	}
	for product, want := range map[string][]price.Chunk{"A": chunks[:1], "B": chunks[1:], "C": nil} {
		got, err := tab.Chunk(t.Context(), id, product)
		if err != nil || !cmp.Equal(want, got, cmp.Comparer(bytes.Equal)) {
			t.Errorf("%s: %d chunks, %v", product, len(got), err)
		}
	}
	if got, err := tab.Chunk(t.Context(), "other", "A"); err != nil || len(got) != 0 {
		t.Errorf("another snapshot: %v, %v", got, err)
	}
}
