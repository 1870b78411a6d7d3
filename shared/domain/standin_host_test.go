package domain_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/fault"
)

func servers() []string { return []string{"dns200.anycast.me", "ns200.anycast.me"} }

// host keeps a zone twice, as it is staged and as it is served, and numbers what is created.
type host struct {
	w      *world
	staged dns.Zone
	served dns.Zone
	next   int
	asked  int                      // how often it really published
	slow   int                      // how often it says that it is not there yet
	errors []string                 // with which it refuses to serve
	fate   func(call string) string // of a call: "", "before", "after", "half", "throttled", "down", "denied", "refused", "busy"
	edit   func(call string)        // somebody else, before a call
	judge  func(staged dns.Zone)    // what is to be served
	log    []string
}

func newHost(w *world, z dns.Zone) *host {
	h := &host{w: w, staged: z}
	h.staged.Rows = slices.Clone(z.Rows)
	h.number()
	h.served = h.copy()
	return h
}

func (h *host) copy() dns.Zone {
	z := h.staged
	z.Rows = slices.Clone(z.Rows)
	return z
}

func (h *host) number() {
	for i, r := range h.staged.Rows {
		if r.ID == "" {
			h.next++
			h.staged.Rows[i].ID = strconv.Itoa(6000000000 + h.next)
		}
	}
}

// renumber gives every row another id, as an edit of the zone's text does.
func (h *host) renumber() {
	for i := range h.staged.Rows {
		h.staged.Rows[i].ID = ""
	}
	h.number()
}

// add is somebody else's edit.
func (h *host) add(name string, kind dns.Type, value string) {
	h.staged.Rows = append(h.staged.Rows, dns.Row{Name: name, Type: kind, Value: value})
	h.number()
}

func (h *host) fail(call string) error {
	if h.fate == nil {
		return nil
	}
	switch h.fate(call) {
	case "throttled":
		return fault.After(fault.Throttled.Errorf("%s: too many calls", call), 90*time.Second)
	case "down":
		return fault.Unavailable.Errorf("%s: down", call)
	case "denied":
		return fault.Denied.Errorf("%s: the key lacks the rule PUT /domain/zone/*", call)
	case "refused":
		return fault.Invalid.Errorf("%s: refused", call)
	case "busy":
		return fault.Conflict.Errorf("%s: the host works on the zone", call)
	case "absent":
		return fault.NotFound.Errorf("%s: no such zone", call)
	case "before":
		return fault.Unknown.Errorf("%s: no answer", call)
	}
	return nil
}

func (h *host) somebody(call string) {
	if h.edit != nil {
		h.edit(call)
	}
}

func (h *host) Look(_ context.Context, zone string) (held domain.Held, err error) {
	err = h.w.do(func() error {
		h.somebody("look")
		if err := h.fail("look"); err != nil {
			return err
		}
		if zone != h.staged.Name {
			return fault.NotFound.Errorf("zone %s: not in this account", zone)
		}
		h.log = append(h.log, "look")
		held = domain.Held{Zone: h.copy(), Servers: []string{"NS200.anycast.me.", "dns200.anycast.me."}, Export: exported(len(h.staged.Rows))}
		return nil
	})
	return held, err
}

func (h *host) Stage(_ context.Context, _ string, steps []dns.Step) (ref string, err error) {
	err = h.w.do(func() error { h.somebody("stage"); return h.fail("stage") })
	if err != nil {
		return "", err
	}
	fate := ""
	if h.fate != nil {
		fate = h.fate("steps")
	}
	for i, s := range steps {
		if fate == "half" && i >= len(steps)/2 {
			return "", fault.Unknown.Errorf("stage: no answer")
		}
		if fate == "denied" && i >= len(steps)/2 {
			return "", fault.Denied.Errorf("stage: the token was revoked")
		}
		if err := h.w.do(func() error { return h.one(s) }); err != nil {
			return "", err
		}
	}
	if fate == "after" {
		return "", fault.Unknown.Errorf("stage: no answer")
	}
	return "change-" + strconv.Itoa(h.next), nil
}

// one makes one edit; a row that has another id by now is not there.
func (h *host) one(s dns.Step) error {
	h.log = append(h.log, string(s.Kind))
	known := slices.ContainsFunc(h.staged.Rows, func(r dns.Row) bool { return r.ID == s.Row.ID })
	if s.Kind != dns.Create && !known {
		return fault.NotFound.Errorf("row %s: no such row", s.Row.ID)
	}
	h.staged.Rows = dns.After(h.staged.Rows, []dns.Step{s})
	h.number()
	return nil
}

