package domain

import (
	"context"
	"reflect"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
)

// Desk is where people ask for setups and decide about them. Nothing outside is asked or changed from here.
type Desk struct {
	Book    Book
	Texts   Texts
	Batches Batches
	Waker   Waker
	Now     func() time.Time

	place int // in a list, behind whose others the work waits
}

// pace is in how much time a domain of a list is worked on, however small the budget of its account is.
const pace = 30 * time.Second

// save keeps a setup and has the worker take it up. Those far down a list are missed later: looking for each of them meanwhile would only fill the queue.
func (d Desk) save(ctx context.Context, s *Setup) (Setup, error) {
	if behind := time.Duration(d.place) * pace; s.State == Asked || s.State == Approved {
		s.Due, s.Deadline = s.Due.Add(behind), s.Deadline.Add(behind)
	}
	if err := d.Book.Save(ctx, s); err != nil {
		return Setup{}, err
	}
	if s.State.moving() {
		d.Waker.Wake(ctx, s)
	}
	return *s, nil
}

// shown gives a setup whose plan is the one that somebody saw. It fails with fault.Stale when it is another by now.
func (d Desk) shown(ctx context.Context, partner, id, hash string) (Setup, error) {
	s, err := d.Book.Setup(ctx, partner, id)
	if err != nil {
		return s, err
	}
	if s.Hash != hash || hash == "" {
		return s, fault.Stale.Errorf("plan %s: is another than the one with the hash %q by now; look at it again", id, hash)
	}
	return s, nil
}

// Consent agrees to what stands in the way of the plan that was shown, and has it planned again. It fails with fault.Stale when the plan is another by now,
// and with fault.Invalid for a consent that it does not ask for. The same again finds the first.
func (d Desk) Consent(ctx context.Context, partner, id, hash string, c dns.Consents) (Setup, error) {
	s, err := d.shown(ctx, partner, id, hash)
	if err != nil {
		return Setup{}, err
	}
	given := &s.Options.Consents
	rows, classes := union(given.Rows, c.Rows), union(given.Classes, c.Classes)
	if s.State == Asked && len(rows) == len(given.Rows) && len(classes) == len(given.Classes) {
		return s, nil
	}
	if s.State != Planned {
		return Setup{}, fault.Conflict.Errorf("plan %s: is %s, and takes consents only while it is %s", id, s.State, Planned)
	}
	plan, err := load(ctx, d.Texts, partner, hash)
	if err != nil {
		return Setup{}, err
	}
	if err := asks(&plan, c); err != nil {
		return Setup{}, err
	}
	given.Rows, given.Classes = rows, classes
	s.enter(Asked, d.Now(), "with other consents")
	return d.save(ctx, &s)
}

func union[T comparable](have, more []T) []T {
	all := slices.Clone(have)
	for _, m := range more {
		if !slices.Contains(all, m) {
			all = append(all, m)
		}
	}
	return all
}

// asks fails with fault.Invalid when a plan does not ask for a consent: a person may have meant another row.
func asks(p *dns.Plan, c dns.Consents) error {
	var rows []string
	var classes []dns.Class
	for i := range p.Items {
		rows, classes = append(rows, p.Items[i].Need.Rows...), append(classes, p.Items[i].Need.Class)
	}
	for _, r := range c.Rows {
		if !slices.Contains(rows, r) {
			return fault.At(fault.Invalid.Errorf("consent for the row %q: the plan does not ask for it", r), fault.Field{Pointer: "/rows", Text: "a row that the plan does not name"})
		}
	}
	for _, class := range c.Classes {
		if class == "" || !slices.Contains(classes, class) {
			return fault.At(fault.Invalid.Errorf("consent for %q: the plan does not ask for it", class), fault.Field{Pointer: "/classes", Text: "a class that the plan does not name"})
		}
	}
	if len(c.Rows)+len(c.Classes) == 0 {
		return fault.Invalid.Errorf("consent: names neither rows nor classes")
	}
	return nil
}

// Apply has the plan carried out that was shown. Of two who apply it at once, both get the same. It fails with fault.Stale when the plan is another by now,
// and with fault.Conflict when something stands in its way or the domain has another setup.
func (d Desk) Apply(ctx context.Context, partner, id, hash string) (Setup, error) {
	s, err := d.shown(ctx, partner, id, hash)
	if err != nil {
		return Setup{}, err
	}
	if last := s.last(); s.State.moving() && last != nil && last.Hash == hash {
		return s, nil
	}
	if s.State != Planned {
		return Setup{}, fault.Conflict.Errorf("plan %s: is %s, and is applied only while it is %s", id, s.State, Planned)
	}
	if s.Line.State != dns.Ready {
		return Setup{}, fault.Conflict.Errorf("plan %s: something stands in its way: %v", id, s.Line.Codes)
	}
	if current, err := d.Book.Current(ctx, partner, s.Domain); err != nil || current != id {
		if err != nil {
			return Setup{}, err
		}
		return Setup{}, fault.Conflict.Errorf("plan %s: the domain has a newer one, %s", id, current)
	}
	now := d.Now()
	s.Applied = append(slices.Clone(s.Applied), Applied{Hash: hash, Stage: s.Stage, At: now})
	s.Write, s.Progress, s.Problem, s.Cause = Publication{}, Progress{}, nil, nil
	s.enter(Approved, now, "plan "+hash)
	return d.save(ctx, &s)
}

