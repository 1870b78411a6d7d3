package storefront_test

import (
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/storefront"
)

func TestEachLimitHoldsAndAPersonMayLetItPass(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*storefront.Case)
		line   string
		reason storefront.Reason
		never  bool // nobody may let it pass
	}{
		{"301 seats", func(c *storefront.Case) { c.State = world(nil, sold(301)).State }, "", storefront.TooManySeats, false},
		{"301 seats in two lines", func(c *storefront.Case) { c.State = world(nil, sold(300, 1)).State }, "", storefront.TooManySeats, false},
		{"five seats of four", func(c *storefront.Case) { c.Connection.Limits.Seats = 4 }, "", storefront.TooManySeats, false},
		{"a cent too much", func(c *storefront.Case) { c.Connection.Limits.Money = euro("1237.49") }, "", storefront.TooMuchMoney, false},
		{"a limit in another currency", func(c *storefront.Case) { a, _ := money.Parse("9999", "USD"); c.Connection.Limits.Money = &a }, "", storefront.CurrencyDiffers, false},
		{"sold in another currency", func(c *storefront.Case) { c.State.Latest.Currency = "USD" }, "1", storefront.CurrencyDiffers, false},
		{"sold at a loss", func(c *storefront.Case) { c.State.Latest.Lines[0].Price.Net = 5*198*money.Unit - 50_001 }, "1", storefront.BelowCost, false},
		{"sold at a loss beyond 64 bits", func(c *storefront.Case) {
			m := c.Connection.SKUs["BP"]
			m.UnitCost = euro("61489146912.89")
			c.Connection.SKUs["BP"], c.State.Latest.Lines[0].Price = m, &storefront.Price{Net: 1_000_000_000_000 * money.Unit, Of: 300}
		}, "1", storefront.BelowCost, false},
		{"no price", func(c *storefront.Case) { c.State.Latest.Lines[0].Price = nil }, "1", storefront.PriceUnknown, false},
		{"grown in a shop that tells nothing of the difference", func(c *storefront.Case) {
			c.State.Latest.Unproven, c.Placed = true, []storefront.Placed{placed("1", "BP", 3, time.Hour)}
		}, "", storefront.Unproven, false},
		{"a test", func(c *storefront.Case) { c.State.Latest.Test = true }, "", storefront.TestOnLive, true},
		{"a takeover", func(c *storefront.Case) { c.State.Latest.Kind = storefront.Takeover }, "", storefront.NeedsTakeover, true},
		{"seats for a licence", func(c *storefront.Case) { c.State.Latest.Kind = storefront.AddSeats }, "", storefront.AddsToLicence, true},
		{"no first name", func(c *storefront.Case) { c.State.Latest.Customer.First = "" }, "", storefront.BuyerInvalid, true},
		{"a doubt", func(c *storefront.Case) {
			c.State.Latest.Doubts = []storefront.Doubt{{Reason: storefront.DomainInvalid, Text: "no domain"}}
			c.State.Latest.Customer.Domain = ""
		}, "", storefront.DomainInvalid, true},
	} {
		w := world(nil, sold(5))
		c.change(&w)
		expect(t, c.name, w, brief{storefront.Hold, c.line, 0, c.reason})
		w.Waived = []storefront.Reason{c.reason}
		if got := briefs(w); (got[0].Op == storefront.Hold) != c.never {
			t.Errorf("%s, let pass: %+v", c.name, got)
		}
	}
}

func TestWhatIsWithinTheLimitsIsPlaced(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*storefront.Case){
		"as many seats as may be":      func(c *storefront.Case) { c.Connection.Limits.Seats = 5 },
		"as much money as may be":      func(c *storefront.Case) { c.Connection.Limits.Money = euro("1237.50") },
		"at cost, less a rounded cent": func(c *storefront.Case) { c.State.Latest.Lines[0].Price.Net = 5*198*money.Unit - 50_000 },
		"a promotion": func(c *storefront.Case) {
			c.Connection.Limits.BelowCost, c.State.Latest.Lines[0].Price.Net = true, 0
		},
		"a year by the month": func(c *storefront.Case) {
			m := c.Connection.SKUs["BP"]
			m.Payments = 12
			c.Connection.SKUs["BP"], c.State.Latest.Lines[0].Price.Net = m, 5*money.Unit*165/10
		},
		"a test in a sandbox": func(c *storefront.Case) { c.Live, c.State.Latest.Test = false, true },
	} {
		w := world(nil, sold(5))
		change(&w)
		expect(t, name, w, brief{storefront.Place, "1", 5, ""})
	}
}

