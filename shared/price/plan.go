package price

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/money"
)

// Plan is how a partner makes prices of costs. One plan prices a sale; its rules are asked in one total order, and the first that is for the sale wins:
// a rule that names a customer before one that names none, then the same for the reseller, the SKU, the product, the family, the segment, the term and the
// billing plan, in this order, and last by the rules' ids. So a rule for one customer beats a rule for one product, however much else that one names.
type Plan struct {
	ID       string              `json:"id"`
	Version  int64               `json:"version"`
	Name     string              `json:"name"`
	Currency string              `json:"currency,omitempty"` // of the rules' amounts; "" where no rule has one
	Families map[string][]string `json:"families,omitempty"` // products by the name that rules call them together
	Rules    []Rule              `json:"rules"`
	Limits   Limits              `json:"limits,omitzero"`
}

// Rule says how prices are made of some sales.
type Rule struct {
	ID     string      `json:"id"`
	Match  Match       `json:"match,omitzero"`
	Way    Way         `json:"way"`
	Points int64       `json:"points,omitempty"` // hundredths of a percent, of the ways markup, margin and discount
	Amount money.Micro `json:"amount,omitempty"` // per unit and month, of the ways amount and fixed; where a term has no months, per unit
	// Override lets the rule's prices pass limits that it names.
	Override *Override `json:"override,omitempty"`
}

// Match says which sales a rule is for: those that have everything that is not "".
type Match struct {
	Customer string `json:"customer,omitempty"` // tenant
	Reseller string `json:"reseller,omitempty"` // MPN id of the indirect reseller
	Product  string `json:"product,omitempty"`
	SKU      string `json:"sku,omitempty"` // of that product
	Family   string `json:"family,omitempty"`
	Segment  string `json:"segment,omitempty"`
	Term     string `json:"term,omitempty"`
	Billing  string `json:"billing,omitempty"`
}

// Way is how a rule makes a price.
type Way string

// Ways. What Microsoft's resellers often call margin is a markup: so much on the cost.
const (
	Markup   Way = "markup"   // cost and so many percent of it
	Margin   Way = "margin"   // so much that so many percent of the price are not cost
	Amount   Way = "amount"   // cost and an amount
	Discount Way = "discount" // Microsoft's suggested price less so many percent; not for what has none
	Fixed    Way = "fixed"    // an amount
)

// Limits keep a plan's prices in bounds: a price beyond one becomes the limit, rounded to the safe side. Cost is always a limit from below. Where limits
// contradict each other, those from below win.
type Limits struct {
	MinMargin   int64  `json:"min_margin,omitempty"`    // hundredths of a percent of the price that are not cost; 0 for none
	MaxOverList *int64 `json:"max_over_list,omitempty"` // hundredths of a percent above Microsoft's suggested price; nil for none
}

// Limit names a limit.
type Limit string

// The limits.
const (
	BelowCost Limit = "below_cost"
	MinMargin Limit = "min_margin"
	OverList  Limit = "over_list"
)

// Override is who let a rule pass limits, and why.
type Override struct {
	Limits []Limit   `json:"limits"`
	Reason string    `json:"reason"`
	By     string    `json:"by"`
	At     time.Time `json:"at,omitzero"`
}

// Sale is what a price is asked for.
type Sale struct {
	Key      Key
	Units    int32
	Customer string
	Reseller string
}

// Book is a plan made ready to price: its rules are in the order in which they are asked.
type Book struct {
	Plan  Plan
	rules []Rule
}

// Ready makes a book of a plan that Check finds nothing wrong with.
func (p Plan) Ready() *Book {
	b := &Book{Plan: p, rules: slices.Clone(p.Rules)}
	slices.SortFunc(b.rules, precedence)
	return b
}

// precedence orders rules: those that are asked first come first.
func precedence(a, b Rule) int {
	return cmp.Or(cmp.Compare(b.Match.rank(), a.Match.rank()), strings.Compare(a.ID, b.ID))
}

// dimension is one thing that a rule may name, and what it is called.
type dimension struct{ name, value string }

// dimensions gives what a match may name, the one that decides first first.
func (m *Match) dimensions() [8]dimension {
	return [8]dimension{
		{"customer", m.Customer},
		{"reseller", m.Reseller},
		{"sku", m.SKU},
		{"product", m.Product},
		{"family", m.Family},
		{"segment", m.Segment},
		{"term", m.Term},
		{"billing", m.Billing},
	}
}

// rank is a number whose order is the precedence: a bit for each dimension, the first the highest.
func (m *Match) rank() (rank int) {
	for _, d := range m.dimensions() {
		rank *= 2
		if d.value != "" {
			rank++
		}
	}
	return rank
}

// fits tells whether a rule is for a sale of a row, and else why not: the dimension that differs.
func (b *Book) fits(r *Rule, s *Sale, row *Row) (bool, string) {
	m := &r.Match
	switch {
	case m.Customer != "" && m.Customer != s.Customer:
		return false, "customer"
	case m.Reseller != "" && m.Reseller != s.Reseller:
		return false, "reseller"
	case m.Product != "" && m.Product != row.Product:
		return false, "product"
	case m.SKU != "" && m.SKU != row.SKU:
		return false, "sku"
	case m.Family != "" && !slices.Contains(b.Plan.Families[m.Family], row.Product):
		return false, "family"
	case m.Segment != "" && m.Segment != row.Segment:
		return false, "segment"
	case m.Term != "" && m.Term != row.Term:
		return false, "term"
	case m.Billing != "" && m.Billing != row.Billing:
		return false, "billing"
	case r.Way == Discount && row.List <= 0:
		return false, "suggested price, which the sheet does not have"
	default:
		return true, ""
	}
}

// rule gives the rule that prices a sale of a row, or nil.
func (b *Book) rule(s *Sale, row *Row) *Rule {
	for i := range b.rules {
		if ok, _ := b.fits(&b.rules[i], s, row); ok {
			return &b.rules[i]
		}
	}
	return nil
}
