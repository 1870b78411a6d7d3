package dns_test

import (
	"strings"
	"testing"
	"time"

	lib "github.com/miekg/dns"

	"github.com/seatwright/seatwright/localstack/sim/dns"
)

func TestSharedServersListenAtAddressesThatTheirOwnTell(t *testing.T) {
	t.Parallel()
	w := dns.New(dns.Options{Servers: []string{"ns1.example.net"}, Shared: true})
	if w.Address() != "" {
		t.Error("shared before anybody listens")
	}
	if err := w.Listen(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	if err := w.Add(t.Context(), "ns1.example.net.", "ns2.example.net", "NS2.example.net"); err != nil {
		t.Fatal(err)
	}
	w.Delegate("example.fr", "ns1.example.net", "ns2.example.net")
	w.Take("example.fr", "@ 60 SOA a. b. 1 2 3 4 5\n@ 60 TXT one", time.Time{})
	host, port, _ := strings.Cut(w.Address(), ":")
	if host != "127.18.0.0" {
		t.Fatal(w.Address())
	}
	for _, network := range []string{"udp", "tcp"} {
		for _, address := range []string{"127.18.0.2:", "127.18.0.3:"} {
			c := lib.Client{Net: network}
			m, _, err := c.ExchangeContext(t.Context(), new(lib.Msg).SetQuestion("example.fr.", lib.TypeTXT), address+port)
			if err != nil || len(m.Answer) != 1 {
				t.Errorf("%s %s: %v, %v", network, address, m, err)
			}
		}
	}
	if _, err := w.Dial(t.Context(), "udp", "198.18.0.4:53"); err == nil {
		t.Error("a server was added twice")
	}
	w.Take("example.fr", "@ 60 TXT no SOA", time.Time{})
}
