package migration

import (
	"cmp"
	"context"
	"slices"

	"github.com/seatwright/seatwright/shared/fault"
)

// Group is all failures of one cause.
type Group struct {
	Cause     Cause     `json:"cause"`
	Customers int       `json:"customers"`
	Services  int       `json:"services"` // that have it themselves, besides customers as a whole
	Cure      Cure      `json:"cure"`
	Example   Tenant    `json:"example"`
	Service   ServiceID `json:"service,omitempty"` // of the example
	Text      string    `json:"text"`              // the example's own
}

// Groups gathers the failures of a migration, those of most customers first: of customers that failed, and of services that were left out for a cause that
// somebody can mend.
func Groups(ctx context.Context, l Ledger, migration string) ([]Group, error) {
	by := map[Cause]*Group{}
	err := each(ctx, l, migration, Query{Limit: pageOfItems, UpTo: mostWaves, States: []State{Failed, Done, Cancelled}}, func(i *Item) error {
		for c, at := range i.causes() {
			g := by[c]
			if g == nil {
				g = &Group{Cause: c, Cure: c.Cure(), Example: i.Tenant, Text: i.Text}
				by[c] = g
				if len(at) > 0 {
					g.Service, g.Text = i.Tasks[at[0]].Service, i.Tasks[at[0]].Text
				}
			}
			g.Customers++
			g.Services += len(at)
		}
		return nil
	})
	var all []Group
	for _, g := range by {
		all = append(all, *g)
	}
	slices.SortFunc(all, func(a, b Group) int {
		return cmp.Or(cmp.Compare(b.Customers, a.Customers), cmp.Compare(a.Cause, b.Cause))
	})
	return all, err
}

// causes gives why an item failed, each with the tasks that have it.
func (i *Item) causes() map[Cause][]int {
	all := map[Cause][]int{}
	if i.State == Failed && i.Cause != "" {
		all[i.Cause] = nil
	}
	for n := range i.Tasks {
		if t := &i.Tasks[n]; t.Cause != "" && (t.State == TaskFailed || t.State == TaskLeft) {
			all[t.Cause] = append(all[t.Cause], n)
		}
	}
	return all
}

func each(ctx context.Context, l Ledger, migration string, q Query, f func(*Item) error) error {
	for {
		page, err := l.Items(ctx, migration, q)
		if err != nil {
			return err
		}
		for i := range page {
			if err := f(&page[i]); err != nil {
				return err
			}
		}
		if len(page) < q.Limit {
			return nil
		}
		q.After = page[len(page)-1].Tenant
	}
}

// Retry is one wish to try the failures of a cause again.
type Retry struct {
	Cause Cause
	// Looked is a person's word that nothing was bought, which causes that may hide a purchase need.
	Looked bool
	// Renew gives a customer's unit of work as it would be made now, after somebody mended it; nil: as it was shown.
	Renew func(ctx context.Context, i *Item) (Item, error)
}

// Again tries the failures of a cause again, in the running wave, and gives how many. It may be repeated. It fails with fault.Invalid when a person's word
// is missing and with fault.Conflict when the migration is cancelled.
func (c Conductor) Again(ctx context.Context, id string, r Retry) (int, error) {
	if r.Cause.Cure().Look && !r.Looked {
		return 0, fault.Invalid.Errorf("retry of %s: somebody has to look first whether it was bought", r.Cause)
	}
	h, err := c.reopen(ctx, id) // before the customers, so that none is open under a migration that is over
	if err != nil {
		return 0, err
	}
	n := 0
	err = each(ctx, c.Ledger, id, Query{Limit: pageOfItems, UpTo: mostWaves, States: []State{Failed, Done}}, func(i *Item) error {
		moved, err := c.retry(ctx, &h, i, r)
		if moved {
			n++
		}
		return err
	})
	if err != nil || n == 0 {
		return n, err
	}
	_, err = c.reopen(ctx, id) // and after them, so that all are sent
	return n, err
}

func (c Conductor) reopen(ctx context.Context, id string) (Head, error) {
	return change(ctx, c.Board, id, func(h *Head) (bool, error) {
		switch h.State {
		case HeadRunning, HeadOver:
			h.State = HeadRunning
		case HeadPaused, HeadStopped:
		default:
			return false, fault.Conflict.Errorf("migration %s is %s: nothing can be retried", id, h.State)
		}
		h.again()
		return true, nil
	})
}

// retry opens one customer again. Services that are done stay done; a try whose outcome is not known is looked up first, and begun again only under another
// name after a person has looked.
func (c Conductor) retry(ctx context.Context, h *Head, i *Item, r Retry) (bool, error) {
	next := i.clone()
	opened := i.State == Failed && i.Cause == r.Cause
	for n := range next.Tasks {
		t := &next.Tasks[n]
		if t.Cause == r.Cause && (t.State == TaskFailed || t.State == TaskLeft && r.Renew != nil) {
			t.State, t.Cause, t.Text, t.Attempt = TaskWaiting, "", "", t.Attempt+1
			opened = true
		}
	}
	if !opened {
		return false, nil
	}
	next.Wave, next.State, next.Cause, next.Text, next.Tries, next.Suspected = h.Wave, Pending, "", "", 0, false
	if i.Client || next.tried() >= 0 {
		next.State = Working // it was compared with what was shown, and has changed by our own doing
	}
	if r.Renew != nil {
		fresh, err := r.Renew(ctx, i)
		if err != nil {
			return false, err
		}
		next.renew(&fresh)
	}
	next.Moved = c.Now()
	err := c.Ledger.Move(ctx, &next, deltas(i, &next))
	if fault.Of(err) == fault.Stale {
		return false, nil
	}
	return err == nil, err
}

// renew takes over what somebody mended: everything of services that were not begun. A customer that still may not be begun stays held.
func (i *Item) renew(fresh *Item) {
	i.Filled, i.Email, i.Company = fresh.Filled, fresh.Email, fresh.Company
	var tasks []Task
	for _, t := range i.Tasks {
		if t.begun() {
			tasks = append(tasks, t)
		}
	}
	for _, t := range fresh.Tasks {
		at := slices.IndexFunc(i.Tasks, func(o Task) bool { return o.Service == t.Service })
		if at >= 0 && i.Tasks[at].begun() {
			continue
		}
		if at >= 0 {
			t.Attempt = i.Tasks[at].Attempt
		}
		tasks = append(tasks, t)
	}
	i.Tasks = tasks
	if fresh.State == Failed && i.State == Pending {
		i.Wave, i.State, i.Cause, i.Text = fresh.Wave, fresh.State, fresh.Cause, fresh.Text
	}
}

// begun reports whether the seller or our own books may know of it.
func (t *Task) begun() bool {
	return t.State == TaskDone || t.State == TaskActing || t.State == TaskSeen || t.Result != ""
}
