package takeover

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Alarm is something that costs money or licences while nobody acts.
type Alarm struct {
	Kind AlarmKind `json:"kind"`
	Of   string    `json:"of"` // what it is about: raised once for each
	Text string    `json:"text"`
	At   time.Time `json:"at"`
	Told bool      `json:"told,omitempty"` // people were told of it
}

// AlarmKind is what an alarm is about.
type AlarmKind string

// Kinds of alarms.
const (
	Late       AlarmKind = "late"
	Renewed    AlarmKind = "old_renewed_itself"
	PaidTwice  AlarmKind = "paid_twice"
	NotCovered AlarmKind = "not_covered"
	Stopped    AlarmKind = "needs_human"
	GaveUp     AlarmKind = "abandoned"
	Reminder   AlarmKind = "reminder" // the old subscription ends in so many days, and its provider has not let go of it
)

const (
	// window is for how long a subscription can be cancelled after it renewed.
	window = 7 * day
	// patience is how long after its end an old subscription may still be shown as enabled.
	patience = 2 * day
	// twice is for how long both may be paid before it is an alarm.
	twice = 31 * day
)

func (t *Takeover) raise(a Alarm) {
	if !slices.ContainsFunc(t.Alarms, func(o Alarm) bool { return o.Kind == a.Kind && o.Of == a.Of }) {
		t.Alarms = append(t.Alarms, a)
	}
}

// bought reports whether the new subscription is there beside the old one.
func (t *Takeover) bought() bool {
	switch t.State {
	case SecondSeen, Swapping, Ready, Asked, OldDisabled, Covered:
		return true
	default:
		return false
	}
}

// alarm looks for what costs money: an old subscription that renewed itself, and one that is paid beside the new one.
func (t *Takeover) alarm(v *View, now time.Time) {
	if !t.bought() || v.Read.IsZero() {
		return
	}
	for _, o := range t.Old {
		l, there := v.line(o.ID)
		if !there || l.Ours || l.Status != enabled || o.Ends.IsZero() {
			continue
		}
		switch {
		case l.Ends.After(o.Ends) && now.Before(o.Ends):
			until := now.Add(window)
			t.raise(Alarm{Kind: Renewed, Of: o.ID, At: now, Text: "the old subscription renewed early; it can be cancelled until " + until.UTC().Format(time.RFC3339) + " at the latest"})
		case l.Ends.After(o.Ends) || !now.Before(o.Ends.Add(patience)):
			until := o.Ends.Add(window)
			t.raise(Alarm{Kind: Renewed, Of: o.ID, At: now, Text: "the old subscription renewed itself; it can be cancelled until " + until.UTC().Format(time.RFC3339)})
		case !t.Bought.IsZero() && now.Sub(t.Bought) > twice:
			t.raise(Alarm{Kind: PaidTwice, Of: o.ID, At: now, Text: fmt.Sprintf("%d seats are paid at both providers until %s", o.Seats, o.Ends.UTC().Format(time.DateOnly))})
		}
	}
	t.remind(now)
	if t.State == OldDisabled || t.State == Covered {
		if why := t.stands(Coverage, v, now); why != "" {
			t.raise(Alarm{Kind: NotCovered, Of: string(t.State), At: now, Text: why})
		}
	}
}

// remind raises the newest reminder before the first end while the old provider has the word.
func (t *Takeover) remind(now time.Time) {
	d := t.day(now)
	if t.State == Asked && d.Remind > 0 && now.Before(d.Ends) {
		t.raise(Alarm{Kind: Reminder, Of: strconv.Itoa(d.Remind), At: now, Text: fmt.Sprintf("the old subscription ends on %s and is not seen disabled", d.Ends.UTC().Format(time.DateOnly))})
	}
}

// Day is a takeover in the calendar.
type Day struct {
	ID     string    `json:"id"`
	Domain string    `json:"domain"`
	State  State     `json:"state"`
	Ends   time.Time `json:"ends,omitzero"` // of the old subscription that ends first
	Left   int       `json:"left"`          // whole days until then; below zero: since then
	// Remind is the newest reminder that has fallen due, in days before the end; 0: none.
	Remind int     `json:"remind,omitempty"`
	Tasks  []Task  `json:"tasks,omitempty"` // that are open
	Alarms []Alarm `json:"alarms,omitempty"`
}

// Calendar lists takeovers that are not over by the days that are left, those without a known end last.
func Calendar(all []Takeover, now time.Time) []Day {
	var days []Day
	for i := range all {
		if !all[i].State.Over() {
			days = append(days, all[i].day(now))
		}
	}
	return Sorted(days)
}

// Row is a takeover in the calendar by itself.
func (t *Takeover) Row(now time.Time) Day { return t.day(now) }

// At brings a row that was kept to a later time.
func (d Day) At(now time.Time) Day {
	d.Left, d.Remind = 0, 0
	if !d.Ends.IsZero() {
		d.Left, d.Remind = int(d.Ends.Sub(now).Hours())/24, reminder(d.Ends, now)
	}
	return d
}

// Sorted gives rows by the days that are left, those without a known end last.
func Sorted(days []Day) []Day {
	slices.SortFunc(days, func(a, b Day) int {
		return cmp.Or(unknown(a)-unknown(b), a.Ends.Compare(b.Ends), strings.Compare(a.ID, b.ID))
	})
	return days
}

func unknown(d Day) int {
	if d.Ends.IsZero() {
		return 1
	}
	return 0
}

func (t *Takeover) day(now time.Time) Day {
	d := Day{ID: t.ID, Domain: t.Domain, State: t.State, Alarms: t.Alarms}
	for _, o := range t.Old {
		if !o.Ends.IsZero() && (d.Ends.IsZero() || o.Ends.Before(d.Ends)) {
			d.Ends = o.Ends
		}
	}
	for _, task := range t.Tasks {
		if task.Done.IsZero() {
			d.Tasks = append(d.Tasks, task)
		}
	}
	return d.At(now)
}

// reminder gives the newest of the reminders before an end.
func reminder(ends, now time.Time) int {
	newest := 0
	for _, days := range []int{30, 14, 7, 3, 1} {
		if !now.Before(ends.Add(-time.Duration(days) * day)) {
			newest = days
		}
	}
	return newest
}
