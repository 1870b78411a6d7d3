package order

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/subscription"
)

// smallBusiness is the most seats that Microsoft sells of a plan for small businesses. Plans with just this maximum are counted over all of a customer's
// subscriptions; those bought through other partners are not seen here, and refused by Microsoft only.
const smallBusiness = 300

// purchase is what an order's lines are held against before anything is bought.
type purchase struct {
	order  Order
	offers []Offer
	lists  []Listing
	owned  map[subscription.ID]subscription.Facts
	at     time.Time // when it is bought
	wrong  problems
}

// problems gathers what is wrong with lines. One without a field is for a person to mend outside.
type problems []fault.Field

func (p *problems) add(line int, field, format string, args ...any) {
	f := fault.Field{Text: fmt.Sprintf("line %d: ", line+1) + fmt.Sprintf(format, args...)}
	if field != "" {
		f.Pointer = fmt.Sprintf("/lines/%d/%s", line, field)
	}
	*p = append(*p, f)
}

// err gives all that is wrong, or nil. What a person can correct in the order comes first.
func (p problems) err() error {
	if len(p) == 0 {
		return nil
	}
	var texts []string
	var fields []fault.Field
	for _, f := range p {
		texts = append(texts, f.Text)
		if f.Pointer != "" {
			fields = append(fields, f)
		}
	}
	return fault.At(fault.Invalid.Errorf("%s", strings.Join(texts, "; ")), fields...)
}

// validate holds all lines against the catalogue, the customer's standing and what it has, and gives what to put into the cart. Nothing is bought until
// nothing is wrong with any of them.
func (r *run) validate(ctx context.Context, o Order) ([]CartLine, []Offer, error) {
	p := purchase{order: o, at: r.Now()}
	if o.NotBefore.After(p.at) {
		p.at = o.NotBefore
	}
	if err := r.segments(ctx, &p); err != nil {
		return nil, nil, err
	}
	if err := r.offers(ctx, &p); err != nil {
		return nil, nil, err
	}
	if err := r.listed(ctx, &p); err != nil {
		return nil, nil, err
	}
	if err := p.wrong.err(); err != nil {
		return nil, nil, err
	}
	if p.history() {
		var err error
		if p.owned, err = r.seller.Licences.List(ctx, string(o.Customer.Tenant)); err != nil {
			return nil, nil, err
		}
	}
	for i := range o.Lines {
		p.seats(i)
		p.addon(i)
		p.terms(i)
		p.allowed(i)
	}
	lines := p.cart()
	if err := r.promotions(ctx, &p, lines); err != nil {
		return nil, nil, err
	}
	return lines, p.offers, p.wrong.err()
}

// segments looks whether the customer is qualified for each line's segment. Anybody may buy in the commercial one.
func (r *run) segments(ctx context.Context, p *purchase) error {
	if !slices.ContainsFunc(p.order.Lines, func(l Line) bool { return l.Item.Segment != commercial }) {
		return nil
	}
	accepted, err := r.seller.Standing.Segments(ctx, p.order.Customer.Tenant)
	if err != nil {
		return err
	}
	for i, l := range p.order.Lines {
		is, asked := accepted[l.Item.Segment]
		switch {
		case l.Item.Segment == commercial || is:
		case asked:
			p.wrong.add(i, "", "Microsoft has not accepted the customer for the segment %s yet, or has refused it", l.Item.Segment)
		default:
			p.wrong.add(i, "segment", "the customer is not qualified for the segment %s; order in another, or have it qualified", l.Item.Segment)
		}
	}
	return nil
}

// offers finds the catalogue item of each line that can be bought now.
func (r *run) offers(ctx context.Context, p *purchase) error {
	p.offers = make([]Offer, len(p.order.Lines))
	for i, l := range p.order.Lines {
		var err error
		p.offers[i], err = r.seller.Catalogue.Resolve(ctx, p.order.Customer.Tenant, p.order.Customer.Address.Country, l.Item)
		if fault.Of(err) != fault.Invalid {
			if err != nil {
				return err
			}
			continue
		}
		field := "sku_id"
		if f := fault.Fields(err); len(f) > 0 && f[0].Pointer != "/lines" {
			field = strings.TrimPrefix(f[0].Pointer, "/lines/")
		}
		p.wrong.add(i, field, "%s", fault.Text(err))
	}
	return nil
}