func (h *host) Publish(_ context.Context, _ string, p domain.Publication) (served domain.Served, err error) {
	err = h.w.do(func() error {
		h.somebody("publish")
		if err := h.fail("publish"); err != nil {
			return err
		}
		if len(h.errors) > 0 {
			served.Errors = h.errors
			return nil
		}
		if p.Asked == 1 || h.served.Serial == p.Serial {
			if h.judge != nil {
				h.judge(h.copy())
			}
			h.log = append(h.log, "publish")
			h.asked++
			h.staged.Serial++
			h.served = h.copy()
		}
		if h.fate != nil && h.fate("published") == "after" {
			return fault.Unknown.Errorf("publish: no answer")
		}
		served.Deployed = h.slow == 0
		h.slow = max(0, h.slow-1)
		return nil
	})
	return served, err
}

// names answers with what the host serves; a server that lags has the zone as it was at first.
type names struct {
	w       *world
	zone    string
	servers []string
	lag     *dns.Zone // served by the last server, while it is there
	fail    error
}

func (n *names) Answers(context.Context, string, dns.Type) ([]string, error) {
	return []string{"v=spf1 -all"}, nil
}

func (n *names) Delegation(_ context.Context, name string) (d domain.Delegation, err error) {
	err = n.w.do(func() error {
		if _, ok := dns.Below(n.zone, name); !ok {
			return fault.NotFound.Errorf("domain %s: nobody serves it", name)
		}
		d = domain.Delegation{Zone: n.zone, Servers: n.servers}
		return n.fail
	})
	return d, err
}

func (n *names) Seen(_ context.Context, d domain.Delegation, sets []dns.Set) (p domain.Progress, err error) {
	err = n.w.do(func() error {
		p = domain.Progress{At: n.w.clock, Sets: len(sets)}
		for _, set := range sets {
			before := len(p.Missing)
			for i, server := range d.Servers {
				z := n.w.host.served
				if n.lag != nil && i == len(d.Servers)-1 {
					z = *n.lag
				}
				if got := serve(&z, set.Name, set.Type); !slices.Equal(got, set.Data) {
					p.Missing = append(p.Missing, domain.Missing{Name: set.Name, Type: string(set.Type), Server: server, Why: fmt.Sprintf("%q", got)})
				}
			}
			if len(p.Missing) == before {
				p.Visible++
			}
		}
		return nil
	})
	return p, err
}

// serve gives what a name server answers; a wildcard answers where nothing else exists.
func serve(z *dns.Zone, name string, kind dns.Type) []string {
	owner, _ := dns.Below(z.Name, name)
	exists := func(owner string) bool {
		return owner == "" || slices.ContainsFunc(z.Rows, func(r dns.Row) bool {
			rec := z.Record(r)
			return rec.Name == owner || strings.HasSuffix(rec.Name, "."+owner)
		})
	}
	if !exists(owner) {
		for !exists(owner) {
			_, owner, _ = strings.Cut(owner, ".")
		}
		owner = strings.TrimSuffix("*."+owner, ".")
	}
	data := []string{}
	for _, r := range z.Rows {
		if rec := z.Record(r); rec.Name == owner && rec.Type == kind {
			data = append(data, rec.Data)
		}
	}
	slices.Sort(data)
	return slices.Compact(data)
}

// tenant is Microsoft: it verifies a domain only when the proof is really served.
type tenant struct {
	w        *world
	facts    func(domain string, verified bool) dns.Facts
	verified bool
	looks    int // how often it still does not see what is there
	fail     error
	asked    int
}

func (m *tenant) Facts(_ context.Context, s *domain.Setup) (f dns.Facts, err error) {
	err = m.w.do(func() error {
		f = m.facts(s.Domain, m.verified)
		return m.fail
	})
	return f, err
}

func (m *tenant) Verify(_ context.Context, s *domain.Setup) error {
	return m.w.do(func() error {
		m.asked++
		if m.fail != nil {
			return m.fail
		}
		if m.looks--; m.looks >= 0 || !slices.Contains(serve(&m.w.host.served, s.Domain, dns.TXT), "MS=ms12345678") {
			return fault.Stale.Errorf("domain %s: Microsoft does not see the proof", s.Domain)
		}
		m.verified = true
		return nil
	})
}

func exported(rows int) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return fmt.Sprintf("; %d rows", rows), nil }
}
