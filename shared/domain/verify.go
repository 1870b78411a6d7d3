package domain

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// verify has Microsoft look for the proof. It looks on its own clock: within minutes most of the time, and Microsoft documents that it may take three days.
func (r *run) verify(ctx context.Context) error {
	err := r.Tenants.Verify(ctx, r.s)
	if fault.Of(err) == fault.Stale {
		wait := 15 * time.Minute << min(r.s.Tries, 4)
		r.await(min(wait, 4*time.Hour), &Problem{
			Code: "not_proved", Text: "Microsoft does not see the proof yet, which all name servers serve: wait, or plan it again when it lasts longer than three days",
		})
		return nil
	}
	if err != nil {
		return atMicrosoft(err)
	}
	r.s.Stage, r.s.Problem = Services, nil
	r.enter(Asked, "verified")
	return nil
}
