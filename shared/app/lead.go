package app

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/takeover"
)

// Lead builds the function that a rule wakes each minute: it goes on with the takeovers that are due. What is not reached is due a minute later.
func Lead(e *Env) (lambda.Handler, error) {
	t, err := e.OpenTable()
	if err != nil {
		return nil, err
	}
	secrets, err := e.OpenSecrets()
	if err != nil {
		return nil, err
	}
	q, err := e.openQueue(setting.OrderQueue)
	if err != nil {
		return nil, err
	}
	microsoft, err := newTenants(e, t, secrets)
	if err != nil {
		return nil, err
	}
	desk := order.Desk{Book: t, Waker: waker{queue: q, now: e.Now, log: e.Log}, Now: e.Now}
	l := leader{env: e, table: t, tenants: microsoft, holds: holds{t}, desk: desk}
	return edge.Schedule(edge.Options{Operation: "lead", Log: e.Log, Now: e.Now}, l.round), nil
}

// leader leads takeovers.
type leader struct {
	env     *Env
	table   *table.Table
	tenants *tenants
	holds   holds
	desk    order.Desk
}

const (
	// mostTakeovers is how many one round looks at, besideOthers how many at once.
	mostTakeovers = 300
	besideOthers  = 4
	// longTakeover is for how long a takeover is worked on at most, and left alone by others.
	longTakeover = 2 * time.Minute
	// longRound is when a round takes up no more.
	longRound = 150 * time.Second
)

// round goes on with what is due. One that fails does not stop the others.
func (l leader) round(ctx context.Context, _ time.Time) error {
	began := l.env.Now()
	due, err := l.table.Takeovers().Due(ctx, began, mostTakeovers)
	if err != nil {
		return err
	}
	var (
		mu     sync.Mutex
		failed error
		group  sync.WaitGroup
	)
	room := make(chan struct{}, besideOthers)
	for _, d := range due {
		if l.env.Now().Sub(began) > longRound {
			break
		}
		room <- struct{}{}
		group.Go(func() {
			defer func() { <-room }()
			err := l.one(ctx, d)
			mu.Lock()
			defer mu.Unlock()
			failed = errors.Join(failed, err)
		})
	}
	group.Wait()
	l.env.measure(ctx, "takeovers", metric{name: "TakeoversDue", unit: "Count", value: float64(len(due))})
	return failed
}

// one goes on with a takeover, unless another process does, or the partner's work stands still.
func (l leader) one(ctx context.Context, d table.DueTakeover) error {
	ctx = acting(edge.With(ctx, slog.String("takeover_id", d.ID)), actor{who: audit.Worker, correlation: d.ID})
	if held, _, err := l.holds.Held(ctx, d.Partner); err != nil || held {
		return err
	}
	owner := rand.Text()
	fence, err := l.table.Acquire(ctx, d.Lease(), owner, l.env.Now().Add(longTakeover))
	if fault.Of(err) == fault.Conflict {
		return nil
	}
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, longTakeover-time.Second)
	defer cancel()
	t, err := l.machine(d.Partner).Run(ctx, d.Partner, d.ID)
	if kind := fault.Of(err); err != nil && kind != fault.NotFound {
		l.env.Log.WarnContext(ctx, "takeover not gone on with", "state", string(t.State), "kind", string(kind), "error", err.Error())
	}
	l.env.measure(ctx, "takeover", once("TakeoverState", slog.String("state", string(t.State))))
	return l.table.Release(ctx, d.Lease(), owner, fence)
}

func (l leader) machine(partner string) takeover.Machine {
	kept := newAuditedTakeovers(l.table, l.env.trail(l.table))
	users := &changedUsers{tenants: l.tenants, partner: partner}
	return takeover.Machine{
		Records: kept, Now: l.env.Now,
		Eyes:    takeoverEyes{leader: l},
		Hands:   takeoverHands{leader: l},
		Swapper: &takeover.Swapper{Licences: users, Plans: users.plans, Save: kept.Save, Now: l.env.Now},
	}
}
