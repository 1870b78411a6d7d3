package local_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/graph"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/table"
)

// Packages as tenants know them: what the old provider sold, and what is bought instead.
const (
	basicSKU    = "3b64db95-cb55-4763-891c-707108489ae1"
	standardSKU = "8185d5e4-c340-4f13-82f2-933e13c90727"
)

// takeoverTale is what must be the same whatever crashes: the customer's licences, what people were sent, and the states that the audit names.
type takeoverTale struct {
	Orders  []string
	Users   []graph.User
	Letters []string
	States  []string
}

// takenOver is a system whose functions may crash while a customer is taken over with another package.
type takenOver struct {
	*local.System

	clock  *local.Clock
	seam   *local.Seam
	tenant string
	id     string
}

func newTakenOver(ctx context.Context) (*takenOver, error) {
	w := &takenOver{clock: local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC)), seam: local.NewSeam()}
	var err error
	if w.System, err = local.Start(ctx, local.Options{Clock: w.clock, Seam: w.seam}); err != nil {
		return nil, err
	}
	w.tenant, err = w.PartnerCenter.AddCustomer(partnercenter.CustomerSeed{
		Partner: sampleTenant, Domain: "northwind.onmicrosoft.com", Company: "Northwind", Country: "DE", Agreement: true,
	})
	if err != nil {
		return nil, err
	}
	roles := []string{"88d8e3e3-8f55-4a1e-953a-9b9898b8876b", "4d6ac14f-3453-41d0-bef9-a3e0c569773a", "158c047a-c907-4556-b7ef-446551a6b5f7"}
	err = w.Graph.SetRelationship(sampleTenant, graph.Relationship{ID: "takeover", Name: "Takeover", Customer: w.tenant, Status: "active", Roles: roles})
	for i := range 3 {
		u := graph.User{ID: fmt.Sprintf("user-%d", i+1), Location: "DE", Licences: []graph.Licence{{SKU: basicSKU}}}
		err = errors.Join(err, w.Graph.SetUser(w.tenant, u))
	}
	return w, errors.Join(err, w.Graph.SetSold(w.tenant, graph.Sold{ID: "old", SKU: basicSKU, Seats: 3, Owner: "another", Ends: w.clock.Now().AddDate(0, 0, 3)}))
}

func (w *takenOver) call(ctx context.Context, method, path, body string, out any) (int, string, error) {
	token, err := w.Token(ctx, local.Client)
	if err != nil {
		return 0, "", err
	}
	r, err := http.NewRequestWithContext(ctx, method, local.API+"/v1/partners/sample/takeovers"+path, strings.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", "the-one")
	}
	res, err := w.Transport().RoundTrip(r)
	if err != nil {
		return 0, "", err
	}
	raw, err := io.ReadAll(res.Body)
	err = errors.Join(err, res.Body.Close())
	if err == nil && out != nil && res.StatusCode < http.StatusMultipleChoices {
		err = json.Unmarshal(raw, out)
	}
	return res.StatusCode, fmt.Sprintf("%s %s: %d %s", method, path, res.StatusCode, raw), err
}

// ask calls our API until it answers. What was decided by a call whose answer was lost is refused the second time.
func (w *takenOver) ask(ctx context.Context, method, path, body string, out any) error {
	for try := range 8 {
		code, text, err := w.call(ctx, method, path, body, out)
		switch {
		case err != nil || code < http.StatusMultipleChoices:
			return err
		case try > 0 && (code == http.StatusConflict || code == http.StatusPreconditionFailed):
			return nil
		case code < http.StatusInternalServerError && code != http.StatusConflict:
			return errors.New(text)
		}
		w.clock.Advance(time.Minute)
	}
	return errors.New(path + ": no answer")
}

type shownOvertake struct {
	ID    string `json:"id"`
	State string `json:"state"`
	Plan  struct {
		Hash string `json:"hash"`
	} `json:"plan"`
	Blocked []string `json:"blocked"`
}

// tell is the story of a takeover, from the wish to its end.
func (w *takenOver) tell(ctx context.Context) error {
	body := `{"domain":"northwind.onmicrosoft.com","provider":"Former Ltd","customer":{"company":"Northwind","email":"a@b.example","country":"DE"},
		"wishes":[{"old_sku":"` + basicSKU + `","new_sku":"` + standardSKU + `",
		"item":{"product_id":"CFQ7TTC0LDPB","sku_id":"0001","term_duration":"P1Y","billing_plan":"monthly"}}]}`
	var t shownOvertake
	for t.ID == "" {
		if err := w.ask(ctx, http.MethodPost, "", body, &t); err != nil {
			return err
		}
	}
	w.id = t.ID
	for range 500 {
		if err := w.pass(ctx, 10*time.Minute); err != nil {
			return err
		}
		t = shownOvertake{}
		if err := w.ask(ctx, http.MethodGet, "/"+w.id, "", &t); err != nil {
			return err
		}
		var err error
		switch t.State {
		case "planned":
			err = w.ask(ctx, http.MethodPost, "/"+w.id+"/approve", `{"hash":"`+t.Plan.Hash+`"}`, nil)
		case "old_retirement_requested":
			err = errors.Join(w.ask(ctx, http.MethodPost, "/"+w.id+"/confirm", "", nil), w.pass(ctx, 12*time.Hour))
		case "closed":
			return w.pass(ctx, time.Hour)
		}
		if err != nil {
			return err
		}
	}
	return fmt.Errorf("it came to %s: %q", t.State, t.Blocked)
}

