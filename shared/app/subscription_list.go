package app

import (
	"context"
	"net/http"
	"regexp"
	"strings"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/subscription"
)

// list gives a page of the subscriptions that the query chooses.
func (c licenceCounter) list(ctx context.Context, r edge.Request) (edge.Answer, error) {
	after, err := cursor(r)
	if err != nil {
		return edge.Answer{}, err
	}
	f, err := filter(r)
	if err != nil {
		return edge.Answer{}, err
	}
	found, next, err := c.table.Subscriptions().List(ctx, r.Partner, f, after, onPage)
	if err != nil {
		return edge.Answer{}, unfit(err)
	}
	page := api.SubscriptionPage{Subscriptions: make([]api.SubscriptionEntry, len(found)), Next: some(next)}
	for i, e := range found {
		page.Subscriptions[i] = shownEntry(e)
	}
	return edge.Answer{Status: http.StatusOK, Body: page}, nil
}

var month = regexp.MustCompile(`^[0-9]{4}-(0[1-9]|1[0-2])$`)

// filter reads what the query chooses by.
func filter(r edge.Request) (f subscription.Filter, err error) {
	for name, to := range map[string]*string{"tenant_id": &f.Tenant, "product_id": &f.Product, "status": &f.Status, "renewal_month": &f.Month} {
		if *to, err = optional(r, name); err != nil {
			return f, err
		}
	}
	if f.Month != "" && !month.MatchString(f.Month) {
		return f, fault.Malformed.Errorf("want the parameter renewal_month to be a month such as 2027-03")
	}
	f.Tenant, f.Status, f.Product = strings.ToLower(f.Tenant), strings.ToLower(f.Status), strings.ToUpper(f.Product)
	return f, nil
}

// optional gives a parameter of the query that may be missing.
func optional(r edge.Request, name string) (string, error) {
	if len(r.Query[name]) == 0 {
		return "", nil
	}
	return parameter(r, name)
}
