package order

import (
	"context"
	"fmt"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
)

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
