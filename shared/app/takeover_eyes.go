package app

import (
	"context"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/graph"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/takeover"
)

// takeoverEyes looks at what a takeover needs to see in its state, and at nothing else: every look costs calls.
type takeoverEyes struct{ leader }

var _ takeover.Eyes = takeoverEyes{}

// Look implements takeover.Eyes.
func (e takeoverEyes) Look(ctx context.Context, t *takeover.Takeover) (v takeover.View, err error) {
	switch t.State {
	case takeover.Requested, takeover.TenantResolved:
		err = e.buyer(ctx, t, &v)
	case takeover.CustomerLinked:
		err = e.invitation(ctx, t, &v)
	case takeover.RelationshipPending:
		err = e.relation(ctx, t, &v)
	case takeover.Ordering:
		err = e.order(ctx, t, &v)
		if err == nil {
			err = e.tenant(ctx, t, &v)
		}
	default:
		err = e.tenant(ctx, t, &v)
	}
	return v, err
}

// buyer looks whose domain it is, and whether the customer's record is complete.
func (e takeoverEyes) buyer(ctx context.Context, t *takeover.Takeover, v *takeover.View) error {
	owner, err := e.tenants.sellers.entra.TenantOf(ctx, t.Domain)
	if err != nil && fault.Of(err) != fault.NotFound {
		return err
	}
	if err == nil {
		v.Tenants = []string{owner}
	}
	p, err := e.table.Partner(ctx, order.PartnerID(t.Partner))
	if err != nil {
		return err
	}
	c := t.Customer
	v.Complete = p.MPN != "" && c.Company != "" && c.Email != "" && c.Country != "" && (c.Registration != "" || !slices.Contains(p.Registration, c.Country))
	return nil
}

// invitation reads the link by which the customer accepts the partner. A sandbox has none.
func (e takeoverEyes) invitation(ctx context.Context, t *takeover.Takeover, v *takeover.View) error {
	c, err := e.tenants.sellers.client(ctx, order.PartnerID(t.Partner))
	if err != nil {
		return err
	}
	v.Invitation, err = c.Link(ctx)
	return unlessRefused(err)
}

// unlessRefused forgives a refusal: what is refused is not seen.
func unlessRefused(err error) error {
	switch fault.Of(err) { //nolint:exhaustive // what may pass alone, and what is not known, are told
	case fault.NotFound, fault.Denied, fault.Invalid, fault.Conflict, fault.Gone:
		return nil
	}
	return err
}

// relation looks what the customer has accepted.
func (e takeoverEyes) relation(ctx context.Context, t *takeover.Takeover, v *takeover.View) error {
	c, err := e.tenants.sellers.client(ctx, order.PartnerID(t.Partner))
	if err != nil {
		return err
	}
	_, err = c.FindTenant(ctx, t.Tenant)
	if v.Related = err == nil; unlessRefused(err) != nil {
		return err
	}
	if v.Related {
		if v.Agreed, err = c.Attested(ctx, order.TenantID(t.Tenant)); unlessRefused(err) != nil {
			return err
		}
	}
	v.Roles, err = e.roles(ctx, t)
	return unlessRefused(err)
}

// roles lists those that the partner's active relationships give in the customer's tenant, as the partner's own tenant shows them.
func (e takeoverEyes) roles(ctx context.Context, t *takeover.Takeover) ([]string, error) {
	p, err := e.table.Partner(ctx, order.PartnerID(t.Partner))
	if err != nil {
		return nil, err
	}
	own := e.tenants.sellers.tokens.For(t.Partner, string(p.Tenant), p.App.Client)
	all, err := e.tenants.open(p, own).RelationshipsWith(ctx, t.Tenant, relationships)
	var roles []string
	for _, r := range all {
		if r.Status == "active" && (r.Ends.IsZero() || e.env.Now().Before(r.Ends)) {
			roles = append(roles, r.Roles...)
		}
	}
	return roles, err
}

