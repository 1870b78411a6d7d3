package dns_test

import (
	"strings"
	"testing"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
)

func TestADomainIsANameThatSomebodyCouldHave(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 63)
	for name, want := range map[string]fault.Kind{
		"contoso.example": "", "3com.example": "", "a-b.co.uk": "", "xn--bcher-kva.example": "", long + ".example": "", "sub.contoso.example": "", "a.xn--p1ai": "",
		"example": fault.Invalid, "-a.example": fault.Invalid, "a-.example": fault.Invalid, "a.-b": fault.Invalid, "a_b.example": fault.Invalid, "*.example": fault.Invalid,
		"192.0.2.1": fault.Invalid, "Contoso.example": fault.Invalid, "contoso.example.": fault.Invalid, long + "a.example": fault.Invalid, "": fault.Invalid, "bücher.example": fault.Invalid,
	} {
		if err := (&dns.Facts{Domain: name}).Check(); fault.Of(err) != want {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
}

// Microsoft puts hyphens where the domain has dots, so that a name in other letters becomes a label that begins like one in ASCII and cannot be read as one.
func TestAHostOfMicrosoftsNeedNotBeReadableInOtherLetters(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]fault.Kind{
		"xn--bcher-kva-example.mail.protection.outlook.com": "", "XN--BCHER-KVA-example.mail.protection.outlook.com.": "", "contoso-example.mail.protection.outlook.com": "",
		"xn--" + strings.Repeat("a", 59) + ".outlook.com": "", "xn--" + strings.Repeat("a", 60) + ".outlook.com": fault.Invalid,
		"xn--a b.outlook.com": fault.Invalid, "outlook": fault.Invalid, "a..outlook.com": fault.Invalid,
	} {
		f := dns.Facts{Domain: "xn--bcher-kva.example", Verified: true, Wanted: []dns.Wanted{
			{Name: "xn--bcher-kva.example", Type: dns.MX, Value: "0 " + host, Service: dns.Email, Source: dns.FromGraph},
		}}
		if err := f.Check(); fault.Of(err) != want {
			t.Errorf("%s: %v, want %q", host, err, want)
		}
	}
}