// pass lets time go by, at the end of which everything works.
func (w *takenOver) pass(ctx context.Context, d time.Duration) error {
	w.clock.Advance(d)
	for _, name := range []string{"lead", "sweep", "seal"} {
		if err := w.Wake(ctx, name); err != nil && w.seam.Hits() == 0 {
			return err
		}
	}
	return w.Drain(ctx)
}

// hold looks at everything that a story left behind.
func (w *takenOver) hold(ctx context.Context) (takeoverTale, error) {
	var tale takeoverTale
	for _, o := range w.PartnerCenter.Orders() {
		for _, l := range o.Lines {
			tale.Orders = append(tale.Orders, fmt.Sprint(l.Item, l.Quantity))
		}
	}
	for _, t := range w.Graph.State() {
		if t.ID == w.tenant {
			tale.Users = t.Users
		}
	}
	tab := table.Open(w.Store, w.clock.Now)
	all, _, err := tab.Notices(ctx, "sample", "", 100)
	for _, n := range all {
		if n.Topic == "takeover.letter" {
			tale.Letters = append(tale.Letters, n.Subject[strings.Index(n.Subject, " ")+1:])
		}
		if n.Topic == "takeover.alarm" && !strings.Contains(n.Subject, "reminder") {
			err = errors.Join(err, errors.New("alarm: "+n.Text))
		}
	}
	slices.Sort(tale.Letters)
	chain, failed := tab.Chain(ctx, audit.Takeover("sample", w.id))
	for _, e := range chain {
		if what := string(e.What); what != string(audit.TakeoverUsers) {
			tale.States = append(tale.States, what)
		}
	}
	r, checked := audit.Verifier{Archive: tab, Safe: w.Blobs, Now: w.clock.Now}.Verify(ctx, "")
	if len(r.Findings) > 0 {
		err = errors.Join(err, fmt.Errorf("audit: %+v", r.Findings))
	}
	return tale, errors.Join(err, failed, checked)
}

// toldTakeover tells the story with crashes at some points.
func toldTakeover(ctx context.Context, points ...int) (tale takeoverTale, effects, hits int, err error) {
	w, err := newTakenOver(ctx)
	if err != nil {
		return tale, 0, 0, err
	}
	before := w.seam.Effects()
	w.seam.Plan(points...)
	if err := w.tell(ctx); err != nil {
		return tale, 0, 0, err
	}
	tale, err = w.hold(ctx)
	return tale, w.seam.Effects() - before, w.seam.Hits(), err
}

// TestNoCrashBuysTwiceOrLeavesAUserWithoutALicence ends the functions before and after outside effects while a customer is taken over. Whatever crashes, one
// order is bought, everybody has the new licence, each letter is sent once, and the audit names the same states.
func TestNoCrashBuysTwiceOrLeavesAUserWithoutALicence(t *testing.T) {
	t.Parallel()
	want, effects, _, err := toldTakeover(t.Context())
	if err != nil || len(want.Orders) != 1 || len(want.Letters) != 3 || len(want.Users) != 3 || want.Users[0].Licences[0].SKU != standardSKU {
		t.Fatalf("without a crash: %v, %+v", err, want)
	}
	points := cuts(effects, 60)
	chance := rand.New(rand.NewPCG(4711, 1)) //nolint:gosec // the same points each time
	chance.Shuffle(len(points), func(i, j int) { points[i], points[j] = points[j], points[i] })
	most := 160
	if raced {
		most = 16
	}
	points = points[:min(len(points), most)]
	var cases atomic.Int64
	g, ctx := errgroup.WithContext(t.Context())
	g.SetLimit(2)
	for _, p := range points {
		g.Go(func() error {
			got, _, hits, err := toldTakeover(ctx, p...)
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("crash at %v: %v (-without +with):\n%s", p, err, diff)
			}
			if hits == len(p) {
				cases.Add(1)
			}
			return ctx.Err()
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	fmt.Printf("property: no crash buys twice or leaves a user without a licence: %d distinct cases, of %d effects\n", cases.Load(), effects)
}