// order looks how far our order is.
func (e takeoverEyes) order(ctx context.Context, t *takeover.Takeover, v *takeover.View) error {
	o, err := e.table.Load(ctx, takeoverOrder(t))
	if fault.Of(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	bought := slices.ContainsFunc(o.Lines, func(l order.Line) bool { return l.Order != "" || l.Subscription != nil })
	ready := !slices.ContainsFunc(o.Lines, func(l order.Line) bool { return l.State != order.LineReady })
	switch {
	case o.State == order.Fulfilled && ready:
		v.Order = takeover.Complete
	case o.State == order.Fulfilled, (o.State == order.Failed || o.State == order.Cancelled) && bought:
		v.Order = takeover.OrderError
	case o.State == order.Failed, o.State == order.Cancelled:
		v.Order = takeover.OrderVoid
	default:
		v.Order = takeover.InProgress
	}
	return nil
}

// tenant reads what was sold to the customer's tenant, and who has it. What Microsoft refuses is not read, which the machine waits for.
func (e takeoverEyes) tenant(ctx context.Context, t *takeover.Takeover, v *takeover.View) error {
	at, err := e.tenants.at(ctx, order.PartnerID(t.Partner), t.Tenant)
	if err != nil {
		return err
	}
	err = e.inventory(ctx, t, at, v)
	code := fault.Code(err)
	switch kind := fault.Of(err); {
	case err == nil:
		v.Read = e.env.Now()
		e.moved(t, v)
	case kind == fault.Denied, kind == fault.Unauthenticated && shutOut(code):
		at.account.Drop(at.account.last) // a role that is given now shows in a new token only
		*v = takeover.View{Order: v.Order, Unread: tenantRefused(err, code)}
		return nil
	}
	return err
}

func tenantRefused(err error, code string) string {
	return "Microsoft does not show the tenant (" + code + "): " + fault.Text(err) + "; it takes delegated administration with Directory Readers and License Administrator, " +
		"and the app's consent in the customer's tenant with " + strings.Join([]string{organizationPermission, peoplePermission, licencePermission}, ", ")
}

func (e takeoverEyes) inventory(ctx context.Context, t *takeover.Takeover, at *visit, v *takeover.View) error {
	o, err := at.client.Organization(ctx)
	if err != nil {
		return err
	}
	v.Default = o.Default
	if v.Lines, err = at.client.Subscriptions(ctx, string(at.partner.Tenant)); err != nil {
		return err
	}
	l, err := at.client.Licences(ctx)
	if err != nil {
		return err
	}
	v.Pools = l.Pools()
	for _, w := range t.Wishes {
		for _, line := range v.Lines {
			if !line.Ours && line.Status == "Enabled" && slices.Contains(w.AddOns, line.SKU) {
				v.AddOns = append(v.AddOns, line.SKU)
			}
		}
	}
	return e.errors(ctx, t, l, v)
}

// errors counts the users whose new licence is in error, in the states in which that counts.
func (e takeoverEyes) errors(ctx context.Context, t *takeover.Takeover, l *graph.Licences, v *takeover.View) error {
	switch t.State {
	case takeover.Ready, takeover.OldDisabled, takeover.Covered:
	default:
		return nil
	}
	for _, b := range t.Plan.Buys {
		n, err := l.Errors(ctx, b.NewSKU)
		if err != nil {
			return err
		}
		v.Errors += n
	}
	return nil
}

// moved sees a transfer by what it leaves: nothing that was the old provider's is there any more as such.
func (e takeoverEyes) moved(t *takeover.Takeover, v *takeover.View) {
	if t.State != takeover.Transferring || len(t.Old) == 0 {
		return
	}
	v.Transfer = takeover.Complete
	for _, o := range t.Old {
		for _, l := range v.Lines {
			if l.ID == o.ID && !l.Ours && l.Status == "Enabled" {
				v.Transfer = takeover.InProgress
			}
		}
	}
}
