package app

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/netip"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/resolver"
	"github.com/seatwright/seatwright/shared/route53"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/table"
)

// Domain builds the function that the queue of domains wakes. What belongs to one account at a host comes in one group, so that one process at a time
// writes an account's zones and keeps to the calls that the host allows.
func Domain(e *Env) (lambda.Handler, error) {
	secrets, err := e.OpenSecrets()
	if err != nil {
		return nil, err
	}
	t, err := e.OpenTable()
	if err != nil {
		return nil, err
	}
	q, err := e.openQueue(setting.DomainQueue)
	if err != nil {
		return nil, err
	}
	microsoft, err := newTenants(e, t, secrets)
	if err != nil {
		return nil, err
	}
	names, err := e.openNames()
	if err != nil {
		return nil, err
	}
	at := newHosts(e, secrets, names)
	d := domainWork{
		env: e, table: t, wake: domainWaker{waker{queue: q, now: e.Now, log: e.Log}},
		worker: domain.Worker{Leases: t, Zones: at.zones, Names: names, Tenants: microsoft, Now: e.Now},
	}
	return edge.Queue(edge.Options{Operation: "domain", Log: e.Log, Now: e.Now}, atOnce, d.message), nil
}

// openNames opens the domain name system.
func (e *Env) openNames() (resolver.Names, error) {
	o := resolver.Options{Now: e.Now}
	var err error
	switch standIn := e.Settings[setting.Names]; {
	case e.Local != nil && e.Local.Names != nil:
		n := e.Local.Names
		o.Roots, o.Allowed, o.Dial = []netip.Addr{n.Root}, []netip.Prefix{n.Range}, n.Dial
	case standIn != "":
		o, err = o.At(standIn)
	}
	return resolver.Names{Client: resolver.New(o)}, err
}

// openAmazon opens our own account at Amazon Route 53, once.
func (a *hosts) openAmazon() (domain.Zones, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.amazon != nil {
		return a.amazon, nil
	}
	cfg, err := a.amazonConfig()
	if err != nil {
		return nil, err
	}
	a.amazon = route53.Open(route53.Options{Config: cfg, Names: a.names, Now: a.env.Now, Sleep: a.env.Sleep})
	return a.amazon, nil
}

type domainWork struct {
	env    *Env
	table  *table.Table
	worker domain.Worker
	wake   domainWaker
}

func (d domainWork) message(ctx context.Context, m edge.Message) error {
	var w wish
	if err := json.Unmarshal([]byte(m.Body), &w); err != nil {
		return fault.Malformed.Wrap(err, "the message is no wish")
	}
	ctx = acting(ctx, actor{who: audit.Worker, correlation: m.Correlation})
	kept := newAuditedDomains(d.table, d.env.trail(d.table))
	switch {
	case w.Partner != "" && w.Setup != "":
		work := d.worker
		work.Book, work.Texts = kept, kept
		return d.run(ctx, work, w, m.Receives)
	case w.Partner != "" && w.Batch != "":
		ctx = edge.With(ctx, slog.String("batch_id", w.Batch))
		_, err := domain.Desk{Book: kept, Texts: kept, Batches: kept, Waker: d.wake, Now: d.env.Now}.Expand(ctx, w.Partner, w.Batch)
		return err
	}
	return fault.Malformed.Errorf("the message names neither a domain's setup nor a request for many")
}

// run works on one setup.
func (d domainWork) run(ctx context.Context, work domain.Worker, w wish, receives int) error {
	ctx = edge.With(ctx, slog.String("setup_id", w.Setup))
	start := d.env.Now()
	after, err := work.Run(ctx, w.Partner, w.Setup)
	if err != nil && receives >= lastReceive {
		if stuck := work.Stick(ctx, w.Partner, w.Setup); stuck != nil {
			d.env.Log.ErrorContext(ctx, "setup not marked as stuck", "error", stuck.Error())
		}
	}
	d.report(ctx, after, start)
	return err
}

// report logs and measures the steps that a run made. Their texts stay in the setup: they may name records.
func (d domainWork) report(ctx context.Context, s domain.Setup, start time.Time) {
	last := start
	for _, step := range s.Steps {
		if step.At.Before(start) {
			continue
		}
		took := step.At.Sub(last)
		last = step.At
		d.env.measure(ctx, "step", duration("DomainStepTime", took, slog.String("step", step.Name)))
	}
	if !s.Since.Before(start) && !s.Since.IsZero() {
		d.env.measure(ctx, "domain state", once("DomainState", slog.String("state", string(s.State))))
	}
}
