package price_test

import (
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/price"
)

// sold is a sale of the row that year makes.
func sold(units int32) price.Sale {
	return price.Sale{Key: year("CFQ7TTC0AAAA", "216.00").Key, Units: units, Customer: "contoso", Reseller: "4711"}
}

// plan makes a plan of rules whose ids are their numbers.
func plan(rules ...price.Rule) price.Plan {
	for n := range rules {
		rules[n].ID = string(rune('a' + n))
	}
	return price.Plan{ID: "standard", Name: "Standard", Currency: "EUR", Rules: rules, Families: map[string][]string{"mail": {"CFQ7TTC0AAAA"}}}
}

func TestEveryWayMakesThePriceThatItSays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rule           price.Rule
		price          string
		markup, margin int64
	}{
		"markup":          {price.Rule{Way: price.Markup, Points: 1500}, "20.70", 1500, 1304},
		"margin":          {price.Rule{Way: price.Margin, Points: 2000}, "22.50", 2500, 2000},
		"amount a month":  {price.Rule{Way: price.Amount, Amount: micro("2.50")}, "20.50", 1389, 1220},
		"off the list":    {price.Rule{Way: price.Discount, Points: 500}, "21.38", 1878, 1581}, // 270 * 95 % / 12 = 21.375
		"a fixed price":   {price.Rule{Way: price.Fixed, Amount: micro("19.99")}, "19.99", 1106, 995},
		"nothing on cost": {price.Rule{Way: price.Markup}, "18.00", 0, 0},
	} {
		row := year("CFQ7TTC0AAAA", "216.00")
		sale := sold(1)
		q, err := plan(c.rule).Ready().Price(&sale, &row)
		if err != nil || q.Price != micro(c.price) || q.Charges != 12 || q.Markup != c.markup || q.Margin != c.margin || q.Limit != "" {
			t.Errorf("%s: %+v, %v, want %s", name, q, err, c.price)
		}
	}
}

func TestAPriceKeepsTheLimitsUnlessItsRuleMayPassThem(t *testing.T) {
	t.Parallel()
	list := int64(0)
	for name, c := range map[string]struct {
		rule          price.Rule
		limits        price.Limits
		price         string
		limit, passed price.Limit
	}{
		"below cost":             {price.Rule{Way: price.Fixed, Amount: micro("17.00")}, price.Limits{}, "18.00", price.BelowCost, ""},
		"below cost, allowed":    {price.Rule{Way: price.Fixed, Amount: micro("17.00"), Override: &price.Override{Limits: []price.Limit{price.BelowCost}}}, price.Limits{}, "17.00", "", price.BelowCost},
		"too little margin":      {price.Rule{Way: price.Markup, Points: 100}, price.Limits{MinMargin: 1000}, "20.00", price.MinMargin, ""},
		"over the list":          {price.Rule{Way: price.Markup, Points: 9000}, price.Limits{MaxOverList: &list}, "22.50", price.OverList, ""},
		"limits that contradict": {price.Rule{Way: price.Markup, Points: 9000}, price.Limits{MaxOverList: &list, MinMargin: 5000}, "36.00", price.MinMargin, ""},
	} {
		row := year("CFQ7TTC0AAAA", "216.00")
		sale := sold(1)
		p := plan(c.rule)
		p.Limits = c.limits
		q, err := p.Ready().Price(&sale, &row)
		if err != nil || q.Price != micro(c.price) || q.Limit != c.limit || q.Passed != c.passed {
			t.Errorf("%s: %+v, %v", name, q, err)
		}
	}
}

// drawRule makes a rule that names some of few values, so that many rules fit one sale.
func drawRule(t *rapid.T) price.Rule {
	some := func(name string, of ...string) string { return rapid.SampledFrom(append(of, "", "")).Draw(t, name) }
	m := price.Match{
		Customer: some("customer", "contoso", "fabrikam"), Reseller: some("reseller", "4711"), Product: some("product", "CFQ7TTC0AAAA", "CFQ7TTC0BBBB"),
		Family: some("family", "mail"), Segment: some("segment", "commercial", "education"), Term: some("term", "P1Y", "P1M"), Billing: some("billing", "monthly"),
	}
	if m.Product != "" {
		m.SKU = some("sku", "0001", "0002")
	}
	return price.Rule{Match: m, Way: price.Markup, Points: rapid.Int64Range(0, 5000).Draw(t, "points")}
}

