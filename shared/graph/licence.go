package graph

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/rest"
	"github.com/seatwright/seatwright/shared/takeover"
)

// mostSKUs bounds the subscribed SKUs and the subscriptions of a tenant that are read, mostUsers its users with one licence.
const (
	mostSKUs  = 1000
	mostUsers = 100_000
)

// Licences is what a tenant has of licences, read once: its SKUs with their seats and service plans. The users are read when they are asked for.
type Licences struct {
	client *Client
	skus   []wireSKU
}

type wireSKU struct {
	ID       string `json:"skuId"`
	Consumed int    `json:"consumedUnits"`
	Units    struct {
		Enabled int `json:"enabled"`
	} `json:"prepaidUnits"`
	Plans []struct {
		ID   string `json:"servicePlanId"`
		Name string `json:"servicePlanName"`
	} `json:"servicePlans"`
}

// Licences reads the SKUs of the tenant. It fails with fault.Denied without Organization.Read.All, or the role Directory Readers.
func (c *Client) Licences(ctx context.Context) (*Licences, error) {
	all, err := list[wireSKU](ctx, c, "/v1.0/subscribedSkus", nil, mostSKUs)
	return &Licences{client: c, skus: all}, err
}

// Pools gives the seats of each SKU: of all its subscriptions together, whoever sold them.
func (l *Licences) Pools() []takeover.Pool {
	all := make([]takeover.Pool, 0, len(l.skus))
	for _, s := range l.skus {
		all = append(all, takeover.Pool{SKU: strings.ToLower(s.ID), Enabled: s.Units.Enabled, Consumed: s.Consumed})
	}
	return all
}

// Plans gives the names of a SKU's service plans; none where the tenant does not have the SKU.
func (l *Licences) Plans(sku string) []string {
	var names []string
	if s := l.sku(sku); s != nil {
		for _, p := range s.Plans {
			names = append(names, p.Name)
		}
	}
	return names
}

func (l *Licences) sku(id string) *wireSKU {
	at := slices.IndexFunc(l.skus, func(s wireSKU) bool { return strings.EqualFold(s.ID, id) })
	if at < 0 {
		return nil
	}
	return &l.skus[at]
}

