package table

import (
	"bytes"
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table/store"
)

// keepAnswer is for how long a finished call gives its answer again.
const keepAnswer = 30 * 24 * time.Hour

// busyWait is what a caller is told to wait when it is not known how long the running call will take.
const busyWait = time.Second

// The status of a call.
const (
	running  = "running"
	finished = "finished"
)

// callOf gives the key of a call from partner, client, operation and Idempotency-Key.
func callOf(k [4]string) key.Key { return key.Idempotency(k[0], k[1], k[2], k[3]) }

// Begin reserves a call under an Idempotency-Key until a time; owner is another for each try. Without error and with done
// false the caller is to do it and then call Finish, or Abandon when nothing was done. With done true it was done before,
// and answer is what Finish was given. It fails with fault.Invalid when the key came with another fingerprint, and with
// fault.Conflict, with a time to wait, while another try runs. A try that did not finish by its time counts as dead; the next one
// with the same fingerprint takes over.
func (t *Table) Begin(ctx context.Context, k [4]string, fingerprint, owner string, until time.Time) (answer []byte, done bool, err error) {
	i := item(callOf(k))
	i[attrStatus], i[attrFingerprint], i[attrOwner], i[attrUntil] = running, fingerprint, owner, until.UnixMilli()
	i[key.AttrExpires] = t.now().Add(keepAnswer).Unix()
	err = t.store.Put(ctx, i, absent())
	if fault.Of(err) != fault.Conflict {
		return nil, false, wrap(err, "reserve a call")
	}
	before, err := t.store.Get(ctx, at(callOf(k)))
	if fault.Of(err) == fault.NotFound {
		return nil, false, busy(busyWait) // it was abandoned in between
	}
	if err != nil {
		return nil, false, wrap(err, "read a call")
	}
	now := t.now()
	if number(before, key.AttrExpires) > now.Unix() {
		switch wait := time.UnixMilli(number(before, attrUntil)).Sub(now); {
		case text(before, attrFingerprint) != fingerprint:
			return nil, false, fault.Invalid.Errorf("this Idempotency-Key was used with another request")
		case text(before, attrStatus) == finished:
			return raw(before, attrAnswer), true, nil
		case wait > 0:
			return nil, false, busy(wait)
		}
	}
	// Its owner is fenced off: what it still does to this item fails.
	err = t.store.Put(ctx, i, &store.Condition{Equal: store.Item{attrOwner: text(before, attrOwner), attrStatus: text(before, attrStatus)}})
	if fault.Of(err) == fault.Conflict {
		return nil, false, busy(busyWait)
	}
	return nil, false, wrap(err, "take a call over")
}

func busy(wait time.Duration) error {
	return fault.After(fault.Conflict.Errorf("a request with this Idempotency-Key is being worked on"), max(wait, busyWait))
}

// Finish stores the answer of a call that owner began, for 30 days. It fails with fault.Stale when another try took the call over.
// The same answer again is fine.
func (t *Table) Finish(ctx context.Context, k [4]string, owner string, answer []byte) error {
	before, err := t.get(ctx, callOf(k), "call")
	if err != nil && fault.Of(err) != fault.NotFound {
		return err
	}
	if text(before, attrOwner) != owner {
		return fault.Stale.Errorf("call: another try took it over")
	}
	if text(before, attrStatus) == finished && bytes.Equal(raw(before, attrAnswer), answer) {
		return nil
	}
	i := before.Clone()
	delete(i, attrUntil)
	i[attrStatus], i[attrAnswer] = finished, answer
	i[key.AttrExpires] = t.now().Add(keepAnswer).Unix()
	err = t.store.Put(ctx, i, mine(owner))
	if fault.Of(err) == fault.Conflict {
		return fault.Stale.Errorf("call: another try took it over")
	}
	return wrap(err, "store the answer of a call")
}

// Abandon gives up a call that owner began and for which nothing was done, so that the next try begins anew. A call that another
// try took over, or that is finished, stays as it is.
func (t *Table) Abandon(ctx context.Context, k [4]string, owner string) error {
	err := t.store.Delete(ctx, at(callOf(k)), mine(owner))
	if fault.Of(err) == fault.Conflict {
		return nil
	}
	return wrap(err, "abandon a call")
}

func mine(owner string) *store.Condition {
	return &store.Condition{Equal: store.Item{attrOwner: owner, attrStatus: running}}
}
