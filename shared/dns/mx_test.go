package dns_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/dns"
)

// mail keeps of a plan what is about MX.
func mail(p dns.Plan) []string {
	all := []string{}
	for _, it := range p.Items {
		one := dns.Plan{Items: []dns.Item{it}}
		switch {
		case it.Code == "mta_sts", it.Row != nil && it.Row.Type == dns.MX && it.Kind != dns.Noop, it.To != nil && it.To.Type == dns.MX, strings.HasPrefix(it.Code, "move"):
			if it.Kind == dns.Warn {
				all = append(all, "warn "+it.Code)
			}
			all = append(all, changes(one)...)
		}
	}
	return all
}

// Trap 13: Microsoft's host beside live mail, or live mail gone without a word.
func TestLiveMailNeedsAConsentForEachRow(t *testing.T) {
	t.Parallel()
	z := bare("@ MX 0 10 mx.vendor.example.", "@ MX 0 20 mx.backup.example.")
	o := only(dns.Email)
	need := []string{"block foreign_mx row 5000000003 and row 5000000004"}
	if diff := cmp.Diff(need, mail(prepare(t, z, o))); diff != "" {
		t.Errorf("without a consent (-want +got):\n%s", diff)
	}
	o.Consents.Classes = []dns.Class{dns.ReplaceMX} // for the host's own alone
	o.Consents.Rows = []string{"5000000003"}
	if diff := cmp.Diff(need, mail(prepare(t, z, o))); diff != "" {
		t.Errorf("with half of it (-want +got):\n%s", diff)
	}
	o.Consents.Rows = []string{"5000000003", "5000000004"}
	want := []string{"create  MX 0 " + newHost + ".", "delete 5000000003", "delete 5000000004"}
	if diff := cmp.Diff(want, mail(prepare(t, z, o))); diff != "" {
		t.Errorf("with it (-want +got):\n%s", diff)
	}
}

func TestMailHostsAreToldApart(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rows []string
		want []string
	}{
		"none":                  {nil, []string{"create  MX 0 " + newHost + "."}},
		"already there":         {[]string{"@ MX 0 0 " + newHost + "."}, []string{}},
		"there, less preferred": {[]string{"@ MX 0 10 EXAMPLE-fr.o-v1.mx.microsoft."}, []string{}},
		"the null host":         {[]string{"@ MX 0 0 ."}, []string{"block foreign_mx row 5000000003"}},
		"unreadable":            {[]string{"@ MX 0 mail"}, []string{"block foreign_mx row 5000000003"}},
		"the host's old one":    {[]string{"@ MX 0 1 redirect.ovh.net."}, []string{"block host_mail replace_mx, or row 5000000003"}},
		"looks like the host's": {[]string{"@ MX 0 1 mx1.mail.ovh.net.evil.example."}, []string{"block foreign_mx row 5000000003"}},
		"relative":              {[]string{"@ MX 0 1 mx1.mail.ovh.net"}, []string{"block foreign_mx row 5000000003"}},
		"proof of another":      {[]string{"@ MX 0 32767 ms1.msv1.invalid."}, []string{"create  MX 0 " + newHost + "."}},
		"Microsoft's old one":   {[]string{"@ MX 0 0 example-fr.mail.protection.outlook.com."}, []string{"warn other_microsoft_mx"}},
		"being moved":           {[]string{"@ MX 0 0 example-fr.mail.protection.outlook.com.", "@ MX 0 20 " + newHost + "."}, []string{"warn other_microsoft_mx"}},
		"another tenant's":      {[]string{"@ MX 0 0 other.p-v1.mx.microsoft."}, []string{"block foreign_mx row 5000000003"}},
		"Germany's cloud":       {[]string{"@ MX 0 0 example-fr.mail.protection.outlook.de."}, []string{"block foreign_mx row 5000000003"}},
		"Microsoft's old one and the host's": {
			[]string{"@ MX 0 0 example-fr.mail.protection.outlook.com.", "@ MX 0 5 mx2.mail.ovh.net."},
			[]string{"warn other_microsoft_mx", "block host_mail replace_mx, or row 5000000004"},
		},
	} {
		if diff := cmp.Diff(c.want, mail(prepare(t, bare(c.rows...), only(dns.Email)))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestAGatewayStaysInFront(t *testing.T) {
	t.Parallel()
	o := only(dns.Email)
	o.KeepMX = true
	p := prepare(t, bare("@ MX 0 10 mx.gateway.example."), o)
	if got := mail(p); len(got) != 0 || !p.Ready() {
		t.Errorf("mail %v, ready %v", got, p.Ready())
	}
	if !strings.Contains(p.Text(), "hand the mail on to "+newHost) {
		t.Errorf("nobody says where the gateway has to send:\n%s", p.Text())
	}
}

// Trap 23: mail moves before the policy lists the new host, and senders that enforce it bounce.
func TestAPolicyForSendersHoldsTheMailBack(t *testing.T) {
	t.Parallel()
	z := bare("@ MX 0 1 mx1.mail.ovh.net.", `_mta-sts TXT 0 "v=STSv1; id=1"`)
	o := everything(dns.ReplaceMX)
	if diff := cmp.Diff([]string{"block mta_sts mta_sts"}, mail(prepare(t, z, o))); diff != "" {
		t.Errorf("mail (-want +got):\n%s", diff)
	}
	o.Consents.Classes = append(o.Consents.Classes, dns.MTASTS)
	if got := mail(prepare(t, z, o)); len(got) != 2 {
		t.Errorf("with the consent %v", got)
	}
}

func TestMailMovesToMicrosoftsNewHostInThreeSteps(t *testing.T) {
	t.Parallel()
	h := host{zone: bare("@ MX 0 0 example-fr.mail.protection.outlook.com.")}
	for _, c := range []struct {
		step dns.Move
		want []string
	}{
		{dns.MoveSwap, []string{"block move_order "}},
		{dns.MoveFinish, []string{"block move_order "}},
		{dns.MoveAdd, []string{"create  MX 20 " + newHost + "."}},
		{dns.MoveAdd, []string{}},
		{dns.MoveFinish, []string{"block move_order "}},
		{dns.MoveSwap, []string{"update 5000000003  MX 30 example-fr.mail.protection.outlook.com.", "update 6000000001  MX 0 " + newHost + "."}},
		{dns.MoveSwap, []string{}},
		{dns.MoveFinish, []string{"delete 5000000003"}},
		{dns.MoveFinish, []string{}},
	} {
		o := only(dns.Email)
		o.Move = c.step
		p := prepare(t, h.zone, o)
		if diff := cmp.Diff(c.want, mail(p)); diff != "" {
			t.Fatalf("step %s (-want +got):\n%s", c.step, diff)
		}
		if steps, err := p.Forward(h.zone); err == nil {
			h.stage(steps...)
		}
	}
	o := only(dns.Email)
	o.Move = dns.MoveAdd
	for _, row := range []string{"@ MX 0 0 mail.example.", "www A 0 192.0.2.1"} {
		if l := planOf(t, bare(row), answer("example.fr"), o); l.Ready() {
			t.Errorf("%s: mail that does not go to Microsoft is moved", row)
		}
	}
}
