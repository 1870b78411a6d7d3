package doctor

import (
	"context"
	"fmt"
)

// How many waiting messages are more than a busy hour brings. A request for many domains is a message for each.
const (
	crowd          = 1000
	crowdOfDomains = 10_000
)

func (d doctor) work(ctx context.Context) Finding {
	h, err := d.world.Hold(ctx)
	if err != nil {
		return service{name: "our own table"}.failed(err)
	}
	if h == nil {
		return ok("nothing is on hold")
	}
	f := broken("work is on hold since "+h.Since.UTC().Format("2006-01-02 15:04")+" UTC: "+h.Cause.Cause, h.Cause.Next).at(h.Cause.Link)
	f.Code = h.Cause.Code
	return f
}

// uncounted is what every check of a queue says when it cannot be counted.
func uncounted(err error) Finding {
	return service{name: "the queue", allow: "look at the permissions of the function doctor"}.failed(err)
}

func (d doctor) queue(ctx context.Context) Finding {
	n, err := d.depth(ctx)
	if err != nil {
		return uncounted(err)
	}
	if n.Waiting > crowd {
		return warning(fmt.Sprintf("%d messages wait in the queue of orders", n.Waiting), "look at the log and the alarms of the function fulfil")
	}
	if n.Domains > crowdOfDomains {
		return warning(fmt.Sprintf("%d messages wait in the queue of domains", n.Domains), "look at the log and the alarms of the function domain")
	}
	if n.Migrations > crowdOfDomains {
		return warning(fmt.Sprintf("%d messages wait in the queue of migrations", n.Migrations), "look at the log and the alarms of the function migrate")
	}
	if n.Events > crowdOfDomains {
		return warning(fmt.Sprintf("%d messages wait in the queue of events", n.Events), "look at the log and the alarms of the function callback")
	}
	if n.Sales > crowd {
		return warning(fmt.Sprintf("%d messages wait in the queue of sales", n.Sales), "look at the log and the alarms of the function sale")
	}
	return ok(fmt.Sprintf("%d messages wait in the queue of orders, and %d in that of domains", n.Waiting, n.Domains))
}

func (d doctor) deadLetters(ctx context.Context) Finding {
	n, err := d.depth(ctx)
	if err != nil {
		return uncounted(err)
	}
	if n.Dead > 0 {
		return warning(fmt.Sprintf("%d messages of this installation were given up", n.Dead), "each belongs to an order that asks a question: mend the cause, then answer it with retry or move the dead letters back")
	}
	return ok("there is no dead letter")
}

func (d doctor) schedules(ctx context.Context) Finding {
	n, err := d.depth(ctx)
	if err != nil {
		return uncounted(err)
	}
	if n.Missed > 0 {
		return warning(fmt.Sprintf("%d runs of schedules were not got through", n.Missed), "look at the log of the functions sweep, notify and refresh; the next run makes up for it")
	}
	return ok("no run of a schedule is missing")
}
