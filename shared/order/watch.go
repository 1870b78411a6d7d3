package order

import (
	"context"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/subscription"
)

// watch waits for the licences of every line that was bought.
func (r *run) watch(ctx context.Context, o Order) (move, error) {
	lines := append([]Line(nil), o.Lines...)
	var ready []string
	missing := 0
	for i := range lines {
		if lines[i].State != LineBought {
			continue
		}
		l, waits, err := r.look(ctx, o, lines[i])
		if err != nil {
			return move{}, err
		}
		lines[i] = l
		if waits {
			missing++
		} else if l.State == LineReady {
			ready = append(ready, l.Subscription.ID)
		}
	}
	change := func(o *Order) { o.Lines = lines }
	if missing == 0 {
		o.Lines = lines
		evidence := "licences are there: subscription " + strings.Join(ready, ", ")
		if len(ready) == 0 {
			evidence = "no licences are left to wait for"
		}
		return r.finish(o, move{result: Done, evidence: evidence, change: change}), nil
	}
	if !o.Deadline.IsZero() && o.State == Provisioning && !r.Now().Before(o.Deadline) {
		return move{result: Wait, evidence: "licences are not there after 24 hours", state: AsksPerson, change: change, ask: &Question{
			Text: "bought, but Microsoft has not provided the licences; ask Microsoft, then answer retry to look again", Choices: []string{Retry},
		}}, nil
	}
	return move{result: Wait, evidence: "waiting for the licences", state: Provisioning, change: change, wait: backoff(o.Intent.Looks)}, nil
}

// look gives a line that was bought as it is now, and reports whether its licences are still to come.
func (r *run) look(ctx context.Context, o Order, l Line) (Line, bool, error) {
	id, facts, err := r.licence(ctx, o, l)
	switch kind := fault.Of(err); {
	case kind == fault.NotFound:
		return l, true, nil
	case kind == fault.Gone || err == nil && facts.Status == subscription.Deleted:
		l.State, l.Refused = LineRefused, withdrawnThere()
		return l, false, nil
	case err != nil:
		return l, false, err
	}
	if err := r.keep(ctx, o.record(l, id, facts, r.Now())); err != nil {
		return l, false, err
	}
	l.State, l.Subscription = LineReady, licensed(id, facts)
	return l, false, nil
}

// withdrawnThere is what it means that a line was bought and is cancelled before anybody saw its licences.
func withdrawnThere() *Meaning {
	return &Meaning{Class: Final, Whose: OfMicrosoft, Operator: "it was bought, and is cancelled at Microsoft"}
}

// licence gives the subscription of a line, fault.NotFound while it is not there, and fault.Gone when it was cancelled before. Microsoft documents that
// "unfulfilled" is a cancellation; what waits is called otherwise.
func (r *run) licence(ctx context.Context, o Order, l Line) (id string, f subscription.Facts, err error) {
	sold, err := r.seller.Sales.SoldOrder(ctx, o.Customer.Tenant, l.Order)
	if err != nil {
		return "", f, err
	}
	status, err := r.seller.Sales.Provisioned(ctx, o.Customer.Tenant, l.Order)
	if err != nil {
		return "", f, err
	}
	for i, line := range sold.Lines {
		if !fits(l, sold, line) || claimed(o, line.Subscription) {
			continue
		}
		if i >= len(status) {
			break
		}
		cancelled := strings.EqualFold(status[i], "unfulfilled")
		if cancelled && line.Subscription == "" {
			return "", f, fault.Gone.Errorf("line %s is cancelled at Microsoft", l.Key)
		}
		if line.Subscription == "" || !cancelled && !strings.EqualFold(status[i], "fulfilled") {
			break
		}
		f, err = r.read(ctx, o, line.Subscription)
		return line.Subscription, f, err
	}
	return "", f, fault.NotFound.Errorf("licences of line %s: not there yet", l.Key)
}

// claimed reports whether another line of the order has the subscription already.
func claimed(o Order, id string) bool {
	for _, l := range o.Lines {
		if id != "" && l.Subscription != nil && l.Subscription.ID == id {
			return true
		}
	}
	return false
}
