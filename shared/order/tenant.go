package order

import (
	"context"
	"fmt"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
)

// check looks at the customer before anything is made: a new one's domain must be free, an existing one must be there.
func (r *run) check(ctx context.Context, o Order) (move, error) {
	if o.Customer.Existing {
		return r.find(ctx, o)
	}
	taken, err := r.seller.Tenants.Taken(ctx, o.Customer.Domain)
	if err != nil {
		return move{}, err
	}
	if taken {
		return move{result: Refused, evidence: o.Customer.Domain + " is taken", state: AsksPerson, ask: domainTaken(o)}, nil
	}
	return move{
		result: Done, evidence: o.Customer.Domain + " is free", state: Checking, next: StepTenant,
		change: func(o *Order) { o.Customer.Free = true },
	}, nil
}

func domainTaken(o Order) *Question {
	return &Question{
		Field: "/customer/domain", Pattern: InitialDomainPattern,
		Text: o.Customer.Domain + " belongs to somebody already; choose another domain, or order for the existing tenant",
	}
}

func (r *run) find(ctx context.Context, o Order) (move, error) {
	ref, field := string(o.Customer.Tenant), "/customer/tenant_id"
	if ref == "" {
		ref, field = o.Customer.Domain, "/customer/domain"
	}
	t, err := r.seller.Tenants.FindTenant(ctx, ref)
	if fault.Of(err) == fault.NotFound {
		return move{result: Refused, evidence: ref + " is not a customer of this partner", state: AsksPerson, ask: &Question{
			Field: field, Text: "this partner has no such customer; correct it, or set up the reseller relationship first and give the same value again",
		}}, nil
	}
	if err != nil {
		return move{}, err
	}
	known, err := r.seller.Agreements.Attested(ctx, t.ID)
	if err != nil {
		return move{}, err
	}
	m := move{
		result: Done, evidence: "existing customer " + string(t.ID), state: Checking, next: StepAgreement,
		change: func(o *Order) {
			o.Customer.Tenant = t.ID
			o.Customer.Address.Country = t.Country
		},
	}
	if known {
		m.evidence, m.next = m.evidence+", customer agreement known to Microsoft", StepCart
	}
	return m, nil
}

// tenant creates the customer tenant. An intent of an earlier run is sent again under its own request id, which Microsoft documents to
// give the same tenant, administrator's password included.
func (r *run) tenant(ctx context.Context, o Order) (move, error) {
	t, err := r.seller.Tenants.CreateTenant(ctx, o.Request(), o.Customer)
	if refusedDomain(err) {
		if r.fresh {
			return move{result: Refused, evidence: o.Customer.Domain + " is taken", state: AsksPerson, ask: domainTaken(o)}, nil
		}
		return r.adopt(ctx, o)
	}
	if err != nil {
		return move{}, err
	}
	// The password comes once: it is safe before the order says that the tenant is there.
	if err := r.Vault.Keep(ctx, o.Partner, t); err != nil {
		return move{}, fault.Unavailable.Wrap(err, "keeping the new tenant's administrator")
	}
	return move{
		result: Done, evidence: fmt.Sprintf("tenant %s, request %s", t.ID, o.Request()), state: Checking, next: StepAgreement,
		change: func(o *Order) { o.Customer.Tenant = t.ID },
	}, nil
}

func refusedDomain(err error) bool {
	if fault.Of(err) != fault.Invalid {
		return false
	}
	for _, f := range fault.Fields(err) {
		if f.Pointer == "/customer/domain" {
			return true
		}
	}
	return false
}

// adopt takes over the tenant that an unanswered creation of ours left behind: the domain was seen free before, it is a customer of
// this partner now, and it carries this order's company and e-mail. Anything less is for a person.
func (r *run) adopt(ctx context.Context, o Order) (move, error) {
	t, err := r.seller.Tenants.FindTenant(ctx, o.Customer.Domain)
	if err != nil && fault.Of(err) != fault.NotFound {
		return move{}, err
	}
	ours := err == nil && o.Customer.Free && strings.EqualFold(t.Domain, o.Customer.Domain) &&
		t.Company == o.Customer.Company && strings.EqualFold(t.Email, o.Customer.Email)
	if !ours {
		return move{result: Refused, evidence: o.Customer.Domain + " is taken, and not by this order", state: AsksPerson, ask: domainTaken(o)}, nil
	}
	return move{
		result: Done, state: Checking, next: StepAgreement,
		evidence: fmt.Sprintf("tenant %s found after an unanswered creation; its first password was not received: set a new one at Microsoft", t.ID),
		change:   func(o *Order) { o.Customer.Tenant = t.ID },
	}, nil
}

// agreement passes the customer's signature on, or waits for it. One that was not there may have come by another way in the meantime.
func (r *run) agreement(ctx context.Context, o Order) (move, error) {
	if o.Agreement == nil {
		known, err := r.seller.Agreements.Attested(ctx, o.Customer.Tenant)
		if err != nil {
			return move{}, err
		}
		if known {
			return move{result: Done, evidence: "customer agreement is known to Microsoft", state: Checking, next: StepCart}, nil
		}
	}
	if o.Agreement == nil {
		return move{
			result: Wait, evidence: "no signature of the customer agreement", state: Waiting,
			ask: &Question{Field: "/agreement", Text: "who signed the Microsoft Customer Agreement for the customer, and when"},
		}, nil
	}
	if err := r.seller.Agreements.Attest(ctx, o.Request(), o.Customer.Tenant, *o.Agreement); err != nil {
		return move{}, err
	}
	return move{result: Done, evidence: "customer agreement of " + o.Agreement.Date.Format("2006-01-02") + " attested", state: Checking, next: StepCart}, nil
}
