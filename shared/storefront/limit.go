package storefront

import (
	"cmp"
	"fmt"
	"time"

	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/partner"
)

// again is how long the same product for the same tenant in another order is taken for a mistake: buyers who see no licence order once more.
const again = 24 * time.Hour

// defaultSeats is the most seats of an order where the connection says nothing: what Microsoft's suites for businesses go up to.
const defaultSeats = 300

// limits holds for what is more than the connection may buy without a person, and for what would be sold at a loss.
func (p *plan) limits(wanted []Action) {
	latest, limit := p.State.Latest, p.Connection.Limits
	if latest.Test && p.Live {
		p.order(Hold, TestOnLive, "a test order never buys on a live account", "connect the shop to a partner with a sandbox account")
	}
	if most := cmp.Or(limit.Seats, defaultSeats); latest.seats() > most {
		p.waivable(TooManySeats, Placed{}, fmt.Sprintf("the order has %d seats; %d are let through", latest.seats(), most))
	}
	if limit.Money != nil {
		p.amount(*limit.Money)
	}
	for _, a := range wanted {
		for _, l := range latest.Lines {
			if m, mapped := p.Connection.SKUs[l.SKU]; mapped && l.Key == a.Line {
				p.guard(l, m)
			}
		}
	}
}

// amount compares the whole order with the most that it may come to, so that it cannot grow past that in steps.
func (p *plan) amount(most money.Amount) {
	latest := p.State.Latest
	limit, err := most.Micro()
	if err != nil || latest.Currency != most.Currency() {
		p.waivable(CurrencyDiffers, Placed{}, fmt.Sprintf("the order is in %s, its limit in %s", Printable(latest.Currency, 3), most.Currency()))
		return
	}
	var sum money.Micro
	for _, l := range latest.Lines {
		if l.Price == nil {
			continue
		}
		net, err := l.Price.For(l.Seats)
		if err == nil {
			sum, err = sum.Add(net)
		}
		if err != nil {
			sum = limit + 1
			break
		}
	}
	if sum > limit {
		p.waivable(TooMuchMoney, Placed{}, fmt.Sprintf("the order comes to %s %s; %s are let through", sum.Text(latest.Currency), latest.Currency, most))
	}
}

// guard compares what a seat was sold for with what it costs the partner. Without a known cost there is nothing to compare.
func (p *plan) guard(l Line, m partner.Mapping) {
	if m.UnitCost == nil || p.Connection.Limits.BelowCost {
		return
	}
	of, currency := Placed{Line: l.Key}, p.State.Latest.Currency
	cost, err := m.UnitCost.Micro()
	switch {
	case m.UnitCost.Currency() != currency:
		p.waivable(CurrencyDiffers, of, fmt.Sprintf("the line was sold in %s and costs %s", Printable(currency, 3), m.UnitCost.Currency()))
	case err != nil || l.Price == nil:
		p.waivable(PriceUnknown, of, "the shop does not tell what a seat was sold for without tax")
	case l.Price.below(cost, max(m.Payments, 1), currency):
		p.waivable(BelowCost, of, fmt.Sprintf("the line was sold for less than the %s that a seat costs", m.UnitCost))
	}
}

// duplicates holds for what another order bought for the same tenant within a day.
func (p *plan) duplicates(wanted []Action) {
	for _, a := range wanted {
		if a.Op != Place {
			continue
		}
		for _, r := range p.Recent {
			if r.Order != p.id && r.Tenant == p.tenant() && r.Tenant != "" && r.SKU == p.sku(a.Line) && p.Now.Sub(r.At) < again {
				p.waivable(PossibleDuplicate, Placed{Line: a.Line}, "order "+Printable(r.Order, 40)+" bought the same for the same tenant within a day")
				break
			}
		}
	}
}

func (p *plan) sku(line string) string {
	for _, l := range p.State.Latest.Lines {
		if l.Key == line {
			return l.SKU
		}
	}
	return ""
}

// waivable holds, unless a person let it pass.
func (p *plan) waivable(r Reason, of Placed, text string) {
	if !p.waived(r) {
		p.about(Hold, r, of, text, "let it pass, or cancel and refund the order in the shop")
	}
}
