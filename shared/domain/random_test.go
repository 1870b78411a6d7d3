package domain_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/domain"
)

// zones draws a zone of rows that stand in the way, stand beside, repeat and contradict each other, as real ones do.
func zones(t *rapid.T) dns.Zone {
	return bare(rapid.SliceOfN(rapid.SampledFrom([]string{
		"@ MX 0 1 mx1.mail.ovh.net.", "@ MX 0 5 mx2.mail.ovh.net.", "@ MX 300 10 mx.vendor.example.", "@ MX 0 0 .", "@ MX 0 0 example-fr.o-v1.mx.microsoft.",
		"@ SPF 600 v=spf1 include:mx.ovh.com ~all", `@ TXT 0 "v=spf1 mx -all"`, `@ TXT 0 "v=spf1 -all"`, `@ TXT 0 "MS=ms12345678"`, `@ TXT 0 "google-site-verification=abc"`,
		`@ TXT 0 "MS=ms99999999"`, "@ A 0 192.0.2.1", `@ CAA 0 0 issue "letsencrypt.org"`, "autodiscover CNAME 0 mailconfig.ovh.net.", "autodiscover CNAME 300 autodiscover.outlook.com.",
		"autodiscover A 0 192.0.2.3", "autodiscover TXT 0 x", "_autodiscover._tcp SRV 0 0 0 443 mailconfig.ovh.net.", "_sipfederationtls._tcp SRV 0 1 1 5061 sip.example.",
		"_sipfederationtls._tcp SRV 0 100 1 5061 sipfed.online.lync.com.", "* A 0 192.0.2.4", "msoid CNAME 0 old.example.", "www CNAME 0 example.fr.", "www A 0 192.0.2.7", "www HTTPS 0 1 .",
		"_mta-sts TXT 0 v=STSv1; id=1", "_dmarc DMARC 0 v=DMARC1; p=reject", "*._tcp TXT 0 w",
	}), 0, 12).Draw(t, "rows")...)
}

// bold agrees to everything that is there: rows by the ids that the host gave them.
func bold(z dns.Zone) dns.Options {
	o := dns.Options{Services: []dns.Service{dns.Email, dns.Teams}}
	o.Consents.Classes = []dns.Class{dns.ReplaceMX, dns.MergeSPF, dns.UnparkSPF, dns.UncountedSPF, dns.MTASTS}
	for _, r := range z.Rows {
		o.Consents.Rows = append(o.Consents.Rows, r.ID)
	}
	return o
}

// weather draws how calls at the host go, and what somebody else does between them. Foreign rows stand where no rule looks.
type weather struct {
	t     *rapid.T
	s     *story
	calm  bool
	alone bool // nobody else edits the zone
	firm  bool // nobody takes anything back
	near  bool // somebody else's rows stand where ours do
	close []dns.Row
	added map[string]bool
}

func (w *weather) fate(string) string {
	if w.calm {
		return ""
	}
	return rapid.SampledFrom([]string{"", "", "", "", "", "", "before", "after", "half", "throttled", "down", "busy"}).Draw(w.t, "fate")
}

func (w *weather) edit(string) {
	if w.calm || w.alone || rapid.IntRange(0, 14).Draw(w.t, "somebody") > 0 {
		return
	}
	if rapid.Bool().Draw(w.t, "renumbers") {
		w.s.host.renumber()
		return
	}
	if w.near {
		w.crowd()
		return
	}
	name := "foreign" + strconv.Itoa(len(w.added))
	w.added[name] = true
	w.s.host.add(name, dns.A, "192.0.2.99")
}

// crowd adds a row of somebody else's beside ours.
func (w *weather) crowd() {
	n := strconv.Itoa(len(w.close) + 1)
	r := rapid.SampledFrom([]dns.Row{
		{Type: dns.MX, Value: n + "0 mx" + n + ".vendor.example."},
		{Name: "autodiscover", Type: dns.A, Value: "192.0.2.10" + n},
		{Type: dns.TXT, Value: `"proof ` + n + `"`},
		{Name: "_sipfederationtls._tcp", Type: dns.SRV, Value: n + " 1 5061 sip" + n + ".example."},
	}).Draw(w.t, "row beside ours")
	w.close = append(w.close, r)
	w.s.host.add(r.Name, r.Type, r.Value)
}

// without gives a zone without what somebody else added.
func (w *weather) without(z dns.Zone) dns.Zone {
	z.Rows = slices.DeleteFunc(slices.Clone(z.Rows), func(r dns.Row) bool { return w.added[r.Name] })
	return z
}

// storm runs a setup, and sometimes its rollback, through failures, crashes and other people's edits, until it rests.
func storm(t *rapid.T, s *story, w *weather) domain.Setup {
	for range 60 {
		s.count, s.dead, s.crash = 0, false, nil
		if !w.calm && rapid.IntRange(0, 3).Draw(t, "crashes") == 0 {
			s.crash = []int{rapid.IntRange(1, 60).Draw(t, "at")}
		}
		crashing(func() { s.turn(t, w) })
		crashed := s.dead
		s.crash, s.dead = nil, false
		if crashed {
			s.pass(16 * time.Minute)
		}
		got := s.setup(s.t, s.id)
		if got.Due.IsZero() && (got.State != domain.Planned || got.Line.State != dns.Ready) {
			return got
		}
		if got.State == domain.Done {
			return got
		}
		if got.Due.After(s.clock) {
			s.clock = got.Due
		}
	}
	return s.setup(s.t, s.id)
}

