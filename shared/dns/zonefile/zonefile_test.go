package zonefile_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/dns/zonefile"
	"github.com/seatwright/seatwright/shared/fault"
)

const file = `$TTL 7200
@	IN SOA ns.example.com. host.example.com. ( 2026112101 86400 3600 3600000 300 )
	IN NS ns.example.com.
	300 IN MX 10 mail
Mail	IN A 192.0.2.1
	IN AAAA 2001:db8::1
@	IN TXT "v=spf1 " "mx -all" ; ours
_sip._tls IN SRV 100 1 443 sipdir.online.lync.com.
*	IN CNAME @
@	IN CAA 0 issue "letsencrypt.org"
@	IN TYPE65534 \# 2 abcd
`

func read(t *testing.T, text string) dns.Zone {
	t.Helper()
	z, err := zonefile.Read(strings.NewReader(text), "Example.com.")
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestAFileIsReadAsAZone(t *testing.T) {
	t.Parallel()
	z := read(t, file)
	var got []string
	for _, r := range z.Rows {
		rec := z.Record(r)
		got = append(got, fmt.Sprintf("%s %d %s %s", rec.Name, r.TTL, rec.Type, rec.Data))
	}
	want := []string{
		" 7200 NS ns.example.com.", " 300 MX 10 mail.example.com.", "mail 7200 A 192.0.2.1", "mail 7200 AAAA 2001:db8::1", " 7200 TXT v=spf1 mx -all",
		"_sip._tls 7200 SRV 100 1 443 sipdir.online.lync.com.", "* 7200 CNAME example.com.", ` 7200 CAA 0 issue "letsencrypt.org"`, ` 7200 TYPE65534 \# 2 abcd`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if z.Name != "example.com" || z.Serial != 2026112101 || z.TTL != 7200 || z.Check() != nil {
		t.Errorf("zone %s, serial %d, ttl %d, %v", z.Name, z.Serial, z.TTL, z.Check())
	}
	if again := read(t, file); again.Digest() != z.Digest() || again.Rows[0].ID != z.Rows[0].ID {
		t.Error("the same file is another zone at the second time")
	}
}

func TestAFileThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		kind fault.Kind
	}{
		"not one":           {"<html>", fault.Malformed},
		"another zone's":    {"example.org. 60 IN A 192.0.2.1", fault.Malformed},
		"looks like ours":   {"notexample.com. 60 IN A 192.0.2.1", fault.Malformed},
		"another file":      {"$INCLUDE /etc/passwd", fault.Malformed},
		"rows by a pattern": {"  $generate 1-100000 h$ A 192.0.2.1", fault.Malformed},
		"another class":     {"a 60 CH A 192.0.2.1", fault.Malformed},
		"half a record":     {"a 60 IN MX 10", fault.Malformed},
		"an open bracket":   {"@ IN SOA a. b. ( 1 2", fault.Malformed},
		"an open quote":     {"@ IN TXT \"a", fault.Malformed},
		"a great one":       {strings.Repeat("; a comment\n", 1<<20), fault.TooLarge},
		"a long one":        {strings.Repeat("a 60 IN A 192.0.2.1\n", 20_001), fault.TooLarge},
	} {
		_, err := zonefile.Read(strings.NewReader(c.text), "example.com")
		if fault.Of(err) != c.kind {
			t.Errorf("%s: %v, want %s", name, err, c.kind)
		}
		if strings.Contains(fault.Text(err), "root:") {
			t.Errorf("%s: the refusal shows a file of ours: %v", name, err)
		}
	}
	if _, err := zonefile.Read(strings.NewReader(file), "a..b"); fault.Of(err) != fault.Invalid {
		t.Errorf("a zone without a name: %v", err)
	}
}

func TestALongTextComesBackWhole(t *testing.T) {
	t.Parallel()
	text := strings.Repeat(`key="v\"; `, 400) // four thousand octets
	z := read(t, "@ 60 IN TXT "+dns.Quote(text))
	if got := z.Record(z.Rows[0]).Data; got != text {
		t.Errorf("%d octets come back as %d", len(text), len(got))
	}
}

type nobody struct{}

func (nobody) Answers(context.Context, string, dns.Type) ([]string, error) {
	return []string{"v=spf1 -all"}, nil
}

func ExampleLines() {
	z, err := zonefile.Read(strings.NewReader("@ 60 IN TXT \"v=spf1 ip4:192.0.2.1 ~all\"\n"), "example.com")
	if err != nil {
		fmt.Println(err)
		return
	}
	facts := dns.Facts{Domain: "example.com", Verified: true, Wanted: []dns.Wanted{
		{Name: "example.com", Type: dns.MX, Value: "0 example-com.o-v1.mx.microsoft", Service: dns.Email, Source: dns.FromGraph},
	}}
	p, err := dns.Prepare(context.Background(), nobody{}, z, facts, dns.Options{Services: []dns.Service{dns.Email}})
	if err != nil {
		fmt.Println(err)
		return
	}
	steps, err := p.Forward(z)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, line := range zonefile.Lines(&z, steps) {
		fmt.Println(line)
	}
	// Output:
	// delete example.com. 60 IN TXT "v=spf1 ip4:192.0.2.1 ~all"
	// enter  example.com. 60 IN TXT "v=spf1 ip4:192.0.2.1 include:spf.protection.outlook.com ~all"
	// enter  example.com. 3600 IN MX 0 example-com.o-v1.mx.microsoft.
	// enter  autodiscover.example.com. 3600 IN CNAME autodiscover.outlook.com.
}

// FuzzRead holds that any text is a zone that can be planned and written, or a refusal with a kind.
func FuzzRead(f *testing.F) {
	for _, text := range []string{file, "@ TXT a b", "\\000 A 1.2.3.4", "a\\.b A 1.2.3.4", "@ 0 IN TXT \"\\255\"", "$ORIGIN sub\na A 1.2.3.4"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		z, err := zonefile.Read(strings.NewReader(text), "example.com")
		if err != nil {
			if fault.Of(err) == "" {
				t.Errorf("a refusal without a kind: %v", err)
			}
			return
		}
		if err := z.Check(); err != nil {
			t.Error(err)
		}
		facts := dns.Facts{Domain: "example.com", Verified: true}
		if _, err := dns.Prepare(t.Context(), nobody{}, z, facts, dns.Options{Services: []dns.Service{dns.Email}}); err != nil {
			t.Error(err)
		}
	})
}

func TestAZoneThatIsWrittenReadsAsItWas(t *testing.T) {
	t.Parallel()
	z, err := zonefile.Read(strings.NewReader(file), "example.com")
	if err != nil {
		t.Fatal(err)
	}
	again, err := zonefile.Read(strings.NewReader(zonefile.Write(&z)), "example.com")
	if err != nil {
		t.Fatal(err)
	}
	if changes := dns.Compare(&z, &again); len(changes) > 0 || len(again.Rows) != len(z.Rows) {
		t.Errorf("%v", changes)
	}
	for i, r := range again.Rows {
		if r.ID != z.Rows[i].ID {
			t.Errorf("row %s is %s", z.Rows[i].ID, r.ID)
		}
	}
}
