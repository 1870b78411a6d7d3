package subscription_test

import (
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/subscription"
)

func TestWhatTheSellerRemembersIsReadWhenItIsNewerThanWhatWeRead(t *testing.T) {
	t.Parallel()
	w := newWorld(licence())
	w.seller.facts.Quantity++ // somebody did that
	told := func(id subscription.ID, after time.Duration) []subscription.Told {
		return []subscription.Told{{Tenant: tenant, ID: id, At: w.book.records[sub].Seen.Add(after)}}
	}
	catch := func(want subscription.Seen, all ...[]subscription.Told) {
		t.Helper()
		var flat []subscription.Told
		for _, a := range all {
			flat = append(flat, a...)
		}
		if got, err := w.work.Catch(t.Context(), partner, flat); err != nil || got != want {
			t.Errorf("got %+v, %v; want %+v", got, err, want)
		}
	}
	catch(subscription.Seen{}, told(sub, -2*time.Minute))
	catch(subscription.Seen{Read: 1, Changed: 1}, told(sub, -time.Hour), told(sub, time.Second))
	if s := w.book.records[sub]; len(s.Drift) != 1 || s.Facts.Quantity != w.seller.facts.Quantity {
		t.Errorf("%+v", s)
	}
	catch(subscription.Seen{Read: 1}, told(sub, 0)) // the clocks may differ
	catch(subscription.Seen{Read: 1, New: 1}, told("another", time.Hour))
}

func TestASellerThatAsksToWaitEndsTheReadingOfWhatItRemembers(t *testing.T) {
	t.Parallel()
	r, work := newRounds()
	if seen, err := work.Catch(t.Context(), partner, []subscription.Told{{Tenant: tenant, ID: "gone", At: r.clock()}}); err != nil || seen != (subscription.Seen{}) {
		t.Errorf("one that is gone: %+v, %v", seen, err)
	}
	for kind, ends := range map[fault.Kind]bool{fault.Throttled: true, fault.Unauthenticated: true, fault.Unavailable: false} {
		r.refuses = kind.Errorf("not now")
		seen, err := work.Catch(t.Context(), partner, []subscription.Told{{Tenant: tenant, ID: "any", At: r.clock()}})
		if (err != nil) != ends || (seen.Failed == 1) == ends {
			t.Errorf("%s: %+v, %v", kind, seen, err)
		}
	}
}
