package hold_test

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/hold"
	"github.com/seatwright/seatwright/shared/notice"
)

// ledger keeps standings as bytes, so that nobody shares memory with it.
type ledger struct {
	mu      sync.Mutex
	docs    map[string][]byte
	version map[string]int64
	notices []notice.Notice
	// before, when set, runs before each write and may refuse it; after may take its answer away.
	before func() error
	after  func() error
}

func newLedger() *ledger { return &ledger{docs: map[string][]byte{}, version: map[string]int64{}} }

func (l *ledger) Standing(_ context.Context, partner string) (hold.Standing, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var s hold.Standing
	if doc := l.docs[partner]; doc != nil {
		if err := json.Unmarshal(doc, &s); err != nil {
			return s, err
		}
	}
	s.Version = l.version[partner]
	return s, nil
}

func (l *ledger) Settle(_ context.Context, partner string, s hold.Standing, n *notice.Notice) error {
	if l.before != nil {
		if err := l.before(); err != nil {
			return err
		}
	}
	if err := l.write(partner, s, n); err != nil {
		return err
	}
	if l.after != nil {
		return l.after()
	}
	return nil
}

func (l *ledger) write(partner string, s hold.Standing, n *notice.Notice) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.version[partner] != s.Version {
		return fault.Stale.Errorf("changed")
	}
	doc, err := json.Marshal(s)
	if err != nil {
		return err
	}
	l.docs[partner] = doc
	l.version[partner]++
	if n != nil {
		l.notices = append(l.notices, *n)
	}
	return nil
}

func day(n int) time.Time { return time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC).AddDate(0, 0, n) }

func dead() hold.Diagnosis {
	return hold.Diagnosis{Code: "AADSTS700082", Cause: "too old", Actor: hold.Operator, Next: "sign in", Link: "/v1/partners/acme/consents", Holds: true}
}
