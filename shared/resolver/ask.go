package resolver

import (
	"context"
	"errors"
	"net/netip"
	"strings"

	"github.com/miekg/dns"
)

// size is the largest datagram that is asked for, in bytes: larger ones are lost on the way too often.
const size = 1232

// ask puts a question to one server: over UDP, twice when nothing comes, and over TCP when the answer was cut.
func (c *Client) ask(ctx context.Context, to netip.Addr, name string, kind uint16) (*dns.Msg, bool, error) {
	m := new(dns.Msg).SetQuestion(dns.Fqdn(name), kind)
	m.RecursionDesired = false
	m.SetEdns0(size, false)
	var last error
	for range 2 {
		r, err := c.exchange(ctx, "udp", to, m)
		if err == nil && r.Truncated {
			r, err = c.exchange(ctx, "tcp", to, m)
			return r, true, err
		}
		if err == nil {
			return r, false, nil
		}
		if last = err; ctx.Err() != nil {
			break
		}
	}
	return nil, false, last
}

func (c *Client) exchange(ctx context.Context, network string, to netip.Addr, m *dns.Msg) (*dns.Msg, error) {
	ctx, cancel := context.WithTimeout(ctx, c.opt.Timeout)
	defer cancel()
	conn, err := c.opt.Dial(ctx, network, netip.AddrPortFrom(to, 53).String())
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }()
	client := dns.Client{Net: network, Timeout: c.opt.Timeout}
	r, _, err := client.ExchangeWithConnContext(ctx, m, &dns.Conn{Conn: conn, UDPSize: size})
	if err != nil {
		return nil, err
	}
	if !r.Response || len(r.Question) != 1 || !strings.EqualFold(r.Question[0].Name, m.Question[0].Name) || r.Question[0].Qtype != m.Question[0].Qtype {
		return nil, errors.New("the answer is to another question")
	}
	return r, nil
}
