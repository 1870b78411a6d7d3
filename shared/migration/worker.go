package migration

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// House keeps what is ours: clients, services and invoices. Each is keyed by what it is of, so that writing the same again changes nothing, also after
// fault.Unknown.
type House interface {
	// TakeClient makes the customer a client. It fails with fault.Conflict when the tenant or the username is another client's.
	TakeClient(ctx context.Context, i *Item) error
	// TakeService makes a subscription one of the client's. It fails with fault.Conflict when another client has it.
	TakeService(ctx context.Context, i *Item, t *Task) error
	// OpenInvoice makes the opening invoice of a service.
	OpenInvoice(ctx context.Context, i *Item, t *Task) error
}

// Seller is the seller's side of one customer. Reads fail with fault.Throttled or fault.Unavailable when they may be tried again. Each
// fails with fault.Unauthenticated, and has done nothing, while nobody is signed in for the partner: then customers wait.
type Seller interface {
	// Services gives the customer's subscriptions, or fault.NotFound when it is no customer any more.
	Services(ctx context.Context, t Tenant) ([]Service, error)
	// Convert begins to turn a legacy subscription, and the add-ons that are taken with it, into one of the new commerce. It fails with fault.Unknown when it may have
	// been begun, with fault.Throttled or fault.Unavailable when it surely was not, and with another kind when the seller refuses.
	Convert(ctx context.Context, i *Item, t *Task) error
	// Converted gives all conversions of a subscription that the seller knows of.
	Converted(ctx context.Context, t Tenant, id ServiceID) ([]Conversion, error)
}

// Conversion is a legacy subscription on its way into the new commerce, as the seller shows it.
type Conversion struct {
	Request string // ours: Task.Request of the try that began it
	State   ConversionState
	Result  ServiceID // when it is completed
	Why     string    // when it failed
	// Suspended says that the legacy subscription stands still: then the seller may still finish, and nothing must be bought.
	Suspended bool
}

// ConversionState is how far a conversion is.
type ConversionState string

// The states of a conversion.
const (
	Processing  ConversionState = "processing"
	Completed   ConversionState = "completed"
	NotComplete ConversionState = "failed"
)

// Letters keeps letters that are to be sent.
type Letters interface {
	// Put keeps a letter, once for each customer and event: the same again changes nothing.
	Put(ctx context.Context, l Letter) error
}

// Worker does customers one by one.
type Worker struct {
	Board   Board
	Ledger  Ledger
	Seller  Seller
	House   House
	Letters Letters
	// Cause says why the seller refuses, where its codes tell more than the kind does; "" to go by the kind. It may be nil.
	Cause func(err error) Cause
	Now   func() time.Time
}

// mostSteps is far more than a customer of a hundred services needs in one run.
const mostSteps = 1000

// Do goes on with a customer as far as it can now. Any number of calls at once do it once: each write is on the version that was read, and who meets another's
// write leaves. Its error is one of the table, and the message may come again.
func (w Worker) Do(ctx context.Context, migration string, t Tenant) (Item, error) {
	item, err := w.Ledger.Item(ctx, migration, t)
	if err != nil {
		return item, err
	}
	for range mostSteps {
		head, err := w.Board.Head(ctx, migration)
		if err != nil {
			return item, err
		}
		next, acts, err := w.step(ctx, &head, &item)
		if err != nil || !acts {
			return item, err
		}
		suspicion := next.Suspected && !item.Suspected
		err = w.move(ctx, &item, &next)
		if fault.Of(err) == fault.Stale {
			return item, nil
		}
		if err == nil && suspicion { // the conductor would see it too, but later
			err = w.stop(ctx, migration)
		}
		if err != nil {
			return item, err
		}
		item = next
	}
	return item, nil
}

// stop stops a migration in which a double purchase is suspected.
func (w Worker) stop(ctx context.Context, migration string) error {
	_, err := change(ctx, w.Board, migration, func(h *Head) (bool, error) {
		stops := h.State == HeadRunning
		if stops {
			h.State, h.Why = HeadStopped, "a double purchase is suspected"
		}
		return stops, nil
	})
	return err
}

// move replaces an item and the counters with it.
func (w Worker) move(ctx context.Context, before, after *Item) error {
	after.Moved = w.Now()
	return w.Ledger.Move(ctx, after, deltas(before, after))
}

