package app

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/rest"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/token"
)

// namespace is where CloudWatch keeps our metrics; the stack's alarms look there.
const namespace = "Seatwright"

// metric is one value of a metric of CloudWatch. Its dimensions are few and have few values: each combination is billed.
type metric struct {
	name, unit string
	value      float64
	by         []slog.Attr
	at         time.Time // zero: now
}

// once counts one.
func once(name string, by ...slog.Attr) metric {
	return metric{name: name, unit: "Count", value: 1, by: by}
}

// duration measures in milliseconds.
func duration(name string, d time.Duration, by ...slog.Attr) metric {
	return metric{name: name, unit: "Milliseconds", value: float64(d.Milliseconds()), by: by}
}

// directive tells CloudWatch what of a log line is a metric (its embedded metric format).
type directive struct {
	Timestamp int64    `json:"Timestamp"`
	Metrics   []series `json:"CloudWatchMetrics"`
}

type series struct {
	Namespace  string       `json:"Namespace"`
	Dimensions [][]string   `json:"Dimensions"`
	Metrics    []definition `json:"Metrics"`
}

type definition struct {
	Name string `json:"Name"`
	Unit string `json:"Unit"`
}

// measure writes a line of the log that is a metric too. It is kept in total, and by the dimensions when there are any; more attributes are for the log only.
// Meter has no level: a quiet log does not silence the alarms.
func (e *Env) measure(ctx context.Context, message string, m metric, more ...slog.Attr) {
	sets, names := [][]string{{}}, []string{}
	for _, d := range m.by {
		names = append(names, d.Key)
	}
	if len(names) > 0 {
		sets = append(sets, names)
	}
	if m.at.IsZero() {
		m.at = e.Now()
	}
	aws := directive{Timestamp: m.at.UnixMilli(), Metrics: []series{{Namespace: namespace, Dimensions: sets, Metrics: []definition{{Name: m.name, Unit: m.unit}}}}}
	//nolint:sloglint // CloudWatch sets the name of the directive and the look of the metrics
	attrs := slices.Concat([]slog.Attr{slog.Any("_aws", aws), slog.Float64(m.name, m.value)}, m.by, more)
	//nolint:sloglint // every caller passes a constant
	e.Meter.LogAttrs(ctx, slog.LevelInfo, message, attrs...)
}

// observe logs each call to the outside by its route, and measures it. The seller's support finds a call by its correlation id.
func (e *Env) observe(ctx context.Context, c rest.Call) {
	m := duration("OutsideCall", c.Took, slog.String("route", c.Method+" "+c.Route), slog.String("status", strconv.Itoa(c.Status)))
	e.measure(ctx, "outside call", m, slog.String("ms_request_id", c.RequestID), slog.String("ms_correlation_id", c.CorrelationID))
}

// mints measures tokens that Microsoft refuses, for a partner or for one of its customers.
type mints struct {
	token.Minter
	env *Env
}

// Mint implements token.Minter.
func (m mints) Mint(ctx context.Context, g token.Grant) (token.Token, error) {
	t, err := m.Minter.Mint(ctx, g)
	if errors.Is(err, fault.Unauthenticated) {
		m.env.measure(ctx, "sign-in refused", once("MintRefused"), slog.String("code", fault.Code(err)), slog.String("client", g.Client))
	}
	return t, err
}

// ages measures the age of each refresh token when it is read for use.
type ages struct {
	secret.Store
	env *Env
}

// Read implements token.Secrets.
func (a ages) Read(ctx context.Context, name string) (string, error) {
	text, err := a.Store.Read(ctx, name)
	if err != nil || !strings.HasSuffix(name, "/refresh-token") {
		return text, err
	}
	var r token.Refresh
	if json.Unmarshal([]byte(text), &r) == nil && !r.Issued.IsZero() {
		const day = 24
		a.env.measure(ctx, "token age", metric{name: "TokenAgeDays", unit: "None", value: a.env.Now().Sub(r.Issued).Hours() / day})
	}
	return text, nil
}
