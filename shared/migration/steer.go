package migration

import (
	"context"
	"strconv"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// HeadState is how far a migration is.
type HeadState string

// States of a migration.
const (
	HeadPreparing  HeadState = "preparing" // its customers are being written down
	HeadRunning    HeadState = "running"
	HeadPaused     HeadState = "paused"  // by a person
	HeadStopped    HeadState = "stopped" // by a wave's rule
	HeadCancelling HeadState = "cancelling"
	HeadCancelled  HeadState = "cancelled"
	HeadOver       HeadState = "over"
)

// Head is the one record that all workers of a migration look at before each step.
type Head struct {
	ID      string    `json:"id"`
	Partner string    `json:"partner"`
	Shown   string    `json:"shown"` // the hash of the forecast that was started
	By      string    `json:"by"`
	Began   time.Time `json:"began"`
	State   HeadState `json:"state"`
	Why     string    `json:"why,omitempty"` // of stopped and paused
	Waves   []Wave    `json:"waves"`
	Wave    int       `json:"wave"` // the one that runs; those before are over
	// Sent is the last customer of the running wave whose message was sent, and Resent when all of them were; zero: not yet.
	Sent    Tenant    `json:"sent,omitempty"`
	Resent  time.Time `json:"resent,omitzero"`
	Settled time.Time `json:"settled,omitzero"` // when the running wave was seen to be over
	// Passed are the failures of the running wave that a person let pass when resuming.
	Passed  Counts `json:"passed,omitzero"`
	Version int64  `json:"version"`
}

// Runs reports whether customers of a wave may be worked on.
func (h *Head) Runs(wave int) bool {
	return h.State == HeadRunning && wave != Held && wave <= h.Wave
}

// Board keeps the heads of migrations.
type Board interface {
	// Head gives a migration, always the newest, or fault.NotFound.
	Head(ctx context.Context, migration string) (Head, error)
	// SaveHead replaces it if its stored version is the one in h (0: if there is none yet), and leaves h with the next version. It fails with fault.Stale when
	// somebody else wrote in between, and otherwise with fault.Conflict when another migration of the partner is not over.
	SaveHead(ctx context.Context, h *Head) error
	// Tally gives the counters. Each wave's are read one shard after the other.
	Tally(ctx context.Context, migration string) (Tally, error)
}

// tries bounds how often a change is made anew because somebody else wrote in between.
const tries = 8

// change changes a head on the version that is read. The change says false when there is nothing to do.
func change(ctx context.Context, b Board, id string, f func(*Head) (bool, error)) (Head, error) {
	for n := 1; ; n++ {
		h, err := b.Head(ctx, id)
		if err != nil {
			return h, err
		}
		does, err := f(&h)
		if err != nil || !does {
			return h, err
		}
		err = b.SaveHead(ctx, &h)
		if fault.Of(err) != fault.Stale || n == tries {
			return h, err
		}
	}
}

// Name names the migration that starts a forecast, from 0 the first time: two operators who start the same one get the same one. A start after that was cancelled
// is the next time.
func Name(partner, shown string, time int) string {
	if time == 0 {
		return "m-" + digest(partner, shown)[:16]
	}
	return "m-" + digest(partner, shown, strconv.Itoa(time))[:16]
}

// Started gives the migration that a forecast was started as, or fault.NotFound and the name that it would have: it was not, or was cancelled each time.
func Started(ctx context.Context, b Board, partner, shown string) (Head, string, error) {
	for n := 0; ; n++ {
		id := Name(partner, shown, n)
		h, err := b.Head(ctx, id)
		if err != nil || h.State != HeadCancelled {
			return h, id, err
		}
	}
}

// Start writes a migration down. Starting what is started already gives that. It fails with fault.Invalid for waves that cannot be run and with fault.Conflict
// when another migration of the partner is not over. Its customers are written by Conductor.Prepare.
func Start(ctx context.Context, b Board, partner, shown, by string, waves []Wave, now time.Time) (Head, error) {
	if err := CheckWaves(waves); err != nil {
		return Head{}, err
	}
	h, id, err := Started(ctx, b, partner, shown)
	if err == nil || fault.Of(err) != fault.NotFound {
		return h, err
	}
	h = Head{ID: id, Partner: partner, Shown: shown, By: by, Began: now, State: HeadPreparing, Waves: waves}
	err = b.SaveHead(ctx, &h)
	if kind := fault.Of(err); kind == fault.Stale || kind == fault.Unknown {
		return b.Head(ctx, h.ID)
	}
	return h, err
}

// Pause stops workers before their next step; a write that is under way ends. Resume lets them go on.
func Pause(ctx context.Context, b Board, id, by string) (Head, error) {
	return change(ctx, b, id, func(h *Head) (bool, error) {
		switch h.State {
		case HeadPaused:
			return false, nil
		case HeadRunning, HeadStopped:
			h.State, h.Why = HeadPaused, "paused by "+by
			return true, nil
		case HeadPreparing:
			return false, fault.Conflict.Errorf("migration %s is preparing and nothing is begun yet: pause it when it runs, in seconds, or cancel it now", id)
		default:
			return false, fault.Conflict.Errorf("migration %s is %s and cannot be paused", id, h.State)
		}
	})
}

// Resume lets a paused or stopped migration go on. What tripped the rule is let pass: only failures that come on top stop it again.
func Resume(ctx context.Context, b Board, id string) (Head, error) {
	t, err := b.Tally(ctx, id)
	if err != nil {
		return Head{}, err
	}
	return change(ctx, b, id, func(h *Head) (bool, error) {
		switch h.State {
		case HeadRunning:
			return false, nil
		case HeadPaused, HeadStopped:
			if h.State == HeadStopped {
				h.Passed = t[h.Wave]
			}
			h.State, h.Why = HeadRunning, ""
			h.again()
			return true, nil
		default:
			return false, fault.Conflict.Errorf("migration %s is %s and cannot be resumed", id, h.State)
		}
	})
}

// again has all open customers sent again, and the wave's wait begin anew.
func (h *Head) again() { h.Sent, h.Resent, h.Settled = "", time.Time{}, time.Time{} }

// Cancel ends a migration: no customer is begun any more. What was begun at the seller is still looked up; what is done stays.
func Cancel(ctx context.Context, b Board, id, by string) (Head, error) {
	return change(ctx, b, id, func(h *Head) (bool, error) {
		switch h.State {
		case HeadCancelling, HeadCancelled:
			return false, nil
		case HeadOver:
			return false, fault.Conflict.Errorf("migration %s is over", id)
		default:
			h.State, h.Why = HeadCancelling, "cancelled by "+by
			h.again()
			return true, nil
		}
	})
}
