package app

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/seatwright/seatwright/shared/table"
)

// mostDomains is how many setups and requests one sweep looks at: all that one request may bring, and room for the others that are due.
const mostDomains = 20_000

// seldom is how often one that stays due is sent: thousands may wait in the queue for their host, for hours.
const seldom = 30 * time.Minute

// sendings remembers what this process sent of what is still due. Another process may send it again, which is harmless.
type sendings struct {
	mu   sync.Mutex
	last map[table.Waiting]sending
}

type sending struct {
	at   time.Time
	late bool // it was past its deadline then
}

// wanted gives those of the due ones that were not sent lately, and how many of the others are late. It forgets those that are not due any more.
func (s *sendings) wanted(due []table.Waiting, now time.Time) (all []table.Waiting, late int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	still := map[table.Waiting]sending{}
	for _, d := range due {
		before, sent := s.last[d]
		if !sent || now.Sub(before.at) >= seldom {
			all = append(all, d)
			continue
		}
		still[d] = before
		if before.late {
			late++
		}
	}
	s.last = still
	return all, late
}

func (s *sendings) sent(d table.Waiting, how sending) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last[d] = how
}

// domains sends the setups and requests that are due. One that fails does not stop the others. It tells how many setups are past their deadline.
func (s sweeper) domains(ctx context.Context) (late int, failed error) {
	now := s.env.Now()
	due, failed := s.table.Domains().Due(ctx, now, mostDomains)
	all, late := s.sendings.wanted(due, now)
	for _, d := range all {
		overdue, err := s.domain(ctx, d)
		if overdue {
			late++
		}
		if err == nil {
			s.sendings.sent(d, sending{now, overdue})
		}
		failed = errors.Join(failed, err)
	}
	return late, failed
}

// domain sends one. The index may show one that is not due any more. That nobody took it up in time is told here: the work, which tells everything else, may be
// what is broken.
func (s sweeper) domain(ctx context.Context, d table.Waiting) (late bool, err error) {
	now, kept := s.env.Now(), s.table.Domains()
	if d.Batch != "" {
		b, err := kept.Batch(ctx, d.Partner, d.Batch)
		if err != nil || b.Due.IsZero() || b.Due.After(now) {
			return false, unlessGone(err)
		}
		return false, s.toDomains.batch(ctx, &b)
	}
	o, err := kept.Setup(ctx, d.Partner, d.Setup)
	if err != nil || o.Due.IsZero() || o.Due.After(now) {
		return false, unlessGone(err)
	}
	late = !o.Deadline.IsZero() && now.After(o.Deadline)
	return late, errors.Join(kept.Tell(ctx, &o, o.Overdue(now)), s.toDomains.setup(ctx, &o))
}
