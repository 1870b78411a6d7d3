package partnercenter

import (
	"context"
	"net/url"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

// agreementType is the Microsoft Customer Agreement. Without it Microsoft answers about an older agreement.
const agreementType = "MicrosoftCustomerAgreement"

func typed() url.Values { return url.Values{"agreementType": {agreementType}} }

// Attested tells whether the partner attested the customer's signature, or the customer signed at Microsoft.
func (c *Client) Attested(ctx context.Context, t order.TenantID) (bool, error) {
	signed, err := list[wireAgreement](ctx, c, "/v1/customers/{customer}/agreements", typed(), string(t))
	if err != nil && fault.Of(err) != fault.NotFound {
		return false, err
	}
	for _, a := range signed {
		if same(a.Type, agreementType) {
			return true, nil
		}
	}
	var direct struct {
		Signed bool `json:"isSigned"`
	}
	err = c.read(ctx, &direct, "/v1/customers/{customer}/directSignedMicrosoftCustomerAgreementStatus", nil, string(t))
	if fault.Of(err) == fault.NotFound {
		return false, nil
	}
	return direct.Signed, err
}

// Attest passes on who signed the customer agreement, and when, and gives the id of its text. One that is there already is fine.
func (c *Client) Attest(ctx context.Context, id order.RequestID, t order.TenantID, s order.Consent) (string, error) {
	template, err := c.template(ctx)
	if err != nil {
		return "", err
	}
	signed := wireAgreement{
		Contact:  wireContact{First: s.First, Last: s.Last, Email: s.Email, Phone: s.Phone},
		Template: template, Date: s.Date.UTC().Format(time.RFC3339), Type: agreementType,
	}
	err = c.post(ctx, id, signed, nil, "/v1/customers/{customer}/agreements", string(t))
	switch {
	case fault.Code(err) == "600061":
		return template, nil
	case fault.Of(err) == fault.Invalid && len(fault.Fields(err)) == 0:
		return "", fault.At(err, fault.Field{Pointer: "/agreement", Text: "Microsoft does not accept the signer or the date of the agreement"})
	case err != nil:
		return "", err
	}
	return template, nil
}

// template gives the newest version's id; it changes with the agreement's text.
func (c *Client) template(ctx context.Context) (string, error) {
	all, err := list[wireTemplate](ctx, c, "/v1/agreements", typed())
	if err != nil {
		return "", err
	}
	var newest wireTemplate
	for _, w := range all {
		if same(w.Type, agreementType) && w.ID != "" && (newest.ID == "" || w.Rank > newest.Rank) {
			newest = w
		}
	}
	if newest.ID == "" {
		return "", fault.Unavailable.Errorf("Microsoft gives no current version of the customer agreement")
	}
	return newest.ID, nil
}
