package dns_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
)

func TestNamesHaveOneNormalForm(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 63)
	for text, want := range map[string]string{
		"Example.FR.":                   "example.fr",
		" example.fr":                   "example.fr",
		"Bücher.example":                "xn--bcher-kva.example",
		"BÜCHER。example":                "xn--bcher-kva.example",
		"XN--BCHER-KVA.example":         "xn--bcher-kva.example",
		"_SIP._tls.example.fr":          "_sip._tls.example.fr",
		"*.example.fr":                  "*.example.fr",
		"straße.example":                "xn--strae-oqa.example",
		long + ".fr":                    long + ".fr",
		strings.Repeat("a.", 126) + "a": strings.Repeat("a.", 126) + "a",
		long + "a.fr":                   "",
		strings.Repeat("ü", 62) + ".fr": "",
		strings.Repeat(long+".", 4):     "",
		strings.Repeat("a.", 127) + "a": "",
		"a..fr":                         "",
		"":                              "",
		".":                             "",
		"a.*.fr":                        "",
		"a*.fr":                         "",
		"a b.fr":                        "",
		"a/b.fr":                        "",
		"xn--a\x00.fr":                  "",
		"xn--99999999999.fr":            "",
		"\xff.fr":                       "",
	} {
		got, err := dns.Name(text)
		if got != want || (want == "") != (fault.Of(err) == fault.Invalid) {
			t.Errorf("%q is %q, %v; want %q", text, got, err, want)
		}
	}
}

func TestNamesAreInAZoneByLabels(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		zone, name, below string
		ok                bool
	}{
		{"example.com", "example.com", "", true},
		{"example.com", "mail.example.com", "mail", true},
		{"example.com", "notexample.com", "", false},
		{"example.com", "com", "", false},
		{"mail.example.com", "example.com", "", false},
	} {
		if below, ok := dns.Below(c.zone, c.name); below != c.below || ok != c.ok {
			t.Errorf("%s in %s: %q, %v", c.name, c.zone, below, ok)
		}
	}
}

func TestTextsSurviveTheirQuotes(t *testing.T) {
	t.Parallel()
	z := dns.Zone{Name: "example.fr"}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("ab \"\\;\t\né0129"))).Draw(t, "text") + strings.Repeat("x", rapid.IntRange(0, 4096).Draw(t, "more"))
		if got := z.Record(dns.Row{Type: dns.TXT, Value: dns.Quote(text)}).Data; got != text {
			t.Fatalf("%q comes back as %q", text, got)
		}
	})
	for value, want := range map[string]string{
		`"a" "b"`: "ab", `"a""b"`: "ab", `plain text`: "plain text", `"\065\"\\"`: `A"\`, `""`: "", `"a`: "a", `"\`: `\`, `"\999"`: "999", ` "a" `: "a",
	} {
		if got := z.Record(dns.Row{Type: dns.TXT, Value: value}).Data; got != want {
			t.Errorf("%s reads as %q, want %q", value, got, want)
		}
	}
}

func TestRowsWithoutIdsGetLastingOnes(t *testing.T) {
	t.Parallel()
	z := dns.Zone{Name: "example.fr", Rows: []dns.Row{{Name: "a", Type: dns.A, Value: "192.0.2.1"}, {Name: "a", Type: dns.A, Value: "192.0.2.1"}, {Name: "@", Type: dns.A, Value: "192.0.2.1"}}}
	o := dns.Zone{Name: "example.fr", Rows: []dns.Row{z.Rows[2], z.Rows[0], z.Rows[1]}}
	z.Mark()
	o.Mark()
	if err := z.Check(); err != nil || z.Rows[0].ID != o.Rows[1].ID || z.Rows[2].ID != o.Rows[0].ID {
		t.Errorf("%v: %v and %v", err, z.Rows, o.Rows)
	}
}
