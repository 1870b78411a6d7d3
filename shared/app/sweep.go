package app

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/subscription"
	"github.com/seatwright/seatwright/shared/table"
)

// most is how many orders and subscriptions one sweep sends; the rest is sent a minute later.
const most = 1000

// Sweep builds the function that a rule wakes each minute: it sends everything that is due to its worker,
// and what waited for a partner's sign-in.
func Sweep(e *Env) (lambda.Handler, error) {
	t, err := e.OpenTable()
	if err != nil {
		return nil, err
	}
	q, err := e.openQueue(setting.OrderQueue)
	if err != nil {
		return nil, err
	}
	domains, err := e.openQueue(setting.DomainQueue)
	if err != nil {
		return nil, err
	}
	migrations, err := e.openQueue(setting.MigrationQueue)
	if err != nil {
		return nil, err
	}
	s := sweeper{
		env: e, table: t, waker: waker{queue: q, now: e.Now, log: e.Log}, toDomains: domainWaker{waker{queue: domains, now: e.Now, log: e.Log}},
		toMigrations: migrationWaker{waker{queue: migrations, now: e.Now, log: e.Log}}, sendings: &sendings{},
	}
	return edge.Schedule(edge.Options{Operation: "sweep", Log: e.Log, Now: e.Now}, s.sweep), nil
}

type sweeper struct {
	env          *Env
	table        *table.Table
	waker        waker
	toDomains    domainWaker
	toMigrations migrationWaker
	sendings     *sendings
}

// sweep sends what is due. One that fails does not stop the others.
func (s sweeper) sweep(ctx context.Context, _ time.Time) error {
	due, failed := s.table.Due(ctx, s.env.Now(), most)
	overdue := 0
	licences := map[table.Waiting]subscription.Subscription{}
	for _, d := range due {
		if d.Transfer != "" {
			failed = errors.Join(failed, s.transfer(ctx, d))
			continue
		}
		if d.Order == "" {
			failed = errors.Join(failed, s.licence(ctx, d, licences))
			continue
		}
		late, err := s.send(ctx, d.Order)
		if late {
			overdue++
		}
		failed = errors.Join(failed, err)
	}
	late, err := s.domains(ctx)
	failed = errors.Join(failed, err, s.migrations(ctx), s.release(ctx))
	s.env.measure(ctx, "swept domains", metric{name: "DomainsOverdue", unit: "Count", value: float64(late)})
	s.env.measure(ctx, "swept", metric{name: "OrdersOverdue", unit: "Count", value: float64(overdue)}, slog.Int("due", len(due)))
	return failed
}

// send sends one order, and reports whether it is past the deadline of its state. That nobody began to work on it in time is told here: the work, which
// tells everything else, may be what is broken. The index may still show an order that is gone.
func (s sweeper) send(ctx context.Context, id order.ID) (late bool, err error) {
	o, err := s.table.Load(ctx, id)
	if fault.Of(err) == fault.NotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	late = !o.Deadline.IsZero() && s.env.Now().After(o.Deadline)
	return late, errors.Join(s.table.Tell(ctx, o, o.Overdue(s.env.Now())), s.waker.send(ctx, o))
}
