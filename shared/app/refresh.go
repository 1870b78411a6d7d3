package app

import (
	"context"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/entra"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/graph"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/renewal"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/token"
)

// Refresh builds the function that a rule wakes once a day: it renews the sign-ins of all partners when they are due.
func Refresh(e *Env) (lambda.Handler, error) {
	t, err := e.OpenTable()
	if err != nil {
		return nil, err
	}
	secrets, err := e.OpenSecrets()
	if err != nil {
		return nil, err
	}
	service, err := e.openEntra()
	if err != nil {
		return nil, err
	}
	v, err := e.need(setting.Graph)
	if err != nil {
		return nil, err
	}
	watch := credentialEnds{env: e, table: t, tokens: token.New(service, secrets, e.Now), graph: v[0]}
	round := renewal.Round{
		Partners: register{t}, Renewer: e.renewer(t, service, secrets), Holds: auditedHolds{t, e.trail(t), audit.Worker}, Notices: t, Expires: watch.expires, Diagnose: entra.Diagnose,
		Report: e.reportSignIn, Now: e.Now,
	}
	return edge.Schedule(edge.Options{Operation: "refresh", Log: e.Log, Now: e.Now}, func(ctx context.Context, _ time.Time) error {
		return round.Run(acting(ctx, actor{who: audit.Schedule("refresh")}))
	}), nil
}

// register lists partners for the round.
type register struct{ table *table.Table }

const listed = 100

// List implements renewal.Partners.
func (r register) List(ctx context.Context, after string) ([]string, string, error) {
	ids, next, err := r.table.Partners(ctx, after, listed)
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = string(id)
	}
	return out, next, err
}

// Subject implements renewal.Partners.
func (r register) Subject(ctx context.Context, id string) (token.Subject, error) {
	p, err := r.table.Partner(ctx, order.PartnerID(id))
	return subject(p), err
}

// reportSignIn logs what the round found, and the age of the token, which is what alarms look at: a partner whose token is not renewed shows here
// each day, whatever else fails.
func (e *Env) reportSignIn(ctx context.Context, r renewal.Result) {
	attrs := []slog.Attr{slog.String("partner", r.Partner), slog.String("state", string(r.Outcome.State)), slog.Bool("on_hold", r.Held)}
	if err := r.Outcome.Err; err != nil {
		attrs = append(attrs, slog.String("code", fault.Code(err)), slog.String("cause", fault.Text(err)))
	}
	if r.Err != nil {
		attrs = append(attrs, slog.String("error", r.Err.Error()))
	}
	const hours = 24
	m := metric{name: "TokenAgeDays", unit: "None", value: r.Outcome.Age.Hours() / hours}
	e.measure(ctx, "sign-in", m, attrs...)
}

// credentialEnds reads from Graph when an app's secret or certificate ends.
type credentialEnds struct {
	env    *Env
	table  *table.Table
	tokens *token.Source
	graph  string
}

// expires gives the end of the only credential that the app has. Of several nobody can tell from outside which one is stored here, and a partner who
// gives us no right to look has to enter the date.
func (c credentialEnds) expires(ctx context.Context, id string) time.Time {
	p, err := c.table.Partner(ctx, order.PartnerID(id))
	if err != nil {
		return time.Time{}
	}
	client := graph.Open(graph.Options{
		Base: c.graph, Tokens: c.tokens.For(id, string(p.Tenant), p.App.Client), Transport: c.env.web(),
		Now: c.env.Now, Sleep: c.env.Sleep, Observe: c.env.observe,
	})
	all, err := client.Credentials(ctx, p.App.Client)
	if err != nil || len(all) != 1 {
		return time.Time{}
	}
	return all[0].Expires
}