// last gives the plan that was applied last and not taken back; nil: none.
func (s *Setup) last() *Applied {
	for i := range slices.Backward(s.Applied) {
		if !s.Applied[i].Back {
			return &s.Applied[i]
		}
	}
	return nil
}

// Rollback takes back the plan that was applied last and was not taken back yet. It fails with fault.Conflict when there is none, and when the domain has
// another setup.
func (d Desk) Rollback(ctx context.Context, partner, id string) (Setup, error) {
	s, err := d.Book.Setup(ctx, partner, id)
	if err != nil || s.State == Undoing || s.State == Restoring {
		return s, err
	}
	if s.State == Superseded || s.last() == nil {
		return Setup{}, fault.Conflict.Errorf("plan %s: is %s, and nothing of it can be taken back", id, s.State)
	}
	current, err := d.Book.Current(ctx, partner, s.Domain)
	if err != nil {
		return Setup{}, err
	}
	if current != id {
		return Setup{}, fault.Conflict.Errorf("plan %s: the domain has a newer one, %s", id, current)
	}
	now := d.Now()
	if s.State == Approved { // nothing was done yet, and nothing will be: the worker cannot write over this
		s.back()
		s.Problem, s.Cause = nil, nil
		s.enter(RolledBack, now, "asked for")
	} else {
		s.undo(now, nil)
	}
	return d.save(ctx, &s)
}

// undo begins to take the last plan back. Without a cause a person asked for it.
func (s *Setup) undo(now time.Time, cause *Problem) {
	s.Write, s.Progress, s.Undos = Publication{}, Progress{}, 0
	s.Problem, s.Cause = nil, cause
	text := "asked for"
	if cause != nil {
		cause.At, text = now, cause.Text
	}
	s.enter(Undoing, now, text)
}

// back marks the last plan as taken back.
func (s *Setup) back() {
	s.Applied = slices.Clone(s.Applied)
	s.last().Back = true
}

// Replan has the domain planned anew, with other options where some are given. It fails with fault.Conflict while something is under way.
func (d Desk) Replan(ctx context.Context, partner, id string, options *dns.Options) (Setup, error) {
	s, err := d.Book.Setup(ctx, partner, id)
	if err != nil {
		return Setup{}, err
	}
	if options != nil {
		if err := options.Check(); err != nil {
			return Setup{}, fault.At(err, fault.Field{Pointer: "/options", Text: fault.Text(err)})
		}
	}
	same := options == nil || reflect.DeepEqual(*options, s.Options)
	switch {
	case s.State == Asked && same:
		return s, nil
	case s.State == Superseded || s.State.busy():
		return Setup{}, fault.Conflict.Errorf("plan %s: is %s, and is not planned anew now", id, s.State)
	}
	if err := d.free(ctx, &s); err != nil {
		return Setup{}, err
	}
	if options != nil {
		s.Options = *options
	}
	s.Changes, s.Problem, s.Cause, s.Alarm, s.Stage = nil, nil, nil, "", Ownership
	s.enter(Asked, d.Now(), "anew")
	return d.save(ctx, &s)
}

// Check has a setup that waits look now, whatever it waits for: the rows that a person enters, Microsoft, a change of the zone.
func (d Desk) Check(ctx context.Context, partner, domain string) (Setup, error) {
	s, err := d.Zone(ctx, partner, domain)
	if err != nil {
		return Setup{}, err
	}
	if !s.State.moving() {
		return Setup{}, fault.Conflict.Errorf("domain %s: plan %s is %s, and waits for a person", s.Domain, s.ID, s.State)
	}
	s.Due = d.Now()
	return d.save(ctx, &s)
}

// Zone gives the current setup of a domain, whose changes are those that were found when it was watched last.
func (d Desk) Zone(ctx context.Context, partner, domain string) (Setup, error) {
	name, err := dns.Name(domain)
	if err != nil {
		return Setup{}, err
	}
	id, err := d.Book.Current(ctx, partner, name)
	if err != nil {
		return Setup{}, err
	}
	return d.Book.Setup(ctx, partner, id)
}
