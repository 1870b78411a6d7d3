package stripe

import (
	"context"
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

// session reads a checkout session and its lines. One that began a subscription is that subscription.
func (s *Shop) session(ctx context.Context, id string) (storefront.Reading, error) {
	at := s.now().UTC()
	var one session
	_, err := s.api.Do(ctx, rest.Request{
		Method: http.MethodGet, Route: "/v1/checkout/sessions/{session}", Args: []string{id}, Query: url.Values{"expand[]": {"payment_intent.latest_charge"}},
	}, &one)
	if err != nil {
		return gone(err)
	}
	if one.Mode == "subscription" && one.Subscription != "" {
		return s.subscription(ctx, string(one.Subscription))
	}
	items, err := s.items(ctx, id)
	if err != nil {
		return storefront.Reading{}, err
	}
	sale, err := one.sale(items, at, s.connection)
	return storefront.Reading{Sales: []storefront.Sale{sale}}, err
}

// items reads the lines of a session, page by page.
func (s *Shop) items(ctx context.Context, id string) ([]item, error) {
	var all []item
	q := url.Values{"limit": {strconv.Itoa(perPage)}, "expand[]": {"data.price.product"}}
	for {
		var p list[item]
		_, err := s.api.Do(ctx, rest.Request{Method: http.MethodGet, Route: "/v1/checkout/sessions/{session}/line_items", Args: []string{id}, Query: q}, &p)
		if err != nil {
			return nil, err
		}
		all = append(all, p.Data...)
		if !p.HasMore {
			return all, nil
		}
		if len(p.Data) == 0 || len(all) > storefront.MaxLines {
			return nil, storefront.Crowded()
		}
		q.Set("starting_after", p.Data[len(p.Data)-1].ID)
	}
}

// sale gives a session as it was read. One that expired was never paid and will not be.
func (one session) sale(items []item, at time.Time, c partner.Connection) (storefront.Sale, error) {
	if !name.MatchString(one.ID) {
		return storefront.Sale{}, fault.Malformed.Errorf("the session of Stripe has no id")
	}
	s := storefront.Sale{
		Order: one.ID, Name: one.ID, Version: at, Read: at, Whole: true, Test: !one.Live, Currency: strings.ToUpper(one.Currency),
		Paid: one.Status == "complete" && (one.PaymentStatus == "paid" || one.PaymentStatus == "no_payment_required"),
	}
	if one.Status == "expired" {
		s.Ended.Cancelled = at
	}
	if p := one.Payment; p != nil {
		s.Failed = one.Status == "complete" && (p.Status == "requires_payment_method" || p.Status == "canceled")
		p.Charge.end(&s)
	}
	var err error
	if s.Lines, err = lines(items, func(i item) (storefront.Line, error) { return i.sold(s.Currency) }); err != nil {
		return storefront.Sale{}, err
	}
	s.Answer(one.given(), one.buyer(), "", c.Names)
	return s, nil
}

// end notes what became of the money.
func (c *charge) end(s *storefront.Sale) {
	if c != nil && c.Refunded {
		s.Ended.Refunded = s.Version
	}
	s.PartBack = c != nil && !c.Refunded && c.Back > 0
	if c != nil && c.Disputed {
		s.Ended.Disputed = s.Version
	}
}

// gone ignores what is not there any more.
func gone(err error) (storefront.Reading, error) {
	if fault.Of(err) == fault.NotFound {
		return storefront.Reading{Ignored: "it is not at Stripe any more"}, nil
	}
	return storefront.Reading{}, err
}
