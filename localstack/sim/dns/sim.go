package dns

import (
	"context"
	"errors"
	"fmt"
	"net"
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
}

// server is one name server. The first is the parent.
type server struct {
	Behaviour

	address netip.Addr
	froze   time.Time // since when it is stuck
	port    string    // of its sockets on loopback, once it listens
	open    []*lib.Server
}

const parentHost = "a.root.sim."

// New gives a system in which nothing is delegated.
func New(opt Options) *Sim {
	s := &Sim{opt: opt, zones: map[string][]version{}, parent: newTable(".")}
	for i, host := range append([]string{parentHost}, opt.Servers...) {
		s.servers = append(s.servers, &server{Behaviour: Behaviour{Host: lib.CanonicalName(host)}, address: netip.AddrFrom4([4]byte{198, 18, 0, byte(i + 1)})})
		s.parent.add(&lib.A{
			Hdr: lib.RR_Header{Name: lib.CanonicalName(host), Rrtype: lib.TypeA, Class: lib.ClassINET, Ttl: 3600},
			A:   s.servers[i].address.AsSlice(),
		})
	}
	s.parent.add(soa(".", 1))
	s.Panel = control.New(opt.Clock, http.NotFoundHandler())
	s.Extra = s.panel()
	return s
}

func soa(zone string, serial uint32) *lib.SOA {
	return &lib.SOA{
		Hdr: lib.RR_Header{Name: zone, Rrtype: lib.TypeSOA, Class: lib.ClassINET, Ttl: 3600},
		Ns:  parentHost, Mbox: "hostmaster.sim.", Serial: serial, Refresh: 86400, Retry: 3600, Expire: 3600000, Minttl: 300,
	}
}

// Root is the address of the parent, from which all names can be found.
func (s *Sim) Root() netip.Addr { return s.servers[0].address }

// Listen opens the sockets of all servers.
func (s *Sim) Listen(ctx context.Context) error {
	for _, at := range s.servers {
		if err := s.listen(ctx, at); err != nil {
			return errors.Join(fmt.Errorf("listen as %s: %w", at.Host, err), s.Close())
		}
	}
	return nil
}

// listen takes a free port for UDP, and the same for TCP. That may be in use by another, so that it is tried a few times.
func (s *Sim) listen(ctx context.Context, at *server) error {
	var cfg net.ListenConfig
	var err error
	for range 10 {
		var packets net.PacketConn
		if packets, err = cfg.ListenPacket(ctx, "udp", "127.0.0.1:0"); err != nil {
			return err
		}
		address := packets.LocalAddr().String()
		var stream net.Listener
		if stream, err = cfg.Listen(ctx, "tcp", address); err != nil {
			_ = packets.Close() // another port is taken
			continue
		}
		h := lib.HandlerFunc(func(w lib.ResponseWriter, r *lib.Msg) { s.handle(at, w, r) })
		udp, tcp := &lib.Server{PacketConn: packets, Handler: h}, &lib.Server{Listener: stream, Handler: h}
		_, at.port, err = net.SplitHostPort(address)
		at.open = []*lib.Server{udp, tcp}
		for _, server := range at.open {
			up := make(chan struct{})
			server.NotifyStartedFunc = func() { close(up) }
			go func() { _ = server.ActivateAndServe() }() // ends by Close
			<-up
		}
		return err
	}
	return err
}

// Close closes all sockets.
func (s *Sim) Close() error {
	var all []error
	for _, at := range s.servers {
		for _, server := range at.open {
			all = append(all, server.Shutdown())
		}
		at.open = nil
	}
	return errors.Join(all...)
}

// Dial reaches a server by the address under which the system knows it, at port 53. Nothing else can be reached.
func (s *Sim) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return nil, err
	}
	for _, at := range s.servers {
		if at.address == to.Addr() && to.Port() == 53 && at.port != "" {
			return (&net.Dialer{}).DialContext(ctx, network, "127.0.0.1:"+at.port)
		}
	}
	return nil, fmt.Errorf("dial %s: nobody listens there", address)
}

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
