package migration

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

const (
	// shortly is after how long a try whose outcome is not known is looked at first, and then at ever longer intervals.
	shortly = 15 * time.Second
	// watched is how often a conversion is looked at that the seller is at.
	watched = 5 * time.Minute
	// patience is for how long a try is looked up that the seller does not show: longer than a conversion has been seen to take to show.
	patience = 24 * time.Hour
	// conversion is for how long the seller may be at one. Microsoft documents 72 hours at most.
	conversion = 72 * time.Hour
)

// task goes on with a service that waits. Of a conversion the intent is written first, and only who wrote it begins.
func (w Worker) task(ctx context.Context, before *Item, next Item, n int) (Item, bool, error) {
	t := &next.Tasks[n]
	if t.Base != "" && next.baseFailed(t.Base) {
		t.fail(LegacyAddOn, "the base was not taken over")
		return next, true, nil
	}
	if t.Act == Adopt {
		return w.done(next, w.adopt(ctx, &next, t))
	}
	if t.Attempt > 0 {
		if met, err := w.meet(ctx, &next, t); met || err != nil {
			return w.done(next, err)
		}
	}
	t.State, t.Began, t.Looks = TaskActing, w.Now(), 0
	t.Request = request(&next, t)
	next.bind(t)
	if err := w.move(ctx, before, &next); err != nil {
		if fault.Of(err) == fault.Stale {
			return next, false, nil
		}
		return next, false, err
	}
	*before = next.clone()
	return w.done(next, w.convert(ctx, &next, t))
}

// bind writes down that add-ons move with their base: Microsoft converts them together, and all or none. So they are looked up, and never begun by themselves.
func (i *Item) bind(base *Task) {
	for n := range i.Tasks {
		if a := &i.Tasks[n]; a.Base == base.Service && a.Act == Convert && a.State == TaskWaiting && a.Result == "" {
			a.State, a.Request, a.Began, a.Looks = TaskActing, base.Request, base.Began, 0
		}
	}
}

// With gives the add-ons that are converted together with a service.
func (i *Item) With(base *Task) []Task {
	var all []Task
	for _, a := range i.Tasks {
		if a.Base == base.Service && a.Request != "" && a.Request == base.Request {
			all = append(all, a)
		}
	}
	return all
}

// follow has the add-ons that were to move with a base share what became of it, when it was surely not begun.
func (i *Item) follow(base *Task) {
	for n := range i.Tasks {
		a := &i.Tasks[n]
		switch {
		case a.Base != base.Service || a.Request != base.Request || a.State != TaskActing:
		case base.State == TaskWaiting:
			a.State, a.Request = TaskWaiting, ""
		case base.State == TaskFailed:
			a.fail(base.Cause, "it was to move with its base: "+base.Text)
		}
	}
}

// meet looks for a conversion that came to light after it was given up, before there is another one.
func (w Worker) meet(ctx context.Context, next *Item, t *Task) (bool, error) {
	all, err := w.Seller.Converted(ctx, next.Tenant, t.Service)
	for _, c := range all {
		if c.State != NotComplete {
			t.Began = w.Now()
			w.found(next, t, c)
			return true, nil
		}
	}
	return false, err
}

// request names a try at the seller: the same for the same try, another after a person's retry.
func request(i *Item, t *Task) string {
	d := digest(i.Migration, string(i.Tenant), string(t.Service), strconv.Itoa(t.Attempt))
	return d[:8] + "-" + d[8:12] + "-" + d[12:16] + "-" + d[16:20] + "-" + d[20:32]
}

func (i *Item) baseFailed(id ServiceID) bool {
	return slices.ContainsFunc(i.Tasks, func(t Task) bool {
		return t.Service == id && (t.State == TaskFailed || t.State == TaskLeft && t.Act == Convert)
	})
}

func (t *Task) fail(c Cause, text string) { t.State, t.Cause, t.Text = TaskFailed, c, text }

// adopt makes a service ours, then its opening invoice. Both may be repeated.
func (w Worker) adopt(ctx context.Context, next *Item, t *Task) error {
	if t.Result == "" {
		t.Result = t.Service
	}
	err := w.House.TakeService(ctx, next, t)
	if err == nil && t.Filled[InvoiceFrom] != "" {
		err = w.House.OpenInvoice(ctx, next, t)
	}
	if err == nil {
		t.State, t.Cause, t.Text = TaskDone, "", ""
		return nil
	}
	return w.taskFailed(t, err)
}

// taskFailed ends a service by what is final; the rest concerns the whole customer, and passes or does not.
func (w Worker) taskFailed(t *Task, err error) error {
	kind := fault.Of(err)
	if kind == "" || kind.Retryable() || kind == fault.Unknown || kind == fault.Unauthenticated {
		return err
	}
	c := w.cause(err)
	if c == Vanished || c == NoConsent { // of a service it is the seller's no
		c = Refused
	}
	t.fail(c, fault.Text(err))
	return nil
}

// convert asks the seller, once.
func (w Worker) convert(ctx context.Context, next *Item, t *Task) error {
	err := w.Seller.Convert(ctx, next, t)
	switch kind := fault.Of(err); {
	case err == nil:
		t.State = TaskSeen
		next.Due = w.Now().Add(watched)
	case kind.Retryable() || kind == fault.Unauthenticated:
		t.State = TaskWaiting
		next.follow(t)
		return err
	case kind == fault.Unknown || kind == "":
		next.Due = w.Now().Add(shortly)
	default:
		err = w.taskFailed(t, err)
		next.follow(t)
		return err
	}
	return nil
}

// look asks the seller what became of a conversion. It is never begun again from here.
func (w Worker) look(ctx context.Context, next *Item, t *Task) error {
	all, err := w.Seller.Converted(ctx, next.Tenant, t.Service)
	if err != nil {
		return err
	}
	var good, ours []Conversion
	for _, c := range all {
		if c.State != NotComplete {
			good = append(good, c)
		}
		if c.Request == t.Request {
			ours = append(ours, c)
		}
	}
	t.Looks++
	switch {
	case len(good) > 1:
		next.Suspected = true
		t.fail(Double, "the seller shows more than one conversion of the subscription")
	case len(good) == 1:
		w.found(next, t, good[0])
	case len(ours) > 0:
		w.refused(next, t, ours[len(ours)-1])
	case !w.Now().Before(t.Began.Add(patience)):
		t.fail(NotKnown, "the seller was asked and shows no conversion; whether it was carried out is not known")
	default:
		next.Due = w.Now().Add(min(shortly<<min(t.Looks, 10), time.Hour))
	}
	return nil
}

// found goes on with a conversion that the seller shows, whoever began it.
func (w Worker) found(next *Item, t *Task, c Conversion) {
	switch {
	case c.State == Completed && c.Result != "":
		t.Result, t.State = c.Result, TaskWaiting // to be adopted
	case w.Now().Before(t.Began.Add(conversion)):
		t.State = TaskSeen
		next.Due = w.Now().Add(watched)
	default:
		t.fail(NotKnown, "the seller has been at it for more than 72 hours")
	}
}

// refused deals with a conversion that failed. While the legacy subscription stands still the seller may come back to it, and nothing else is bought.
func (w Worker) refused(next *Item, t *Task, c Conversion) {
	if c.Suspended && w.Now().Before(t.Began.Add(conversion)) {
		t.State = TaskSeen
		next.Due = w.Now().Add(watched)
		return
	}
	t.fail(Ineligible, c.Why)
	next.follow(t)
}
