package route53_test

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/route53"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/route53"
	"github.com/seatwright/seatwright/shared/sdk/sdktest"
)

func TestTheSimulatorPassesTheSuite(t *testing.T) {
	t.Parallel()
	suite(t, open(t, nil).opt, true)
}

func TestLocalStackPassesTheSuite(t *testing.T) {
	t.Parallel()
	now := time.Now //nolint:forbidigo // LocalStack lives in the machine's time
	suite(t, route53.Options{Config: sdktest.Config(t), Now: now, Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }}, false)
}

// hosted makes a zone of its own, so that a stand-in may be used by many.
func hosted(t *testing.T, o route53.Options) string {
	t.Helper()
	name := strings.ToLower(rand.Text()) + ".example"
	client := api.NewFromConfig(o.Config, func(to *api.Options) { to.Region = "us-east-1" })
	_, err := client.CreateHostedZone(t.Context(), &api.CreateHostedZoneInput{Name: &name, CallerReference: aws.String(rand.Text())})
	if err != nil {
		t.Fatal(err)
	}
	second(t, o)
	return name
}

// second lets a second pass, after which the account may make further calls.
func second(t *testing.T, o route53.Options) {
	t.Helper()
	if err := o.Sleep(t.Context(), time.Second); err != nil {
		t.Fatal(err)
	}
}

// suite holds for the simulator and for LocalStack; strict for what LocalStack takes, and Route 53 documents that it refuses: a create of a set that is there, and
// whatever cannot stand beside a CNAME.
func suite(t *testing.T, o route53.Options, strict bool) {
	name := hosted(t, o)
	h := route53.Open(o)
	look := func() domain.Held {
		t.Helper()
		held, err := h.Look(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		return held
	}
	stage := func(steps ...dns.Step) string {
		t.Helper()
		ref, err := h.Stage(t.Context(), name, steps)
		if err != nil {
			t.Fatal(err)
		}
		return ref
	}
	if held := look(); len(held.Zone.Rows) != len(held.Servers) || len(held.Servers) < 2 || strict && held.Zone.Serial != 1 { // LocalStack's SOA is not of the form of one
		t.Fatalf("%+v", held)
	}
	stage(create("", dns.TXT, 300, `"caf\195\169 \"x\" \\"`), create("", dns.TXT, 300, dns.Quote(strings.Repeat("long ", 800))),
		create("*", dns.A, 60, "45.0.0.1"), create("autodiscover", dns.A, 60, "45.0.0.1"), create("_sip._tls", dns.SRV, 3600, "100 1 443 sipdir.online.lync.com."))
	z := look().Zone
	if got := z.Record(find(t, z, "", dns.TXT, "caf")).Data; got != `café "x" \` {
		t.Errorf("%q", got)
	}
	if got := z.Record(find(t, z, "", dns.TXT, "long")).Data; got != strings.Repeat("long ", 800) {
		t.Errorf("%d octets", len(got))
	}
	ref := stage(dns.Step{Kind: dns.Delete, Row: find(t, z, "autodiscover", dns.A, "45")}, create("autodiscover", dns.CNAME, 3600, "autodiscover.outlook.com."),
		update(find(t, z, "_sip._tls", dns.SRV, "sipdir"), "100 1 443 sip.example."))
	published, err := h.Publish(t.Context(), name, domain.Publication{Ref: ref, Asked: 1})
	if err != nil || published.Deployed == strict {
		t.Error(published, err)
	}
	z = look().Zone
	find(t, z, "*", dns.A, "45.0.0.1")
	find(t, z, "autodiscover", dns.CNAME, "autodiscover.outlook.com.")
	find(t, z, "_sip._tls", dns.SRV, "sip.example.")
	second(t, o)
	other := route53.Open(o) // which sees the same, and is slower
	if _, err := other.Look(t.Context(), name); err != nil {
		t.Fatal(err)
	}
	stage(create("www", dns.A, 60, "45.0.0.2"))
	if _, err := other.Stage(t.Context(), name, []dns.Step{create("www", dns.A, 60, "45.0.0.3")}); strict && fault.Of(err) != fault.Stale {
		t.Error("a create of what is there: ", err)
	}
	second(t, o)
	refuses(t, h, name, look().Zone, strict)
}

// refuses is what cannot be made.
func refuses(t *testing.T, h *route53.Host, name string, z dns.Zone, strict bool) {
	t.Helper()
	if _, err := h.Look(t.Context(), "nobody-"+name); fault.Of(err) != fault.NotFound {
		t.Error(err)
	}
	gone := dns.Row{Name: "gone", Type: dns.A, TTL: 60, Value: "45.0.0.9"}
	if _, err := h.Stage(t.Context(), name, []dns.Step{{Kind: dns.Delete, Row: gone}}); fault.Of(err) != fault.Stale {
		t.Error(err)
	}
	steps := []dns.Step{create("ftp", dns.A, 60, "45.0.0.2"), create("autodiscover", dns.TXT, 60, `"beside a CNAME"`)}
	if _, err := h.Stage(t.Context(), name, steps); strict && fault.Of(err) != fault.Invalid {
		t.Error(err)
	}
	held, err := h.Look(t.Context(), name)
	if err != nil || strict && slices.ContainsFunc(held.Zone.Rows, func(r dns.Row) bool { return r.Name == "ftp" }) {
		t.Error("a batch was made in part ", err)
	}
	if len(held.Zone.Rows) < len(z.Rows) {
		t.Errorf("%d rows of %d", len(held.Zone.Rows), len(z.Rows))
	}
}
