package tabletest

import (
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/price"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/store"
)

// pricesTogether: a change of prices and its record are there both or neither, and it is told apart who was in the way.
func pricesTogether(t *testing.T, s store.Store) {
	l := someList()
	tab, a := opened(s).Prices(), audit.Prices(l.Partner)
	trail := audit.Trail{Chains: opened(s), Now: func() time.Time { return noon }}
	next := func() []audit.Entry {
		e, err := trail.Next(t.Context(), audit.Change{Record: change(a, audit.PlanSaved)})
		want(t, err, "")
		return e
	}
	i, p := price.Import{ID: "imp_1", List: l, State: price.WaitingUpload, Created: noon}, price.Pointer{List: l}
	plan := table.PlanSave{Plan: price.Plan{ID: "gold"}, At: noon}
	n := price.Naming{Product: "CFQ7TTC0LCHC", SKU: "0002", Name: "Büro"}
	saves := []func([]audit.Entry) error{
		func(e []audit.Entry) error { return tab.SaveImportAudited(t.Context(), &i, e) },
		func(e []audit.Entry) error { return tab.FlipAudited(t.Context(), &p, e) },
		func(e []audit.Entry) error { return tab.SavePlan(t.Context(), l.Partner, &plan, e...) },
		func(e []audit.Entry) error { return tab.SaveNaming(t.Context(), l.Partner, price.NewCommerce, n, e...) },
	}
	for _, save := range saves {
		first := next()
		want(t, save(first), "")
		want(t, save(first), fault.Conflict) // the place of its record is taken
	}
	i.Version, p.Version, plan.Plan.Version = 0, 0, 0
	for _, save := range saves[:3] {
		want(t, save(next()), fault.Stale)
	}
	_, err := tab.Naming(t.Context(), l.Partner, price.NewCommerce, "CFQ7TTC0LCHC", "")
	want(t, err, fault.NotFound)
	got, err := tab.Naming(t.Context(), l.Partner, price.NewCommerce, n.Product, n.SKU)
	want(t, err, "")
	all, err := opened(s).Chain(t.Context(), a)
	want(t, err, "")
	if len(all) != len(saves) || got != n {
		t.Errorf("%d records, the offer is %+v", len(all), got)
	}
}
