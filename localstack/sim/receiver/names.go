package receiver

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
)

// Name has a name resolve to some addresses at its first lookup, to others at the second, and so on; the last ones stay. That is how a name is given to a
// check that looks first and to a connection that looks again.
func (s *Sim) Name(host string, lookups ...[]netip.Addr) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.names[key(host)] = lookups
	for _, kind := range []uint16{typeA, typeAAAA} {
		delete(s.lookups, counter(key(host), kind))
	}
}

// Resolver knows the names of Name. It asks nobody but this process; the machine's own file of hosts comes first, as for every resolver of Go.
func (s *Sim) Resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		go s.converse(server)
		return client, nil
	}}
}

// The parts of DNS that are needed (RFC 1035, 3.2.2 and 4.1; RFC 3596).
const (
	typeA      = 1
	typeAAAA   = 28
	headerSize = 12
	noSuchName = 3
	answered   = 0x8580 // a response with authority, and recursion as asked for
	shortTime  = 0      // seconds that an answer may be kept: none
)

// converse answers questions as they come over a stream: each message behind its length.
func (s *Sim) converse(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	for {
		var size [2]byte
		if _, err := io.ReadFull(conn, size[:]); err != nil {
			return
		}
		question := make([]byte, binary.BigEndian.Uint16(size[:]))
		if _, err := io.ReadFull(conn, question); err != nil {
			return
		}
		answer, err := s.reply(question)
		if err != nil {
			return
		}
		framed := binary.BigEndian.AppendUint16(nil, uint16(len(answer))) //nolint:gosec // a few addresses
		if _, err := conn.Write(append(framed, answer...)); err != nil {
			return
		}
	}
}

// reply answers the one question of a message.
func (s *Sim) reply(message []byte) ([]byte, error) {
	host, kind, end, err := ask(message)
	if err != nil {
		return nil, err
	}
	addresses, known := s.look(host, kind)
	flags := uint16(answered)
	if !known {
		flags |= noSuchName
	}
	out := append([]byte{}, message[:2]...)
	for _, n := range []uint16{flags, 1, uint16(len(addresses)), 0, 0} { //nolint:gosec // a few addresses
		out = binary.BigEndian.AppendUint16(out, n)
	}
	out = append(out, message[headerSize:end]...)
	for _, a := range addresses {
		raw := a.AsSlice()
		out = append(out, 0xc0, headerSize) // the name of the question
		out = binary.BigEndian.AppendUint16(out, kind)
		out = binary.BigEndian.AppendUint16(out, 1) // class IN
		out = binary.BigEndian.AppendUint32(out, shortTime)
		out = binary.BigEndian.AppendUint16(out, uint16(len(raw))) //nolint:gosec // 4 or 16
		out = append(out, raw...)
	}
	return out, nil
}

// ask reads the first question of a message, and where it ends.
func ask(message []byte) (host string, kind uint16, end int, err error) {
	cut := errors.New("read a question: it is cut")
	var labels []string
	at := headerSize
	for {
		if at >= len(message) {
			return "", 0, 0, cut
		}
		n := int(message[at])
		at++
		if n == 0 {
			break
		}
		if at+n > len(message) {
			return "", 0, 0, cut
		}
		labels = append(labels, string(message[at:at+n]))
		at += n
	}
	if at+4 > len(message) {
		return "", 0, 0, cut
	}
	return key(strings.Join(labels, ".")), binary.BigEndian.Uint16(message[at:]), at + 4, nil
}

// look gives the addresses of a name for this lookup.
func (s *Sim) look(host string, kind uint16) (addresses []netip.Addr, known bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	lookups, known := s.names[host]
	if !known || len(lookups) == 0 {
		return nil, known
	}
	n := s.lookups[counter(host, kind)]
	s.lookups[counter(host, kind)]++
	for _, a := range lookups[min(n, len(lookups)-1)] {
		if a.Is4() && kind == typeA || a.Is6() && kind == typeAAAA {
			addresses = append(addresses, a)
		}
	}
	return addresses, true
}

func key(host string) string { return strings.ToLower(strings.TrimSuffix(host, ".")) }

// counter names the lookups of a kind: a client asks for both kinds at once.
func counter(host string, kind uint16) string { return fmt.Sprint(host, " ", kind) }
