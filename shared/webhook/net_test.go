package webhook_test

import (
	"context"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/storefront"
	"github.com/seatwright/seatwright/shared/webhook"
)

// diary keeps a cursor and when a shop was heard of.
type diary struct {
	at    *webhook.Cursor
	heard time.Time
}

func (d *diary) Cursor(context.Context, string) (webhook.Cursor, error) {
	if d.at == nil {
		return webhook.Cursor{}, fault.NotFound.Errorf("cursor: not there")
	}
	return *d.at, nil
}

func (d *diary) SaveCursor(_ context.Context, _ string, c webhook.Cursor) error {
	d.at = &c
	return nil
}

func (d *diary) Heard(context.Context, string) (time.Time, error) { return d.heard, nil }

func TestAShopsListGivesWhatNoWebhookToldAndWhetherItStoppedToSend(t *testing.T) {
	t.Parallel()
	h, known := newHouse(), newHouse()
	known.told(t, "orders/paid", paid(t))
	r, err := known.Record(t.Context(), connection, "820982911946154508")
	if err != nil {
		t.Fatal(err)
	}
	clock, d := now(), &diary{}
	look := func() webhook.Caught {
		t.Helper()
		n := webhook.Net{Work: h.work(), Cursors: d, Now: func() time.Time { return clock }}
		out, err := n.Look(t.Context(), h.connection)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	if out := look(); out.Listed != 0 || d.at != nil {
		t.Errorf("without keys: %+v, %+v", out, d.at)
	}
	s := r.State.Latest
	s.Version, s.Read = clock, clock
	h.shop = &stall{sales: map[string]storefront.Sale{s.Order: s}}
	if out := look(); out.Listed != 1 || out.Missed != 1 || out.Silent || h.effects != 1 {
		t.Errorf("missed: %+v, %d effects", out, h.effects)
	}
	clock = clock.Add(7 * time.Hour)
	s.Version, s.Read = clock, clock // looked at again, and the same
	h.shop.sales[s.Order] = s
	if out := look(); out.Missed != 0 || !out.Silent || h.effects != 1 {
		t.Errorf("seven hours later: %+v", out)
	}
	d.heard = clock
	if out := look(); out.Silent || !d.at.Missed.IsZero() {
		t.Errorf("heard again: %+v, %+v", out, d.at)
	}
	h.connection.Paused, h.shop.err = true, fault.Unavailable.Errorf("down")
	if out := look(); out.Listed != 0 {
		t.Errorf("paused: %+v", out)
	}
}
