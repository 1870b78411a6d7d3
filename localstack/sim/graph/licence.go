package graph

import (
	"cmp"
	"crypto/sha256"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Sold is a subscription of licences in a tenant. Its status follows from the clock: it renews by itself or ends, and what ended is in its grace period for 30
// days, disabled for 90 more, and then gone, by Microsoft's "about".
type Sold struct {
	ID      string    `json:"id"` // of the commerce system
	SKU     string    `json:"sku"`
	Seats   int       `json:"seats"`
	Owner   string    `json:"owner"` // tenant of the partner who sold it
	Created time.Time `json:"created"`
	Ends    time.Time `json:"ends"`
	Renews  bool      `json:"renews"` // for a year, at its end
	Trial   bool      `json:"trial,omitempty"`
	// Status is what it is whatever the clock says; "": what follows from the clock.
	Status string `json:"status,omitempty"`
}

// Words for a subscription, and for how long what ended stays in each.
const (
	enabled, warning, suspended, deleted = "Enabled", "Warning", "Suspended", "Deleted"

	graceFor    = 30 * 24 * time.Hour
	disabledFor = 90 * 24 * time.Hour
)

// at gives a subscription as it is at a time.
func (b Sold) at(now time.Time) Sold {
	for b.Renews && !b.Ends.IsZero() && !now.Before(b.Ends) {
		b.Ends = b.Ends.AddDate(1, 0, 0)
	}
	switch {
	case b.Status != "":
	case b.Ends.IsZero() || now.Before(b.Ends):
		b.Status = enabled
	case now.Before(b.Ends.Add(graceFor)):
		b.Status, b.Ends = warning, b.Ends.Add(graceFor)
	case now.Before(b.Ends.Add(graceFor + disabledFor)):
		b.Status, b.Ends = suspended, b.Ends.Add(graceFor+disabledFor)
	default:
		b.Status = deleted
	}
	return b
}

// sold gives a tenant's subscriptions as they are now, those that Partner Center sold among them. What is gone is shown no more.
func (c *call) sold() []Sold {
	all := slices.Clone(c.tenant.Sold)
	if c.opt.Sold != nil {
		for _, b := range c.opt.Sold(c.tenant.ID) {
			if !c.now.Before(b.Created.Add(c.opt.SoldAfter)) {
				all = append(all, b)
			}
		}
	}
	for i := range all {
		all[i] = all[i].at(c.now)
	}
	all = slices.DeleteFunc(all, func(b Sold) bool { return b.Status == deleted })
	slices.SortStableFunc(all, func(a, b Sold) int { return a.Created.Compare(b.Created) })
	return all
}

// subscriptions serves directory/subscriptions. The owner's tenant says who sold one.
func (c *call) subscriptions() (any, *refusal) {
	if !c.may(organizationReaders()...) || !c.has(readers()...) {
		return nil, denied()
	}
	all := []map[string]any{}
	for _, b := range c.sold() {
		all = append(all, map[string]any{
			"id": derived("subscription " + b.ID), "commerceSubscriptionId": b.ID, "skuId": b.SKU, "skuPartNumber": part(b.SKU), "status": b.Status,
			"totalLicenses": b.Seats, "isTrial": b.Trial, "createdDateTime": stamp(b.Created), "nextLifecycleDateTime": stamp(b.Ends),
			"ownerTenantId": orNull(b.Owner), "ownerId": nil, "ownerType": "User", "serviceStatus": []any{},
		})
	}
	return c.collection("directory/subscriptions", all, nil)
}

// pool is the seats of a SKU: of all its subscriptions together. Those in their grace period count as well (Microsoft documents "warning" units beside).
type pool struct{ enabled, warning, suspended, consumed int }

func (c *call) pools() map[string]*pool {
	all := map[string]*pool{}
	of := func(sku string) *pool {
		sku = strings.ToLower(sku)
		if all[sku] == nil {
			all[sku] = &pool{}
		}
		return all[sku]
	}
	for _, b := range c.sold() {
		switch p := of(b.SKU); b.Status {
		case enabled:
			p.enabled += b.Seats
		case warning:
			p.warning += b.Seats
		default:
			p.suspended += b.Seats
		}
	}
	for i := range c.tenant.Users {
		for _, sku := range c.tenant.Users[i].skus() {
			of(sku).consumed++
		}
	}
	return all
}

// subscribed serves subscribedSkus.
func (c *call) subscribed() (any, *refusal) {
	if !c.may(append(organizationReaders(), "LicenseAssignment.Read.All", "LicenseAssignment.ReadWrite.All")...) || !c.has(readers()...) {
		return nil, denied()
	}
	pools, all := c.pools(), []map[string]any{}
	for _, sku := range slices.Sorted(maps.Keys(pools)) {
		p := pools[sku]
		plans := []map[string]any{}
		for _, name := range planNames() {
			plans = append(plans, map[string]any{
				"servicePlanId": PlanID(sku, name), "servicePlanName": name, "provisioningStatus": "Success", "appliesTo": "User",
			})
		}
		state := enabled
		if p.enabled == 0 {
			state = cmp.Or(map[bool]string{true: warning}[p.warning > 0], suspended)
		}
		all = append(all, map[string]any{
			"id": c.tenant.ID + "_" + sku, "skuId": sku, "skuPartNumber": part(sku), "appliesTo": "User", "capabilityStatus": state, "consumedUnits": p.consumed,
			"prepaidUnits": map[string]any{"enabled": p.enabled, "warning": p.warning, "suspended": p.suspended, "lockedOut": 0}, "servicePlans": plans,
		})
	}
	return c.collection("subscribedSkus", all, nil)
}

// planNames are the service plans of every SKU (modelled): the names are the same everywhere, the ids are not.
func planNames() []string {
	return []string{"EXCHANGE_S_STANDARD", "SHAREPOINTSTANDARD", "TEAMS1", "YAMMER_ENTERPRISE"}
}

// PlanID gives the id that a service plan has in a SKU.
func PlanID(sku, name string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(sku) + " " + name))
	return guidOf(sum)
}

