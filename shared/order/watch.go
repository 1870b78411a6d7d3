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
		id, facts, err := r.licence(ctx, o, lines[i])
		if fault.Of(err) == fault.NotFound {
			missing++
			continue
		}
		if err != nil {
			return move{}, err
		}
		if err := r.keep(ctx, o.record(lines[i], id, facts, r.Now())); err != nil {
			return move{}, err
		}
		lines[i].State, lines[i].Subscription = LineReady, licensed(id, facts)
		ready = append(ready, id)
	}
	change := func(o *Order) { o.Lines = lines }
	if missing == 0 {
		o.Lines = lines
		return r.finish(o, move{result: Done, evidence: "licences are there: subscription " + strings.Join(ready, ", "), change: change}), nil
	}
	if !o.Deadline.IsZero() && o.State == Provisioning && !r.Now().Before(o.Deadline) {
		return move{result: Wait, evidence: "licences are not there after 24 hours", state: AsksPerson, change: change, ask: &Question{
			Text: "bought, but Microsoft has not provided the licences; ask Microsoft, then answer retry to look again", Choices: []string{Retry},
		}}, nil
	}
	return move{result: Wait, evidence: "waiting for the licences", state: Provisioning, change: change, wait: backoff(o.Intent.Looks)}, nil
}

// licence gives the subscription of a line, or fault.NotFound while it is not there.
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
		if line.Subscription == "" || i >= len(status) || !strings.EqualFold(status[i], "fulfilled") {
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
