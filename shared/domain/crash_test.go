package domain_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/domain"
)

// deed is something that changes a zone. It may be done again after a crash, by the queue or by the same person.
type deed struct {
	name  string
	begin func(t *testing.T) *story
	do    func(s *story)
	end   domain.State
	// zone is what has to be served then.
	zone func(s *story) dns.Zone
	// asked is how often the host was asked to publish, however often a try was cut.
	asked int
}

func deeds() []deed {
	shown := func(s *story) dns.Zone { p := s.lastPlan(); return p.Predicted() }
	before := func(s *story) dns.Zone { return s.lastPlan().Zone }
	planned := func(t *testing.T) *story { s := begin(t, fresh(), nil); s.reach(domain.Planned); return s }
	return []deed{
		{"setup", planned, func(s *story) { s.drive(domain.Done) }, domain.Done, shown, 2},
		{"rollback", func(t *testing.T) *story { s := begin(t, fresh(), nil); s.done(); return s }, func(s *story) {
			if s.setup(s.t, s.id).State != domain.RolledBack {
				_, _ = s.desk().Rollback(s.t.Context(), "one", s.id)
			}
			s.drive(domain.RolledBack)
		}, domain.RolledBack, before, 3},
		{"publication that the host refuses", func(t *testing.T) *story {
			s := begin(t, fresh(), nil)
			s.services()
			s.host.errors = []string{"CNAME and other data"}
			return s
		}, func(s *story) {
			if s.setup(s.t, s.id).State == domain.Restoring {
				s.host.errors = nil
			}
			s.drive(domain.RolledBack)
		}, domain.RolledBack, before, 2},
		{"setup by hand", func(t *testing.T) *story {
			s := begin(t, fresh(), byHand)
			s.reach(domain.Planned)
			return s
		}, func(s *story) { s.drive(domain.Done) }, domain.Done, shown, 0},
	}
}

// lastPlan gives the plan that was applied last, taken back or not.
func (s *story) lastPlan() *dns.Plan {
	all := s.setup(s.t, s.id).Applied
	return s.plan(all[len(all)-1].Hash)
}

func (s *story) plan(hash string) *dns.Plan {
	var p dns.Plan
	if err := json.Unmarshal(s.texts[hash], &p); err != nil {
		panic(err) // of what this test itself kept
	}
	return &p
}

// drive does what people, the queue and the clock do until the setup is in a state, or does not go on.
func (s *story) drive(end domain.State) {
	for range 300 {
		got, err := s.worker().Run(s.t.Context(), "one", s.id)
		switch {
		case err != nil:
		case got.State == end:
			return
		case got.State == domain.Planned && got.Line.State == dns.Ready:
			_, _ = s.desk().Apply(s.t.Context(), "one", s.id, got.Hash)
			continue
		case got.State == domain.ByHand:
			s.host.staged = s.plan(got.Hash).Predicted()
			s.host.number()
			s.host.served = s.host.copy()
		case got.State == domain.Restoring:
			s.host.errors = nil
		}
		if got.Due.IsZero() {
			return
		}
		if got.Due.After(s.clock) {
			s.clock = got.Due
		}
	}
}

// judged has each publication judged: all of the applied plan is there, or nothing of it.
func (s *story) judged() *story {
	s.host.judge = func(staged dns.Zone) {
		if p := s.lastPlan(); !whole(p, &staged) {
			s.t.Errorf("half a plan is served: %v", dns.Compare(&p.Zone, &staged))
		}
	}
	return s
}

// whole reports whether a zone has all of a plan's changes, or none.
func whole(p *dns.Plan, z *dns.Zone) bool {
	after := p.Predicted()
	all, none := true, true
	count := func(z *dns.Zone, r dns.Row) int {
		n := 0
		for _, o := range z.Rows {
			if z.Record(o) == z.Record(r) && (o.TTL == r.TTL || o.TTL == 0 && r.TTL == z.TTL || r.TTL == 0 && o.TTL == z.TTL) {
				n++
			}
		}
		return n
	}
	for i := range p.Items {
		for _, r := range []*dns.Row{p.Items[i].Row, p.Items[i].To} {
			if r != nil && p.Items[i].Changes() {
				all = all && count(z, *r) == count(&after, *r)
				none = none && count(z, *r) == count(&p.Zone, *r)
			}
		}
	}
	return all || none
}

// crash does it until a point, and reports whether it came to its end. Then the time of a lost lease passes.
func (d deed) crash(s *story, at int) (finished bool) {
	s.count, s.crash, s.dead = 0, []int{at}, false
	finished = crashing(func() { d.do(s) })
	s.crash, s.dead = nil, false
	s.pass(16 * time.Minute)
	return finished
}

// TestACrashAnywhereChangesNothingOfTheEnd ends each deed before and after each of its effects, and then the second try at points of its own.
func TestACrashAnywhereChangesNothingOfTheEnd(t *testing.T) {
	t.Parallel()
	cases, each, stride := 0, 1, 47 // every pair takes minutes
	if testing.Short() {
		each, stride = 9, 1000
	}
	for _, d := range deeds() {
		for first, finished := 1, false; !finished; first += each {
			for second, ended := 1+first%min(stride, 100), false; !ended; second += stride {
				s := d.begin(t).judged()
				finished = d.crash(s, first)
				ended = finished || d.crash(s, second)
				cases++
				d.do(s)
				if got := s.setup(t, s.id); got.State != d.end {
					t.Fatalf("%s, crashed at %d and %d: %s, %+v", d.name, first, second, got.State, got.Problem)
				}
				same(t, fmt.Sprintf("%s, crashed at %d and %d", d.name, first, second), d.zone(s), s.host.served)
				if s.host.asked != d.asked {
					t.Fatalf("%s, crashed at %d and %d: published %d times, want %d", d.name, first, second, s.host.asked, d.asked)
				}
				if t.Failed() {
					t.FailNow()
				}
			}
		}
	}
	fmt.Printf("crash points and pairs of points of setups, rollbacks and refusals: %d\n", cases)
}
