package partnercenter

import (
	"context"
	"regexp"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

const countryRoute = "/v1/countryvalidationrules/{country}"

// Country gives Microsoft's rules for customers of a country (ISO 3166 alpha 2). It fails with fault.NotFound where Microsoft does not sell.
// A registration id's pattern is not among the rules: Microsoft tells it with the refusal.
func (c *Client) Country(ctx context.Context, iso string) (order.Country, error) {
	var w wireCountry
	err := c.read(ctx, &w, countryRoute, nil, strings.ToUpper(iso))
	if kind := fault.Of(err); kind == fault.NotFound || kind == fault.Invalid {
		return order.Country{}, fault.NotFound.Wrap(err, "Microsoft does not sell to this country")
	}
	return order.Country{
		StateRequired: w.State, States: w.States.Value, CityRequired: w.City, PostalRequired: w.Postal, Postal: readable(w.PostalIs),
		Phone: readable(w.PhoneIs), Culture: w.Culture, Cultures: w.Cultures.Value, Languages: w.Languages.Value,
	}, err
}

// readable gives a published pattern without the line breaks that stand in some, or "" for one that cannot be used.
func readable(pattern string) string {
	p := strings.Join(strings.Fields(pattern), "")
	if _, err := regexp.Compile(p); err != nil || len(p) > 1000 {
		return ""
	}
	return p
}
