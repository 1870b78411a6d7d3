package local_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/ovh"
	"github.com/seatwright/seatwright/localstack/sim/route53"
	"github.com/seatwright/seatwright/shared/domain"
)

// put gives the account a zone with further rows, which the story is about from now on.
func (w *zoneStory) put(name string, rows ...ovh.Row) {
	servers := []string{"dns200.anycast.me", "ns200.anycast.me"}
	w.OVH.Put(ovh.Zone{Name: name, Account: local.OVHAccount, Servers: servers, Rows: append(ovh.FreshRows(name, "TXT"), rows...)})
	w.DNS.Delegate(name, servers...)
	w.mu.Lock()
	w.name, w.shown = name, nil
	w.mu.Unlock()
	w.look()
}

// refusals counts the calls that the account made beyond what it may make in a minute.
func (w *zoneStory) refusals() int {
	n := 0
	for _, c := range w.OVH.Calls() {
		if c.Status == http.StatusTooManyRequests {
			n++
		}
	}
	return n
}

// TestAZoneOfFiveThousandRowsIsSetUpAndTakenBack takes an account whose minute has fewer calls than the zone needs to be read, which nobody has told us.
func TestAZoneOfFiveThousandRowsIsSetUpAndTakenBack(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes seconds")
	}
	rows := make([]ovh.Row, 0, 5000)
	for i := range cap(rows) - 20 {
		rows = append(rows, ovh.Row{Name: fmt.Sprintf("host-%04d.lab", i), Type: "A", Target: fmt.Sprintf("198.51.%d.%d", i/250, i%250), TTL: 300})
	}
	w := zoneAt(t, domain.OVH)
	w.OVH.Behave(ovh.Habits{PerMinute: 60, DeployDelay: time.Minute})
	w.put("large.example", rows...)
	must(t, w.tell(t.Context()))
	tale, err := w.hold(t.Context())
	must(t, err)
	if len(tale.Shown) != 4 || len(tale.Shown[0]) != 5000 || len(tale.Shown[3]) != 5001 {
		t.Errorf("%d zones were shown", len(tale.Shown))
	}
	if n := w.refusals(); n == 0 || n > 10 {
		t.Errorf("%d calls were refused, want the few by which the bound is found", n)
	}
}

func TestALongTextOfOthersStaysAsItIs(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("goes by in many small steps")
	}
	var parts []string
	for i := range 17 {
		parts = append(parts, `"`+strings.Repeat(string(rune('a'+i)), 240)+`"`)
	}
	long := strings.Join(parts, " ") // more than 4 kB
	for _, host := range []domain.HostKind{domain.OVH, domain.Route53} {
		w := zoneAt(t, host)
		if host == domain.OVH {
			w.put("long.example", ovh.Row{Name: "key._domainkey", Type: "TXT", Target: long, TTL: 900}, ovh.Row{Type: "TXT", Target: long})
		} else {
			must(t, w.Route53.Apply(route53.Edit{Zone: w.name, Put: []route53.Set{
				{Name: "key._domainkey." + w.name, Type: "TXT", TTL: 900, Values: []string{long}}, {Name: w.name, Type: "TXT", TTL: 900, Values: []string{long}},
			}}))
			w.shown = nil
			w.look()
		}
		must(t, w.tell(t.Context()))
		tale, err := w.hold(t.Context())
		must(t, err)
		for _, shown := range tale.Shown {
			all := strings.ReplaceAll(strings.Join(shown, "\n"), `\"`, `"`)
			if n := strings.Count(all, long); n != 2 {
				t.Errorf("%s: the texts are there %d times", host, n)
			}
		}
		if len(tale.Shown) != 4 {
			t.Errorf("%s: %d zones were shown", host, len(tale.Shown))
		}
	}
}

// proofOf gives the row by which Microsoft knows the owner.
func proofOf(rows []string) string {
	for _, r := range rows {
		if strings.Contains(r, "MS=") {
			return r
		}
	}
	return ""
}

func TestANameInAnyFormIsTheSameDomain(t *testing.T) {
	t.Parallel()
	const plain = "xn--bcher-kva.example"
	for _, form := range []string{"bücher.example", "BÜCHER.Example.", "XN--BCHER-KVA.example", "bu\u0308cher.example", "bücher。example"} {
		if testing.Short() && form != "bücher.example" {
			continue
		}
		w := zoneAt(t, domain.OVH)
		w.put(plain)
		w.name = form
		p, err := w.begin(t.Context())
		must(t, err)
		w.name = plain
		must(t, w.decided(t.Context(), p.ID, "ownership"))
		must(t, w.decided(t.Context(), p.ID, "services"))
		w.reach(t, p.ID, "done services")
		if mx := w.DNS.Ask(plain, "MX"); len(mx) != 1 || !strings.Contains(mx[0], "bcher") {
			t.Errorf("%s: mail goes to %q", form, mx)
		}
		code, text, err := w.call(t.Context(), http.MethodGet, "/zones/"+strings.ToUpper(plain), "", nil)
		if must(t, err); code != http.StatusOK || !strings.Contains(text, plain) {
			t.Errorf("%s: %s", form, text)
		}
	}
}

func TestANameThatIsNoDomainIsRefusedBeforeAnybodyIsAsked(t *testing.T) {
	t.Parallel()
	w := zoneAt(t, domain.OVH)
	must(t, w.ask(t.Context(), http.MethodPut, "/hosts/main", keys, nil))
	w.OVH.Forget()
	for i, name := range []string{
		"", ".", "example", "-a.example", "a..example", "a_b.example", "*.contoso.example", strings.Repeat("a", 64) + ".example", strings.Repeat("abcdefg.", 32) + "example",
		"contoso.example/x", "contoso example", "192.0.2.1", "xn--zzzzzz-.example", "contoso.example\u0000",
	} {
		body := fmt.Sprintf(`{"customer_id":%q,"domain":%q,"host":{"kind":"ovh","account":"main"}}`, w.tenant, name)
		code, text, err := w.call(t.Context(), http.MethodPost, "/plans", strings.ReplaceAll(body, `\x00`, `\u0000`), nil)
		if must(t, err); code != http.StatusUnprocessableEntity && code != http.StatusBadRequest {
			t.Errorf("%d %q: %s", i, name, text)
		}
	}
	if calls := len(w.OVH.Calls()) + w.Domains.Len(); calls != 0 {
		t.Errorf("%d calls and messages", calls)
	}
}

func TestLabelsOfSixtyThreeOctetsAreNames(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("goes by in many small steps")
	}
	name := strings.Repeat("a", 55) + ".example" // Microsoft's host for its mail has eight octets more in a label
	w := zoneAt(t, domain.OVH)
	w.put(name, ovh.Row{Name: strings.Repeat("b", 63), Type: "A", Target: "192.0.2.1"}, ovh.Row{Name: "*.wild", Type: "A", Target: "192.0.2.2"}, ovh.Row{Name: "_under_score", Type: "TXT", Target: `"x"`})
	before := w.rows()
	must(t, w.tell(t.Context()))
	_, err := w.hold(t.Context())
	must(t, err)
	if got := without(w.rows(), proofOf(w.rows())); !slices.Equal(before, got) {
		t.Errorf("rolled back (-want +got):\n%s", cmp.Diff(before, got))
	}
}
