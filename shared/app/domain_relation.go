package app

import (
	"context"
	"slices"

	"github.com/seatwright/seatwright/shared/graph"
)

// The roles, by the ids that Microsoft gives them in every tenant, with which one may change a tenant's domains.
const (
	domainNameAdministrator = "8329153b-31d0-4727-b945-745eb3bc5f31"
	globalAdministrator     = "62e90394-69f5-4237-9190-012177145e10"
)

// approval is where a customer's administrator approves a relationship; its id follows.
const approval = "https://admin.microsoft.com/AdminPortal/Home#/partners/invitation/granularAdminRelationships/"

// way says what of the partner's delegated admin relationships with a customer is missing, as far as the partner's own tenant shows it.
func (v *visit) way(ctx context.Context, customer string) string {
	own := v.sellers.tokens.For(string(v.partner.ID), string(v.partner.Tenant), v.partner.App.Client)
	all, err := v.open(v.partner, own).RelationshipsWith(ctx, customer, relationships)
	if err != nil {
		return "the service account needs the role Domain Name Administrator in the customer's tenant, by a delegated admin relationship (GDAP) that is active; " +
			"whether there is one could not be read"
	}
	var without, pending *graph.Relationship
	for i := range all {
		r := &all[i]
		switch {
		case r.Status == "active" && mayChangeDomains(r.Roles):
			return "the delegated admin relationship " + r.Name + " has the role Domain Name Administrator: see that the role is assigned there to a security group of the " +
				"service account, and that the app's consent in the customer's tenant has the permission " + domainPermission
		case r.Status == "active":
			without = r
		case r.Status == "approvalPending":
			pending = r
		}
	}
	switch {
	case pending != nil:
		return "the delegated admin relationship " + pending.Name + " waits for an administrator of the customer, who approves it at " + approval + pending.ID
	case without != nil:
		return "the delegated admin relationship " + without.Name + " does not have the role Domain Name Administrator: ask the customer for one that has it"
	}
	return "no delegated admin relationship (GDAP) with the customer is active: ask the customer for one with the role Domain Name Administrator"
}

func mayChangeDomains(roles []string) bool {
	return slices.Contains(roles, domainNameAdministrator) || slices.Contains(roles, globalAdministrator)
}
