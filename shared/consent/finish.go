package consent

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/hold"
)

// patience is how long a consent may be at work. The function that works on it is ended long before.
const patience = time.Minute

// Callback is what Microsoft's page makes the browser post.
type Callback struct {
	State   string
	Browser string // what the browser is known by, "" when it says nothing
	Code    string
	Refusal error // what Microsoft refused, nil with a code
}

// Finish takes Microsoft's answer. It gives the consent with its result, also when that was found at an earlier call: a code is redeemed once.
// It fails with fault.NotFound, fault.Gone or fault.Denied when the answer is not one to a link of ours in this browser; then nothing is spoilt.
func (d Desk) Finish(ctx context.Context, b Callback) (Consent, error) {
	c, k, err := d.find(ctx, b.State)
	if err != nil {
		return Consent{}, err
	}
	switch {
	case !c.in(b.Browser):
		return Consent{}, elsewhere()
	case c.Ended():
		return c, nil
	case c.Stage == Checking:
		return d.settle(ctx, c)
	case c.Expired(d.Now()):
		return Consent{}, expired()
	case b.Refusal != nil:
		return d.refuse(ctx, c, d.cause(b.Refusal, c.Partner), SignIn{})
	case b.Code == "":
		return Consent{}, fault.Malformed.Errorf("Microsoft's answer has no code. Open the link again and go on from there.")
	}
	taken, err := d.take(ctx, c)
	if err != nil {
		return Consent{}, err
	}
	if taken.Stage != Checking || !taken.mine {
		return taken.Consent, nil
	}
	return d.redeem(ctx, taken.Consent, k, b.Code)
}

// turn is a consent, and whether it was this call that took it.
type turn struct {
	Consent
	mine bool
}

// take is the condition under which a code is redeemed: one call gets through, whoever else posts the same.
func (d Desk) take(ctx context.Context, c Consent) (turn, error) {
	id := c.ID
	c.Stage, c.Taken = Checking, d.Now().UTC()
	err := d.Book.SaveConsent(ctx, &c)
	if fault.Of(err) != fault.Stale {
		return turn{c, true}, err
	}
	c, err = d.Book.Consent(ctx, id)
	return turn{c, false}, err
}

func (d Desk) redeem(ctx context.Context, c Consent, key []byte, code string) (Consent, error) {
	a, err := d.Accounts.Account(ctx, c.Partner)
	if err != nil {
		return d.refuse(ctx, c, d.cause(err, c.Partner), SignIn{})
	}
	s, err := d.Microsoft.Redeem(ctx, Redemption{
		Partner: a.Partner, Tenant: a.endpoint(), Client: a.Client, Redirect: c.Redirect(), Code: code, Verifier: c.verifier(key), Nonce: c.nonce(key), Audience: a.audience(),
	})
	if err != nil {
		return d.refuse(ctx, c, d.cause(err, c.Partner), SignIn{})
	}
	if c.Result, err = d.adopt(ctx, a, s, c.Taken); err != nil {
		return d.refuse(ctx, c, d.cause(err, c.Partner), s)
	}
	return d.end(ctx, c)
}

// end lets the partner's work go on and writes the good end down. When it breaks off in between, settle does it again.
func (d Desk) end(ctx context.Context, c Consent) (Consent, error) {
	if err := d.Holds.Lift(ctx, c.Partner, c.Taken); err != nil {
		return Consent{}, err
	}
	c.Stage, c.Result.At = Finished, d.Now().UTC()
	return d.save(ctx, c)
}

func (d Desk) refuse(ctx context.Context, c Consent, cause hold.Diagnosis, s SignIn) (Consent, error) {
	c.Stage, c.Result = Refused, Result{Cause: cause, User: s.User, Tenant: s.Tenant, Roles: s.Roles, At: d.Now().UTC()}
	return d.save(ctx, c)
}

// save writes an end down. When another call wrote one, that one counts.
func (d Desk) save(ctx context.Context, c Consent) (Consent, error) {
	err := d.Book.SaveConsent(ctx, &c)
	if fault.Of(err) == fault.Stale {
		return d.Book.Consent(ctx, c.ID)
	}
	return c, err
}

// settle brings a consent to its end whose call was broken off: the stored sign-in tells whether it is this one's.
func (d Desk) settle(ctx context.Context, c Consent) (Consent, error) {
	signedIn, err := d.Keeper.SignedIn(ctx, c.Partner)
	if err != nil {
		return Consent{}, err
	}
	if signedIn.Equal(c.Taken) {
		return d.end(ctx, c)
	}
	if d.Now().Sub(c.Taken) < patience {
		return c, nil
	}
	return d.refuse(ctx, c, brokenOff(), SignIn{})
}
