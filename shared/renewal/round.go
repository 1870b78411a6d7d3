// Package renewal is the daily round over all partners: each sign-in is renewed when it is due, what is dead is put on hold, and people are told
// in time of what gets old.
//
//	round.go  one partner after the other, each by itself    warn.go  what people are told
//
// A partner that has no sign-in, a broken one or one that is on hold is reported and stops nobody else. The round may be run again, by two at
// once or late: each renewal has a lease, and each notice a key made of what it is about.
package renewal

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/seatwright/seatwright/shared/hold"
	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/token"
)

// Round renews the sign-ins of all partners.
type Round struct {
	Partners Partners
	Renewer  token.Renewer
	Holds    hold.Ledger
	Notices  Notices
	// Expires gives when the app's credential ends, from Microsoft, for a partner who did not enter it; the zero time when it is not known.
	Expires func(ctx context.Context, partner string) time.Time
	// Diagnose says what a refusal means.
	Diagnose func(err error, partner string) hold.Diagnosis
	// Report is called once for each partner, by several goroutines.
	Report func(ctx context.Context, r Result)
	Now    func() time.Time
}

// Partners lists partners.
type Partners interface {
	// List gives a page of the ids of all partners; next is "" on the last.
	List(ctx context.Context, after string) (ids []string, next string, err error)
	// Subject gives a partner's sign-in as its settings have it.
	Subject(ctx context.Context, id string) (token.Subject, error)
}

// Notices keeps what people are told.
type Notices interface {
	// PutNotice puts a notice; the same one again changes nothing.
	PutNotice(ctx context.Context, n notice.Notice) error
}

// Result is what was found or done for a partner.
type Result struct {
	Partner string
	Outcome token.Outcome
	Held    bool
	// Err is a failure that the next round may not have: of the table, of the secret store or of the network.
	Err error
}

// atOnce is for how many partners it is done at a time: the token service sees a few calls of each.
const atOnce = 8

// Run makes the round. Its error joins what failed; every partner was tried.
func (r Round) Run(ctx context.Context) error {
	var (
		group  sync.WaitGroup
		mu     sync.Mutex
		failed error
	)
	slots := make(chan struct{}, atOnce)
	for after := ""; ; {
		ids, next, err := r.Partners.List(ctx, after)
		if err != nil {
			failed = errors.Join(failed, err)
			break
		}
		for _, id := range ids {
			slots <- struct{}{}
			group.Go(func() {
				defer func() { <-slots }()
				result := r.one(ctx, id)
				r.Report(ctx, result)
				mu.Lock()
				defer mu.Unlock()
				failed = errors.Join(failed, result.Err)
			})
		}
		if after = next; after == "" {
			break
		}
	}
	group.Wait()
	return failed
}

// one does what is due for one partner. A partner on hold is renewed whatever its age: that finds out whether something that is stored lives after all.
func (r Round) one(ctx context.Context, id string) Result {
	result := Result{Partner: id}
	s, err := r.Partners.Subject(ctx, id)
	if err != nil {
		result.Err = err
		return result
	}
	standing, err := r.Holds.Standing(ctx, id)
	if err != nil {
		result.Err = err
		return result
	}
	if standing.Hold != nil {
		s.RenewAfter, result.Held = 0, true
	}
	if result.Outcome, err = r.Renewer.Renew(ctx, s); err != nil {
		result.Err = err
	}
	o := result.Outcome
	switch o.State {
	case token.Renewed, token.Kept:
		// Also without a hold: a refusal of the old token that comes late must not put the partner on hold.
		if result.Held || o.State == token.Renewed {
			_, err = hold.Lift(ctx, r.Holds, id, o.Used, r.Now())
			result.Held, result.Err = result.Held && err != nil, errors.Join(result.Err, err)
		}
	case token.Dead:
		result.Held, err = r.stop(ctx, id, o, result.Held)
		result.Err = errors.Join(result.Err, err)
	case token.Fresh, token.Missing, token.Busy, token.Failed:
	}
	result.Err = errors.Join(result.Err, r.warn(ctx, id, o))
	return result
}

// stop puts a partner on hold whose sign-in is dead.
func (r Round) stop(ctx context.Context, id string, o token.Outcome, held bool) (bool, error) {
	d := r.Diagnose(o.Err, id)
	if held || !d.Holds {
		return held, nil
	}
	_, err := hold.Place(ctx, r.Holds, id, d, o.Used, r.Now())
	return err == nil, err
}
