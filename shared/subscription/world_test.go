package subscription_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/subscription"
)

// world is a desk and a worker over the stand-ins, with a clock that moves when somebody sleeps.
type world struct {
	book   *book
	seller *seller
	desk   subscription.Desk
	work   subscription.Work

	mu   sync.Mutex
	now  time.Time
	held bool
}

func (w *world) clock() time.Time { w.mu.Lock(); defer w.mu.Unlock(); return w.now }

func (w *world) sleep(_ context.Context, d time.Duration) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
	return nil
}

func (w *world) Held(context.Context, string) (bool, string, error) {
	return w.held, "the sign-in is dead", nil
}

func (w *world) Wake(context.Context, subscription.Subscription, subscription.Change) {}

func start() time.Time { return time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC) }

// licence is ten seats for a year, bought a moment ago.
func licence() subscription.Facts {
	at := start()
	return subscription.Facts{
		Product: "CFQ7TTC0LCHC", SKU: "0002", Status: subscription.Active, Quantity: 10, Term: "P1Y", Billing: "monthly", AutoRenew: true, NewCommerce: true,
		Created: at, Started: at, CommitmentEnds: time.Date(2027, time.March, 1, 0, 0, 0, 0, time.UTC), CancelUntil: at.Add(7 * 24 * time.Hour),
		Batches: []subscription.Batch{{Quantity: 10, Until: at.Add(7 * 24 * time.Hour)}},
	}
}

func euro(value string) *money.Amount {
	a, err := money.Parse(value, "EUR")
	if err != nil {
		panic(err)
	}
	return &a
}

func newWorld(f subscription.Facts) *world {
	w := &world{now: start().Add(time.Hour)}
	w.seller = &seller{now: w.clock, facts: f, requests: map[string]string{}}
	w.book = newBook(subscription.Subscription{ID: sub, Partner: partner, Tenant: tenant, Facts: f, Seen: start(), UnitCost: euro("120.00")})
	open := func(context.Context, string) (subscription.Seller, error) {
		return subscription.Seller{Licences: w.seller, Upgrades: w.seller}, nil
	}
	w.desk = subscription.Desk{Records: w.book, Changes: w.book, Seller: open, Waker: w, Now: w.clock}
	w.work = subscription.Work{Records: w.book, Changes: w.book, Seller: open, Holds: w, Now: w.clock, Sleep: w.sleep}
	return w
}

// drain works until nothing is left to do, going on in time as the sweep does.
func (w *world) drain(t interface {
	Helper()
	Fatalf(string, ...any)
},
) {
	t.Helper()
	for range 400 {
		s, err := w.work.Run(context.Background(), partner, sub)
		if err != nil && fault.Of(err) != fault.Stale {
			t.Fatalf("run: %v", err)
		}
		if len(w.book.pending) == 0 && s.Intent == nil {
			return
		}
		if s.Due.After(w.clock()) {
			_ = w.sleep(context.Background(), s.Due.Sub(w.clock()))
		}
	}
	t.Fatalf("it never came to rest: %+v", w.book.records[sub])
}

func (w *world) ask(t *testing.T, key string, wish subscription.Wish) (subscription.Change, error) {
	t.Helper()
	return w.desk.Ask(t.Context(), subscription.Request{Partner: partner, Of: sub, Wish: wish, By: "tester", Key: key})
}

// make asks and works, and gives what became of it.
func (w *world) make(t *testing.T, wish subscription.Wish) subscription.Change {
	t.Helper()
	key := fmt.Sprintf("wish-%d", len(w.book.over))
	if _, err := w.ask(t, key, wish); err != nil {
		t.Fatalf("ask: %v", err)
	}
	w.drain(t)
	return w.book.over[key]
}