// part is a SKU's name for people (modelled).
func part(sku string) string { return "SKU_" + strings.ToUpper(sku[:min(8, len(sku))]) }

func organizationReaders() []string {
	return []string{"Organization.Read.All", "Organization.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"}
}

// readers are the roles, by template id, of which a user needs one to see users and licences: Directory and Global Readers, License, User and Global
// Administrator.
func readers() []string {
	return append(assigners(), "88d8e3e3-8f55-4a1e-953a-9b9898b8876b", "f2ef992c-3afb-46b9-b7cf-a126ee74c451")
}

// assigners are those of which a user needs one to change licences.
func assigners() []string {
	return []string{"4d6ac14f-3453-41d0-bef9-a3e0c569773a", "fe930be7-5e62-47db-91af-98c3a49a38b1", "62e90394-69f5-4237-9190-012177145e10"}
}

// has holds where the signed-in user has one of the roles, or nobody is signed in.
func (c *call) has(one ...string) bool {
	return c.who.app || slices.ContainsFunc(one, func(r string) bool { return slices.Contains(c.who.roles, r) })
}

// licences serves the paths of users and of what they hold. Whether it is one of them, too.
func (c *call) licences(path string) (body any, refused *refusal, is bool) {
	user, of := strings.CutPrefix(path, "users/")
	switch {
	case path == "subscribedSkus", path == "directory/subscriptions", path == "users", of && !strings.Contains(user, "/"):
		if c.r.Method != http.MethodGet {
			return nil, wrongMethod(), true
		}
	case of && strings.HasSuffix(user, "/assignLicense"):
		if c.r.Method != http.MethodPost {
			return nil, wrongMethod(), true
		}
		body, refused = c.assign(strings.TrimSuffix(user, "/assignLicense"))
		return body, refused, true
	default:
		return nil, nil, false
	}
	switch path {
	case "subscribedSkus":
		body, refused = c.subscribed()
	case "directory/subscriptions":
		body, refused = c.subscriptions()
	case "users":
		body, refused = c.listUsers()
	default:
		body, refused = c.oneUser(user)
	}
	return body, refused, true
}

// StatusOf gives Graph's word for a status of Partner Center's.
func StatusOf(status string) string {
	switch status {
	case "active":
		return enabled
	case "expired":
		return warning
	case "suspended", "disabled":
		return suspended
	}
	return deleted
}
