package consent

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Link is a new consent and the address of its page.
type Link struct {
	Consent Consent
	Address string
}

// Open makes a link for a partner. It fails with fault.NotFound when there is no such partner.
func (d Desk) Open(ctx context.Context, partner, operator, base string) (Link, error) {
	if _, err := d.Accounts.Account(ctx, partner); err != nil {
		return Link{}, err
	}
	k, err := key(ctx, d.Secrets)
	if err != nil {
		return Link{}, err
	}
	now := d.Now().UTC().Truncate(time.Second)
	c := Consent{ID: newID(), Partner: partner, Operator: operator, Base: base, Opened: now, Expires: now.Add(Life), Stage: Opened}
	if err := d.Book.CreateConsent(ctx, &c); err != nil {
		return Link{}, err
	}
	return Link{Consent: c, Address: c.Redirect() + "/" + c.state(k)}, nil
}

// Look gives a partner's consent, or fails with fault.NotFound. One whose end was not written down is brought to it.
func (d Desk) Look(ctx context.Context, partner, id string) (Consent, error) {
	c, err := d.Book.Consent(ctx, id)
	if err == nil && c.Partner != partner {
		err = fault.NotFound.Errorf("consent: not there")
	}
	if err != nil || c.Stage != Checking {
		return c, err
	}
	return d.settle(ctx, c)
}
