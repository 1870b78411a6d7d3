package app

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/price"
)

// approve says that a sheet may go into use, and wakes the function that puts it there. Both can be repeated.
func (c priceCounter) approve(ctx context.Context, r edge.Request) (edge.Answer, error) {
	i, err := c.decide(ctx, r, true)
	if err == nil {
		err = c.files.Keep(ctx, uploaded(r.Partner, i.ID)+"/approved", []byte("{}"), "application/json")
	}
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusAccepted, Body: shownImport{Import: i}, Note: string(i.State)}, nil
}

func (c priceCounter) reject(ctx context.Context, r edge.Request) (edge.Answer, error) {
	i, err := c.decide(ctx, r, false)
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusOK, Body: shownImport{Import: i}, Note: string(i.State)}, nil
}

func (c priceCounter) decide(ctx context.Context, r edge.Request, approve bool) (price.Import, error) {
	b, err := edge.JSON[api.Restore](r.Body)
	if err != nil {
		return price.Import{}, err
	}
	if err := reasoned(b.Reason); err != nil {
		return price.Import{}, err
	}
	return c.desk.Decide(ctx, r.Partner, r.Path["import_id"], price.Decision{By: r.Client, Reason: b.Reason, Approve: approve})
}

// reasoned looks at a reason.
func reasoned(reason string) error {
	var bad forms
	bad.text("/reason", &reason, 1, 200, nil)
	if len(bad) > 0 || strings.TrimSpace(reason) == "" {
		return fault.At(fault.Invalid.Errorf("want a reason"), append(bad, fault.Field{Pointer: "/reason", Text: "say why"})[0])
	}
	return nil
}

// rollback takes back the sheet that a list's prices come from.
func (c priceCounter) rollback(ctx context.Context, r edge.Request) (edge.Answer, error) {
	b, err := edge.JSON[api.PriceRollback](r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	var bad forms
	bad.choice("/kind", b.Kind.Valid())
	bad.text("/market", b.Market, 2, 2, marketForm)
	bad.text("/currency", b.Currency, 3, 3, currencyForm)
	if len(bad) > 0 {
		return edge.Answer{}, fault.At(fault.Invalid.Errorf("the list cannot be found: %d field(s) to correct", len(bad)), bad...)
	}
	if err := reasoned(b.Reason); err != nil {
		return edge.Answer{}, err
	}
	version, err := sawVersion(r, "list")
	if err != nil {
		return edge.Answer{}, err
	}
	l, err := c.priceList(ctx, r.Partner, price.Kind(b.Kind), value(b.Market), value(b.Currency))
	if err != nil {
		return edge.Answer{}, err
	}
	p, err := c.desk.Rollback(ctx, l, version, price.Undone{By: r.Client, Reason: b.Reason})
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusOK, Body: shownList(p), Header: map[string]string{"ETag": tag(p.Version)}}, nil
}

// priceList names a partner's list; what is not given is the partner's own. A legacy list holds for all markets.
func (c priceCounter) priceList(ctx context.Context, id string, k price.Kind, market, currency string) (price.List, error) {
	p, err := c.table.Partner(ctx, order.PartnerID(id))
	return listOf(p, k, market, currency), err
}

func listOf(p partner.Partner, k price.Kind, market, currency string) price.List {
	l := price.List{Partner: string(p.ID), Kind: k, Market: cmp.Or(market, p.Market), Currency: cmp.Or(currency, p.Currency)}
	if k != price.NewCommerce {
		l.Market = ""
	}
	if !k.HasPrices() {
		l.Currency = "" // a matrix is of all of them
	}
	return l
}

// sawVersion gives the version in If-Match.
func sawVersion(r edge.Request, of string) (int64, error) {
	match := r.Header.Values("If-Match")
	if len(match) != 1 || match[0] == "*" {
		return 0, fault.Malformed.Errorf("want the header If-Match with the version of the %s that is changed", of)
	}
	text, ok := strings.CutSuffix(strings.TrimPrefix(strings.TrimPrefix(match[0], "W/"), `"`), `"`)
	version, err := strconv.ParseInt(text, 10, 64)
	if err != nil || !ok || version < 1 {
		return 0, fault.Stale.Errorf("If-Match names no version of the %s", of)
	}
	return version, nil
}