// turn lets the worker work once, or people decide: at times two apply at once, or one takes it back, also just when the worker writes.
func (s *story) turn(t *rapid.T, w *weather) {
	s.stolen = func() {
		if w.calm || w.firm || rapid.IntRange(0, 29).Draw(t, "takes it back") > 0 {
			return
		}
		meanwhile := s.stolen
		s.stolen = nil
		_, _ = s.desk().Rollback(s.t.Context(), "one", s.id)
		s.stolen = meanwhile
	}
	got, err := s.worker().Run(s.t.Context(), "one", s.id)
	if err != nil || got.State != domain.Planned {
		if err == nil && !w.calm && !w.firm && rapid.IntRange(0, 9).Draw(t, "rolls back") == 0 {
			_, _ = s.desk().Rollback(s.t.Context(), "one", s.id)
		}
		return
	}
	for range 2 {
		_, _ = s.desk().Apply(s.t.Context(), "one", s.id, got.Hash)
	}
}

// TestAnyZoneIsSetUpOrAsItWas runs random zones through failures, crashes, edits of others and rollbacks: in the end the zone is what the plan said or what
// it was, others' rows are untouched, and at no moment was half a plan published.
func TestAnyZoneIsSetUpOrAsItWas(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	ends := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		z := zones(rt)
		s := begin(t, z, func(w *domain.Wish) { w.Options = bold(z) })
		w := &weather{t: rt, s: s, added: map[string]bool{}, alone: rapid.Bool().Draw(rt, "alone"), firm: rapid.Bool().Draw(rt, "firm")}
		s.host.fate, s.host.edit = w.fate, w.edit
		s.host.slow = rapid.IntRange(0, 2).Draw(rt, "slow")
		s.tenant.looks = rapid.IntRange(0, 2).Draw(rt, "Microsoft's looks")
		s.host.judge = func(staged dns.Zone) {
			if p := s.lastPlan(); !whole(p, &staged) {
				rt.Errorf("half a plan is served: %v", dns.Compare(&p.Zone, &staged))
			}
		}
		storm(rt, s, w)
		w.calm = true
		s.host.fate, s.host.edit = nil, nil
		got := storm(rt, s, w)
		if got.State == domain.Drifted {
			if _, err := s.desk().Replan(t.Context(), "one", s.id, nil); err != nil {
				rt.Fatal(err)
			}
			got = storm(rt, s, w)
		}
		check(rt, s, w, got)
		mu.Lock()
		ends[string(got.State)]++
		mu.Unlock()
	})
	for _, state := range slices.Sorted(maps.Keys(ends)) {
		fmt.Printf("random setups that end %s: %d\n", state, ends[state])
	}
}

// TestRowsOfOthersStayWhateverHappens has somebody else enter rows just where the plan's are, at any moment: none is ever lost, and half a plan never served.
func TestRowsOfOthersStayWhateverHappens(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		z := zones(rt)
		s := begin(t, z, func(w *domain.Wish) { w.Options = bold(z) })
		w := &weather{t: rt, s: s, near: true}
		s.host.fate, s.host.edit = w.fate, w.edit
		s.host.judge = func(staged dns.Zone) {
			if p := s.lastPlan(); !whole(p, &staged) {
				rt.Errorf("half a plan is served: %v", dns.Compare(&p.Zone, &staged))
			}
		}
		storm(rt, s, w)
		w.calm = true
		s.host.fate, s.host.edit = nil, nil
		got := storm(rt, s, w)
		for _, r := range w.close {
			kept := slices.ContainsFunc(s.host.staged.Rows, func(o dns.Row) bool { return o.Name == r.Name && o.Type == r.Type && o.Value == r.Value })
			if !kept {
				rt.Fatalf("%s: %s %s %s of somebody else's is gone", got.State, r.Name, r.Type, r.Value)
			}
		}
		if got.State == domain.Operator && got.Export == "" {
			rt.Fatalf("%s without the zone as it was", got.State)
		}
	})
}

// check compares what is staged and served in the end.
func check(t *rapid.T, s *story, w *weather, got domain.Setup) {
	staged := w.without(s.host.staged)
	compare := func(what string, want, is dns.Zone) {
		want = w.without(want)
		if changes := dns.Compare(&want, &is); len(changes) > 0 {
			t.Fatalf("%s (%s): %s: %v", got.State, got.Stage, what, changes)
		}
	}
	if n := len(s.host.staged.Rows) - len(staged.Rows); n != len(w.added) {
		t.Fatalf("%d rows of others', want %d", n, len(w.added))
	}
	switch got.State {
	case domain.Done:
		p := s.plan(got.Hash)
		compare("staged", p.Predicted(), staged)
		compare("served", p.Predicted(), w.without(s.host.served))
	case domain.RolledBack:
		compare("staged", s.lastBack(got).Zone, staged)
		compare("served", s.lastBack(got).Zone, w.without(s.host.served))
	case domain.Planned:
		if last := s.lastApplied(got); last == nil {
			compare("staged", s.plan(got.Hash).Zone, staged)
		} else {
			compare("staged", last.Predicted(), staged)
		}
	default:
		t.Fatalf("state %s: %+v", got.State, got.Problem)
	}
}

// lastApplied gives the plan that was applied last and stays; nil: none.
func (s *story) lastApplied(got domain.Setup) *dns.Plan {
	for _, a := range slices.Backward(got.Applied) {
		if !a.Back {
			return s.plan(a.Hash)
		}
	}
	return nil
}

// lastBack gives the first of the plans that were taken back.
func (s *story) lastBack(got domain.Setup) *dns.Plan {
	for _, a := range got.Applied {
		if a.Back {
			return s.plan(a.Hash)
		}
	}
	return nil
}
