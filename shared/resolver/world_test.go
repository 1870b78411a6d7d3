package resolver_test

import (
	"fmt"
	"net/netip"
	"sync/atomic"
	"testing"
	"time"

	sim "github.com/seatwright/seatwright/localstack/sim/dns"
	"github.com/seatwright/seatwright/shared/resolver"
)

const (
	first  = "dns200.anycast.me."
	second = "ns200.anycast.me."
)

// world is a simulated system in which example.fr is delegated to two servers, a client of it, and a clock.
type world struct {
	*sim.Sim

	client *resolver.Client
	opt    resolver.Options
	moved  atomic.Int64 // what the clock was moved by; the servers read it from goroutines of their own
	serial uint32
}

func open(t *testing.T, rows string) *world {
	t.Helper()
	w := &world{}
	w.Sim = sim.New(sim.Options{Clock: w.now, Servers: []string{first, second, "ns.example.fr.", "dns1.elsewhere.net."}})
	if err := w.Listen(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	w.Delegate("example.fr", first, second)
	w.publish(t, rows)
	w.opt = resolver.Options{
		Roots: []netip.Addr{w.Root()}, Allowed: []netip.Prefix{netip.MustParsePrefix("198.18.0.0/15")}, Dial: w.Dial,
		Now: w.now, Timeout: 200 * time.Millisecond,
	}
	w.client = resolver.New(w.opt)
	return w
}

func (w *world) now() time.Time {
	return time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC).Add(time.Duration(w.moved.Load()))
}

func (w *world) move(by time.Duration) { w.moved.Add(int64(by)) }

// publish gives example.fr these rows from now on.
func (w *world) publish(t *testing.T, rows string) {
	t.Helper()
	w.serial++
	file := fmt.Sprintf("$TTL 3600\n@ IN SOA %s tech.ovh.net. (%d 86400 3600 3600000 300)\n@ NS %s\n@ NS %s\n%s", first, w.serial, first, second, rows)
	if err := w.Publish("example.fr", file, w.now()); err != nil {
		t.Fatal(err)
	}
}

func (w *world) behave(t *testing.T, b sim.Behaviour) {
	t.Helper()
	if err := w.Behave(b); err != nil {
		t.Fatal(err)
	}
}