// step makes one step of the item, which it leaves as it was written last, and gives the item as it is to be written; false when there is nothing to do now.
func (w Worker) step(ctx context.Context, head *Head, item *Item) (Item, bool, error) {
	if item.Over() || w.Now().Before(item.Due) {
		return *item, false, nil
	}
	next := item.clone()
	next.Due = time.Time{}
	if n := next.tried(); n >= 0 { // what may have been begun is looked at also when the migration stands still
		return w.done(next, w.look(ctx, &next, &next.Tasks[n]))
	}
	if n := next.converted(); n >= 0 { // and what became of it is written into our books
		return w.done(next, w.adopt(ctx, &next, &next.Tasks[n]))
	}
	if !head.Runs(item.Wave) {
		if head.State == HeadCancelling || head.State == HeadCancelled {
			next.cancel()
			return next, true, nil
		}
		return *item, false, nil
	}
	switch n := next.next(); {
	case item.State == Pending:
		return w.done(next, w.check(ctx, &next))
	case !item.Client:
		return w.done(next, w.client(ctx, &next))
	case n >= 0:
		return w.task(ctx, item, next, n)
	}
	return w.done(next, w.finish(ctx, &next))
}

// done judges how a step went. What passes alone is tried again later; what does not ends the customer.
func (w Worker) done(next Item, err error) (Item, bool, error) {
	kind := fault.Of(err)
	switch {
	case err == nil:
		next.Tries = 0
	case kind == "":
		return next, false, err // a defect or a dying machine: the message comes again, and dies after some times
	case kind == fault.Unauthenticated: // the partner's sign-in is gone, which is no fault of a customer: it waits, and no try is counted
		next.Due = w.Now().Add(max(fault.RetryAfter(err), signedOut))
	case (kind.Retryable() || kind == fault.Unknown) && next.Tries < mostTries:
		next.Tries++
		next.Due = w.Now().Add(max(fault.RetryAfter(err), backoff(next.Tries)))
	default:
		next.fail(w.cause(err), fault.Text(err))
	}
	return next, true, nil
}

const (
	mostTries = 12
	// signedOut is after how long it is asked again whether somebody has signed the partner in.
	signedOut = 5 * time.Minute
)

// backoff gives the wait after so many tries in a row: twelve take some five hours.
func backoff(tries int) time.Duration {
	return min(15*time.Second<<min(tries, 12), time.Hour)
}

func (w Worker) cause(err error) Cause {
	if w.Cause != nil {
		if c := w.Cause(err); c != "" {
			return c
		}
	}
	return CauseOf(err)
}

// fail ends a customer. What was not begun is left.
func (i *Item) fail(c Cause, text string) {
	i.State, i.Cause, i.Text, i.Tries, i.Due = Failed, c, text, 0, time.Time{}
}

// cancel ends a customer of which nothing is under way. What is done stays.
func (i *Item) cancel() {
	i.State = Cancelled
	for n := range i.Tasks {
		if i.Tasks[n].State == TaskWaiting {
			i.Tasks[n].State = TaskLeft
		}
	}
}

// check compares the customer with what was shown, before anything is done.
func (w Worker) check(ctx context.Context, next *Item) error {
	now, err := w.Seller.Services(ctx, next.Tenant)
	if err != nil {
		return err
	}
	if what := next.differs(now); what != "" {
		return fault.Stale.Errorf("%s", what)
	}
	next.State = Working
	return nil
}

func (w Worker) client(ctx context.Context, next *Item) error {
	next.Client = true
	err := w.House.TakeClient(ctx, next)
	if err != nil {
		next.Client = false
	}
	return err
}

// finish ends a customer: it has failed when one of its services has. The letter is put before the end is written: putting it again changes nothing.
func (w Worker) finish(ctx context.Context, next *Item) error {
	for n := range next.Tasks {
		if t := &next.Tasks[n]; t.State == TaskFailed {
			next.fail(t.Cause, t.Text)
			return nil
		}
	}
	if w.Letters != nil && next.Email != "" {
		if err := w.Letters.Put(ctx, Greeting(next, w.Now())); err != nil {
			return err
		}
	}
	next.State = Done
	return nil
}

// Dead ends a customer whose message came too often. What may have been begun stays so, and is looked up when somebody retries.
func (w Worker) Dead(ctx context.Context, migration string, t Tenant, why string) error {
	item, err := w.Ledger.Item(ctx, migration, t)
	if err != nil || item.Over() {
		return err
	}
	next := item.clone()
	next.fail(Dead, why)
	if err := w.move(ctx, &item, &next); fault.Of(err) != fault.Stale {
		return err
	}
	return nil
}
