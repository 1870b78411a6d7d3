package callback_test

import (
	"context"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/receiver"
	"github.com/seatwright/seatwright/shared/callback"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/feed"
)

// Two secrets of bytes 0 to 31 and 32 to 63.
const (
	secretA = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
	secretB = "whsec_ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8="
)

func now() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

// world is a server of receivers, which has the name shop.test.
type world struct {
	*receiver.Sim

	t    *testing.T
	port uint16
	opt  callback.Options
}

func here() []netip.Addr { return []netip.Addr{netip.MustParseAddr("127.0.0.1")} }

func open(t *testing.T) *world {
	t.Helper()
	sim := receiver.New(receiver.Options{Clock: now, Hosts: []string{"shop.test"}})
	port, stop, err := sim.Start(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	sim.Name("shop.test", here())
	return &world{Sim: sim, t: t, port: port, opt: callback.Options{
		Ports: []uint16{port}, Roots: sim.Roots(), Resolver: sim.Resolver(), Now: now,
	}}
}

// manner gives the receiver at a path a manner, and its address.
func (w *world) manner(path string, m receiver.Manner) string {
	w.t.Helper()
	if err := w.Set(path, m); err != nil {
		w.t.Fatal(err)
	}
	return w.at(path)
}

func (w *world) at(path string) string { return fmt.Sprintf("https://shop.test:%d%s", w.port, path) }

func message(address string) feed.Message {
	return feed.Message{
		URL: address, ID: "evt_1", At: now(), Keys: []string{secretA},
		Body: []byte(`{"type":"order.held","timestamp":"2026-03-01T12:00:00Z","data":{"order_id":"7","sequence":3}}`),
	}
}

// refused posts and wants a kind of failure with a code. It gives the failure's text.
func refused(t *testing.T, c *callback.Client, m feed.Message, kind fault.Kind, code string) string {
	t.Helper()
	a, err := c.Post(context.Background(), m)
	if fault.Of(err) != kind || fault.Code(err) != code {
		t.Errorf("got %v (%q) and status %d, want %s (%q)", err, fault.Code(err), a.Status, kind, code)
	}
	return fmt.Sprint(err)
}
