package graph

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// User is a person of a tenant.
type User struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Location string    `json:"location"` // usage location, ISO 3166 alpha 2
	Licences []Licence `json:"licences"`
}

// Licence is one that a user has, and the way in which it came. The same SKU can come in several.
type Licence struct {
	SKU   string   `json:"sku"`
	Off   []string `json:"off,omitempty"`   // ids of service plans
	Group string   `json:"group,omitempty"` // id of the group that gives it; "": it was given directly
	Error string   `json:"error,omitempty"` // why it does not work, such as CountViolation
}

// skus lists what a user has, each once. A licence that a group could not give is none.
func (u *User) skus() []string {
	var all []string
	for _, l := range u.Licences {
		sku := strings.ToLower(l.SKU)
		if l.Error == "" && !slices.Contains(all, sku) {
			all = append(all, sku)
		}
	}
	return all
}

func (u *User) has(sku string) bool { return slices.Contains(u.skus(), strings.ToLower(sku)) }

// view shows a user. Microsoft documents that what is not selected and not among the default properties does not come: the licences are of that kind, and
// here only they and what is named besides exist.
func (u *User) view() map[string]any {
	assigned, states := []map[string]any{}, []map[string]any{}
	for _, sku := range u.skus() {
		off := []string{}
		for _, l := range u.Licences {
			if strings.EqualFold(l.SKU, sku) && l.Error == "" {
				off = append(off, l.Off...)
			}
		}
		assigned = append(assigned, map[string]any{"skuId": sku, "disabledPlans": off})
	}
	for _, l := range u.Licences {
		state, why := "Active", "None"
		if l.Error != "" {
			state, why = "Error", l.Error
		}
		states = append(states, map[string]any{
			"skuId": strings.ToLower(l.SKU), "disabledPlans": append([]string{}, l.Off...), "assignedByGroup": orNull(l.Group), "state": state, "error": why,
		})
	}
	return map[string]any{
		"id": u.ID, "displayName": u.Name, "usageLocation": orNull(u.Location), "assignedLicenses": assigned, "licenseAssignmentStates": states,
	}
}

// visible leaves out what comes only when it is selected.
func (c *call) visible(o map[string]any) map[string]any {
	if c.r.URL.Query().Get("$select") == "" {
		delete(o, "assignedLicenses")
		delete(o, "licenseAssignmentStates")
		delete(o, "usageLocation")
	}
	return o
}

func (c *call) mayReadUsers() bool {
	return c.may("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All") && c.has(readers()...)
}

var withSKU = regexp.MustCompile(`^assignedLicenses/any\(([a-z]):([a-z])/skuId eq ([0-9a-fA-F-]{36})\)$`)

// mostUsers is the most users that Microsoft documents for a page.
const mostUsers = 999

