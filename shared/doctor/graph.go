package doctor

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// domainRoles are the roles, by the ids that Microsoft gives them in every tenant, that may change a customer's domains: Domain Name
// Administrator and Global Administrator.
func domainRoles() []string {
	return []string{"8329153b-31d0-4727-b945-745eb3bc5f31", "62e90394-69f5-4237-9190-012177145e10"}
}

// soon is how many days before its end a relationship is worth a word: a customer has to approve another one.
const soon = 30

func (d doctor) microsoftGraph(err error, permission string) Finding {
	allow := "let an administrator of the partner's tenant grant the app the permission " + permission + ", and look at the service account's roles"
	return service{name: "Microsoft Graph", allow: allow}.failed(err)
}

func (d doctor) graph(ctx context.Context) Finding {
	tenant, err := d.world.Graph.Tenant(ctx)
	if err != nil {
		return d.microsoftGraph(err, "Organization.Read.All")
	}
	return d.sameTenant("Microsoft Graph", tenant)
}

// gdap looks at what is active: customers come and go, so that one which ended is no fault.
func (d doctor) gdap(ctx context.Context) Finding {
	all, err := d.world.Graph.Relationships(ctx)
	if err != nil {
		return d.microsoftGraph(err, "DelegatedAdminRelationship.Read.All")
	}
	active, ending, powerless := 0, 0, 0
	var first time.Time
	for _, r := range all {
		if !r.Active {
			continue
		}
		active++
		if !mayChangeDomains(r.Roles) {
			powerless++
		}
		if !r.Ends.IsZero() && r.Ends.Sub(d.world.Now()) < soon*day {
			ending++
			if first.IsZero() || r.Ends.Before(first) {
				first = r.Ends
			}
		}
	}
	switch {
	case active == 0:
		return ok("no relationship is active yet; a customer that an order makes gets one from Microsoft")
	case ending > 0:
		means := fmt.Sprintf("%d of %d active relationships end within %d days, the first on %s", ending, active, soon, first.UTC().Format(time.DateOnly))
		return warning(means, "extend them in Partner Center, or ask those customers for new ones")
	case powerless > 0:
		means := fmt.Sprintf("%d of %d active relationships have no role that may change domains", powerless, active)
		return warning(means, "ask those customers for a relationship with the role Domain Name Administrator, if their domains are to be set up")
	}
	return ok(fmt.Sprintf("active relationships: %d, each with a role that may change domains", active))
}

func mayChangeDomains(roles []string) bool {
	return slices.ContainsFunc(roles, func(r string) bool { return slices.Contains(domainRoles(), strings.ToLower(r)) })
}
