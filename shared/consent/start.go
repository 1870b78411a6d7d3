package consent

import (
	"context"

	"github.com/seatwright/seatwright/shared/fault"
)

// What people are told to do when a link is of no use.
const askAgain = "Ask whoever sent you the link for a new one."

// View is what the page behind a link shows: the account to use, or what became of it.
type View struct {
	Consent Consent
	Account Account
}

// Show gives the page behind a link. It changes nothing that a link scanner could spoil. What became of a consent is shown only to the
// browser that went through it. It fails with fault.NotFound, and with fault.Gone when the link is no good any more.
func (d Desk) Show(ctx context.Context, state, browser string) (View, error) {
	c, _, err := d.find(ctx, state)
	if err != nil {
		return View{}, err
	}
	if c.Stage == Checking && c.in(browser) {
		if c, err = d.settle(ctx, c); err != nil {
			return View{}, err
		}
	}
	if err := d.usable(c); err != nil && !c.in(browser) {
		return View{}, err
	}
	if c.Expired(d.Now()) {
		return View{}, expired()
	}
	a, err := d.Accounts.Account(ctx, c.Partner)
	return View{Consent: c, Account: a}, err
}

// Start binds a consent to a browser and gives Microsoft's address to go on to. The first browser wins; it may start again. It fails
// with fault.Denied for another one, and as Show does.
func (d Desk) Start(ctx context.Context, state, browser string) (string, error) {
	c, k, err := d.find(ctx, state)
	if err != nil {
		return "", err
	}
	if browser == "" {
		return "", fault.Malformed.Errorf("Your browser did not keep our cookie. Allow cookies for this address, open the link again and go on from there.")
	}
	if err := d.usable(c); err != nil {
		return "", err
	}
	if c, err = d.bind(ctx, c, browser); err != nil {
		return "", err
	}
	a, err := d.Accounts.Account(ctx, c.Partner)
	if err != nil {
		return "", err
	}
	return d.Microsoft.Authorize(Authorization{
		Tenant: a.endpoint(), Client: a.Client, Redirect: c.Redirect(), State: state, Nonce: c.nonce(k), Challenge: challenge(c.verifier(k)), Audience: a.audience(),
	}), nil
}

// bind writes the browser down, unless one is.
func (d Desk) bind(ctx context.Context, c Consent, browser string) (Consent, error) {
	if c.Stage == Opened {
		free := c
		c.Stage, c.Browser = Started, browserHash(browser)
		err := d.Book.SaveConsent(ctx, &c)
		if fault.Of(err) != fault.Stale {
			return c, err
		}
		if c, err = d.Book.Consent(ctx, free.ID); err != nil { // somebody was faster, perhaps this browser itself
			return c, err
		}
	}
	if !c.in(browser) {
		return c, elsewhere()
	}
	return c, d.usable(c)
}

// usable fails for a link that leads nowhere any more.
func (d Desk) usable(c Consent) error {
	if c.Expired(d.Now()) {
		return expired()
	}
	if c.Stage != Opened && c.Stage != Started {
		return fault.Gone.Errorf("This link has been used already. %s", askAgain)
	}
	return nil
}

func expired() error {
	return fault.Gone.Errorf("This link was good for %d minutes, which are over. %s", int(Life.Minutes()), askAgain)
}

func elsewhere() error {
	return fault.Denied.Errorf("This sign-in was begun in another browser or window. Go on there, or begin again: %s", askAgain)
}