// listUsers serves the users with a SKU, which Microsoft documents as an advanced query: without the header and the count it is refused.
func (c *call) listUsers() (any, *refusal) {
	if !c.mayReadUsers() {
		return nil, denied()
	}
	if refused := c.known("$select", "$filter", "$top", "$skiptoken", "$skipToken", "$count"); refused != nil {
		return nil, refused
	}
	q := c.r.URL.Query()
	m := withSKU.FindStringSubmatch(q.Get("$filter"))
	if m == nil || m[1] != m[2] {
		return nil, bad("Invalid filter clause.")
	}
	if q.Get("$count") != "true" || !strings.EqualFold(c.r.Header.Get("ConsistencyLevel"), "eventual") {
		return nil, refuse(http.StatusBadRequest, "Request_UnsupportedQuery", "Unsupported or invalid query filter clause specified for property 'skuId' of resource 'User'.")
	}
	from, size, refused := pageOf(q)
	if refused != nil {
		return nil, refused
	}
	var found []map[string]any
	for i := range c.tenant.Users {
		if c.tenant.Users[i].has(m[3]) {
			found = append(found, c.tenant.Users[i].view())
		}
	}
	value := []map[string]any{}
	for _, o := range found[min(from, len(found)):min(len(found), from+size)] {
		shown, refused := c.pick(c.visible(o))
		if refused != nil {
			return nil, refused
		}
		value = append(value, shown)
	}
	out := map[string]any{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users", "@odata.count": len(found), "value": value}
	if from+size < len(found) {
		out["@odata.nextLink"] = c.next(from + size)
	}
	return out, nil
}

// pageOf is where a page of users begins and how long it is.
func pageOf(q url.Values) (from, size int, refused *refusal) {
	size = pageSize
	if text := q.Get("$top"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > mostUsers {
			return 0, 0, bad("Invalid page size specified: '" + text + "'. Must be between 1 and 999 inclusive.")
		}
		size = n
	}
	if token := q.Get("$skiptoken") + q.Get("$skipToken"); token != "" {
		from, refused = skipped(token)
	}
	return from, size, refused
}

func (c *call) oneUser(id string) (any, *refusal) {
	if !c.mayReadUsers() {
		return nil, denied()
	}
	u := c.tenant.user(id)
	if u == nil {
		return nil, absent(id)
	}
	return c.entity("users", c.visible(u.view()))
}

func (t *Tenant) user(id string) *User {
	at := slices.IndexFunc(t.Users, func(u User) bool { return strings.EqualFold(u.ID, id) })
	if at < 0 {
		return nil
	}
	return &t.Users[at]
}

// throttle counts the tenant's writes of the last two and a half minutes, which is the quota that Microsoft published once for an app and a tenant.
func (c *call) throttle() *refusal {
	const span = 150 * time.Second
	if c.opt.Writes == 0 {
		return nil
	}
	recent := slices.DeleteFunc(c.writes[c.tenant.ID], func(at time.Time) bool { return !c.now.Before(at.Add(span)) })
	c.writes[c.tenant.ID] = recent
	if len(recent) >= c.opt.Writes {
		return refuse(http.StatusTooManyRequests, "TooManyRequests", "Too many requests.")
	}
	c.writes[c.tenant.ID] = append(recent, c.now)
	return nil
}

// assign gives and takes licences in one step, or neither. Microsoft documents the action; the refusals' texts are as seen in practice.
func (c *call) assign(id string) (any, *refusal) {
	if !c.may("LicenseAssignment.ReadWrite.All", "User.ReadWrite.All", "Directory.ReadWrite.All") || !c.has(assigners()...) {
		return nil, denied()
	}
	if refused := c.throttle(); refused != nil {
		return nil, refused
	}
	u := c.tenant.user(id)
	if u == nil {
		return nil, absent(id)
	}
	var in struct {
		Add *[]struct {
			SKU string   `json:"skuId"`
			Off []string `json:"disabledPlans"`
		} `json:"addLicenses"`
		Remove *[]string `json:"removeLicenses"`
	}
	if json.NewDecoder(c.r.Body).Decode(&in) != nil || in.Add == nil || in.Remove == nil {
		return nil, bad("One or more parameters of the operation 'assignLicense' are missing from the request payload.")
	}
	after := slices.Clone(u.Licences)
	for _, sku := range *in.Remove {
		var refused *refusal
		if after, refused = c.without(u, after, sku); refused != nil {
			return nil, refused
		}
	}
	for _, a := range *in.Add {
		if refused := c.fits(u, after, a.SKU, a.Off); refused != nil {
			return nil, refused
		}
		after = slices.DeleteFunc(after, func(l Licence) bool { return l.Group == "" && strings.EqualFold(l.SKU, a.SKU) })
		after = append(after, Licence{SKU: strings.ToLower(a.SKU), Off: a.Off})
	}
	u.Licences = after
	return c.entity("users", c.visible(u.view()))
}

// without takes a licence that was given directly.
func (c *call) without(u *User, after []Licence, sku string) ([]Licence, *refusal) {
	left := slices.DeleteFunc(slices.Clone(after), func(l Licence) bool { return l.Group == "" && strings.EqualFold(l.SKU, sku) })
	if len(left) < len(after) {
		for _, d := range c.tenant.Depends {
			if strings.EqualFold(d.Base, sku) && u.has(d.AddOn) {
				return nil, bad("License assignment failed because service plan " + PlanID(d.AddOn, "ADD_ON") + " depends on the service plan(s) " + PlanID(sku, "EXCHANGE_S_STANDARD"))
			}
		}
		return left, nil
	}
	if u.has(sku) {
		return nil, bad("User license is inherited from a group membership and it cannot be removed directly from the user.")
	}
	return nil, bad("User does not have a corresponding license.")
}

// fits says why a user cannot have a licence beside those that are left.
func (c *call) fits(u *User, left []Licence, sku string, off []string) *refusal {
	p := c.pools()[strings.ToLower(sku)]
	switch {
	case p == nil:
		return bad("License " + sku + " does not correspond to a valid company License.")
	case u.Location == "":
		return bad("License assignment cannot be done for user with invalid usage location.")
	case !u.has(sku) && p.consumed >= p.enabled+p.warning:
		return bad("Subscription with SKU " + sku + " does not have any available licenses.")
	}
	for _, plan := range off {
		if !slices.ContainsFunc(planNames(), func(n string) bool { return strings.EqualFold(PlanID(sku, n), plan) }) {
			return bad("License assignment failed because service plan " + plan + " is not part of the license.")
		}
	}
	for _, x := range c.tenant.Excludes {
		for _, l := range left {
			if strings.EqualFold(x.One, sku) && strings.EqualFold(x.Other, l.SKU) || strings.EqualFold(x.Other, sku) && strings.EqualFold(x.One, l.SKU) {
				return bad("License assignment failed because service plans " + PlanID(x.One, "EXCHANGE_S_STANDARD") + " and " +
					PlanID(x.Other, "EXCHANGE_S_STANDARD") + " are mutually exclusive.")
			}
		}
	}
	return nil
}
