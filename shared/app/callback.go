package app

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"log/slog"
	"strconv"
	"strings"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/callback"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/feed"
	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/table"
)

// Callback builds the function that the queue of events wakes: it posts what waits for an endpoint. It goes where others say, and so may do nothing else.
func Callback(e *Env) (lambda.Handler, error) {
	secrets, err := e.OpenSecrets()
	if err != nil {
		return nil, err
	}
	t, err := e.OpenTable()
	if err != nil {
		return nil, err
	}
	wake, err := e.eventWaker()
	if err != nil {
		return nil, err
	}
	post, err := e.openPost()
	if err != nil {
		return nil, err
	}
	e.Log.Info("callbacks", "reach", post.Reach())
	f := t.Feed()
	courier := feed.Courier{Journal: f, Endpoints: f, Deliveries: f, Lines: f, Slots: t, Secrets: secrets, Post: post, Mourner: mourner{t}, Now: e.Now}
	return edge.Queue(edge.Options{Operation: "callback", Log: e.Log, Now: e.Now}, atOnce, func(ctx context.Context, m edge.Message) error {
		var w wish
		if err := json.Unmarshal([]byte(m.Body), &w); err != nil || w.Endpoint == "" {
			return fault.Malformed.Errorf("the message names no endpoint")
		}
		ctx = edge.With(ctx, slog.String("endpoint_id", w.Endpoint))
		r, err := courier.Deliver(ctx, w.Endpoint)
		e.posted(ctx, r)
		if err == nil && !r.Next.IsZero() && !r.Next.After(e.Now()) {
			wake.Wake(ctx, w.Endpoint) // the shift is over, and others had to have their turn
		}
		return err
	}), nil
}

// posted measures a shift in which something was done.
func (e *Env) posted(ctx context.Context, r feed.Report) {
	if r.Posted+r.Dead+r.Dropped == 0 {
		return
	}
	e.measure(ctx, "posted", metric{name: "EventsPosted", unit: "Count", value: float64(r.Posted)}, slog.Int("delivered", r.Delivered), slog.Int("dropped", r.Dropped))
	if r.Dead > 0 {
		e.measure(ctx, "dead events", metric{name: "EventsDead", unit: "Count", value: float64(r.Dead)})
	}
}

// openPost opens the way to the addresses that shops have chosen.
func (e *Env) openPost() (*callback.Client, error) {
	o := callback.Options{Now: e.Now}
	if e.Local != nil {
		o.Web = e.Local.Web
	}
	for _, text := range strings.FieldsFunc(e.Settings[setting.CallbackPorts], func(r rune) bool { return r == ' ' || r == ',' }) {
		n, err := strconv.ParseUint(text, 10, 16)
		if err != nil || n == 0 {
			return nil, fmt.Errorf("%s: want ports", setting.CallbackPorts)
		}
		o.Ports = append(o.Ports, uint16(n))
	}
	if roots := e.Settings[setting.CallbackRoots]; roots != "" {
		o.Roots = x509.NewCertPool()
		if !o.Roots.AppendCertsFromPEM([]byte(strings.ReplaceAll(roots, `\n`, "\n"))) {
			return nil, fmt.Errorf("%s: want certificates in PEM", setting.CallbackRoots)
		}
	}
	return callback.New(o), nil
}

// mourner tells a partner's people of an endpoint that does not take what it is told: once a day for each endpoint.
type mourner struct{ table *table.Table }

// Dead implements feed.Mourner.
func (m mourner) Dead(ctx context.Context, d feed.Delivery) error {
	partner, _, _ := strings.Cut(d.Owner, "/")
	const daily = 24 * 60 * 60
	day := d.Made.Unix() / daily
	return m.table.PutNotice(ctx, notice.Notice{
		Partner: partner, Topic: notice.EndpointDead, Subject: fmt.Sprintf("endpoint %s day %d", d.Endpoint, day), At: d.Made.Truncate(daily * 1e9).UTC(),
		Text: "endpoint " + d.Endpoint + " took nothing of an event for as long as it is tried, for four days",
		Next: "mend the program that listens there, and then have the events sent once more, or read them from the feed",
		Link: "/v1/endpoints/" + d.Endpoint + "/deliveries",
	})
}
