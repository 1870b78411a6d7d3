package order

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// find looks for the existing customer, and makes the way for one that is not yet a customer of this partner's as reseller.
func (r *run) find(ctx context.Context, o Order) (move, error) {
	t, err := r.locate(ctx, o.Customer)
	if err != nil {
		return move{}, err
	}
	if !t.Relation.sells() {
		return r.invite(ctx, o, t)
	}
	if t.Country == "" {
		t.Country = o.Customer.Address.Country
	}
	if t.Country == "" {
		text := "Microsoft does not tell the country of this customer"
		return move{}, fault.At(fault.Invalid.Errorf("%s", text), fault.Field{Pointer: "/customer/address/country", Text: text, Pattern: country.String()})
	}
	known, err := r.seller.Agreements.Attested(ctx, t.ID)
	if err != nil {
		return move{}, err
	}
	now := r.Now()
	m := move{
		result: Done, evidence: "existing customer " + string(t.ID), state: Checking, next: StepAgreement,
		change: func(o *Order) {
			o.Customer.Tenant, o.Customer.Address.Country = t.ID, t.Country
			if o.Relationship != nil {
				asked := *o.Relationship
				asked.Accepted = now
				o.Relationship = &asked
			}
		},
	}
	if o.Relationship != nil {
		m.evidence += ", who has accepted the partner as its reseller"
	}
	if known {
		m.evidence, m.next = m.evidence+", customer agreement known to Microsoft", StepCart
	}
	return m, nil
}

// locate finds a tenant by its id or by any of its verified domains. Partner Center finds customers by their first domain only, and nobody
// else's; who has verified a domain, the directory tells of every tenant.
func (r *run) locate(ctx context.Context, c Customer) (Tenant, error) {
	id := c.Tenant
	if id == "" {
		t, err := r.seller.Tenants.FindTenant(ctx, c.Domain)
		if fault.Of(err) != fault.NotFound {
			return t, err
		}
		if id, err = r.seller.Directory.TenantOf(ctx, c.Domain); fault.Of(err) == fault.NotFound {
			return Tenant{}, fault.At(fault.Invalid.Wrap(err, "no tenant of Microsoft's has verified %s", c.Domain), fault.Field{
				Pointer: "/customer/domain", Text: "no tenant of Microsoft's has verified this domain",
			})
		} else if err != nil {
			return Tenant{}, err
		}
	}
	t, err := r.seller.Tenants.FindTenant(ctx, string(id))
	if fault.Of(err) == fault.NotFound {
		return Tenant{ID: id, Relation: RelationNone}, nil
	}
	return t, err
}

// invite makes the link with which the customer accepts the partner as its reseller, and waits. Microsoft does not tell which invitations are
// open: acceptance is seen by the tenant being a customer.
func (r *run) invite(ctx context.Context, o Order, t Tenant) (move, error) {
	asked := o.Relationship
	if asked == nil {
		link, err := r.seller.Relations.Link(ctx)
		if fault.Of(err) == fault.Denied {
			return r.noInvitation(err), nil
		}
		if err != nil {
			return move{}, err
		}
		asked = &Relationship{Was: t.Relation, Link: link, Asked: r.Now()}
	}
	what := "this partner has no relationship with tenant " + string(t.ID)
	if t.Relation != RelationNone {
		what = "this partner is " + string(t.Relation) + " of tenant " + string(t.ID) + ", which cannot sell"
	}
	return move{
		result: Wait, evidence: what + "; the link to accept it as reseller is made", state: Waiting, wait: r.watching(o),
		change: func(o *Order) { o.Relationship, o.Customer.Tenant = asked, t.ID },
		ask: &Question{
			Text:    "an administrator of the customer has to open the link and accept the partner as reseller; the order goes on by itself then: " + asked.Link,
			Choices: []string{Retry},
		},
	}, nil
}

func (r *run) noInvitation(err error) move {
	return move{
		result: Refused, evidence: "no relationship with the tenant, and no link to ask for one: " + fault.Text(err), state: AsksPerson,
		ask: &Question{
			Text:    "this partner cannot sell to the tenant, and Microsoft makes no link to ask for it; set the reseller relationship up, then answer retry",
			Choices: []string{Retry},
		},
	}
}

// watching gives the wait before the next look at what a customer has to do: soon at first, then each hour, and not past a reminder or the deadline.
func (r *run) watching(o Order) time.Duration {
	since, end := r.Now(), deadline(Waiting, r.Now())
	if o.State == Waiting {
		since, end = o.Since, o.Deadline
	}
	now := r.Now()
	wait := time.Hour
	if now.Before(since.Add(2 * time.Hour)) {
		wait = 10 * time.Minute
	}
	reminder := since.Add(now.Sub(since).Truncate(day) + day).Sub(now)
	return max(min(wait, reminder, end.Sub(now)), time.Second)
}

// tooLong asks a person about a customer who has not done what the order waits for.
func tooLong(o Order) move {
	m := move{result: Wait, evidence: "the customer did not agree in time", state: AsksPerson}
	switch {
	case o.Intent.Step == StepCheck:
		m.evidence = "the customer did not accept the partner as its reseller in time"
		m.ask = &Question{
			Text: "the customer has not accepted the partner as its reseller; answer retry to wait once more, or cancel the order", Choices: []string{Retry},
		}
	case o.Question == nil || o.Question.Field == "":
		m.ask = &Question{
			Text: "the customer has not signed the Microsoft Customer Agreement; answer retry to wait once more, or cancel the order", Choices: []string{Retry},
		}
	default:
		m.ask = &Question{
			Field: "/agreement", Text: "the customer has not accepted the Microsoft Customer Agreement; give the signer and the date, or cancel the order",
		}
	}
	return m
}
