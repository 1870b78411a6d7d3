package woocommerce

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/rest"
	"github.com/seatwright/seatwright/shared/storefront"
)

// Options say how to reach a shop's REST API (v3), and as whom.
type Options struct {
	Base       string // "https://shop.example"
	Key        string // consumer key, ck_...
	Secret     string // consumer secret, cs_...
	Connection partner.Connection
	Now        func() time.Time
	Transport  http.RoundTripper                                // nil: http.DefaultTransport
	Sleep      func(ctx context.Context, d time.Duration) error // nil: a timer
	Observe    func(context.Context, rest.Call)
}

// Shop reads orders of a shop.
type Shop struct {
	api        rest.Client
	connection partner.Connection
	now        func() time.Time
}

// NewShop makes the client of a shop.
func NewShop(o Options) *Shop {
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte(o.Key+":"+o.Secret))
	return &Shop{
		api: rest.Client{
			Name: "WooCommerce", Base: o.Base, Header: http.Header{"Authorization": {basic}},
			Transport: o.Transport, Now: o.Now, Sleep: o.Sleep, Observe: o.Observe, Limit: 16 << 20,
		},
		connection: o.Connection, now: o.Now,
	}
}

const (
	perPage   = 100    // the most that WooCommerce gives
	mostPages = 10_000 // of any list
)

// Changed gives the orders that changed since, the oldest change first. An order that changes meanwhile moves to the end, and the one after it may
// slip from one page to the one before: the next look has to begin a while earlier than this one did. Orders with refunds are asked for. An order
// that is not as documented does not hide the others: it is left out, as its webhook is put aside.
func (s *Shop) Changed(ctx context.Context, since time.Time, page string) (storefront.Page, error) {
	n := 1
	if page != "" {
		var err error
		if n, err = strconv.Atoi(page); err != nil || n < 1 {
			return storefront.Page{}, fault.Invalid.Errorf("a page of WooCommerce is a number")
		}
	}
	q := url.Values{
		"modified_after": {since.UTC().Format("2006-01-02T15:04:05")}, "dates_are_gmt": {"true"}, "orderby": {"modified"}, "order": {"asc"}, "status": {"any"},
		"per_page": {strconv.Itoa(perPage)}, "page": {strconv.Itoa(n)},
	}
	var out []json.RawMessage
	answer, err := s.api.Do(ctx, rest.Request{Method: http.MethodGet, Route: "/wp-json/wc/v3/orders", Query: q}, &out)
	if err != nil {
		return storefront.Page{}, err
	}
	var p storefront.Page
	for _, raw := range out {
		o, err := decode(raw)
		var r storefront.Reading
		if err == nil {
			r, err = reading(o, s.connection)
		}
		if _, aside := storefront.Aside(err); aside {
			continue
		}
		if err != nil {
			return storefront.Page{}, err
		}
		p.Sales, p.Asks = append(p.Sales, s.stamped(r.Sales)...), append(p.Asks, r.Asks...)
	}
	pages, err := pagesOf(answer)
	if n < pages {
		p.Next = strconv.Itoa(n + 1)
	}
	return p, err
}

// Look reads an order with its refunds. One that is not there any more is ignored.
func (s *Shop) Look(ctx context.Context, a storefront.Ask) (storefront.Reading, error) {
	if a.What != "order" {
		return storefront.Reading{}, fault.Invalid.Errorf("WooCommerce has no %s to look up", a.What)
	}
	var raw json.RawMessage
	_, err := s.api.Do(ctx, rest.Request{Method: http.MethodGet, Route: "/wp-json/wc/v3/orders/{order}", Args: []string{a.ID}}, &raw)
	if fault.Of(err) == fault.NotFound {
		return storefront.Reading{Ignored: "the order is not in the shop any more"}, nil
	}
	if err != nil {
		return storefront.Reading{}, err
	}
	o, err := decode(raw)
	if err != nil {
		return storefront.Reading{}, err
	}
	var back []refund
	if len(o.Refunds) > 0 {
		if back, err = s.refunds(ctx, a.ID); err != nil {
			return storefront.Reading{}, err
		}
	}
	one, err := sale(o, back, s.connection)
	if err == nil && o.Status == "refunded" {
		err = s.cancelledBefore(ctx, a.ID, &one)
	}
	return storefront.Reading{Sales: s.stamped([]storefront.Sale{one})}, err
}

func (s *Shop) refunds(ctx context.Context, id string) ([]refund, error) {
	var all []refund
	for page, pages := 1, 1; page <= pages; page++ {
		var some []refund
		q := url.Values{"per_page": {strconv.Itoa(perPage)}, "page": {strconv.Itoa(page)}}
		answer, err := s.api.Do(ctx, rest.Request{Method: http.MethodGet, Route: "/wp-json/wc/v3/orders/{order}/refunds", Args: []string{id}, Query: q}, &some)
		if err != nil {
			return nil, err
		}
		if pages, err = pagesOf(answer); err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

func (s *Shop) stamped(sales []storefront.Sale) []storefront.Sale {
	for i := range sales {
		sales[i].Read = s.now().UTC()
	}
	return sales
}

// pagesOf reads how many pages a list has. A proxy that drops the header would make every list one page long, so it must be there.
func pagesOf(a rest.Answer) (int, error) {
	n, err := strconv.Atoi(a.Header.Get("X-WP-TotalPages"))
	if err != nil || n < 0 || n > mostPages {
		return 0, fault.Unavailable.Errorf("WooCommerce does not say how many pages the list has")
	}
	return n, nil
}