func TestLimitsDoNotKeepSeatsFromGoing(t *testing.T) {
	t.Parallel()
	w := world([]storefront.Placed{placed("1", "BP", 500, time.Hour)}, sold(400))
	expect(t, "fewer, still too many", w, brief{storefront.Lower, "1", 400, ""})
	w = world([]storefront.Placed{placed("1", "BP", 5, time.Hour)}, sold(400))
	expect(t, "more, too many", w, brief{storefront.Hold, "", 0, storefront.TooManySeats})
}

func TestTheSameForTheSameTenantWithinADayIsHeld(t *testing.T) {
	t.Parallel()
	same := storefront.Recent{Order: "1000", Tenant: "northwind.onmicrosoft.com", SKU: "BP", At: now().Add(-day + time.Second)}
	for name, c := range map[string]struct {
		change func(*storefront.Recent)
		held   bool
	}{
		"the same":         {func(*storefront.Recent) {}, true},
		"a day ago":        {func(r *storefront.Recent) { r.At = now().Add(-day) }, false},
		"another tenant":   {func(r *storefront.Recent) { r.Tenant = "other.onmicrosoft.com" }, false},
		"another product":  {func(r *storefront.Recent) { r.SKU = "E3" }, false},
		"this order again": {func(r *storefront.Recent) { r.Order = "1001" }, false},
	} {
		w, r := world(nil, sold(5)), same
		c.change(&r)
		w.Recent = []storefront.Recent{r, r}
		want := brief{storefront.Place, "1", 5, ""}
		if c.held {
			want = brief{storefront.Hold, "1", 0, storefront.PossibleDuplicate}
		}
		expect(t, name, w, want)
	}
	w := world([]storefront.Placed{placed("1", "BP", 5, time.Hour)}, sold(8))
	w.Recent = []storefront.Recent{same}
	expect(t, "more seats of one's own", w, brief{storefront.Raise, "1", 8, ""})
}

func TestAPriceThatDoesNotDivideStaysExact(t *testing.T) {
	t.Parallel()
	p := storefront.Price{Net: 100 * money.Unit, Of: 3}
	one, err := p.Unit()
	three, err2 := p.For(3)
	if err != nil || err2 != nil || one.String() != "33.333333" || three != 100*money.Unit {
		t.Errorf("%s, %s, %v, %v", one, three, err, err2)
	}
}

func TestTheAssembledOrderIsTheSameEachTime(t *testing.T) {
	t.Parallel()
	c := world(nil, sold(5, 2))
	a, err := storefront.Assemble(c, storefront.Compare("1001", c))
	if err != nil || len(a.Lines) != 2 || a.Source != (order.Source{Kind: "shopify", Of: "con_1", Ref: "1001", Name: "#1001", Content: a.Source.Content}) {
		t.Fatalf("%+v, %v", a, err)
	}
	if b, err := storefront.Assemble(c, storefront.Compare("1001", c)); err != nil || b.ID != a.ID || b.Source != a.Source {
		t.Errorf("%+v, %v", b, err)
	}
	c.Placed = []storefront.Placed{placed("1", "BP", 5, time.Hour)}
	added, err := storefront.Assemble(c, storefront.Compare("1001", c))
	if err != nil || added.ID == a.ID || added.Source.Ref != "1001#2" || len(added.Lines) != 1 {
		t.Errorf("%+v, %v", added, err)
	}
	if none, err := storefront.Assemble(c, nil); err != nil || none.ID != "" {
		t.Errorf("%+v, %v", none, err)
	}
}
