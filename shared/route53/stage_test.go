package route53_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/sim/control"
	sim "github.com/seatwright/seatwright/localstack/sim/route53"
	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/route53"
)

func mail() []sim.Set {
	return []sim.Set{
		{Name: zone, Type: "TXT", TTL: 300, Values: []string{`"v=spf1 include:_spf.shop.example ~all"`, `"caf\303\251"`}},
		{Name: "autodiscover." + zone, Type: "A", TTL: 300, Values: []string{"45.0.0.1"}},
	}
}

func TestStepsBecomeOneBatchThatIsServedOnceItIsInSync(t *testing.T) {
	t.Parallel()
	w := open(t, nil, mail()...)
	z := w.look(t).Zone
	w.Forget()
	ref, err := w.Stage(t.Context(), zone, []dns.Step{
		update(find(t, z, "", dns.TXT, "spf1"), `"v=spf1 include:_spf.shop.example include:spf.protection.outlook.com ~all"`),
		{Kind: dns.Delete, Row: find(t, z, "autodiscover", dns.A, "45")},
		create("autodiscover", dns.CNAME, 3600, "autodiscover.outlook.com."),
		create("", dns.TXT, 300, `"MS=ms12345678"`),
		create("", dns.MX, 0, "0 example-fr.o-v1.mx.microsoft."),
	})
	if err != nil || ref == "" {
		t.Fatal(ref, err)
	}
	want := []string{`"v=spf1 include:_spf.shop.example include:spf.protection.outlook.com ~all"`, `"caf\303\251"`, `"MS=ms12345678"`}
	if d := cmp.Diff(want, w.texts("example.fr.", "TXT")); d != "" {
		t.Error(d)
	}
	if got := w.texts("autodiscover.example.fr.", "CNAME"); len(got) != 1 || len(w.texts("autodiscover.example.fr.", "A")) != 0 {
		t.Error(got)
	}
	if n := len(w.Calls()); n != 1 {
		t.Errorf("%d calls: what the look read is what the batch is made of", n)
	}
	for _, want := range []bool{false, true} {
		got, err := w.Publish(t.Context(), zone, domain.Publication{Ref: ref, Asked: 1})
		if got.Deployed != want || err != nil {
			t.Errorf("%v, %v", got, err)
		}
		w.now = w.now.Add(30 * time.Second)
	}
	for _, ref := range []string{"", "CUNKNOWN"} {
		if got, err := w.Publish(t.Context(), zone, domain.Publication{Ref: ref, Asked: 2}); !got.Deployed || err != nil {
			t.Errorf("%q: %v, %v", ref, got, err)
		}
	}
}

