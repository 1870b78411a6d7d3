package local_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/ovh"
)

// shownBatch is what the tests read of a request for many domains.
type shownBatch struct {
	ID                         string
	Domains, Expanded, Refused int
	States, Plans              map[string]int
	Reasons                    []struct {
		Code    string
		Domains int
	}
	Jobs []struct{ Lines, Done, Skipped int }
	Due  *time.Time
}

// many gives the account zones as they come, and names them in a file.
func (d domains) many(n int) (csv string) {
	var b strings.Builder
	b.WriteString("Domain;Account\r\n")
	for i := range n {
		name := fmt.Sprintf("customer-%03d.example", i)
		servers := []string{"dns200.anycast.me", "ns200.anycast.me"}
		d.OVH.Put(ovh.Zone{Name: name, Account: local.OVHAccount, Servers: servers, Rows: ovh.FreshRows(name, "TXT")})
		d.DNS.Delegate(name, servers...)
		fmt.Fprintf(&b, "%s;main\r\n", name)
	}
	return b.String()
}

func (d domains) batch(t *testing.T, id string) shownBatch {
	t.Helper()
	a := d.ask(t, http.MethodGet, "/batches/"+id, "")
	status(t, a, http.StatusOK)
	var b shownBatch
	must(t, json.Unmarshal([]byte(a.Body), &b))
	return b
}

// pass lets time go by until a request has so many domains with a plan of a kind.
func (d domains) pass(t *testing.T, id, plan string, n int) {
	t.Helper()
	for range 24 * 6 {
		must(t, d.Drain(t.Context()))
		if d.batch(t, id).Plans[plan] == n {
			return
		}
		d.clock.Advance(10 * time.Minute)
		must(t, d.Fire(t.Context()))
	}
	t.Fatalf("want %d %s: %+v", n, plan, d.batch(t, id))
}

// choose decides on the list of those that can be applied, or of a class.
func (d domains) choose(t *testing.T, id, class string, want int) {
	t.Helper()
	query, path, body := "", "/apply", `{"digest":"%s"}`
	if class != "" {
		query, path, body = "?class="+class, "/consents", `{"class":"`+class+`","digest":"%s"}`
	}
	a := d.ask(t, http.MethodGet, "/batches/"+id+"/candidates"+query, "")
	status(t, a, http.StatusOK)
	var list struct {
		Digest  string
		Domains []struct{ Setup string }
	}
	must(t, json.Unmarshal([]byte(a.Body), &list))
	if len(list.Domains) != want {
		t.Fatalf("candidates %q: %d, want %d", class, len(list.Domains), want)
	}
	status(t, d.ask(t, http.MethodPost, "/batches/"+id+path, fmt.Sprintf(body, "another")), http.StatusPreconditionFailed)
	status(t, d.ask(t, http.MethodPost, "/batches/"+id+path, fmt.Sprintf(body, list.Digest)), http.StatusAccepted)
}

func TestDomain_ManyAreSetUpByAListAndDecisionsForAll(t *testing.T) {
	t.Parallel()
	n := 150 // more than the worker takes up at a time
	if testing.Short() {
		n = 6
	}
	d := zoned(t)
	csv, err := json.Marshal(d.many(n) + "not a name;main\r\n")
	must(t, err)
	a := d.ask(t, http.MethodPost, "/batches", `{"customer_id":"`+d.tenant+`","host":{"kind":"ovh","account":"main"},"options":{"services":["Email"]},"csv":`+string(csv)+`}`)
	status(t, a, http.StatusAccepted)
	var b shownBatch
	must(t, json.Unmarshal([]byte(a.Body), &b))
	must(t, d.Drain(t.Context()))
	d.pass(t, b.ID, "ready", n)
	if b = d.batch(t, b.ID); b.Domains != n+1 || b.Expanded != n+1 || b.Refused != 1 || b.States["planned"] != n || b.Due != nil {
		t.Fatalf("planned: %+v", b)
	}
	d.choose(t, b.ID, "", n)
	d.pass(t, b.ID, "needs_consent", n)
	if b = d.batch(t, b.ID); len(b.Reasons) == 0 || b.Reasons[0].Domains != n {
		t.Fatalf("reasons: %+v", b.Reasons)
	}
	d.choose(t, b.ID, "replace_mx", n)
	d.pass(t, b.ID, "ready", n)
	d.choose(t, b.ID, "", n)
	for range 24 * 6 {
		d.clock.Advance(10 * time.Minute)
		must(t, d.Fire(t.Context()))
		must(t, d.Drain(t.Context()))
		if b = d.batch(t, b.ID); b.States["done"] == n {
			break
		}
	}
	if b.States["done"] != n || len(b.Jobs) != 3 || b.Jobs[2].Done != n || b.Jobs[2].Skipped != 0 || len(d.Domains.Dead()) != 0 {
		t.Errorf("at the end: %+v, %d dead letters", b, len(d.Domains.Dead()))
	}
}
