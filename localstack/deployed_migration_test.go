package localstack_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/api"
)

// A base that is taken over on LocalStack, of another partner than that of most scripts. There are no legacy services in it: that one is brought into the new
// commerce is looked up only after minutes, and time is real here.
const (
	movedPeople   = 200
	movedServices = 500
	movedCanary   = 10
	movedPause    = 40 // so many are done when somebody pauses it
	movedTime     = 4 * time.Minute
)

// moving is a base on its way.
type moving struct {
	c       *deployed
	token   string
	id      string   // of the migration
	tenants []string // that are taken over
	shown   int      // how many times its progress was another than before
	last    api.MigrationCounters
	rested  int // customers that were done while it was paused
}

// moved takes over what a partner has already, with an operator who watches it, pauses it and lets it go on. Each customer is done once, nothing is sold, and
// the counters are what the customers say.
func moved(t *testing.T, c *deployed) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), movedTime)
	defer cancel()
	began, breaches := now(), len(c.PartnerCenter.Violations())
	letters, err := c.Dead(ctx)
	if err != nil {
		t.Fatal(err)
	}
	w := moving{c: c}
	if err := w.people(ctx); err != nil {
		t.Fatal(err)
	}
	before := w.sold()
	for _, part := range []func(context.Context) error{w.prices, w.read, w.match, w.start, w.watch} {
		if err := part(ctx); err != nil {
			t.Fatal(err)
		}
	}
	found, err := w.verdict(ctx, before)
	if err != nil {
		t.Fatal(err)
	}
	after, err := c.Dead(ctx)
	if err != nil {
		t.Fatal(err)
	}
	dead, violations := len(after)-len(letters), len(c.PartnerCenter.Violations())-breaches
	fmt.Printf("scripts on LocalStack: beside them a base: %s; its progress was seen %d times, paused at %d done; %d dead letters, %d violations; %s\n",
		found, w.shown, w.rested, dead, violations, now().Sub(began).Round(time.Second))
	if found.wrong() || dead+violations > 0 {
		t.Error("a customer is not as it was to be")
	}
}

// people gives the partner its customers, through the simulator's control panel.
func (w *moving) people(ctx context.Context) error {
	f, err := w.c.Seed()
	if err != nil {
		return err
	}
	crowd := partnercenter.Population{Seed: 10, Customers: movedPeople, Subscriptions: movedServices, Uneven: true}
	for _, p := range f.Partners {
		if p.ID == "other" {
			crowd.Partner = string(p.Tenant)
		}
	}
	known := map[string]bool{}
	for _, customer := range w.c.PartnerCenter.Customers() {
		known[customer.ID] = true
		if customer.Partner == crowd.Partner {
			w.tenants = append(w.tenants, customer.ID) // of a script: it is taken over as well
		}
	}
	raw, err := json.Marshal(crowd)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "/_sim/populate", bytes.NewReader(raw))
	if err != nil {
		return err
	}
	res, err := w.c.Sim("partnercenter", r)
	if err != nil {
		return err
	}
	_ = res.Body.Close() // the simulator itself tells what it made
	for _, customer := range w.c.PartnerCenter.Customers() {
		if !known[customer.ID] {
			w.tenants = append(w.tenants, customer.ID)
		}
	}
	w.token, err = w.c.Token(ctx, local.Foreign)
	return err
}

// call calls our API, below the partner's own address unless the path begins with a slash.
func (w *moving) call(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader = http.NoBody
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(raw)
	}
	if !strings.HasPrefix(path, "/") {
		path = "/v1/partners/other/" + path
	}
	r, err := http.NewRequestWithContext(ctx, method, path, body)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+w.token)
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if strings.Contains(path, "/plans/") { // it is to be made
		r.Header.Set("If-None-Match", "*")
	}
	res, err := w.c.Call(r)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s %s: status %d: %s", method, path, res.StatusCode, raw)
	}
	return json.Unmarshal(raw, out)
}

// until asks until something is so.
func (w *moving) until(ctx context.Context, what string, so func() (bool, error)) error {
	for {
		done, err := so()
		if err != nil || done {
			return err
		}
		if wait(ctx, 500*time.Millisecond) != nil {
			return errors.New("waited in vain until " + what)
		}
	}
}

// prices sends the price list to where our API says, and makes a plan.
func (w *moving) prices(ctx context.Context) error {
	percent, currency := "20", "EUR"
	plan := api.NewPlan{Name: "Standard", Currency: &currency, Rules: []api.PlanRule{{Id: "all", Way: api.Markup, Percent: &percent}}}
	var made map[string]any
	if err := w.call(ctx, http.MethodPut, "plans/default?reason=first", plan, &made); err != nil {
		return err
	}
	list := movedList()
	wish := map[string]any{"kind": "new_commerce", "month": now().Format("2006-01"), "file": "prices.csv", "size": len(list), "media_type": "text/csv"}
	var a announced
	if err := w.call(ctx, http.MethodPost, "prices/imports", wish, &a); err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, a.Upload.Method, a.Upload.URL, strings.NewReader(list))
	if err != nil {
		return err
	}
	for name, v := range a.Upload.Headers {
		if name != "Content-Length" {
			r.Header.Set(name, v)
		}
	}
	res, err := w.c.Fetch(r)
	if err != nil {
		return err
	}
	_ = res.Body.Close() // nothing is in it
	return w.until(ctx, "the price list is in use", func() (bool, error) {
		var i struct{ State, Outcome string }
		err := w.call(ctx, http.MethodGet, "prices/imports/"+a.Import.ID, nil, &i)
		if i.State == "refused" || i.State == "waiting_person" {
			err = fmt.Errorf("the price list is %s: %s", i.State, i.Outcome)
		}
		return i.State == "applied", err
	})
}

// movedList is a price list of everything that the customers have.
func movedList() string {
	var b strings.Builder
	b.WriteString("ProductTitle,ProductId,SkuId,SkuTitle,Publisher,SkuDescription,UnitOfMeasure,TermDuration,BillingPlan,Market,Currency,UnitPrice,PricingTierRangeMin," +
		"PricingTierRangeMax,EffectiveStartDate,EffectiveEndDate,Tags,ERP Price,Segment\n")
	for _, p := range [][3]string{
		{"CFQ7TTC0LH18", "0001", "Microsoft 365 Business Basic"},
		{"CFQ7TTC0LDPB", "0001", "Microsoft 365 Business Standard"},
		{"CFQ7TTC0LCHC", "0002", "Microsoft 365 Business Premium"},
		{"CFQ7TTC0LH16", "0001", "Exchange Online (Plan 1)"},
	} {
		for _, t := range []string{"P1Y,Monthly", "P1Y,Annual", "P1M,Monthly"} {
			fmt.Fprintf(&b, "%s,%s,%s,%[1]s,Microsoft Corporation,,,%[4]s,DE,EUR,60.00,,,2026-01-01T00:00:00Z,9999-11-30T00:00:00Z,License,75.00,Commercial\n", p[2], p[0], p[1], t)
		}
	}
	return b.String()
}