// history reports whether it matters what the customer has already. A tenant that this order made has nothing.
func (p *purchase) history() bool {
	return slices.ContainsFunc(p.order.Lines, func(l Line) bool { return l.Parent != "" || !l.Ends.IsZero() }) ||
		p.order.Customer.Existing && (slices.ContainsFunc(p.offers, func(o Offer) bool { return o.Addon || o.Max == smallBusiness }) ||
			slices.ContainsFunc(p.lists, func(l Listing) bool { return l.Limit > 0 || len(l.Needs) > 0 }))
}

// seats holds a line's quantity against what is sold at once and what the customer may still have.
func (p *purchase) seats(i int) {
	l, offer := p.order.Lines[i], p.offers[i]
	if l.Quantity < offer.Min || offer.Max > 0 && l.Quantity > offer.Max {
		p.wrong.add(i, "quantity", "want %d to %d seats, not %d", offer.Min, offer.Max, l.Quantity)
		return
	}
	if offer.Max != smallBusiness {
		return
	}
	has, wanted := 0, 0
	for _, o := range p.owned {
		if o.Product == l.Item.Product && o.SKU == l.Item.SKU && alive(o) {
			has += o.Quantity
		}
	}
	for _, other := range p.order.Lines[:i+1] {
		if other.Item.Product == l.Item.Product && other.Item.SKU == l.Item.SKU {
			wanted += other.Quantity
		}
	}
	if has+wanted > smallBusiness {
		p.wrong.add(i, "quantity", "the customer has %d seats and may have %d in all, so that %d are left for this line",
			has, smallBusiness, max(0, smallBusiness-has-wanted+l.Quantity))
	}
}

// terms holds what was chosen for a line's term against what can be chosen.
func (p *purchase) terms(i int) {
	l, offer := p.order.Lines[i], p.offers[i]
	if l.RenewsTo != "" && !offer.Trial {
		p.wrong.add(i, "renews_to_term", "only a trial becomes another subscription")
	}
	if offer.Trial && l.Promotion != "" {
		p.wrong.add(i, "promotion_id", "a trial has no promotion")
	}
	if offer.Attest && !l.Attested {
		p.wrong.add(i, "attestation_accepted", "this product asks for an attestation; give true when it is made")
	}
	if why := p.alignment(l, offer); why != "" {
		p.wrong.add(i, "custom_term_end_date", "%s", why)
	}
}

// promotions asks whether the customer may have each line's promotion. Its clients name a line's own place, so that all lines are asked about.
func (r *run) promotions(ctx context.Context, p *purchase, lines []CartLine) error {
	if !slices.ContainsFunc(lines, func(l CartLine) bool { return l.Promotion != "" }) {
		return nil
	}
	reasons, err := r.seller.Promotions.Promoted(ctx, p.order.Customer.Tenant, lines)
	if err != nil {
		return err
	}
	for i, why := range reasons {
		if why != "" {
			p.wrong.add(i, "promotion_id", "%s; give another, or an empty text for none", why)
		}
	}
	return nil
}

// cart gives the lines for the cart.
func (p *purchase) cart() []CartLine {
	lines := make([]CartLine, len(p.order.Lines))
	for i, l := range p.order.Lines {
		lines[i] = CartLine{
			Catalog: p.offers[i].Catalog, Quantity: l.Quantity, Term: l.Item.Term, Billing: l.Item.Billing, Parent: l.Parent,
			Nickname: l.Nickname, Promotion: l.Promotion, Ends: l.Ends, RenewsTo: l.RenewsTo, Attested: l.Attested,
		}
		if l.Base != "" {
			lines[i].Base = 1 + slices.IndexFunc(p.order.Lines, func(other Line) bool { return other.Key == l.Base })
		}
	}
	return lines
}
