package price

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/money"
)

// Naming is what a partner calls a product, and where it stands in the list of offers.
type Naming struct {
	Product string `json:"product"`
	SKU     string `json:"sku,omitempty"`
	Name    string `json:"name,omitempty"`  // the resale name; "" for Microsoft's
	Order   int    `json:"order,omitempty"` // those with a number come first, in its order; 0 for none
}

// Offer is one thing that can be sold, as the list of offers shows it.
type Offer struct {
	Number  int    // in the list, from 1
	Order   int    // the partner's own; 0 for none
	Name    string // Microsoft's
	Changed string // the partner's resale name; "" for none
	ID      string // product and SKU as CFQ7TTC0LHCH:0001, or a legacy offer's GUID
	Key     Key
	TierMin int32
	Unit    string
	Cost    money.Micro // of one unit for the whole term
	List    money.Micro
	Standing
}

// Standing says what is special about an offer.
type Standing struct {
	Free       bool // the sheet gives no cost
	Deprecated bool // only existing subscriptions are billed by it
	Ends       time.Time
}

// Offers gives what a list offers at a time: by the partner's order, then by name, then by what is sold.
func (s *Snapshot) Offers(namings []Naming, at time.Time) []Offer {
	named := make(map[[2]string]Naming, len(namings))
	for _, n := range namings {
		named[[2]string{n.Product, n.SKU}] = n
	}
	var offers []Offer
	for first := 0; first < len(s.rows); {
		end := s.groupEnd(first, len(s.rows))
		if i, ok := s.holds(first, end, 0, at.Unix()); ok {
			r := s.Row(i)
			n := named[[2]string{r.Product, r.SKU}]
			offers = append(offers, Offer{
				Order: n.Order, Name: r.Title(), Changed: n.Name, ID: strings.TrimSuffix(r.Product+":"+r.SKU, ":"), Key: r.Key, TierMin: r.TierMin, Unit: r.Unit,
				Cost: r.Cost, List: r.List, Standing: Standing{Free: r.Free, Deprecated: r.Change == Deprecated, Ends: r.To},
			})
		}
		first = end
	}
	slices.SortStableFunc(offers, func(a, b Offer) int {
		return cmp.Or(cmp.Compare(unnumbered(a.Order), unnumbered(b.Order)), strings.Compare(a.shown(), b.shown()))
	})
	for i := range offers {
		offers[i].Number = i + 1
	}
	return offers
}

// Title gives the name of what a row sells: the SKU's, or the product's where that has none.
func (r *Row) Title() string { return cmp.Or(r.SKUTitle, r.ProductTitle) }

func (o *Offer) shown() string { return cmp.Or(o.Changed, o.Name) }

// unnumbered puts what has no number behind what has one.
func unnumbered(order int) int {
	if order == 0 {
		return int(^uint(0) >> 1)
	}
	return order
}

// Orderable tells whether something new can be bought by a row. It fails with fault.Gone when the row only bills what was bought before.
func (r *Row) Orderable() error {
	if r.Change == Deprecated {
		return fault.Gone.Errorf("%s: deprecated, only existing subscriptions are billed by it", r.Key)
	}
	return nil
}
