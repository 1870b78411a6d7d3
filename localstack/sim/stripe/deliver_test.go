package stripe_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/stripe"
)

func signed(secret string, at time.Time, body string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "%d.%s", at.Unix(), body)
	return hex.EncodeToString(mac.Sum(nil))
}

// The libraries key the hash by the whole text of the secret and sign the time too. A sandbox sends a v0 besides, which they ignore.
func TestADeliveryIsSignedWithItsTime(t *testing.T) {
	t.Parallel()
	for _, live := range []bool{false, true} {
		w := open(t, func(o *stripe.Options) { o.Live = live })
		w.listen("checkout.session.completed")
		w.sell(cart("payment"))
		g := w.deliver()[0]
		want := fmt.Sprintf("t=%d,v1=%s", w.clock().Unix(), signed(secret, w.clock(), g.body))
		header := g.header.Get("Stripe-Signature")
		if before, _, sandbox := strings.Cut(header, ",v0="); before != want || sandbox == live || g.header.Get("Content-Type") != "application/json; charset=utf-8" {
			t.Errorf("%v", g.header)
		}
		if e := parse[event](t, g.body); e.Live != live || e.Version != "2026-01-28.clover" || e.Pending != 1 || e.Created != w.clock().Unix() ||
			!strings.HasPrefix(e.ID, "evt_") || !strings.HasPrefix(g.body, "{\n  \"api_version\"") {
			t.Errorf("%s", g.body)
		}
	}
}

// Stripe documents that both secrets sign for as long as the roll says, a day at most.
func TestBothSecretsSignDuringARoll(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	e := w.listen("checkout.session.completed")
	w.ok(w.Roll(e.ID, "whsec_next", time.Hour))
	count := func() int {
		t.Helper()
		w.sell(cart("payment"))
		g := w.deliver()[0]
		header := g.header.Get("Stripe-Signature")
		if !strings.Contains(header, ",v1="+signed("whsec_next", w.clock(), g.body)) {
			t.Errorf("%s", header)
		}
		if n := strings.Count(header, "v1="); n == 1 || strings.Contains(header, ",v1="+signed(secret, w.clock(), g.body)) {
			return n
		}
		return 0
	}
	during := count()
	w.pass(time.Hour)
	if after := count(); during != 2 || after != 1 {
		t.Errorf("%d and %d signatures", during, after)
	}
	if w.Roll(e.ID, "whsec_other", 25*time.Hour) == nil || w.Roll(e.ID, "plain", 0) == nil {
		t.Error("a roll was taken that is none")
	}
}

// Stripe documents three days live and three attempts more in a sandbox. The body stays as it was, the time is the attempt's own.
func TestWhatFailsIsTriedAgainForDays(t *testing.T) {
	t.Parallel()
	for _, live := range []bool{false, true} {
		w := open(t, func(o *stripe.Options) { o.Live = live })
		w.listen("checkout.session.completed")
		id := w.sell(cart("payment"))
		begin, attempts, bodies := w.clock(), 0, []string{}
		w.status = 500
		for at, more := w.Next(); more; at, more = w.Next() {
			w.pass(at.Sub(w.clock()))
			for _, g := range w.deliver() {
				attempts++
				bodies = append(bodies, g.body)
				if !strings.Contains(g.header.Get("Stripe-Signature"), fmt.Sprintf("t=%d,v1=%s", w.clock().Unix(), signed(secret, w.clock(), g.body))) {
					t.Error("the signature is not of this attempt")
				}
			}
			w.ok(w.Dispute(id, ""))
		}
		took := w.clock().Sub(begin)
		if want := map[bool]int{false: 4, true: 9}[live]; attempts != want || took > 72*time.Hour || live != (took > 70*time.Hour) || len(slices.Compact(bodies)) != 1 {
			t.Errorf("live %v: %d attempts in %v", live, attempts, took)
		}
		if status := w.Endpoints()[0].Status; live != (status == "disabled") {
			t.Errorf("live %v: %s", live, status)
		}
	}
}

// Stripe documents that a disabled endpoint is not told what happens meanwhile, and that nothing is tried again there.
func TestADisabledEndpointIsToldNothing(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	e := w.listen("checkout.session.completed")
	w.status = 500
	w.sell(cart("payment"))
	w.deliver()
	w.ok(w.Enable(e.ID, false))
	w.sell(cart("payment"))
	w.pass(time.Hour)
	if n := len(w.deliver()); n != 0 {
		t.Errorf("%d deliveries", n)
	}
	w.ok(w.Enable(e.ID, true))
	if _, more := w.Next(); more {
		t.Error("something is caught up with")
	}
	w.status = 200
	lists := parse[struct{ Data []event }](t, w.want("GET", "/v1/events?type=checkout.session.completed", "", 200))
	w.ok(w.Resend(lists.Data[0].ID))
	if _, all := w.told(); len(all) != 1 || all[0].ID != lists.Data[0].ID {
		t.Errorf("%v", all)
	}
}

func TestEventsComeTwiceLateOrInNoOrderByTheSeed(t *testing.T) {
	t.Parallel()
	run := func(seed string) string {
		w := open(t, nil)
		w.listen()
		w.ok(w.Behave(control.Luck{Seed: seed, Lose: 20, Twice: 20, Late: 30, LateBy: 60, Shuffle: true}))
		for range 20 {
			w.sell(cart("subscription"))
		}
		var names []string
		seen := map[string]int{}
		for at, more := w.Next(); more; at, more = w.Next() {
			w.pass(max(0, at.Sub(w.clock())))
			types, all := w.told()
			names = append(names, types)
			for _, e := range all {
				seen[e.ID]++
			}
		}
		if len(seen) >= 100 || !slices.Contains(slices.Collect(maps.Values(seen)), 2) {
			t.Errorf("%d of 100 arrived", len(seen))
		}
		return strings.Join(names, " ")
	}
	one, again, other := run("x"), run("x"), run("y")
	if one != again || one == other {
		t.Error(cmp.Diff(one, again))
	}
}

func TestEveryEventEndsAndNoneIsToldOfWhatCameLater(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		w := open(t, func(o *stripe.Options) { o.Live = rapid.Bool().Draw(r, "live") })
		w.listen()
		id := w.sell(cart("subscription"))
		for range rapid.IntRange(0, 4).Draw(r, "changes") {
			w.ok(w.Change(stripe.Change{Session: id, LookupKey: "M365-BP-1Y-M", Quantity: rapid.Int64Range(1, 9).Draw(r, "quantity")}))
		}
		before := w.Events()
		w.ok(w.End(id))
		for n, e := range w.Events()[:len(before)] {
			if !reflect.DeepEqual(before[n], e) {
				r.Fatalf("%v was told of, and is now %v", before[n], e)
			}
		}
		for at, more := w.Next(); more; at, more = w.Next() {
			w.pass(max(0, at.Sub(w.clock())))
			w.status = rapid.SampledFrom([]int{200, 500}).Draw(r, "status")
			w.deliver()
		}
		for _, d := range w.Deliveries() {
			if !d.Done || d.Attempts > 9 {
				r.Fatalf("%+v", d)
			}
		}
	})
}
