package dns_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	lib "github.com/miekg/dns"

	"github.com/seatwright/seatwright/localstack/sim/dns"
)

const zone = `$TTL 600
@ SOA ns1.example.net. hostmaster.example.fr. 1 2 3 4 300
@ NS ns1.example.net.
@ TXT "one"
*.wild TXT "star"
there.wild A 45.0.0.1
a.b.deep A 45.0.0.2
alias CNAME there.wild.example.fr.
away CNAME www.example.com.
sub NS ns1.sub.example.fr.
ns1.sub A 45.0.0.3
`

type world struct {
	*dns.Sim

	moved atomic.Int64
}

func open(t *testing.T) *world {
	t.Helper()
	w := &world{}
	w.Sim = dns.New(dns.Options{Clock: w.now, Servers: []string{"ns1.example.net", "ns2.example.net"}})
	if err := w.Listen(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	w.Delegate("example.fr", "ns1.example.net", "ns.example.fr")
	if err := w.Publish("example.fr", zone, w.now()); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) now() time.Time { return time.Unix(1_800_000_000+w.moved.Load(), 0) }

// ask puts a question to the server at an address of the made-up range.
func (w *world) ask(t *testing.T, network, address, name string, kind uint16) *lib.Msg {
	t.Helper()
	conn, err := w.Dial(t.Context(), network, address+":53")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	m := new(lib.Msg).SetQuestion(name, kind)
	m.SetEdns0(4096, false)
	r, _, err := (&lib.Client{Net: network, Timeout: time.Second}).ExchangeWithConnContext(t.Context(), m, &lib.Conn{Conn: conn})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// told is an answer in a few words: its code, whether it has authority, and the data of its first two sections.
func told(m *lib.Msg) string {
	words := []string{lib.RcodeToString[m.Rcode]}
	if m.Authoritative {
		words = append(words, "aa")
	}
	for i, section := range [][]lib.RR{m.Answer, m.Ns} {
		for _, r := range section {
			words = append(words, []string{"answer", "authority"}[i], strings.ReplaceAll(strings.TrimPrefix(r.String(), r.Header().String()), "\t", " "))
		}
	}
	return strings.Join(words, " ")
}

func TestAServerAnswersAsRFC1034HasIt(t *testing.T) {
	t.Parallel()
	w := open(t)
	const soa = " authority ns1.example.net. hostmaster.example.fr. 1 2 3 4 300"
	for _, c := range []struct {
		name string
		kind uint16
		want string
	}{
		{"example.fr.", lib.TypeTXT, `NOERROR aa answer "one"`},
		{"EXAMPLE.fr.", lib.TypeTXT, `NOERROR aa answer "one"`},
		{"example.fr.", lib.TypeMX, "NOERROR aa" + soa},
		{"nothing.example.fr.", lib.TypeA, "NXDOMAIN aa" + soa},
		{"b.deep.example.fr.", lib.TypeA, "NOERROR aa" + soa},
		{"x.y.wild.example.fr.", lib.TypeTXT, `NOERROR aa answer "star"`},
		{"x.wild.example.fr.", lib.TypeA, "NOERROR aa" + soa},
		{"there.wild.example.fr.", lib.TypeTXT, "NOERROR aa" + soa},
		{"x.there.wild.example.fr.", lib.TypeTXT, "NXDOMAIN aa" + soa},
		{"alias.example.fr.", lib.TypeA, "NOERROR aa answer there.wild.example.fr. answer 45.0.0.1"},
		{"away.example.fr.", lib.TypeA, "NOERROR aa answer www.example.com."},
		{"x.sub.example.fr.", lib.TypeA, "NOERROR authority ns1.sub.example.fr."},
		{"example.com.", lib.TypeA, "REFUSED"},
	} {
		for _, network := range []string{"udp", "tcp"} {
			if d := cmp.Diff(c.want, told(w.ask(t, network, "198.18.0.2", c.name, c.kind))); d != "" {
				t.Error(network, c.name, d)
			}
		}
	}
}

func TestTheParentRefersToThoseWhoServeADomain(t *testing.T) {
	t.Parallel()
	w := open(t)
	if got := told(w.ask(t, "udp", w.Root().String(), "www.example.fr.", lib.TypeA)); got != "NOERROR authority ns1.example.net. authority ns.example.fr." {
		t.Error(got)
	}
	if got := told(w.ask(t, "udp", w.Root().String(), "ns1.example.net.", lib.TypeA)); got != "NOERROR aa answer 198.18.0.2" {
		t.Error(got)
	}
	w.Delegate("example.fr")
	if got := told(w.ask(t, "udp", w.Root().String(), "example.fr.", lib.TypeNS)); !strings.HasPrefix(got, "NXDOMAIN aa") {
		t.Error(got)
	}
}

func TestServersTakeOverAZoneEachAtItsTime(t *testing.T) {
	t.Parallel()
	w := open(t)
	if err := w.Behave(dns.Behaviour{Host: "ns2.example.net", Lag: 10 * time.Second}); err != nil {
		t.Fatal(err)
	}
	next := strings.Replace(zone, `"one"`, `"two"`, 1)
	if err := w.Publish("example.fr", next, w.now().Add(5*time.Second)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		after       int64
		first, late string
	}{{0, "one", ""}, {5, "two", ""}, {10, "two", "one"}, {15, "two", "two"}} {
		w.moved.Store(c.after)
		for address, want := range map[string]string{"198.18.0.2": c.first, "198.18.0.3": c.late} {
			got := told(w.ask(t, "udp", address, "example.fr.", lib.TypeTXT))
			if want == "" && got != "REFUSED" || want != "" && got != `NOERROR aa answer "`+want+`"` {
				t.Errorf("after %d s, %s: %s", c.after, address, got)
			}
		}
	}
	if err := w.Behave(dns.Behaviour{Host: "ns1.example.net", Stuck: true}); err != nil {
		t.Fatal(err)
	}
	w.moved.Store(60)
	if err := w.Publish("example.fr", zone, w.now()); err != nil {
		t.Fatal(err)
	}
	if got := told(w.ask(t, "udp", "198.18.0.2", "example.fr.", lib.TypeTXT)); got != `NOERROR aa answer "two"` {
		t.Errorf("stuck: %s", got)
	}
}

func TestTheControlInterfaceRefusesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, c := range []struct {
		path, body string
		want       int
	}{
		{"zones", `{"zone":"new.fr","file":"@ 60 SOA a. b. 1 2 3 4 5"}`, 204},
		{"zones", `{"zone":"new.fr","file":"@ 60 A 45.0.0.1"}`, 400},
		{"zones", `{"zone":"new.fr","file":"@ SOA"}`, 400},
		{"delegations", `{"domain":"new.fr","hosts":["ns1.example.net"]}`, 204},
		{"records", `{"file":"www.example.com. A 45.0.0.1"}`, 204},
		{"servers", `{"host":"ns1.example.net","silent":true}`, 204},
		{"servers", `{"host":"ns9.example.net"}`, 400},
		{"servers", `{"hosts":"ns1.example.net"}`, 400},
	} {
		answer := httptest.NewRecorder()
		w.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/_sim/"+c.path, strings.NewReader(c.body)))
		if answer.Code != c.want {
			t.Errorf("%s %s: %d %s", c.path, c.body, answer.Code, answer.Body)
		}
	}
	if _, err := w.Dial(t.Context(), "udp", "8.8.8.8:53"); err == nil {
		t.Error("the Internet was reached")
	}
}

func TestThePoliciesCanBeRead(t *testing.T) {
	t.Parallel()
	w := open(t)
	if err := w.Public(dns.Policies()); err != nil {
		t.Fatal(err)
	}
	if got := told(w.ask(t, "udp", w.Root().String(), "void.spf.example.", lib.TypeTXT)); !strings.Contains(got, "no3.spf.example") {
		t.Error(got)
	}
}
