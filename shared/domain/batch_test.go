package domain_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/fault"
)

// many are wishes for domains that lie in the zone example.fr, so that one host has them all.
func many(n int) []domain.Wish {
	all := make([]domain.Wish, n)
	for i := range all {
		all[i] = domain.Wish{
			Customer: "tenant-1", Domain: fmt.Sprintf("d%03d.example.fr", i), Host: domain.Host{Kind: domain.OVH, Account: "main"},
			Options: dns.Options{Services: []dns.Service{dns.Email}},
		}
	}
	return all
}

// expand works a batch off.
func (w *world) expand(t *testing.T) domain.Batch {
	t.Helper()
	for range 1000 {
		b, err := w.desk().Expand(t.Context(), "one", "b1")
		if err != nil {
			t.Fatal(err)
		}
		if b.Due.IsZero() {
			return b
		}
	}
	t.Fatal("a batch without an end")
	return domain.Batch{}
}

// plans has every setup of a batch worked on once.
func (w *world) plans(t *testing.T) {
	t.Helper()
	for _, r := range w.lines {
		if _, err := w.worker().Run(t.Context(), "one", r.Setup); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAListBecomesSetupsAndOneSummary(t *testing.T) {
	t.Parallel()
	w := newWorld(fresh())
	w.tenant.verified = true
	w.host.add("d001", dns.MX, "1 mx1.mail.ovh.net.")
	w.host.add("d002", dns.MX, "10 mx.vendor.example.")
	wishes := append(many(230), domain.Wish{Domain: "exam ple.fr"}, many(1)[0])
	wishes[3].Domain = "elsewhere.example"
	b, err := w.desk().AskMany(t.Context(), "one", "b1", "c1", wishes)
	if err != nil || b.Due.IsZero() {
		t.Fatal(b, err)
	}
	if again, err := w.desk().AskMany(t.Context(), "one", "b1", "c1", wishes); err != nil || again.Version != b.Version {
		t.Fatal(again, err)
	}
	if _, err := w.desk().AskMany(t.Context(), "one", "b1", "c1", wishes[1:]); fault.Of(err) != fault.Conflict {
		t.Fatal(err)
	}
	b = w.expand(t)
	if b.Expanded != 232 || b.Refused != 1 || b.Refusals[0].Line != 231 || len(w.lines) != 230 {
		t.Fatalf("%+v, %d lines", b, len(w.lines))
	}
	w.plans(t)
	v, err := w.desk().ShowBatch(t.Context(), "one", "b1")
	if err != nil {
		t.Fatal(err)
	}
	if v.States[domain.Planned] != 229 || v.States[domain.Failed] != 1 || v.Summary.States[dns.Ready] != 227 || v.Summary.States[dns.NeedsConsent] != 2 {
		t.Fatalf("%+v %+v", v.States, v.Summary)
	}
}

func TestADecisionForManyIsAboutTheListThatWasShown(t *testing.T) {
	t.Parallel()
	w := newWorld(fresh())
	w.tenant.verified = true
	for i := range 120 {
		w.host.add(fmt.Sprintf("d%03d", i), dns.MX, "1 mx1.mail.ovh.net.")
	}
	desk := w.desk()
	if _, err := desk.AskMany(t.Context(), "one", "b1", "c1", many(125)); err != nil {
		t.Fatal(err)
	}
	w.expand(t)
	w.plans(t)
	c, err := desk.Candidates(t.Context(), "one", "b1", dns.ReplaceMX)
	if err != nil || len(c.Rows) != 120 {
		t.Fatal(len(c.Rows), err)
	}
	if _, err := desk.ConsentMany(t.Context(), "one", "b1", dns.ReplaceMX, "another"); fault.Of(err) != fault.Stale {
		t.Fatal(err)
	}
	if _, err := desk.ConsentMany(t.Context(), "one", "b1", "", c.Digest); fault.Of(err) != fault.Invalid {
		t.Fatal(err)
	}
	moved := c.Rows[7]
	if _, err := desk.ConsentMany(t.Context(), "one", "b1", dns.ReplaceMX, c.Digest); err != nil {
		t.Fatal(err)
	}
	if _, err := desk.Replan(t.Context(), "one", moved.Setup, nil); err != nil {
		t.Fatal(err)
	}
	if again, err := desk.ConsentMany(t.Context(), "one", "b1", dns.ReplaceMX, c.Digest); err != nil || len(again.Jobs) != 1 {
		t.Fatal(again.Jobs, err)
	}
	b := w.expand(t)
	if j := b.Jobs[0]; j.Done != 120 || j.Skipped != 1 {
		t.Fatalf("%+v", j)
	}
	w.plans(t)
	ready, err := desk.Candidates(t.Context(), "one", "b1", "")
	if err != nil || len(ready.Rows) != 124 {
		t.Fatal(len(ready.Rows), err)
	}
	if _, err := desk.ApplyMany(t.Context(), "one", "b1", ready.Digest); err != nil {
		t.Fatal(err)
	}
	if b = w.expand(t); b.Jobs[1].Skipped != 0 || b.Jobs[1].Done != 124 {
		t.Fatalf("%+v", b.Jobs[1])
	}
	if v, err := desk.ShowBatch(t.Context(), "one", "b1"); err != nil || v.States[domain.Approved] != 124 || v.States[domain.Planned] != 1 {
		t.Fatal(v.States, err)
	}
}

func TestAListThatACrashCutGoesOn(t *testing.T) {
	t.Parallel()
	for at := 1; at < 60; at += 2 {
		w := newWorld(fresh())
		if _, err := w.desk().AskMany(t.Context(), "one", "b1", "c1", many(5)); err != nil {
			t.Fatal(err)
		}
		w.count, w.crash = 0, []int{at}
		crashing(func() { _, _ = w.desk().Expand(t.Context(), "one", "b1") })
		w.crash, w.dead = nil, false
		w.pass(time.Minute)
		if b := w.expand(t); b.Expanded != 5 || b.Refused != 0 || len(w.setups) != 5 {
			t.Fatalf("crashed at %d: %+v, %d lines", at, b, len(w.lines))
		}
	}
}

func TestThoseFarDownAListAreMissedLater(t *testing.T) {
	t.Parallel()
	w := newWorld(fresh())
	if _, err := w.desk().AskMany(t.Context(), "one", "b1", "c1", many(150)); err != nil {
		t.Fatal(err)
	}
	w.expand(t)
	first, last := w.setup(t, w.lines["d000.example.fr"].Setup), w.setup(t, w.lines["d149.example.fr"].Setup)
	if wait := last.Due.Sub(first.Due); wait < time.Hour || last.Deadline.Sub(first.Deadline) != wait {
		t.Fatalf("%s", wait)
	}
	if _, err := w.worker().Run(t.Context(), "one", last.ID); err != nil || w.setup(t, last.ID).State == domain.Asked {
		t.Fatal("it was not worked on when it was its turn", err)
	}
}

func TestAListHasItsLimits(t *testing.T) {
	t.Parallel()
	desk := newWorld(fresh()).desk()
	for _, n := range []int{0, domain.MaxDomains + 1} {
		if _, err := desk.AskMany(t.Context(), "one", "b1", "c1", make([]domain.Wish, n)); fault.Of(err) != fault.Invalid {
			t.Fatal(n, err)
		}
	}
	if _, err := desk.Candidates(t.Context(), "one", "b1", ""); fault.Of(err) != fault.NotFound {
		t.Fatal(err)
	}
}
