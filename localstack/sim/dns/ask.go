package dns

import (
	"strconv"
	"strings"

	lib "github.com/miekg/dns"
)

// deepest is how many delegations are followed from the parent down.
const deepest = 8

// Ask gives what somebody in the world finds who asks for a name's records of the type TXT (joined) or MX ("10 host"), from the parent down and without a
// memory: the first server of each delegation that answers decides. It is for simulators of those who look.
func (s *Sim) Ask(name, kind string) []string {
	want := lib.StringToType[strings.ToUpper(kind)]
	q := new(lib.Msg).SetQuestion(lib.CanonicalName(name), want)
	s.mu.Lock()
	defer s.mu.Unlock()
	at := []*server{s.servers[0]}
	for range deepest {
		m := s.first(at, q)
		if m == nil {
			return nil
		}
		if len(m.Answer) > 0 || m.Authoritative {
			return values(m.Answer, want)
		}
		at = s.named(m.Ns)
	}
	return nil
}

// first gives the answer of the first server that has one. The caller holds the lock.
func (s *Sim) first(at []*server, q *lib.Msg) *lib.Msg {
	for _, srv := range at {
		if srv.Silent {
			continue
		}
		if m := s.answer(srv, q); m.Rcode == lib.RcodeSuccess || m.Rcode == lib.RcodeNameError {
			return m
		}
	}
	return nil
}

// named gives the servers that a referral names.
func (s *Sim) named(referral []lib.RR) []*server {
	var all []*server
	for _, r := range referral {
		ns, ok := r.(*lib.NS)
		for _, srv := range s.servers {
			if ok && srv.Host == lib.CanonicalName(ns.Ns) {
				all = append(all, srv)
			}
		}
	}
	return all
}

func values(answer []lib.RR, kind uint16) []string {
	var all []string
	for _, r := range answer {
		switch r := r.(type) {
		case *lib.TXT:
			if kind == lib.TypeTXT {
				all = append(all, strings.Join(r.Txt, ""))
			}
		case *lib.MX:
			if kind == lib.TypeMX {
				all = append(all, strconv.Itoa(int(r.Preference))+" "+strings.TrimSuffix(r.Mx, "."))
			}
		}
	}
	return all
}
