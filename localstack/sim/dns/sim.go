package dns

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	lib "github.com/miekg/dns"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// Options set up a system.
type Options struct {
	Clock   control.Clock
	Servers []string // hosts of authoritative name servers; they get addresses in this order
	// Shared has every server listen at a loopback address of its own, all at one port, so that other processes reach them: see Address. It needs
	// a machine whose loopback is all of 127.0.0.0/8, as on Linux.
	Shared bool
}

// Behaviour is how a server falls out of line.
type Behaviour struct {
	Host   string        `json:"host"`
	Lag    time.Duration `json:"lag,omitempty"`    // nanoseconds by which it takes over a zone later than it is published
	Stuck  bool          `json:"stuck,omitempty"`  // it keeps the versions it serves now
	Silent bool          `json:"silent,omitempty"` // it does not answer
	Lame   bool          `json:"lame,omitempty"`   // it answers without authority
	Rcode  int           `json:"rcode,omitempty"`  // it answers this, such as 5 for refused
	Short  bool          `json:"short,omitempty"`  // every answer over UDP is cut, so that TCP is needed
	NoTCP  bool          `json:"no_tcp,omitempty"` // it does not answer over TCP
}

// Sim is the system, with the control interface as its HTTP side. It is safe for concurrent use.
type Sim struct {
	*control.Panel

	opt Options

	mu      sync.Mutex // guards everything below
	zones   map[string][]version
	parent  *table // the root and all top-level domains
	servers []*server
	port    string // of all servers, when they are shared
}

// server is one name server. The first is the parent.
type server struct {
	Behaviour

	address netip.Addr
	froze   time.Time // since when it is stuck
	socket  string    // its address and port on loopback, once it listens
	open    []*lib.Server
}

const parentHost = "a.root.sim."

// New gives a system in which nothing is delegated.
func New(opt Options) *Sim {
	s := &Sim{opt: opt, zones: map[string][]version{}, parent: newTable(".")}
	for _, host := range append([]string{parentHost}, opt.Servers...) {
		s.add(host)
	}
	s.parent.add(soa(".", 1))
	s.Panel = control.New(opt.Clock, http.NotFoundHandler())
	s.Extra = s.panel()
	return s
}

// add makes a server that does not listen yet. The caller holds the lock, or is alone.
func (s *Sim) add(host string) *server {
	n := len(s.servers) + 1
	at := &server{
		Behaviour: Behaviour{Host: lib.CanonicalName(host)},
		address:   netip.AddrFrom4([4]byte{198, 18, byte(n >> 8), byte(n)}), //nolint:gosec // the two halves of a number below 65,536
	}
	s.servers = append(s.servers, at)
	s.parent.add(&lib.A{Hdr: lib.RR_Header{Name: at.Host, Rrtype: lib.TypeA, Class: lib.ClassINET, Ttl: 3600}, A: at.address.AsSlice()})
	return at
}

func soa(zone string, serial uint32) *lib.SOA {
	return &lib.SOA{
		Hdr: lib.RR_Header{Name: zone, Rrtype: lib.TypeSOA, Class: lib.ClassINET, Ttl: 3600},
		Ns:  parentHost, Mbox: "hostmaster.sim.", Serial: serial, Refresh: 86400, Retry: 3600, Expire: 3600000, Minttl: 300,
	}
}

// Root is the address of the parent, from which all names can be found.
func (s *Sim) Root() netip.Addr { return s.servers[0].address }

// Delegate has the parent say that these servers serve a domain; none takes the domain out of the world.
func (s *Sim) Delegate(domain string, hosts ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := lib.CanonicalName(domain)
	s.parent.remove(name, lib.TypeNS)
	for _, h := range hosts {
		s.parent.add(&lib.NS{Hdr: lib.RR_Header{Name: name, Rrtype: lib.TypeNS, Class: lib.ClassINET, Ttl: 172800}, Ns: lib.CanonicalName(h)})
	}
}

// Public adds records to the rest of the world, which the parent answers for too.
func (s *Sim) Public(file string) error {
	records, err := parse(".", file)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range records {
		s.parent.add(r)
	}
	return nil
}

// Publish has all servers but the parent take over a zone at a time, each with its own lag.
func (s *Sim) Publish(zone, file string, at time.Time) error {
	name := lib.CanonicalName(zone)
	records, err := parse(name, file)
	if err != nil {
		return err
	}
	t := newTable(name)
	for _, r := range records {
		t.add(r)
	}
	if len(t.find(name, lib.TypeSOA)) != 1 {
		return fmt.Errorf("zone %s: want one SOA", name)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.zones[name] = append(s.zones[name], version{at: at, table: t})
	return nil
}

// Take is Publish for a service that is told of nothing: of a zone that cannot be served, the servers keep what they had.
func (s *Sim) Take(zone, file string, at time.Time) {
	_ = s.Publish(zone, file, at) // as a name server does with a broken zone
}

// Behave has a server behave in another way from now on.
func (s *Sim) Behave(b Behaviour) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, at := range s.servers {
		if strings.EqualFold(at.Host, lib.CanonicalName(b.Host)) {
			b.Host = at.Host
			at.Behaviour, at.froze = b, s.opt.Clock.Now()
			return nil
		}
	}
	return fmt.Errorf("server %q: unknown", b.Host)
}