// The winner is the same in whatever order the rules are written down, and it is the one that a reader finds who asks the documented question of each
// dimension in turn.
func TestPrecedenceIsTotalAndDeterministic(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rules := rapid.SliceOfN(rapid.Custom(drawRule), 1, 12).Draw(t, "rules")
		p := plan(rules...)
		row, sale := year("CFQ7TTC0AAAA", "216.00"), sold(1)
		q, err := p.Ready().Price(&sale, &row)
		p.Rules = rapid.Permutation(p.Rules).Draw(t, "order")
		again, errAgain := p.Ready().Price(&sale, &row)
		if q != again || (err == nil) != (errAgain == nil) {
			t.Fatalf("%+v and %+v", q, again)
		}
		if want := asked(p.Rules); (err == nil) != (want != "") || q.Rule != want {
			t.Fatalf("%q wins, want %q: %+v", q.Rule, want, p.Rules)
		}
	})
}

// asked finds the winner by elimination.
func asked(rules []price.Rule) string {
	fits := slices.DeleteFunc(slices.Clone(rules), func(r price.Rule) bool {
		for _, d := range [][2]string{{r.Match.Customer, "contoso"}, {r.Match.Reseller, "4711"}, {r.Match.Product, "CFQ7TTC0AAAA"}, {r.Match.SKU, "0001"}, {r.Match.Family, "mail"}, {r.Match.Segment, "commercial"}, {r.Match.Term, "P1Y"}, {r.Match.Billing, "monthly"}} {
			if d[0] != "" && d[0] != d[1] {
				return true
			}
		}
		return false
	})
	for _, named := range []func(price.Match) string{
		func(m price.Match) string { return m.Customer }, func(m price.Match) string { return m.Reseller }, func(m price.Match) string { return m.SKU },
		func(m price.Match) string { return m.Product }, func(m price.Match) string { return m.Family }, func(m price.Match) string { return m.Segment },
		func(m price.Match) string { return m.Term }, func(m price.Match) string { return m.Billing },
	} {
		if slices.ContainsFunc(fits, func(r price.Rule) bool { return named(r.Match) != "" }) {
			fits = slices.DeleteFunc(fits, func(r price.Rule) bool { return named(r.Match) == "" })
		}
	}
	var ids []string
	for _, r := range fits {
		ids = append(ids, r.ID)
	}
	slices.Sort(ids)
	return strings.Join(ids[:min(len(ids), 1)], "")
}

// Whatever the rule and the limits, a price without an override never costs the partner money, keeps its margin, and is off the exact wish by half a cent
// at most where no limit was met.
func TestAPriceIsExactAndNeverBelowCost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		row, sale := year("CFQ7TTC0AAAA", "1.00"), sold(1)
		row.Cost = money.Micro(rapid.Int64Range(0, 1e13).Draw(t, "cost"))
		row.Currency = rapid.SampledFrom([]string{"EUR", "JPY", "BHD"}).Draw(t, "currency")
		row.Billing = rapid.SampledFrom([]string{"monthly", "annual"}).Draw(t, "billing")
		p := plan(price.Rule{Way: price.Markup, Points: rapid.Int64Range(-3000, 20_000).Draw(t, "points")})
		p.Limits.MinMargin = rapid.SampledFrom([]int64{0, 0, 999, 5000}).Draw(t, "margin")
		q, err := p.Ready().Price(&sale, &row)
		if err != nil {
			t.Fatal(err)
		}
		whole := new(big.Rat).SetInt64(int64(q.Price) * q.Charges)
		floor := new(big.Rat).Mul(new(big.Rat).SetInt64(int64(row.Cost)), big.NewRat(10_000, 10_000-p.Limits.MinMargin))
		if q.Limit != "" && whole.Cmp(floor) < 0 || whole.Cmp(new(big.Rat).SetInt64(int64(row.Cost))) < 0 {
			t.Fatalf("%+v of the cost %s", q, row.Cost)
		}
		step := big.NewRat(map[string]int64{"EUR": 10_000, "JPY": 1_000_000, "BHD": 1_000}[row.Currency], 2)
		exact := new(big.Rat).Mul(new(big.Rat).SetInt64(int64(row.Cost)), big.NewRat(10_000+p.Rules[0].Points, 10_000*q.Charges))
		off := exact.Sub(exact, new(big.Rat).SetInt64(int64(q.Wished)))
		if off.Abs(off).Cmp(step) > 0 {
			t.Fatalf("%+v is off by %s", q, off)
		}
	})
}

