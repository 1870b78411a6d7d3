package notice

import (
	"context"
	"errors"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Book keeps notices.
type Book interface {
	// Untold gives up to limit notices that somebody is to be told of by now, the ones that wait longest first.
	Untold(ctx context.Context, now time.Time, limit int) ([]Entry, error)
	// SaveNotice replaces an entry if its stored version is the one in e, and leaves e with the new version. It fails with fault.Stale when
	// somebody else wrote in between.
	SaveNotice(ctx context.Context, e *Entry) error
}

// Post sends e-mail. A letter whose outcome is not known fails with fault.Unknown.
type Post interface {
	Send(ctx context.Context, l Letter) error
}

// Teller tells of notices.
type Teller struct {
	Book Book
	// Post is nil where no e-mail is sent.
	Post Post
	// Readers gives the e-mail addresses that a partner's notices go to.
	Readers func(ctx context.Context, partner string) ([]string, error)
	// Note writes a notice's metric and log line; Lost those of an e-mail that could not be sent, for good or until the next try.
	Note  func(ctx context.Context, n Notice)
	Lost  func(ctx context.Context, n Notice, err error, last bool)
	Now   func() time.Time
	Sleep func(ctx context.Context, d time.Duration) error
}

const (
	// taken is for how long a notice is one run's own: longer than a run lives, also where clocks differ by minutes.
	taken = 10 * time.Minute
	// patience is for how long an e-mail that fails is tried.
	patience = 24 * time.Hour
	// most is how many notices one run tells of; the rest is told a minute later.
	most = 100
)

// Run tells of everything that is due. One notice that fails does not stop the others.
func (t Teller) Run(ctx context.Context) error {
	due, err := t.Book.Untold(ctx, t.Now(), most)
	if err != nil {
		return err
	}
	var failed error
	for _, e := range due {
		failed = errors.Join(failed, t.tell(ctx, e))
	}
	return failed
}

// tell takes the notice for this run, so that of two runs one tells, and writes down what came of it. A run that ends in between leaves the notice to
// a later one; only then is anything done twice.
func (t Teller) tell(ctx context.Context, e Entry) error {
	now := t.Now()
	if e.Began.IsZero() {
		e.Began = now
	}
	e.Tries, e.Due = e.Tries+1, now.Add(taken)
	err := t.Book.SaveNotice(ctx, &e)
	if fault.Of(err) == fault.Stale {
		return nil
	}
	if err != nil {
		return err
	}
	if !e.Noted {
		t.Note(ctx, e.Notice)
		e.Noted = true
	}
	e.Told, e.Due = true, time.Time{}
	if err := t.write(ctx, e.Notice); err != nil {
		last := !t.Now().Before(e.Began.Add(patience))
		t.Lost(ctx, e.Notice, err, last)
		if !last {
			e.Told, e.Due = false, t.Now().Add(backoff(e.Tries))
		}
	}
	return t.record(ctx, e)
}

// write sends the e-mail, where there is somebody to read it.
func (t Teller) write(ctx context.Context, n Notice) error {
	if t.Post == nil {
		return nil
	}
	to, err := t.Readers(ctx, n.Partner)
	if fault.Of(err) == fault.NotFound || err == nil && len(to) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	return t.Post.Send(ctx, Compose(n, to))
}

// record writes down what was done. It is tried a few times: an e-mail that is known to be sent must not be sent again because of a slow table.
func (t Teller) record(ctx context.Context, e Entry) error {
	const tries = 5
	var err error
	for n := range tries {
		next := e
		if err = t.Book.SaveNotice(ctx, &next); err == nil {
			return nil
		}
		// Only a try of ours that was carried out without an answer can have written in between: the notice is this run's own.
		if fault.Of(err) == fault.Stale && n > 0 {
			return nil
		}
		if t.Sleep(ctx, time.Second<<n) != nil {
			break
		}
	}
	return err
}

// backoff gives the wait after so many tries.
func backoff(tries int) time.Duration {
	waits := []time.Duration{time.Minute, 2 * time.Minute, 5 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour}
	return waits[min(max(tries, 1), len(waits))-1]
}
