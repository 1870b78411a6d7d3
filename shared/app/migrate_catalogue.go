package app

import (
	"context"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/price"
)

// catalogue is what a partner sells at a moment, as services are matched with it, and what that costs.
type catalogue struct {
	partner partner.Partner
	plans   []migration.Plan
	keys    map[string]price.Key // by plan, without term and billing
	list    *price.Snapshot      // nil: the partner has no price list
	book    *price.Book          // nil: the partner has no plan that makes prices
	at      time.Time
}

var _ migration.Prices = (*catalogue)(nil)

// catalogue opens what a partner sells now.
func (p pricer) catalogue(ctx context.Context, id string, at time.Time) (*catalogue, error) {
	c := &catalogue{keys: map[string]price.Key{}, at: at}
	var err error
	if c.partner, err = p.table.Partner(ctx, order.PartnerID(id)); err != nil {
		return nil, err
	}
	v, err := price.Open(ctx, p.shelf(), p.codec, listOf(c.partner, price.NewCommerce, "", ""), at)
	if fault.Of(err) == fault.NotFound {
		return c, nil
	}
	if err != nil {
		return nil, err
	}
	if c.list, err = v.Whole(ctx); err != nil {
		return nil, err
	}
	switch plan, err := p.table.Prices().Plan(ctx, id, defaultPlan); {
	case err == nil:
		c.book = plan.Ready()
	case fault.Of(err) != fault.NotFound:
		return nil, err
	}
	c.gather(c.list.Offers(nil, at))
	return c, p.limits(ctx, c)
}

// planID names what is sold, whatever its term. Of most SKUs there is one segment.
func planID(k price.Key) string {
	id := k.Product + ":" + k.SKU
	if k.Segment != "" && k.Segment != commercial {
		id += ":" + k.Segment
	}
	return id
}

const commercial = "commercial"

// gather makes plans of offers, which differ by term and billing too. A plan is withdrawn when nothing of it can be bought any more.
func (c *catalogue) gather(offers []price.Offer) {
	at := map[string]int{}
	for _, o := range offers {
		id := planID(o.Key)
		i, there := at[id]
		if !there {
			i = len(c.plans)
			at[id] = i
			c.plans = append(c.plans, migration.Plan{ID: id, Name: o.Name, Product: o.Key.Product, SKU: o.Key.SKU, Segment: o.Key.Segment, Withdrawn: true})
			k := o.Key
			k.Term, k.Billing = "", ""
			c.keys[id] = k
		}
		p := &c.plans[i]
		p.Cycles = append(p.Cycles, migration.Cycle{Term: o.Key.Term, Billing: o.Key.Billing})
		p.Withdrawn = p.Withdrawn && o.Deprecated
	}
}

// mostOfBusiness is how many seats of each suite for small businesses a tenant may have, as Microsoft documents.
const mostOfBusiness = 300

// limits notes how many seats of a plan a tenant may have: what the offer matrix in use says, and else what is documented of suites for small businesses. Only
// these are looked up, as others are hardly limited and there are thousands.
func (p pricer) limits(ctx context.Context, c *catalogue) error {
	for i := range c.plans {
		plan := &c.plans[i]
		if !strings.Contains(strings.ToLower(plan.Name), "business") {
			continue
		}
		plan.MaxSeats = mostOfBusiness
		o, err := price.Orderable(ctx, p.shelf(), p.codec, listOf(c.partner, price.NewCommerceMatrix, "", ""), plan.Product, plan.SKU)
		if kind := fault.Of(err); err != nil && kind != fault.NotFound && kind != fault.Gone {
			return err
		}
		if err == nil && o.Limit > 0 {
			plan.MaxSeats = int(o.Limit)
		}
	}
	return nil
}

// Price implements migration.Prices. What the list costs now is what an order and a renewal cost now: a later list is not known.
func (c *catalogue) Price(_ context.Context, w migration.Wanted) (migration.Price, error) {
	k, ok := c.keys[w.Plan]
	if !ok {
		return migration.Price{}, fault.NotFound.Errorf("the price list has no plan %s", w.Plan)
	}
	if c.book == nil {
		return migration.Price{}, fault.NotFound.Errorf("there is no plan %q that makes prices", defaultPlan)
	}
	k.Term, k.Billing = w.Cycle.Term, w.Cycle.Billing
	units := int32(min(w.Seats, mostQuantity)) //nolint:gosec // it is bounded
	i, ok := c.list.At(k, units, c.at)
	if !ok {
		return migration.Price{}, fault.NotFound.Errorf("%s is not in the price list", k)
	}
	row := c.list.Row(i)
	q, err := c.book.Price(&price.Sale{Key: k, Units: units, Customer: string(w.Tenant), Reseller: w.Reseller}, &row)
	if err != nil {
		return migration.Price{}, err
	}
	each, err := row.Cost.Share(1, max(q.Charges, 1), money.Digits(row.Currency))
	if err != nil {
		return migration.Price{}, fault.Invalid.Wrap(err, "%s: a cost beyond all amounts", k)
	}
	cost, err := each.Amount(row.Currency)
	if err != nil {
		return migration.Price{}, fault.Invalid.Wrap(err, "%s: a cost beyond all amounts", k)
	}
	sold, err := q.Price.Amount(row.Currency)
	if err != nil {
		return migration.Price{}, fault.Invalid.Wrap(err, "%s: a price beyond all amounts", k)
	}
	return migration.Price{ResellerOrder: cost, ResellerRenewal: cost, CustomerOrder: sold, CustomerRenewal: sold}, nil
}
