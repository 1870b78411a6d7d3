package stripe

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/rest"
	"github.com/seatwright/seatwright/shared/storefront"
)

// Options say how to reach Stripe, and as whom.
type Options struct {
	Base       string // "": https://api.stripe.com
	Key        string // a restricted key that reads is enough
	Version    string // of the API; "": the one whose objects are known here
	Connection partner.Connection
	Now        func() time.Time
	Transport  http.RoundTripper                                // nil: http.DefaultTransport
	Sleep      func(ctx context.Context, d time.Duration) error // nil: a timer
	Observe    func(context.Context, rest.Call)
}

// Shop reads what was sold by an account.
type Shop struct {
	api        rest.Client
	connection partner.Connection
	now        func() time.Time
}

// version is that of the API whose objects are read here: an invoice names its subscription below parent, and what paid it is asked for.
const version = "2026-01-28.clover"

// perPage is the most that Stripe gives.
const perPage = 100

// NewShop makes the client of an account.
func NewShop(o Options) *Shop {
	return &Shop{
		api: rest.Client{
			Name: "Stripe", Base: cmp.Or(o.Base, "https://api.stripe.com"),
			Header:    http.Header{"Authorization": {"Bearer " + o.Key}, "Stripe-Version": {cmp.Or(o.Version, version)}},
			Transport: o.Transport, Now: o.Now, Sleep: o.Sleep, Observe: o.Observe, Limit: 16 << 20,
		},
		connection: o.Connection, now: o.Now,
	}
}

// Changed gives what the events since then are of, the newest first; Stripe keeps events for 30 days. A page is named by its last event.
func (s *Shop) Changed(ctx context.Context, since time.Time, page string) (storefront.Page, error) {
	q := url.Values{"created[gte]": {strconv.FormatInt(since.Unix(), 10)}, "limit": {strconv.Itoa(perPage)}, "types[]": Topics()}
	if page != "" {
		q.Set("starting_after", page)
	}
	var out list[event]
	if _, err := s.api.Do(ctx, rest.Request{Method: http.MethodGet, Route: "/v1/events", Query: q}, &out); err != nil {
		return storefront.Page{}, err
	}
	var p storefront.Page
	seen := map[storefront.Ask]bool{}
	for _, e := range out.Data {
		if a, err := e.ask(); err == nil && a.ID != "" && !seen[a] {
			seen[a] = true
			p.Asks = append(p.Asks, a)
		}
	}
	if !out.HasMore {
		return p, nil
	}
	if len(out.Data) == 0 || out.Data[len(out.Data)-1].ID == page {
		return storefront.Page{}, fault.Unavailable.Errorf("Stripe's list of events leads nowhere")
	}
	p.Next = out.Data[len(out.Data)-1].ID
	return p, nil
}

// Look reads a session, a subscription, or what a payment was for.
func (s *Shop) Look(ctx context.Context, a storefront.Ask) (storefront.Reading, error) {
	switch a.What {
	case "session":
		return s.session(ctx, a.ID)
	case "subscription":
		return s.subscription(ctx, a.ID)
	case "payment":
		return s.payment(ctx, a.ID)
	}
	return storefront.Reading{}, fault.Invalid.Errorf("Stripe has no %s to look up", a.What)
}

// payment finds what was paid: a session, or the subscription of an invoice.
func (s *Shop) payment(ctx context.Context, id string) (storefront.Reading, error) {
	one, err := s.sessionOf(ctx, "payment_intent", id)
	if err != nil {
		return storefront.Reading{}, err
	}
	if one.ID != "" {
		return s.session(ctx, one.ID)
	}
	var p list[settled]
	q := url.Values{"payment[type]": {"payment_intent"}, "payment[payment_intent]": {id}, "expand[]": {"data.invoice", "data.payment.payment_intent.latest_charge"}}
	if _, err = s.api.Do(ctx, rest.Request{Method: http.MethodGet, Route: "/v1/invoice_payments", Query: q}, &p); err != nil {
		return gone(err)
	}
	for _, one := range p.Data {
		if sub := one.Invoice.Parent.Details.Subscription; sub != "" {
			r, err := s.subscription(ctx, string(sub))
			return one.disputed(r, s.now().UTC()), err
		}
	}
	return storefront.Reading{Ignored: "the payment is of no session and no subscription"}, nil
}

// disputed adds that the payment of an invoice is disputed, as the subscription shows its last invoice only.
func (one settled) disputed(r storefront.Reading, at time.Time) storefront.Reading {
	if i := one.Payment.Intent; i == nil || i.Charge == nil || !i.Charge.Disputed || len(r.Sales) == 0 {
		return r
	}
	r.Sales = append(r.Sales, storefront.Sale{Order: r.Sales[0].Order, Version: at, Read: at, Ended: storefront.Ended{Disputed: at}})
	return r
}
