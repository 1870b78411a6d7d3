package takeover

import (
	"fmt"
	"slices"
	"time"
)

// News is what people are told of once: a task that is new, or an alarm.
type News struct {
	Alarm    bool
	Of       string // what it is about: told once for each
	At       time.Time
	Text     string
	Next     string
	Deadline time.Time
}

// News gives up to so many things that people were not told of yet, and marks them as told.
func (t *Takeover) News(most int) []News {
	var all []News
	alarms, tasks := slices.Clone(t.Alarms), slices.Clone(t.Tasks) // what is read of another must not be marked
	t.Alarms, t.Tasks = alarms, tasks
	for i := range alarms {
		a := &alarms[i]
		if a.Told || len(all) == most {
			continue
		}
		a.Told = true
		all = append(all, News{
			Alarm: true, Of: string(a.Kind) + " " + a.Of, At: a.At, Text: fmt.Sprintf("takeover of %s: %s", t.Domain, a.Text), Next: a.Kind.next(), Deadline: t.Plan.Before,
		})
	}
	for i := range tasks {
		k := &tasks[i]
		if k.Told || len(all) == most {
			continue
		}
		k.Told = true
		all = append(all, News{
			Of: "task " + string(k.Guard), At: t.Since, Text: fmt.Sprintf("takeover of %s: %s", t.Domain, k.Missing), Next: string(k.Who) + ": " + k.Instructions, Deadline: k.Due,
		})
	}
	return all
}

func (k AlarmKind) next() string {
	switch k {
	case Renewed:
		return "have the old provider cancel it within the window"
	case PaidTwice, Reminder:
		return "have the old provider turn renewal off, or cancel"
	case NotCovered:
		return "buy seats, or bring users back, before the grace period ends"
	case Stopped:
		return "mend what the takeover names, then resume it"
	case GaveUp:
		return "ask for the takeover anew when the customer is ready"
	case Late:
	}
	return "look at the takeover's tasks"
}