// named gives the names of service plans of a SKU. One that the SKU does not show any more keeps its id, so that it can be switched off again.
func (l *Licences) named(sku string, ids []string) []string {
	var names []string
	for _, id := range ids {
		name := strings.ToLower(id)
		if s := l.sku(sku); s != nil {
			for _, p := range s.Plans {
				if strings.EqualFold(p.ID, id) {
					name = p.Name
				}
			}
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// ids is the way back.
func (l *Licences) ids(sku string, names []string) []string {
	all := []string{}
	for _, name := range names {
		id := name
		if s := l.sku(sku); s != nil {
			for _, p := range s.Plans {
				if p.Name == name {
					id = p.ID
				}
			}
		}
		all = append(all, id)
	}
	return all
}

// Subscriptions gives what was sold to the tenant, by whomever; what the partner with a tenant sold is marked. It fails with fault.Denied as Licences does.
func (c *Client) Subscriptions(ctx context.Context, partner string) ([]takeover.Line, error) {
	found, err := list[struct {
		ID     string    `json:"commerceSubscriptionId"`
		SKU    string    `json:"skuId"`
		Status string    `json:"status"`
		Seats  int       `json:"totalLicenses"`
		Next   time.Time `json:"nextLifecycleDateTime"`
		Owner  string    `json:"ownerTenantId"`
	}](ctx, c, "/v1.0/directory/subscriptions", nil, mostSKUs)
	if err != nil {
		return nil, err
	}
	all := make([]takeover.Line, 0, len(found))
	for _, s := range found {
		all = append(all, takeover.Line{
			ID: strings.ToLower(s.ID), SKU: strings.ToLower(s.SKU), Status: s.Status, Seats: s.Seats, Ends: s.Next.UTC(), Ours: strings.EqualFold(s.Owner, partner),
		})
	}
	return all, nil
}

type wireUser struct {
	ID       string `json:"id"`
	Location string `json:"usageLocation"`
	Assigned []struct {
		SKU string   `json:"skuId"`
		Off []string `json:"disabledPlans"`
	} `json:"assignedLicenses"`
	States []struct {
		SKU   string `json:"skuId"`
		Group string `json:"assignedByGroup"`
		State string `json:"state"`
	} `json:"licenseAssignmentStates"`
}

// userFields are asked for by name: Microsoft documents that the ways in which licences were assigned come only then.
const userFields = "id,usageLocation,assignedLicenses,licenseAssignmentStates"

// holder reads a user. A licence that came by a group, beside another way or alone, is one that the group decides on.
func (l *Licences) holder(u *wireUser) takeover.Holder {
	h := takeover.Holder{ID: u.ID, Location: u.Location}
	for _, a := range u.Assigned {
		sku := strings.ToLower(a.SKU)
		held := takeover.Held{SKU: sku, Off: l.named(sku, a.Off)}
		for _, s := range u.States {
			held.ByGroup = held.ByGroup || s.Group != "" && strings.EqualFold(s.SKU, sku)
		}
		h.Held = append(h.Held, held)
	}
	return h
}

// users reads those with a SKU. Microsoft documents that this filter is an advanced query, which is to be asked for by a header and a count, and is answered
// from an index that follows the truth.
func (l *Licences) users(ctx context.Context, sku string) ([]wireUser, error) {
	if !identifier.MatchString(sku) {
		return nil, fault.Invalid.Errorf("list the users with a licence: the SKU's id has a form that is not possible")
	}
	query := url.Values{
		"$filter": {"assignedLicenses/any(x:x/skuId eq " + sku + ")"}, "$count": {"true"}, "$top": {"999"}, "$select": {userFields},
	}
	return listWith[wireUser](ctx, l.client, http.Header{"ConsistencyLevel": {"eventual"}}, "/v1.0/users", query, mostUsers)
}

// Holders gives the users who have a SKU.
func (l *Licences) Holders(ctx context.Context, sku string) ([]takeover.Holder, error) {
	found, err := l.users(ctx, sku)
	all := make([]takeover.Holder, 0, len(found))
	for i := range found {
		all = append(all, l.holder(&found[i]))
	}
	return all, err
}

// Errors counts the users with a SKU of whom Microsoft says that a licence of it is in error.
func (l *Licences) Errors(ctx context.Context, sku string) (int, error) {
	found, err := l.users(ctx, sku)
	n := 0
	for i := range found {
		for _, s := range found[i].States {
			if strings.EqualFold(s.SKU, sku) && (s.State == "Error" || s.State == "ActiveWithError") {
				n++
				break
			}
		}
	}
	return n, err
}

// Holder gives one user, or fails with fault.NotFound.
func (l *Licences) Holder(ctx context.Context, user string) (takeover.Holder, error) {
	var u wireUser
	err := l.client.read(ctx, &u, "/v1.0/users/{user}", url.Values{"$select": {userFields}}, user)
	return l.holder(&u), err
}

// Change gives a user licences and takes others away in one call. A refusal has the word of Microsoft's list of licence errors as its code, where it says which
// it is; whether a call whose answer was lost was carried out is fault.Unknown, and shows in the user.
func (l *Licences) Change(ctx context.Context, user string, ch takeover.Change) error {
	type licence struct {
		SKU string   `json:"skuId"`
		Off []string `json:"disabledPlans"`
	}
	body := struct {
		Add    []licence `json:"addLicenses"`
		Remove []string  `json:"removeLicenses"`
	}{[]licence{}, append([]string{}, ch.Remove...)}
	for _, a := range ch.Add {
		body.Add = append(body.Add, licence{a.SKU, l.ids(a.SKU, a.Off)})
	}
	return l.client.write(ctx, http.MethodPost, body, nil, "/v1.0/users/{user}/assignLicense", user)
}

// violations are the words of Microsoft's list of licence errors, by what its refusals say in plain English. That a refusal keeps its words is not promised: one
// that says something else has no class, and is a person's.
func violations() [][2]string {
	return [][2]string{
		{"available licenses", "CountViolation"},
		{"mutually exclusive", "MutuallyExclusiveViolation"},
		{"conflicting service plans", "MutuallyExclusiveViolation"},
		{"depends on the service plan", "DependencyViolation"},
		{"usage location", "ProhibitedInUsageLocationViolation"},
		{"inherited from a group", takeover.ByGroupViolation},
		{"inherited from group", takeover.ByGroupViolation},
	}
}

// refused reads a failure. Of the message only its class goes on: it may name people.
func refused(a rest.Answer) error {
	err := rest.OData("Microsoft Graph", plain)(a)
	if err == nil || a.Status != http.StatusBadRequest || !strings.HasSuffix(a.Route, "/assignLicense") {
		return err
	}
	var body struct {
		Error struct {
			Message string `json:"message"`
		} `json:"error"`
	}
	if json.Unmarshal(a.Body, &body) != nil {
		return err
	}
	said := strings.ToLower(body.Error.Message)
	for _, v := range violations() {
		if strings.Contains(said, v[0]) || strings.Contains(said, strings.ToLower(v[1])) {
			return fault.Coded(err, v[1])
		}
	}
	return err
}