func TestAPlanSaysWhatIsWrongWithIt(t *testing.T) {
	t.Parallel()
	if err := plan(price.Rule{Way: price.Markup, Points: 1500}).Check(); err != nil {
		t.Fatal(err)
	}
	for pointer, p := range map[string]price.Plan{
		"/rules":                   plan(),
		"/rules/1/match":           plan(price.Rule{Way: price.Markup}, price.Rule{Way: price.Markup, Points: 3}),
		"/rules/0/match/sku":       plan(price.Rule{Way: price.Markup, Match: price.Match{SKU: "0001"}}),
		"/rules/0/match/family":    plan(price.Rule{Way: price.Markup, Match: price.Match{Family: "x"}}),
		"/rules/0/points":          plan(price.Rule{Way: price.Margin, Points: 10_000}),
		"/rules/0/amount":          plan(price.Rule{Way: price.Fixed, Amount: -1}),
		"/rules/0/way":             plan(price.Rule{Way: "magic"}),
		"/rules/0/override/reason": plan(price.Rule{Way: price.Markup, Override: &price.Override{Limits: []price.Limit{price.BelowCost}}}),
		"/rules/0/override/limits": plan(price.Rule{Way: price.Markup, Override: &price.Override{Reason: "x", Limits: []price.Limit{"all"}}}),
		"/currency":                {Name: "x", Rules: []price.Rule{{ID: "a", Way: price.Fixed}}},
		"/name":                    {Rules: []price.Rule{{ID: "a", Way: price.Markup}}},
		"/limits/min_margin":       {Name: "x", Rules: []price.Rule{{ID: "a", Way: price.Markup}}, Limits: price.Limits{MinMargin: 10_000}},
		"/rules/0/id":              {Name: "x", Rules: []price.Rule{{Way: price.Markup}}},
	} {
		err := p.Check()
		if fields := fault.Fields(err); fault.Of(err) != fault.Invalid || len(fields) == 0 || fields[0].Pointer != pointer {
			t.Errorf("%s: %v %v", pointer, err, fields)
		}
	}
}

func TestWhatHasNoPriceIsAnErrorAndNoNumber(t *testing.T) {
	t.Parallel()
	markup := price.Rule{Way: price.Markup, Points: 1500}
	for name, c := range map[string]struct {
		rule   price.Rule
		change func(*price.Row)
		kind   fault.Kind
	}{
		"no rule":           {price.Rule{Way: price.Markup, Match: price.Match{Customer: "other"}}, func(*price.Row) {}, fault.NotFound},
		"no list price":     {price.Rule{Way: price.Discount}, func(r *price.Row) { r.List = 0 }, fault.NotFound},
		"another currency":  {price.Rule{Way: price.Fixed, Amount: 1}, func(r *price.Row) { r.Currency = "USD" }, fault.Invalid},
		"no such charging":  {markup, func(r *price.Row) { r.Billing = "triennial" }, fault.Invalid},
		"an unknown term":   {markup, func(r *price.Row) { r.Term = "P7Y" }, fault.Invalid},
		"beyond all prices": {price.Rule{Way: price.Markup, Points: 1_000_000}, func(r *price.Row) { r.Cost = 1 << 62; r.Billing = "annual" }, fault.Invalid},
	} {
		row, sale := year("CFQ7TTC0AAAA", "216.00"), sold(1)
		c.change(&row)
		if q, err := plan(c.rule).Ready().Price(&sale, &row); fault.Of(err) != c.kind {
			t.Errorf("%s: %+v, %v", name, q, err)
		}
	}
}

func TestAPriceCostsNoAllocation(t *testing.T) { //nolint:paralleltest // it counts this process's allocations
	rules := make([]price.Rule, 20)
	for i := range rules {
		rules[i] = price.Rule{Match: price.Match{Customer: string(rune('a' + i))}, Way: price.Fixed, Amount: 1}
	}
	b := plan(append(rules, price.Rule{Way: price.Markup, Points: 1500})...).Ready()
	row, sale := year("CFQ7TTC0AAAA", "216.00"), sold(1)
	s, _ := build(t, []price.Row{row})
	var out [32]byte
	if n := testing.AllocsPerRun(100, func() {
		i, _ := s.At(sale.Key, 1, day(3))
		row := s.Row(i)
		if q, err := b.Price(&sale, &row); err != nil || string(q.Price.Append(out[:0], 2)) != "20.70" {
			t.Error(q, err)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
