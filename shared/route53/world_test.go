package route53_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/seatwright/seatwright/localstack/sim/control"
	sim "github.com/seatwright/seatwright/localstack/sim/route53"
	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/route53"
)

const zone = "example.fr"

// world is the simulated service, a host of it, and a clock that sleeping moves.
type world struct {
	*sim.Sim
	*route53.Host

	opt   route53.Options
	now   time.Time
	slept time.Duration
	names delegations
}

// delegations are what the parent says.
type delegations map[string][]string

func (d delegations) Delegation(_ context.Context, name string) (domain.Delegation, error) {
	servers, ok := d[name]
	if !ok {
		return domain.Delegation{}, errors.New("nobody can tell")
	}
	return domain.Delegation{Zone: name, Servers: servers}, nil
}

// open gives a world whose zone has these sets.
func open(t *testing.T, change func(*sim.Options), sets ...sim.Set) *world {
	t.Helper()
	w := &world{now: time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC), names: delegations{}}
	o := sim.Options{Clock: func() time.Time { return w.now }, Delay: 30 * time.Second, Habits: sim.Habits{PerSecond: 5}, Zones: []sim.Zone{{Name: zone, Sets: sets}}}
	if change != nil {
		change(&o)
	}
	w.Sim = sim.New(o)
	web := &http.Client{Transport: control.Transport(map[string]http.Handler{"route53.amazonaws.com": w.Sim})}
	w.opt = route53.Options{
		Config: aws.Config{HTTPClient: web, Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""), Retryer: single},
		Names:  w.names, Now: func() time.Time { return w.now },
		Sleep: func(ctx context.Context, d time.Duration) error {
			w.slept, w.now = w.slept+d, w.now.Add(d)
			return ctx.Err()
		},
	}
	w.Host = route53.Open(w.opt)
	return w
}

// single tries once: no test waits on the machine's clock.
func single() aws.Retryer { return aws.NopRetryer{} }

func (w *world) look(t *testing.T) domain.Held {
	t.Helper()
	held, err := w.Look(t.Context(), zone)
	if err != nil {
		t.Fatal(err)
	}
	return held
}

// find gives the row of a look with this name and value.
func find(t *testing.T, z dns.Zone, name string, kind dns.Type, value string) dns.Row {
	t.Helper()
	for _, r := range z.Rows {
		if r.Name == name && r.Type == kind && strings.Contains(r.Value, value) {
			return r
		}
	}
	t.Fatalf("no row %q %s %s in %v", name, kind, value, z.Rows)
	return dns.Row{}
}

func create(name string, kind dns.Type, ttl uint32, value string) dns.Step {
	return dns.Step{Kind: dns.Create, To: dns.Row{Name: name, Type: kind, TTL: ttl, Value: value}}
}

func update(r dns.Row, value string) dns.Step {
	to := r
	to.Value = value
	return dns.Step{Kind: dns.Update, Row: r, To: to}
}

// texts gives the values of a set.
func (w *world) texts(name, kind string) []string {
	view, _ := w.View(zone)
	for _, s := range view.Sets {
		if s.Name == name && s.Type == kind {
			return s.Values
		}
	}
	return nil
}
