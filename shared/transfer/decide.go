package transfer

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Accept agrees that subscriptions leave, as they were shown with a hash; no names are all of them. It fails with fault.Stale when something else is shown by
// now, with fault.Conflict when the transfer is not open for a decision, and with fault.Invalid for names that are not shown, for too many, and for a base without its add-ons.
func (d Desk) Accept(ctx context.Context, partner, id, hash string, names []string, by string) (Transfer, error) {
	return d.change(ctx, partner, id, func(t *Transfer, now time.Time) error {
		if t.Decision != nil && t.Decision.Accept && t.Decision.Hash == hash && !t.State.Over() {
			return nil // the same call again
		}
		if err := t.shown(hash); err != nil {
			return err
		}
		chosen, err := t.chosen(names)
		if err != nil {
			return err
		}
		t.Decision = &Decision{Accept: true, Hash: hash, Lines: chosen, By: by, At: now}
		t.enter(Approved, now, "by "+by)
		return nil
	})
}

// Reject refuses that anything leaves, by the hash of what was shown. It fails as Accept does.
func (d Desk) Reject(ctx context.Context, partner, id, hash, by string) (Transfer, error) {
	return d.change(ctx, partner, id, func(t *Transfer, now time.Time) error {
		if t.Decision != nil && !t.Decision.Accept && t.Decision.Hash == hash {
			return nil
		}
		if err := t.shown(hash); err != nil {
			return err
		}
		t.Decision = &Decision{Hash: hash, By: by, At: now}
		t.enter(Declining, now, "by "+by)
		return nil
	})
}

// shown looks whether a person may decide about what has this hash.
func (t *Transfer) shown(hash string) error {
	if t.State != Offered {
		return fault.Conflict.Errorf("transfer %s: is %s, and decided about only while it is %s", t.ID, t.State, Offered)
	}
	if hash == "" || hash != t.Offer.Hash {
		return fault.Stale.Errorf("transfer %s: what leaves is different from what has the hash %q; look at it again", t.ID, hash)
	}
	return nil
}

// chosen gives the subscriptions that go. An add-on is nothing without its base, so that they go together.
func (t *Transfer) chosen(names []string) ([]string, error) {
	var ids []string
	for _, l := range t.Offer.Lines {
		if len(names) == 0 || slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, l.ID) }) {
			ids = append(ids, l.ID)
		}
	}
	bad := func(format string, args ...any) error {
		err := fault.Invalid.Errorf(format, args...)
		return fault.At(err, fault.Field{Pointer: "/subscriptions", Text: fault.Text(err)})
	}
	switch {
	case len(ids) == 0:
		return nil, bad("no subscription would leave")
	case len(names) > 0 && len(ids) != len(names):
		return nil, bad("want subscriptions that are shown, each once")
	case len(ids) > MaxLines:
		return nil, bad("want at most %d subscriptions in one transfer", MaxLines)
	}
	for _, l := range t.Offer.Lines {
		if l.Base != "" && slices.Contains(ids, l.Base) != slices.Contains(ids, l.ID) {
			return nil, bad("the add-on %s goes with its base %s", l.ID, l.Base)
		}
	}
	return ids, nil
}

// Cancel takes a request of ours back while the other partner has not submitted it. It fails with fault.Conflict when it is too late, or when it is not known yet
// whether the seller has the request.
func (d Desk) Cancel(ctx context.Context, partner, id string) (Transfer, error) {
	return d.change(ctx, partner, id, func(t *Transfer, now time.Time) error {
		switch {
		case t.State == Cancelled || t.State == Cancelling:
		case t.Direction == In && (t.State == Asked || t.State == Operator && t.Seller.ID == ""):
			t.enter(Cancelled, now, "before Partner Center showed it")
		case t.Direction == In && t.State == Waiting:
			t.enter(Cancelling, now, "")
		default:
			return fault.Conflict.Errorf("transfer %s: is %s, and cannot be taken back now", id, t.State)
		}
		return nil
	})
}

// Retry is a person's word that a write whose outcome is not known was not carried out: a request is made anew, and an offer is decided about anew.
func (d Desk) Retry(ctx context.Context, partner, id string) (Transfer, error) {
	return d.change(ctx, partner, id, func(t *Transfer, now time.Time) error {
		if t.State != Operator {
			return fault.Conflict.Errorf("transfer %s: is %s, and does not wait for a person", id, t.State)
		}
		t.Request, t.Decision = "", nil
		if t.Direction == Out {
			t.enter(Offered, now, "decided about anew")
			return nil
		}
		t.Created = now // the customer's time to accept us counts anew
		t.enter(Asked, now, "again, by a person")
		return nil
	})
}
