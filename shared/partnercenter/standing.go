package partnercenter

import (
	"context"
	"net/url"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

// Link gives the address at which a customer's administrator accepts the partner as reseller. It is the same for all customers, and
// Microsoft shows nobody who was sent it: the tenant appears among the partner's customers when it was accepted. A sandbox has none.
func (c *Client) Link(ctx context.Context) (string, error) {
	var w struct {
		URL string `json:"url"`
	}
	err := c.read(ctx, &w, "/v1/customers/relationshiprequests", nil)
	if fault.Of(err) == fault.NotFound || fault.Of(err) == fault.Invalid {
		return "", fault.Denied.Wrap(err, "Microsoft makes no link for a reseller relationship: a sandbox has none")
	}
	if err != nil {
		return "", err
	}
	u, err := url.Parse(w.URL)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return "", fault.Unavailable.Errorf("Partner Center gives no link for a reseller relationship")
	}
	return w.URL, nil
}

// Screened tells how Microsoft's screening of a customer stands. Microsoft documents that purchases are refused for customers that it
// reviews, has not decided on or rejected, and that one without a record may buy.
func (c *Client) Screened(ctx context.Context, t order.TenantID) (order.Screening, error) {
	var w struct {
		Status string `json:"status"`
	}
	err := c.read(ctx, &w, customerRoute+"/validationStatus", url.Values{"type": {"account"}}, string(t))
	if fault.Code(err) == "600074" {
		return order.MayBuy, nil
	}
	if err != nil {
		return "", err
	}
	switch strings.ReplaceAll(fold(w.Status), " ", "") {
	case "allowed", "notready":
		return order.MayBuy, nil
	case "underreview", "unknown":
		return order.UnderReview, nil
	case "notallowed":
		return order.Rejected, nil
	}
	return "", fault.Unavailable.Errorf("read the screening of the customer: Partner Center's answer has a word that is not documented")
}

// Segments gives the segments besides commercial that were asked for the customer: true for those that it is accepted in.
func (c *Client) Segments(ctx context.Context, t order.TenantID) (map[string]bool, error) {
	type wire struct {
		Name   string `json:"qualification"`
		Status string `json:"vettingStatus"`
	}
	all, err := list[wire](ctx, c, customerRoute+"/qualifications", nil, string(t))
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, w := range all {
		if s := segment(w.Name); s != commercial {
			out[s] = out[s] || same(w.Status, "approved")
		}
	}
	return out, nil
}

// segment gives the segment of the catalogue that a qualification opens. That of a company that a state owns opens none.
func segment(qualification string) string {
	switch fold(qualification) {
	case "education":
		return "education"
	case "governmentcommunitycloud":
		return "government"
	case "nonprofit":
		return "nonprofit"
	}
	return commercial
}
