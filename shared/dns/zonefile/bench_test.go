package zonefile_test

import (
	"strings"
	"testing"

	wire "github.com/miekg/dns"

	"github.com/seatwright/seatwright/shared/dns/zonefile"
)

// fourteen is a zone of fourteen records, as its host exports it.
const fourteen = `$TTL 3600
@ IN SOA dns200.anycast.me. tech.ovh.net. (2026112101 86400 3600 3600000 300)
@ IN NS dns200.anycast.me.
@ IN NS ns200.anycast.me.
@ IN MX 1 mx1.mail.ovh.net.
@ IN MX 5 mx2.mail.ovh.net.
@ IN MX 100 mx3.mail.ovh.net.
@ 600 IN TXT "v=spf1 include:mx.ovh.com ~all"
@ IN A 213.186.33.5
@ IN TXT "1|www.example.fr"
_autodiscover._tcp IN SRV 0 0 443 mailconfig.ovh.net.
_imaps._tcp IN SRV 0 0 993 ssl0.ovh.net.
autoconfig IN CNAME mailconfig.ovh.net.
autodiscover IN CNAME mailconfig.ovh.net.
imap IN CNAME ssl0.ovh.net.
`

// BenchmarkLibrary reads the records alone, which a plan's time is compared with.
func BenchmarkLibrary(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		parser := wire.NewZoneParser(strings.NewReader(fourteen), "example.fr.", "")
		rows := 0
		for _, ok := parser.Next(); ok; _, ok = parser.Next() {
			rows++
		}
		if err := parser.Err(); err != nil || rows != 14 {
			b.Fatal(rows, err)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := zonefile.Read(strings.NewReader(fourteen), "example.fr"); err != nil {
			b.Fatal(err)
		}
	}
}
