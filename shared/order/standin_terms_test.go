package order_test

import (
	"context"
	"slices"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/subscription"
)

// terms is what the house knows of countries, customers and other partners.
type terms struct {
	settings    order.Settings
	country     order.Country
	link        string // "": there is none to be had
	domains     map[string]order.TenantID
	segments    map[order.TenantID]map[string]bool
	screening   order.Screening
	promotions  map[string]string // by its id why it is not given; one that is not here is none
	resellers   []string
	offers      map[string]order.Offer // by "product:sku", in place of the usual offer
	owned       map[subscription.ID]subscription.Facts
	numbers     []string
	hides, gone bool               // a new order does not name its subscriptions; they are deleted at once
	provision   string             // the word for how far a line is; "": fulfilled
	says        map[string][]error // by call the refusals that come before anything else
}

func newTerms() terms {
	return terms{
		settings:  order.Settings{CheckDomain: true, Attest: true},
		country:   order.Country{Culture: "de-DE", Languages: []string{"de", "en"}, PostalRequired: true, Postal: `^\d{5}$`, Phone: `^[0-9 +]{5,20}$`},
		link:      "https://admin.microsoft.com/invitation",
		screening: order.MayBuy,
		says:      map[string][]error{},
	}
}

func (h *house) Country(_ context.Context, code string) (order.Country, error) {
	if code == "KP" {
		return order.Country{}, fault.NotFound.Errorf("not sold there")
	}
	return h.country, nil
}

func (h *house) Link(context.Context) (string, error) {
	if h.link == "" {
		return "", fault.Denied.Errorf("a sandbox has none")
	}
	h.calls = append(h.calls, "link")
	return h.link, nil
}

func (h *house) TenantOf(_ context.Context, domain string) (order.TenantID, error) {
	if id, ok := h.domains[domain]; ok {
		return id, nil
	}
	return "", fault.NotFound.Errorf("nobody's domain")
}

func (h *house) Segments(_ context.Context, t order.TenantID) (map[string]bool, error) {
	return h.segments[t], nil
}

func (h *house) Screened(context.Context, order.TenantID) (order.Screening, error) {
	return h.screening, nil
}

func (h *house) Promoted(_ context.Context, _ order.TenantID, lines []order.CartLine) ([]string, error) {
	reasons := make([]string, len(lines))
	for i, l := range lines {
		if why, known := h.promotions[l.Promotion]; l.Promotion != "" && !known {
			reasons[i] = "there is no such promotion now"
		} else {
			reasons[i] = why
		}
	}
	return reasons, nil
}

func (h *house) CheckReseller(_ context.Context, mpn string) error {
	if slices.Contains(h.resellers, mpn) {
		return nil
	}
	return fault.At(fault.Invalid.Errorf("no reseller"), fault.Field{Pointer: "/mpn", Text: "no reseller"})
}
