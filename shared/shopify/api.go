package shopify

import (
	"context"
	"encoding/json"
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

// Options say how to reach a shop's Admin API, and as whom.
type Options struct {
	Base       string // "https://acme.myshopify.com"
	Token      string // the app's access token
	Version    string // of the API, such as 2026-01
	Connection partner.Connection
	Now        func() time.Time
	Transport  http.RoundTripper                                // nil: http.DefaultTransport
	Sleep      func(ctx context.Context, d time.Duration) error // nil: a timer
	Observe    func(context.Context, rest.Call)
}

// Shop reads orders of a shop. Shopify throttles with a bucket of 40 calls; a call that is refused waits as long as it is told.
type Shop struct {
	api        rest.Client
	version    string
	connection partner.Connection
	now        func() time.Time
}

// NewShop makes the client of a shop.
func NewShop(o Options) *Shop {
	return &Shop{
		api: rest.Client{
			Name: "Shopify", Base: o.Base, Header: http.Header{"X-Shopify-Access-Token": {o.Token}},
			Transport: o.Transport, Now: o.Now, Sleep: o.Sleep, Observe: o.Observe, Limit: 16 << 20,
		},
		version: o.Version, connection: o.Connection, now: o.Now,
	}
}

// perPage is how many orders a page has; Shopify gives 250 at most.
const perPage = 100

// Changed gives the orders that changed since, in the order of Shopify. A page is named by Shopify's page_info; of the address that Shopify gives
// nothing else is used. An order that is not as documented does not hide the others: it is left out, as its webhook is put aside.
func (s *Shop) Changed(ctx context.Context, since time.Time, page string) (storefront.Page, error) {
	q := url.Values{"limit": {strconv.Itoa(perPage)}}
	if page != "" {
		q.Set("page_info", page)
	} else {
		q.Set("status", "any")
		q.Set("updated_at_min", since.UTC().Format(time.RFC3339))
	}
	var out struct {
		Orders []json.RawMessage `json:"orders"`
	}
	answer, err := s.api.Do(ctx, rest.Request{Method: http.MethodGet, Route: "/admin/api/{version}/orders.json", Args: []string{s.version}, Query: q}, &out)
	if err != nil {
		return storefront.Page{}, err
	}
	var p storefront.Page
	for _, raw := range out.Orders {
		sale, err := s.sale(raw)
		if _, aside := storefront.Aside(err); aside {
			continue
		}
		if err != nil {
			return storefront.Page{}, err
		}
		p.Sales = append(p.Sales, sale)
	}
	p.Next, err = next(answer.Header)
	if err == nil && p.Next != "" && p.Next == page {
		err = fault.Unavailable.Errorf("Shopify's list of orders leads back to the same page")
	}
	return p, err
}

// Look reads an order. One that is not there any more is ignored.
func (s *Shop) Look(ctx context.Context, a storefront.Ask) (storefront.Reading, error) {
	if a.What != "order" {
		return storefront.Reading{}, fault.Invalid.Errorf("Shopify has no %s to look up", a.What)
	}
	var out struct {
		Order json.RawMessage `json:"order"`
	}
	_, err := s.api.Do(ctx, rest.Request{Method: http.MethodGet, Route: "/admin/api/{version}/orders/{order}.json", Args: []string{s.version, a.ID}}, &out)
	if fault.Of(err) == fault.NotFound {
		return storefront.Reading{Ignored: "the order is not in the shop any more"}, nil
	}
	if err != nil {
		return storefront.Reading{}, err
	}
	sale, err := s.sale(out.Order)
	return storefront.Reading{Sales: []storefront.Sale{sale}}, err
}

func (s *Shop) sale(raw json.RawMessage) (storefront.Sale, error) {
	o, err := Decode(raw)
	if err != nil {
		return storefront.Sale{}, err
	}
	sale, err := Sale(o, s.connection)
	sale.Read = s.now().UTC()
	return sale, err
}

// next finds the page after this one in the Link header (RFC 8288); "" on the last.
func next(h http.Header) (string, error) {
	for link := range strings.SplitSeq(strings.Join(h.Values("Link"), ","), ",") {
		target, kind, _ := strings.Cut(link, ";")
		if !strings.Contains(strings.ReplaceAll(kind, `"`, ""), "rel=next") {
			continue
		}
		u, err := url.Parse(strings.Trim(strings.TrimSpace(target), "<>"))
		if err != nil || u.Query().Get("page_info") == "" {
			return "", fault.Unavailable.Errorf("Shopify's list of orders names no next page that can be read")
		}
		return u.Query().Get("page_info"), nil
	}
	return "", nil
}
