package cloud_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	api "github.com/aws/aws-sdk-go-v2/service/route53"
	lib "github.com/miekg/dns"

	"github.com/seatwright/seatwright/localstack/cloud"
	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/dns"
	sim "github.com/seatwright/seatwright/localstack/sim/route53"
)

func TestHostedZonesAreServedAndDelegated(t *testing.T) {
	t.Parallel()
	now := func() time.Time { return time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC) }
	zones := sim.New(sim.Options{Clock: now, Habits: sim.Habits{Page: 1}, Zones: []sim.Zone{
		{ID: "Z1", Name: "example.fr", Servers: []string{"ns1.example.net"}, Sets: []sim.Set{{Name: "*.example.fr", Type: "TXT", TTL: 60, Values: []string{`"one"`}}}},
		{ID: "Z2", Name: "example.fr"},
		{ID: "Z3", Name: "inside.fr", Private: true},
		{ID: "Z4", Name: "other.fr"},
	}})
	names := dns.New(dns.Options{Clock: now})
	if err := names.Listen(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = names.Close() })
	web := &http.Client{Transport: control.Transport(map[string]http.Handler{"route53.amazonaws.com": zones})}
	client := api.NewFromConfig(aws.Config{Region: "us-east-1", HTTPClient: web, Credentials: credentials.NewStaticCredentialsProvider("test", "test", "")})
	b := cloud.NewBridge(client, names, now)
	copied := func() {
		t.Helper()
		if err := b.Copy(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	copied()
	if m := ask(t, names, "198.18.0.1", "example.fr.", lib.TypeNS); len(m.Ns) != 1 {
		t.Error(m) // of the first zone of the name alone
	}
	if m := ask(t, names, "198.18.0.1", "inside.fr.", lib.TypeNS); len(m.Ns) != 1 || m.Rcode != lib.RcodeNameError {
		t.Error(m)
	}
	if m := ask(t, names, "198.18.0.2", "x.example.fr.", lib.TypeTXT); len(m.Answer) != 1 {
		t.Error(m)
	}
	names.Delegate("example.fr", "elsewhere.example")
	if err := zones.Apply(sim.Edit{Zone: "example.fr", Put: []sim.Set{{Name: "x.example.fr", Type: "A", TTL: 60, Values: []string{"45.0.0.1"}}}}); err != nil {
		t.Fatal(err)
	}
	copied()
	copied()
	if m := ask(t, names, "198.18.0.2", "x.example.fr.", lib.TypeA); len(m.Answer) != 1 {
		t.Error(m)
	}
	if m := ask(t, names, "198.18.0.1", "example.fr.", lib.TypeNS); m.Ns[0].(*lib.NS).Ns != "elsewhere.example." { //nolint:forcetypeassert // it fails the test
		t.Error("the bridge takes the parent's word back")
	}
}

// ask puts a question to a server.
func ask(t *testing.T, names *dns.Sim, server, name string, kind uint16) *lib.Msg {
	t.Helper()
	conn, err := names.Dial(t.Context(), "udp", server+":53")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close() //nolint:errcheck // a datagram has nothing to close
	m, _, err := new(lib.Client).ExchangeWithConnContext(t.Context(), new(lib.Msg).SetQuestion(name, kind), &lib.Conn{Conn: conn})
	if err != nil {
		t.Fatal(err)
	}
	return m
}
