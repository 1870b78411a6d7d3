package stripe

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/rest"
	"github.com/seatwright/seatwright/shared/storefront"
)

// subscription reads a subscription with its last invoice, and what the buyer filled in when it began.
func (s *Shop) subscription(ctx context.Context, id string) (storefront.Reading, error) {
	at := s.now().UTC()
	var one subscription
	_, err := s.api.Do(ctx, rest.Request{
		Method: http.MethodGet, Route: "/v1/subscriptions/{subscription}", Args: []string{id},
		Query: url.Values{"expand[]": {"latest_invoice", "customer", "items.data.price.product"}},
	}, &one)
	if err != nil {
		return gone(err)
	}
	began, err := s.sessionOf(ctx, "subscription", id)
	if err != nil {
		return storefront.Reading{}, err
	}
	var last *charge
	if one.Invoice != nil {
		if last, err = s.chargeOf(ctx, one.Invoice.ID); err != nil {
			return storefront.Reading{}, err
		}
	}
	sale, err := one.sale(began.form, last, at, s.connection)
	return storefront.Reading{Sales: []storefront.Sale{sale}}, err
}

// sessionOf finds the session by which something was sold; an empty one when there is none, as for a subscription that the merchant made.
func (s *Shop) sessionOf(ctx context.Context, by, id string) (session, error) {
	var p list[session]
	_, err := s.api.Do(ctx, rest.Request{Method: http.MethodGet, Route: "/v1/checkout/sessions", Query: url.Values{by: {id}, "limit": {"1"}}}, &p)
	if err != nil || len(p.Data) == 0 {
		return session{}, err
	}
	return p.Data[0], nil
}

// chargeOf finds what paid an invoice; nil when nothing did.
func (s *Shop) chargeOf(ctx context.Context, id string) (*charge, error) {
	var p list[settled]
	q := url.Values{"invoice": {id}, "limit": {strconv.Itoa(perPage)}, "expand[]": {"data.payment.payment_intent.latest_charge"}}
	if _, err := s.api.Do(ctx, rest.Request{Method: http.MethodGet, Route: "/v1/invoice_payments", Query: q}, &p); err != nil {
		return nil, err
	}
	for _, one := range p.Data {
		if i := one.Payment.Intent; i != nil && i.Charge != nil {
			return i.Charge, nil
		}
	}
	return nil, nil //nolint:nilnil // an invoice without a charge is no failure
}

// sale gives a subscription as it was read, with the charge of its last invoice.
func (one subscription) sale(f form, last *charge, at time.Time, c partner.Connection) (storefront.Sale, error) {
	if !name.MatchString(one.ID) || one.Items.HasMore {
		return storefront.Sale{}, fault.Malformed.Errorf("the subscription of Stripe has no id, or more items than it shows")
	}
	s := storefront.Sale{
		Order: one.ID, Name: one.ID, Version: at, Read: at, Whole: true, Test: !one.Live, Currency: strings.ToUpper(one.Currency), Renewal: storefront.RenewalOn,
		Failed: one.Status == "past_due" || one.Status == "unpaid" || one.Status == "incomplete",
	}
	if one.AtEnd || one.CancelAt != 0 {
		s.Renewal = storefront.RenewalOff
	}
	if one.Status == "canceled" || one.Status == "incomplete_expired" {
		s.Renewal, s.Ended.Cancelled = storefront.RenewalOff, at
	}
	if one.Invoice != nil {
		s.Paid = one.Invoice.Status == "paid" && (one.Status == "active" || one.Status == "trialing")
		last.end(&s)
	}
	var err error
	s.Lines, err = lines(one.Items.Data, func(i item) (storefront.Line, error) { return i.renewed(s.Currency, len(one.Discounts) > 0) })
	if err != nil {
		return storefront.Sale{}, err
	}
	f = one.joined(f)
	s.Answer(f.given(), f.buyer(), "", c.Names)
	return s, nil
}

// joined adds the subscription's own metadata and its customer to what was filled in when it began. What both have is the subscription's: merchants
// correct it there.
func (one subscription) joined(f form) form {
	metadata := maps.Clone(f.Metadata)
	if metadata == nil {
		metadata = map[string]storefront.Scalar{}
	}
	maps.Copy(metadata, one.Metadata)
	f.Metadata = metadata
	d, who := &f.Details, one.Customer
	d.Name, d.Email, d.Phone = cmp.Or(d.Name, who.Name), cmp.Or(d.Email, who.Email), cmp.Or(d.Phone, who.Phone)
	d.Address = cmp.Or(d.Address, who.Address)
	return f
}
