package dns

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"

	lib "github.com/miekg/dns"
)

// most is how many servers the range of addresses has.
const most = 65_000

// Listen opens the sockets of all servers. Those that are added later open theirs at once.
func (s *Sim) Listen(ctx context.Context) error {
	if err := s.listenAll(ctx); err != nil {
		return errors.Join(err, s.Close())
	}
	return nil
}

func (s *Sim) listenAll(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, at := range s.servers {
		if err := s.listen(ctx, at); err != nil {
			return err
		}
	}
	return nil
}

// Add has further servers serve all zones. One that is there already stays as it is.
func (s *Sim) Add(ctx context.Context, hosts ...string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, h := range hosts {
		if s.find(h) != nil {
			continue
		}
		if len(s.servers) == most {
			return fmt.Errorf("server %q: there are %d already", h, most)
		}
		at := s.add(h)
		if s.servers[0].socket == "" { // nobody listens yet
			continue
		}
		if err := s.listen(ctx, at); err != nil {
			return err
		}
	}
	return nil
}

func (s *Sim) find(host string) *server {
	name := lib.CanonicalName(host)
	for _, at := range s.servers {
		if at.Host == name {
			return at
		}
	}
	return nil
}

// Address says where other processes find the servers, once they listen and are shared: of the server 198.18.x.y the address on loopback is that of Address
// with x and y as its last two numbers. "" when they are not shared.
func (s *Sim) Address() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.port == "" {
		return ""
	}
	return "127.18.0.0:" + s.port
}

// listen opens a server's sockets: the same port for UDP and TCP. One that is free for UDP may be in use for TCP, so that a free one is tried a few times.
func (s *Sim) listen(ctx context.Context, at *server) error {
	host, tries := "127.0.0.1", 10
	if s.opt.Shared {
		as := at.address.As4()
		host = netip.AddrFrom4([4]byte{127, 18, as[2], as[3]}).String()
	}
	if s.port != "" { // all others have it
		tries = 1
	}
	var err error
	for range tries {
		if err = s.open(ctx, at, net.JoinHostPort(host, s.portOr("0"))); err == nil {
			if s.opt.Shared && s.port == "" {
				_, s.port, _ = strings.Cut(at.socket, ":")
			}
			return nil
		}
	}
	return fmt.Errorf("listen as %s: %w", at.Host, err)
}

func (s *Sim) portOr(other string) string {
	if s.port != "" {
		return s.port
	}
	return other
}

func (s *Sim) open(ctx context.Context, at *server, address string) error {
	var cfg net.ListenConfig
	packets, err := cfg.ListenPacket(ctx, "udp", address)
	if err != nil {
		return err
	}
	socket := packets.LocalAddr().String()
	stream, err := cfg.Listen(ctx, "tcp", socket)
	if err != nil {
		return errors.Join(err, packets.Close())
	}
	h := lib.HandlerFunc(func(w lib.ResponseWriter, r *lib.Msg) { s.handle(at, w, r) })
	at.socket, at.open = socket, []*lib.Server{{PacketConn: packets, Handler: h}, {Listener: stream, Handler: h}}
	for _, server := range at.open {
		up := make(chan struct{})
		server.NotifyStartedFunc = func() { close(up) }
		go func() { _ = server.ActivateAndServe() }() // ends by Close
		<-up
	}
	return nil
}

// Close closes all sockets.
func (s *Sim) Close() error {
	s.mu.Lock()
	var open []*lib.Server
	for _, at := range s.servers {
		open = append(open, at.open...)
		at.open, at.socket = nil, ""
	}
	s.port = ""
	s.mu.Unlock()
	var failed error
	for _, server := range open { // each waits for the questions that it answers, for which the lock is free
		failed = errors.Join(failed, server.Shutdown())
	}
	return failed
}

// Dial reaches a server by the address under which the system knows it, at port 53. Nothing else can be reached.
func (s *Sim) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return nil, err
	}
	socket := ""
	s.mu.Lock()
	for _, at := range s.servers {
		if at.address == to.Addr() && to.Port() == 53 {
			socket = at.socket
		}
	}
	s.mu.Unlock()
	if socket == "" {
		return nil, fmt.Errorf("dial %s: nobody listens there", address)
	}
	return (&net.Dialer{}).DialContext(ctx, network, socket)
}
