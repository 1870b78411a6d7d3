package partnercenter

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
)

// migrationPage is the most migrations that Microsoft documents for an answer.
const migrationPage = 300

// listMigrations gives the migrations of a customer, of a legacy subscription or with a reference, the oldest first. Microsoft documents that one of the three is
// needed, a bare list, and a token for the next page beside it in the header. That an add-on's own id finds the migration of its base is not
// documented, and not so here.
func (c *call) listMigrations() reply {
	of, sub, reference, given := c.migrationQuery()
	if !given {
		return bad("Give CustomerTenantId, CurrentSubscriptionId or ExternalReferenceId.")
	}
	items := []migrationView{}
	for _, cu := range c.ofPartner(of) {
		c.settleMoves(cu, c.now)
		for _, m := range cu.migrations.all {
			if (sub == "" || strings.EqualFold(m.legs[0].old.ID, sub)) && (reference == "" || strings.EqualFold(m.reference, reference)) {
				items = append(items, m.view())
			}
		}
	}
	return c.bare(items)
}

// ofPartner gives the partner's customers, or the one with an id.
func (c *call) ofPartner(id string) []*customer {
	var all []*customer
	for _, cu := range c.listed {
		if cu.partner == c.partner.Tenant && cu.relation != none && (id == "" || strings.EqualFold(cu.id, id)) {
			all = append(all, cu)
		}
	}
	return all
}

func (c *call) migrationQuery() (customer, current, reference string, given bool) {
	for name, values := range c.r.URL.Query() {
		switch strings.ToLower(name) {
		case "customertenantid":
			customer = values[0]
		case "currentsubscriptionid":
			current = values[0]
		case "externalreferenceid":
			reference = values[0]
		}
	}
	return customer, current, reference, customer+current+reference != ""
}

// bare gives a page of a list that has no envelope.
func (c *call) bare(all []migrationView) reply {
	from := 0
	if token := c.r.Header.Get("MS-ContinuationToken"); token != "" {
		n, valid := c.from("Next")
		if !valid || n > len(all) {
			return fail(http.StatusBadRequest, 2000, "The continuation token is not valid.")
		}
		from = n
	}
	to := min(len(all), from+migrationPage)
	a := ok(http.StatusOK, all[from:to])
	if to < len(all) {
		a.header = map[string]string{"MS-ContinuationToken": base64.StdEncoding.EncodeToString([]byte("from:" + strconv.Itoa(to)))}
	}
	return a
}
