package dns_test

import (
	"context"
	"fmt"

	"github.com/seatwright/seatwright/shared/dns"
)

// A zone as its host fills it, and mail wanted for it: what stands in the way is said first.
func ExamplePrepare() {
	z := fresh()
	z.Rows = z.Rows[:6]
	f := answer("example.fr")
	f.Wanted = f.Wanted[2:6]
	o := dns.Options{Services: []dns.Service{dns.Email}, Consents: dns.Consents{Classes: []dns.Class{dns.ReplaceMX}}}
	p, err := dns.Prepare(context.Background(), internet(), z, f, o)
	if err != nil {
		fmt.Println(err)
		return
	}
	p.Hash = "(its hash)"
	fmt.Print(p.Text())
	// Output:
	// example.fr: plan for the zone example.fr at OVHcloud, serial 2026112101
	// ready: 3 to create, 1 to change, 3 to delete; the other 2 rows stay as they are
	//
	// changes
	//   + example.fr. 3600 IN MX 0 example-fr.o-v1.mx.microsoft.
	//       mail goes to Microsoft (mx, from Microsoft Graph, high risk)
	//   - example.fr. 3600 IN MX 1 mx1.mail.ovh.net. ; row 5000000003
	//       replaced by Microsoft's (host_mail, high risk)
	//       lost: new mail no longer reaches a mailbox at OVHcloud, if there is one
	//   - example.fr. 3600 IN MX 5 mx2.mail.ovh.net. ; row 5000000004
	//       replaced by Microsoft's (host_mail, high risk)
	//       lost: new mail no longer reaches a mailbox at OVHcloud, if there is one
	//   - example.fr. 3600 IN MX 100 mx3.mail.ovh.net. ; row 5000000005
	//       replaced by Microsoft's (host_mail, high risk)
	//       lost: new mail no longer reaches a mailbox at OVHcloud, if there is one
	//   + autodiscover.example.fr. 3600 IN CNAME autodiscover.outlook.com.
	//       lets mail programs set themselves up (cname, from Microsoft Graph, low risk)
	//   + selector1._domainkey.example.fr. 3600 IN CNAME selector1-example-fr._domainkey.contoso.n-v1.dkim.mail.microsoft.
	//       lets Microsoft sign the domain's mail (cname, from Exchange, low risk)
	//   - example.fr. 600 IN TXT "v=spf1 include:mx.ovh.com ~all" ; row 5000000006, kept as SPF
	//   + example.fr. 600 IN TXT "v=spf1 include:mx.ovh.com include:spf.protection.outlook.com ~all" ; row 5000000006, kept as SPF
	//       lets Microsoft send as well; everybody who could still can (spf, from Microsoft Graph, high risk)
	//
	// plan (its hash)
}
