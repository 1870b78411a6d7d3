package price_test

import (
	"testing"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/price"
)

func TestAListSaysWhatCannotBeBoughtByItAndWhatCanInstead(t *testing.T) {
	t.Parallel()
	row := func(change func(*price.Row)) price.Row {
		r := year("CFQ7TTC0AAAA", "216.00")
		change(&r)
		return r
	}
	for name, c := range map[string]struct {
		rows  []price.Row
		units int32
		field string // "": it can be bought
		text  string
	}{
		"it holds":            {[]price.Row{row(func(*price.Row) {})}, 1, "", ""},
		"it is not there":     {[]price.Row{row(func(r *price.Row) { r.SKU = "0009" })}, 1, "", ""},
		"ended":               {[]price.Row{row(func(r *price.Row) { r.To = day(3) })}, 1, "/sku_id", "it ended in the price list on 2026-11-04"},
		"later":               {[]price.Row{row(func(r *price.Row) { r.From = day(12) })}, 1, "/sku_id", "the price list has it from 2026-11-13 on"},
		"for more only":       {[]price.Row{row(func(r *price.Row) { r.TierMin = 100 })}, 1, "/sku_id", "the price list has no price of it for 1 licences"},
		"deprecated":          {[]price.Row{row(func(r *price.Row) { r.Change = price.Deprecated })}, 1, "/sku_id", "it is deprecated in the price list: only existing subscriptions are billed by it"},
		"another SKU instead": {[]price.Row{row(func(r *price.Row) { r.To = day(3) }), row(func(r *price.Row) { r.SKU = "0009" })}, 1, "/sku_id", "it ended in the price list on 2026-11-04; possible: 0009"},
		"another term instead": {
			[]price.Row{row(func(r *price.Row) { r.To = day(3) }), row(func(r *price.Row) { r.Term = "P1M" }), row(func(r *price.Row) { r.Term, r.Segment = "P3Y", "education" })},
			1, "/term_duration", "it ended in the price list on 2026-11-04; possible: P1M",
		},
		"another billing plan instead": {
			[]price.Row{row(func(r *price.Row) { r.To = day(3) }), row(func(r *price.Row) { r.Billing = "annual" })},
			1, "/billing_plan", "it ended in the price list on 2026-11-04; possible: annual",
		},
	} {
		s := newStore()
		d := desk(t, s)
		bring(t, d, s, "november", sheet{rows: c.rows})
		v, err := price.Open(t.Context(), s, d.Codec, germany, day(10))
		if err != nil {
			t.Fatal(name, err)
		}
		k := year("CFQ7TTC0AAAA", "216.00").Key
		err = v.Sold(t.Context(), k, c.units, day(10))
		switch {
		case c.field == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case c.field == "":
		case fault.Of(err) != fault.Gone || len(fault.Fields(err)) != 1 || fault.Fields(err)[0].Pointer != c.field || fault.Text(err) != c.text:
			t.Errorf("%s: %v at %v", name, err, fault.Fields(err))
		}
	}
}
