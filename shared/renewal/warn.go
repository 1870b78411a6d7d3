package renewal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/token"
)

const day = 24 * time.Hour

// life is how long a refresh token lives, by Microsoft.
const life = 90 * day

// warn puts the notices that are due. Each is put under the time at which it fell due, which does not depend on when somebody looks, so that it is put once.
func (r Round) warn(ctx context.Context, id string, o token.Outcome) error {
	var err error
	if steps := token.Warnings(o.Issued, r.Now()); len(steps) > 0 && o.State != token.Dead && o.State != token.Renewed {
		err = r.Notices.PutNotice(ctx, ageing(id, o, steps[len(steps)-1]))
	}
	expires := o.CredentialExpires
	if expires.IsZero() && o.State != token.Missing && o.State != token.Failed && o.State != token.Busy { // who is at it warns too
		expires = r.Expires(ctx, id)
	}
	if steps := token.ExpiryWarnings(expires, r.Now()); len(steps) > 0 {
		err = errors.Join(err, r.Notices.PutNotice(ctx, expiring(id, expires, steps[len(steps)-1])))
	}
	return err
}

func ageing(id string, o token.Outcome, step int) notice.Notice {
	n := notice.Notice{
		Partner: id, Topic: notice.TokenWarning, Subject: "token " + o.Issued.UTC().Format(time.RFC3339), Step: step,
		At: o.Issued.Add(time.Duration(step) * day), Deadline: o.Issued.Add(life), Link: "/v1/partners/" + id + "/consents",
		Text: fmt.Sprintf("The partner's sign-in is %d days old and could not be renewed. Microsoft ends it after 90 days; then nothing can be bought, changed or cancelled.", step),
		Next: "Run the doctor to see why. If the cause is not mended in time, sign in again by a consent link.",
	}
	return n
}

func expiring(id string, expires time.Time, step int) notice.Notice {
	days := fmt.Sprintf("in %d days", step)
	if step == 1 {
		days = "within a day"
	}
	return notice.Notice{
		Partner: id, Topic: notice.CredentialWarning, Subject: "credential " + expires.UTC().Format(time.RFC3339), Step: step,
		At: expires.Add(-time.Duration(step) * day), Deadline: expires, Link: "/v1/partners/" + id + "/credentials",
		Text: "The secret or certificate of the partner's app ends " + days + ". Then no token can be had: nothing can be bought, changed or cancelled.",
		Next: "Make a new secret or certificate in the app's registration at Microsoft, and enter it here. The old one stays good beside it until it is dropped.",
	}
}