func TestAForeignEditSinceTheLookMakesTheWholeBatchFail(t *testing.T) {
	t.Parallel()
	foreign := map[string]sim.Edit{
		"another value": {Put: []sim.Set{{Name: zone, Type: "TXT", TTL: 300, Values: []string{`"v=spf1 include:_spf.shop.example ~all"`, `"caf\303\251"`, `"theirs"`}}}},
		"another time":  {Put: []sim.Set{{Name: zone, Type: "TXT", TTL: 60, Values: mail()[0].Values}}},
		"gone":          {Remove: []sim.Set{{Name: zone, Type: "TXT"}}},
		"there already": {Put: []sim.Set{{Name: "lyncdiscover." + zone, Type: "CNAME", TTL: 60, Values: []string{"theirs.example."}}}},
	}
	for name, edit := range foreign {
		w := open(t, nil, mail()...)
		z := w.look(t).Zone
		edit.Zone = zone
		if err := w.Apply(edit); err != nil {
			t.Fatal(err)
		}
		before, _ := w.View(zone)
		_, err := w.Stage(t.Context(), zone, []dns.Step{
			create("lyncdiscover", dns.CNAME, 3600, "webdir.online.lync.com."),
			update(find(t, z, "", dns.TXT, "spf1"), `"v=spf1 -all"`),
		})
		after, _ := w.View(zone)
		if d := cmp.Diff(before, after); d != "" || fault.Of(err) != fault.Stale || !strings.Contains(fault.Text(err), "meanwhile") {
			t.Errorf("%s: %s%v", name, d, err)
		}
		w.now = w.now.Add(time.Second)
		// Another process has not looked: it reads what is there, and does not find the row as it was.
		if _, err := route53.Open(w.opt).Stage(t.Context(), zone, []dns.Step{{Kind: dns.Delete, Row: dns.Row{Type: dns.TXT, TTL: 300, Value: `"nobody's"`}}}); fault.Of(err) != fault.Stale {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatRoute53WouldRefuseIsToldInOurWords(t *testing.T) {
	t.Parallel()
	long := dns.Quote(strings.Repeat("x", 40_000))
	for text, step := range map[string]dns.Step{
		"a CNAME cannot stand at the zone's own name":           create("", dns.CNAME, 60, "example.com."),
		"a CNAME cannot stand beside other records of its name": create("autodiscover", dns.CNAME, 60, "example.com."),
		"has not the form that its type wants":                  create("www", dns.A, 60, "no address"),
		"the same record would be there twice":                  create("", dns.TXT, 300, `"caf\195\169"`),
		"one set, which has one time to live":                   create("", dns.TXT, 3600, `"one"`),
		"more than Route 53 takes at once":                      create("long", dns.TXT, 60, long),
		"is no step that can be staged":                         {Kind: dns.Noop},
	} {
		w := open(t, nil, mail()...)
		w.look(t)
		if _, err := w.Stage(t.Context(), zone, []dns.Step{step}); fault.Of(err) != fault.Invalid || !strings.Contains(fault.Text(err), text) {
			t.Errorf("want %q: %v", text, err)
		}
	}
}

func TestABatchWhoseAnswerIsLostIsNotSentAgain(t *testing.T) {
	t.Parallel()
	for cut, made := range map[string]bool{control.CutBefore: false, control.CutAfter: true, control.CutHalf: true} {
		w := open(t, nil, mail()...)
		w.look(t)
		w.Forget()
		if err := w.Inject(control.Fault{Method: "POST", Cut: cut}); err != nil {
			t.Fatal(err)
		}
		_, err := w.Stage(t.Context(), zone, []dns.Step{create("www", dns.A, 60, "45.0.0.1")})
		if fault.Of(err) != fault.Unknown || len(w.Calls()) != 1 || len(w.texts("www.example.fr.", "A")) > 0 != made {
			t.Errorf("%s: %v, %d calls", cut, err, len(w.Calls()))
		}
	}
}

func TestRefusalsBecomeKinds(t *testing.T) {
	t.Parallel()
	body := func(code string) string {
		return "<ErrorResponse><Error><Type>Sender</Type><Code>" + code + "</Code><Message>secret</Message></Error></ErrorResponse>"
	}
	for _, c := range []struct {
		f    control.Fault
		want fault.Kind
	}{
		{control.Fault{Status: 400, Body: body("Throttling")}, fault.Throttled},
		{control.Fault{Status: 400, Body: body("PriorRequestNotComplete")}, fault.Throttled},
		{control.Fault{Status: 403, Body: body("AccessDenied")}, fault.Denied},
		{control.Fault{Status: 403, Body: body("ExpiredToken")}, fault.Denied},
		{control.Fault{Status: 400, Body: body("InvalidInput")}, fault.Invalid},
		{control.Fault{Status: 503, Body: "<html>busy</html>"}, fault.Unavailable},
		{control.Fault{Status: 200, Body: "<html>"}, fault.Unavailable},
		{control.Fault{Cut: control.CutHalf}, fault.Unavailable},
	} {
		w := open(t, nil)
		c.f.Method, c.f.Times = "GET", 9
		if err := w.Inject(c.f); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Look(t.Context(), zone); fault.Of(err) != c.want || strings.Contains(fault.Text(err), "secret") {
			t.Errorf("%v: %v", c.f, err)
		}
	}
	w := open(t, func(o *sim.Options) { o.Habits.Denied = []string{"route53:ChangeResourceRecordSets"} })
	w.look(t)
	_, err := w.Stage(t.Context(), zone, []dns.Step{create("www", dns.A, 60, "45.0.0.1")})
	if fault.Of(err) != fault.Denied || !strings.Contains(fault.Text(err), "route53:ChangeResourceRecordSets") {
		t.Error(err)
	}
}

func TestCallsKeepToWhatAnAccountMayMake(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	for range 20 {
		w.look(t)
	}
	if w.slept < 11*time.Second || slices.ContainsFunc(w.Calls(), func(c control.Call) bool { return c.Status != 200 }) {
		t.Errorf("slept %s", w.slept)
	}
}
