package dns

import (
	"net"

	lib "github.com/miekg/dns"
)

// largest is the most that a server sends in a datagram, in bytes.
const largest = 1232

// longest is how many aliases are followed within a zone.
const longest = 8

// handle answers a question over one of a server's sockets.
func (s *Sim) handle(at *server, w lib.ResponseWriter, r *lib.Msg) {
	_, udp := w.RemoteAddr().(*net.UDPAddr)
	s.mu.Lock()
	b := at.Behaviour
	m := s.answer(at, r)
	s.mu.Unlock()
	if b.Silent || b.NoTCP && !udp {
		_ = w.Close() // for TCP; a datagram has nothing to close
		return
	}
	if udp {
		size := lib.MinMsgSize
		if opt := r.IsEdns0(); opt != nil {
			size = min(max(int(opt.UDPSize()), size), largest)
		}
		m.Truncate(size)
		if b.Short {
			m.Truncated, m.Answer, m.Ns = true, nil, nil
		}
	}
	_ = w.WriteMsg(m) // the client may have gone
}

// answer gives what a server says. The caller holds the lock.
func (s *Sim) answer(at *server, r *lib.Msg) *lib.Msg {
	m := new(lib.Msg).SetReply(r)
	m.Compress = true
	if opt := r.IsEdns0(); opt != nil {
		m.SetEdns0(largest, false)
	}
	if len(r.Question) != 1 || r.Opcode != lib.OpcodeQuery || r.Question[0].Qclass != lib.ClassINET {
		m.Rcode = lib.RcodeNotImplemented
		return m
	}
	q := r.Question[0]
	t := s.closest(at, lib.CanonicalName(q.Name))
	switch {
	case at.Rcode != 0:
		m.Rcode = at.Rcode
	case t == nil:
		m.Rcode = lib.RcodeRefused
	default:
		m.Authoritative = true
		t.look(m, lib.CanonicalName(q.Name), q.Name, q.Qtype, longest)
		m.Authoritative = m.Authoritative && !at.Lame
	}
	return m
}

// closest gives the zone that a server has closest above a name. The parent has one, whose top-level domains are not cut.
func (s *Sim) closest(at *server, name string) *table {
	if at == s.servers[0] {
		return s.parent
	}
	now := s.opt.Clock.Now()
	for off, end := 0, false; !end; off, end = lib.NextLabel(name, off) {
		if t := s.served(at, name[off:], now); t != nil {
			return t
		}
	}
	return nil
}

// look answers for a name by RFC 1034, 4.3.2. asked is the name in the letters of the question.
func (t *table) look(m *lib.Msg, name, asked string, kind uint16, left int) {
	if cut := t.cut(name); cut != "" {
		t.refer(m, cut)
		return
	}
	owner := name
	if !t.exists(name) {
		if owner = t.wild(name); owner == "" {
			m.Rcode = lib.RcodeNameError
			m.Ns = append(m.Ns, t.find(t.zone, lib.TypeSOA)...)
			return
		}
	}
	if alias := t.find(owner, lib.TypeCNAME); len(alias) > 0 && kind != lib.TypeCNAME {
		m.Answer = append(m.Answer, renamed(alias[:1], asked)...)
		if to, ok := alias[0].(*lib.CNAME); ok && left > 0 && lib.IsSubDomain(t.zone, lib.CanonicalName(to.Target)) {
			t.look(m, lib.CanonicalName(to.Target), to.Target, kind, left-1)
		}
		return
	}
	found := renamed(t.find(owner, kind), asked)
	m.Answer = append(m.Answer, found...)
	if len(found) == 0 {
		m.Ns = append(m.Ns, t.find(t.zone, lib.TypeSOA)...)
	}
}

// renamed gives records under the name that was asked for, as wildcards and letters of either case want it.
func renamed(records []lib.RR, name string) []lib.RR {
	var all []lib.RR
	for _, r := range records {
		c := lib.Copy(r)
		c.Header().Name = name
		all = append(all, c)
	}
	return all
}

// refer names the servers of a zone below, with the addresses that this zone has of them.
func (t *table) refer(m *lib.Msg, cut string) {
	if len(m.Answer) > 0 {
		return // an alias that leads there: the question goes on by itself
	}
	m.Authoritative = false
	for _, r := range t.find(cut, lib.TypeNS) {
		m.Ns = append(m.Ns, r)
		if ns, ok := r.(*lib.NS); ok && lib.IsSubDomain(cut, lib.CanonicalName(ns.Ns)) {
			m.Extra = append(m.Extra, t.find(lib.CanonicalName(ns.Ns), lib.TypeA)...)
		}
	}
}
