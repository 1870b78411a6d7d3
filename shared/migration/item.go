package migration

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
)

// State is how far a customer is.
type State string

// States of a customer.
const (
	Pending   State = "pending"
	Working   State = "working"
	Done      State = "done"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// Held is the wave of customers that were not to be begun: they wait for somebody to mend their cause.
const Held = -1

// Item is one customer of a migration: the unit of work.
type Item struct {
	Migration string           `json:"migration"`
	Partner   string           `json:"partner"`
	Tenant    Tenant           `json:"tenant"`
	Company   string           `json:"company"`
	Email     string           `json:"email,omitempty"`
	Wave      int              `json:"wave"`
	State     State            `json:"state"`
	Filled    map[Field]string `json:"filled"`
	Tasks     []Task           `json:"tasks"` // bases before their add-ons
	// Client says that the client's own record is there.
	Client bool   `json:"client,omitempty"`
	Cause  Cause  `json:"cause,omitempty"` // why the customer as a whole failed
	Text   string `json:"text,omitempty"`
	// Suspected says that something may have been bought twice.
	Suspected bool      `json:"suspected,omitempty"`
	Tries     int       `json:"tries,omitempty"` // in a row that the outside could not be asked
	Due       time.Time `json:"due,omitzero"`    // when it is looked at again
	Moved     time.Time `json:"moved"`
	Version   int64     `json:"version"`
}

// Act is what is done with a service.
type Act string

// Acts.
const (
	Leave   Act = "leave"
	Adopt   Act = "adopt"   // it becomes one of our records as it is
	Convert Act = "convert" // a legacy one becomes one of the new commerce first
)

// TaskState is how far a service is.
type TaskState string

// States of a service.
const (
	TaskWaiting TaskState = "waiting"
	TaskActing  TaskState = "acting"   // the seller may have been asked
	TaskSeen    TaskState = "watching" // the seller is at it
	TaskDone    TaskState = "done"
	TaskFailed  TaskState = "failed"
	TaskLeft    TaskState = "left" // it is not taken over; the cause says why, when somebody could mend it
)

// Task is one service of a customer.
type Task struct {
	Service ServiceID        `json:"service"`
	Offer   string           `json:"offer"`
	Act     Act              `json:"act"`
	Base    ServiceID        `json:"base,omitempty"`
	Seats   int              `json:"seats"`
	Status  string           `json:"status"`
	Cycle   string           `json:"cycle,omitempty"` // as the seller showed it
	Filled  map[Field]string `json:"filled"`
	State   TaskState        `json:"state"`
	Attempt int              `json:"attempt,omitempty"` // a person's retries
	Request string           `json:"request,omitempty"` // by which the seller knows the try
	Began   time.Time        `json:"began,omitzero"`
	Looks   int              `json:"looks,omitempty"`
	Result  ServiceID        `json:"result,omitempty"` // the subscription that is ours then
	Cause   Cause            `json:"cause,omitempty"`
	Text    string           `json:"text,omitempty"`
}

// Over reports whether nothing is left to be done.
func (i *Item) Over() bool { return i.State == Done || i.State == Failed || i.State == Cancelled }

func (t *Task) over() bool {
	return t.State == TaskDone || t.State == TaskFailed || t.State == TaskLeft
}

// tried gives the first task of which the seller may have been asked, or -1.
func (i *Item) tried() int {
	return slices.IndexFunc(i.Tasks, func(t Task) bool { return t.State == TaskActing || t.State == TaskSeen })
}

// converted gives the first task that the seller is through with and that is not ours yet, or -1.
func (i *Item) converted() int {
	return slices.IndexFunc(i.Tasks, func(t Task) bool { return t.State == TaskWaiting && t.Result != "" })
}

// next gives the first task that waits, or -1.
func (i *Item) next() int {
	return slices.IndexFunc(i.Tasks, func(t Task) bool { return t.State == TaskWaiting })
}

func (i Item) clone() Item {
	i.Tasks = slices.Clone(i.Tasks)
	return i
}

// Query asks for items in the order of their tenants.
type Query struct {
	After  Tenant
	Limit  int
	UpTo   int     // the last wave
	States []State // none: all
	DueBy  time.Time
}

// Matches reports whether an item is asked for, without After and Limit.
func (q Query) Matches(i *Item) bool {
	return i.Wave <= q.UpTo && (len(q.States) == 0 || slices.Contains(q.States, i.State)) &&
		(q.DueBy.IsZero() || !i.Due.IsZero() && !i.Due.After(q.DueBy))
}

// pageOfItems is how many items are read at once.
const pageOfItems = 100

// Ledger keeps items and, in the same writes, the counters of them.
type Ledger interface {
	// Item gives a customer of a migration, or fault.NotFound.
	Item(ctx context.Context, migration string, t Tenant) (Item, error)
	// Move replaces an item if its stored version is the one in i (0: if there is none yet), adds the deltas to the counters in the same step, and leaves i with
	// the next version. It fails with fault.Stale when somebody else wrote in between.
	Move(ctx context.Context, i *Item, d []Delta) error
	// Items gives up to q.Limit items after q.After; fewer mean that there are no more.
	Items(ctx context.Context, migration string, q Query) ([]Item, error)
}

// NewItem makes the unit of work of a customer from what was shown. A customer that would not be begun is held, with the first cause that blocks it.
func NewItem(migration, partner string, folder *Folder, o *Outlook, wave int, now time.Time) Item {
	i := Item{
		Migration: migration, Partner: partner, Tenant: o.Tenant, Company: o.Company, Email: folder.Customer.Email, Wave: wave, State: Pending, Filled: o.Filled, Moved: now,
	}
	for _, s := range baseFirst(folder.Services) {
		if p := slices.IndexFunc(o.Services, func(p Prospect) bool { return p.Service == s.ID }); p >= 0 {
			i.Tasks = append(i.Tasks, newTask(s, &o.Services[p], o.Expect))
		}
	}
	if at := slices.IndexFunc(o.Expect, func(x Expectation) bool { return x.Cause.Cure().Blocks }); at >= 0 {
		i.Wave, i.State, i.Cause, i.Text = Held, Failed, o.Expect[at].Cause, o.Expect[at].Evidence
	}
	return i
}

func newTask(s *Service, p *Prospect, expect []Expectation) Task {
	t := Task{Service: s.ID, Offer: s.Name, Act: p.Act, Base: s.Base, Seats: s.Quantity, Status: s.Status, Cycle: s.cycle(), Filled: p.Filled, State: TaskWaiting}
	if p.Act == Leave {
		t.State = TaskLeft
		return t
	}
	if at := slices.IndexFunc(expect, func(x Expectation) bool { return x.Service == s.ID && !x.Cause.Cure().Blocks }); at >= 0 {
		t.State, t.Cause, t.Text = TaskLeft, expect[at].Cause, expect[at].Evidence
	}
	return t
}

func (s *Service) cycle() string { return strings.TrimSpace(s.Term + " " + s.Billing) }

// baseFirst orders services so that an add-on comes after what it is for.
func baseFirst(services []Service) []*Service {
	var bases, addOns []*Service
	for i := range services {
		if services[i].Base == "" {
			bases = append(bases, &services[i])
		} else {
			addOns = append(addOns, &services[i])
		}
	}
	return append(bases, addOns...)
}

// differs says what of the services to be taken is not as it was shown; "" for nothing.
func (i *Item) differs(now []Service) string {
	for n := range i.Tasks {
		t := &i.Tasks[n]
		if t.over() {
			continue
		}
		at := slices.IndexFunc(now, func(s Service) bool { return s.ID == t.Service })
		switch {
		case at < 0:
			return t.Offer + " is not there any more"
		case now[at].Quantity != t.Seats:
			return t.Offer + " has " + strconv.Itoa(now[at].Quantity) + " seats, not " + strconv.Itoa(t.Seats)
		case now[at].Status != t.Status:
			return t.Offer + " is " + now[at].Status + ", not " + t.Status
		case now[at].cycle() != t.Cycle:
			return t.Offer + " is billed " + now[at].cycle() + ", not " + t.Cycle
		}
	}
	return ""
}
