package transfer

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Worker works on transfers.
type Worker struct {
	Book Book
	// Seller gives a partner's seller.
	Seller func(ctx context.Context, partner string) (Seller, error)
	House  House
	// Request gives the id of a new write at the seller.
	Request func() string
	Now     func() time.Time
}

// maxMoves is as many as the way has.
const maxMoves = 12

// run is one run of one transfer.
type run struct {
	Worker
	t      *Transfer
	seller Seller
	// fresh says that this very run wrote down that the write is tried, so that it was not tried yet.
	fresh bool
}

// Run works on a transfer until it ends, has to wait, or a person has to act. It may be called for any transfer at any time. An error means that something could
// not be recorded, or is a defect of ours: the same call is to be made again.
func (w Worker) Run(ctx context.Context, partner, id string) (Transfer, error) {
	t, err := w.Book.Load(ctx, partner, id)
	if err != nil {
		return t, err
	}
	r := &run{Worker: w, t: &t}
	for range maxMoves {
		if r.resting() {
			break
		}
		if err := r.move(ctx); err != nil {
			return t, err
		}
	}
	return t, nil
}

// resting reports whether there is nothing to do now. One that was taken up and has not failed goes on whenever it is asked to.
func (r *run) resting() bool {
	return r.t.Due.IsZero() || r.t.Due.After(r.Now()) && r.t.Tries > 0
}

// move does what the state stands for, and writes down what became of it. When somebody else wrote meanwhile, that is left to whoever comes next.
func (r *run) move(ctx context.Context) error {
	before := r.t.State
	err := r.step(ctx)
	if err != nil {
		if err = r.settle(err); err != nil {
			return err
		}
	}
	if r.t.State == before && !r.t.Deadline.IsZero() && !r.Now().Before(r.t.Deadline) {
		r.overdue()
	}
	if r.t.State == Operator {
		r.t.Due = time.Time{} // it waits for a person
	}
	r.fresh = false
	if err := r.Book.Save(ctx, r.t); err != nil {
		if fault.Of(err) == fault.Stale {
			r.t.Due = time.Time{}
			return nil
		}
		return err
	}
	r.fresh = r.t.State != before
	return nil
}

func (r *run) step(ctx context.Context) error {
	if r.seller.Views == nil {
		s, err := r.Seller(ctx, r.t.Partner)
		if err != nil {
			return err
		}
		r.seller = s
	}
	switch r.t.State {
	case Asked:
		return r.ask(ctx)
	case Requesting:
		return r.request(ctx)
	case Waiting, Offered, Moving:
		return r.watch(ctx)
	case Cancelling:
		return r.cancel(ctx)
	case Approved:
		return r.approved(ctx)
	case Submitting:
		return r.submit(ctx)
	case Declining:
		return r.decline(ctx)
	case Taking:
		return r.take(ctx)
	case Operator:
		if r.t.Seller.ID == "" {
			return r.lookup(ctx)
		}
		return r.watch(ctx)
	case Done, Cancelled, Rejected, Expired, Failed:
	}
	return nil
}

func (r *run) enter(s State, text string) { r.t.enter(s, r.Now(), text) }

// pause has the transfer taken up again after a while.
func (r *run) pause(wait time.Duration) {
	r.t.Tries++
	r.t.Due = r.Now().Add(wait)
}

// watch reads how far the seller is, and goes where that leads.
func (r *run) watch(ctx context.Context) error {
	shown, err := r.seller.Views.Read(ctx, r.t.Tenant, r.t.Seller.ID)
	if err != nil {
		return err
	}
	if !r.follow(shown) {
		if r.t.State == Waiting || r.t.State == Moving {
			r.t.Problem = nil
		}
		r.pause(r.often())
	}
	return nil
}

// often is how often an open transfer is looked at: its events tell of it too, and one of them may be lost.
func (r *run) often() time.Duration {
	switch age := r.Now().Sub(r.t.Since); {
	case age < 2*time.Hour:
		return 15 * time.Minute
	case age < day:
		return time.Hour
	}
	return 6 * time.Hour
}

// follow takes in what the seller shows, and reports whether the state is another because of it.
func (r *run) follow(shown Shown) bool {
	t := r.t
	t.Seller = shown
	word := "Partner Center says " + shown.Word
	switch shown.Status {
	case AtWork:
		if t.State == Moving {
			return false
		}
		r.enter(Moving, word)
	case Complete:
		r.enter(Taking, word)
	case Withdrawn:
		r.enter(Cancelled, word)
	case Refused:
		r.enter(Rejected, word)
	case Lapsed:
		r.enter(Expired, word)
	case Broken:
		r.enter(Failed, word)
		t.Problem = &Problem{Code: "seller_failed", Text: word, At: r.Now()}
	case Open, Unclear:
		if !shown.Expires.IsZero() && (t.State == Waiting || t.State == Offered || t.State == Declining) && !t.Deadline.Equal(shown.Expires) {
			t.Deadline = shown.Expires
			if t.Task != nil {
				t.Task.Due = shown.Expires
			}
		}
		return false
	}
	return true
}
