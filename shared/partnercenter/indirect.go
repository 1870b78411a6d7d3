package partnercenter

import (
	"context"
	"net/url"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

// Related is a partner in an indirect relationship: an indirect reseller of a provider.
type Related struct {
	Tenant order.TenantID
	Name   string
	MPN    string
	State  string // Microsoft's word, in lower case
}

type wireRelated struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	MPN   code   `json:"mpnId"`
	State string `json:"state"`
}

// Resellers gives the indirect resellers of the partner, who is their provider.
func (c *Client) Resellers(ctx context.Context) ([]Related, error) {
	return c.related(ctx, "/v1/relationships", url.Values{"relationship_type": {"IsIndirectCloudSolutionProviderOf"}})
}

// ResellersOf gives the indirect resellers that act for a customer.
func (c *Client) ResellersOf(ctx context.Context, tenant string) ([]Related, error) {
	return c.related(ctx, customerRoute+"/relationships", nil, tenant)
}

func (c *Client) related(ctx context.Context, route string, query url.Values, args ...string) ([]Related, error) {
	all, err := list[wireRelated](ctx, c, route, query, args...)
	if err != nil {
		return nil, err
	}
	out := make([]Related, 0, len(all))
	for _, w := range all {
		out = append(out, Related{Tenant: order.TenantID(strings.ToLower(w.ID)), Name: w.Name, MPN: string(w.MPN), State: word(w.State)})
	}
	return out, nil
}

// CheckReseller looks whether a number can be the partner of record on orders of this partner: Microsoft knows it, and it belongs to an
// indirect reseller, which the provider is not itself, whose relationship is active and who has signed Microsoft's partner agreement. What is
// wrong is fault.Invalid at /mpn.
func (c *Client) CheckReseller(ctx context.Context, mpn string) error {
	wrong := func(text string) error {
		return fault.At(fault.Invalid.Errorf("%s", text), fault.Field{Pointer: "/mpn", Text: text, Pattern: "^[0-9]{5,10}$"})
	}
	var known struct {
		ID code `json:"mpnId"`
	}
	err := c.read(ctx, &known, "/v1/profiles/mpn", url.Values{"mpnId": {mpn}})
	if fault.Of(err) == fault.NotFound || err == nil && string(known.ID) != mpn {
		return wrong("Microsoft does not know this partner number")
	}
	if err != nil {
		return err
	}
	all, err := c.Resellers(ctx)
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.MPN != mpn {
			continue
		}
		if r.State != "" && r.State != "active" {
			return wrong("the relationship with the indirect reseller of this number is " + r.State)
		}
		return c.signed(ctx, mpn, wrong)
	}
	return wrong("this number belongs to no indirect reseller of the partner; the partner's own cannot be the partner of record")
}

// signed looks whether an indirect reseller has signed the partner agreement. Microsoft documents refusals of its own for this question, with
// numbers that mean other things elsewhere: they say that there is no such reseller. The field of the answer is uncertain: an answer without a known one
// does not say no, and the purchase does.
func (c *Client) signed(ctx context.Context, mpn string, wrong func(string) error) error {
	var w struct {
		Signed *bool `json:"isSigned"`
		Agreed *bool `json:"isAgreementSigned"`
	}
	err := c.read(ctx, &w, "/v1/compliance/csp/agreementstatus", url.Values{"mpnId": {mpn}})
	switch fault.Code(err) {
	case "2000", "2001", "2002", "2200", "2201", "2203", "2204", "2205", "2206":
		return wrong("Microsoft knows no reseller with this partner number")
	}
	if err != nil {
		return err
	}
	if w.Signed != nil && !*w.Signed || w.Agreed != nil && !*w.Agreed {
		return wrong("the indirect reseller of this number has not signed the Microsoft Partner Agreement")
	}
	return nil
}
