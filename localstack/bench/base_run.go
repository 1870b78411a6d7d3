package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/queue"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/store"
)

// trek is a base on its way into our books.
type trek struct {
	*estate

	kept   table.Migrations
	seam   *local.Seam
	sick   bool // calls fail, functions die, messages come twice
	dice   *rand.Rand
	id     string
	fired  time.Time
	polls  int
	calls  map[string]int // by what Microsoft counts
	total  int
	denied int // of them, as too many
	failed int // of them, by us
	twice  int // messages that came once more
	slow   time.Duration
	wrong  int // progress that did not say what the customers said
}

// tap has the simulator's journal taken down before it is full: a reading makes more calls than it holds, in one run of its function.
type tap struct {
	store.Store

	puts int
	full func()
}

// Put implements store.Store. While a reading writes nobody else is at work.
func (t *tap) Put(ctx context.Context, i store.Item, c *store.Condition) error {
	const often = 500
	if t.puts++; t.full != nil && t.puts%often == 0 {
		t.full()
	}
	return t.Store.Put(ctx, i, c)
}

// prices are what the partner sells: a list with what most customers have, and a plan.
func (t *trek) prices(ctx context.Context) error {
	var list strings.Builder
	list.WriteString("ProductTitle,ProductId,SkuId,SkuTitle,Publisher,SkuDescription,UnitOfMeasure,TermDuration,BillingPlan,Market,Currency,UnitPrice," +
		"PricingTierRangeMin,PricingTierRangeMax,EffectiveStartDate,EffectiveEndDate,Tags,ERP Price,Segment\n")
	for _, p := range []string{"CFQ7TTC0LH18,0001", "CFQ7TTC0LDPB,0001", "CFQ7TTC0LCHC,0002", "CFQ7TTC0LH16,0001", "CFQ7TTC0LH04,0001"} {
		for _, cycle := range []string{"P1Y,Monthly", "P1Y,Annual", "P1M,Monthly"} {
			fmt.Fprintf(&list, "A suite,%s,A suite,Microsoft,,,%s,DE,EUR,120.00,,,2026-01-01T00:00:00Z,9999-11-30T00:00:00Z,License,150.00,Commercial\n", p, cycle)
		}
	}
	var a struct {
		Upload struct {
			Method, URL string
			Headers     map[string]string
		}
	}
	wish := fmt.Sprintf(`{"kind":"new_commerce","month":"2026-11","file":"list.csv","size":%d,"media_type":"text/csv"}`, list.Len())
	if err := t.tell(ctx, http.MethodPost, "/prices/imports", wish, &a); err != nil {
		return err
	}
	u, err := http.NewRequestWithContext(ctx, a.Upload.Method, a.Upload.URL, strings.NewReader(list.String()))
	if err != nil {
		return err
	}
	for name, v := range a.Upload.Headers {
		u.Header.Set(name, v)
	}
	kept := answers{code: http.StatusOK, header: http.Header{}}
	if t.Files.ServeHTTP(&kept, u); kept.code != http.StatusOK {
		return fmt.Errorf("the price list is not taken: %d", kept.code)
	}
	if err := t.Drain(ctx); err != nil {
		return err
	}
	return t.tell(ctx, http.MethodPut, "/plans/default?reason=first", `{"name":"Standard","currency":"EUR","rules":[{"id":"all","way":"markup","percent":"20"}]}`, nil)
}

// answers takes down the code of an answer.
type answers struct {
	code   int
	header http.Header
}

func (a *answers) Header() http.Header         { return a.header }
func (a *answers) WriteHeader(code int)        { a.code = code }
func (a *answers) Write(b []byte) (int, error) { return len(b), nil }

// tell calls an operation of the partner, again when the function died of it.
func (t *trek) tell(ctx context.Context, method, path, body string, out any) error {
	var err error
	const most = 10
	for range most {
		if err = t.askAt(ctx, method, "/v1/partners/"+samplePartner+path, body, out); err == nil || !strings.Contains(err.Error(), ": 5") {
			return err
		}
	}
	return err
}

// pump works until something is so. Schedules come each minute.
func (t *trek) pump(ctx context.Context, so func() (bool, error)) error {
	const longest = 30 * 24 * time.Hour
	for end := t.clock.Now().Add(longest); t.clock.Now().Before(end); {
		n, err := t.turn(ctx)
		if err != nil {
			return err
		}
		if n == 0 {
			if done, err := so(); err != nil || done {
				return err
			}
			t.clock.Advance(time.Minute)
		}
		if t.clock.Now().Sub(t.fired) >= time.Minute {
			t.fired = t.clock.Now()
			if err := t.Fire(ctx); err != nil {
				return err
			}
		}
	}
	return errors.New("the base is not taken over")
}

// turn has the workers take up what is there, and looks at the progress now and then.
func (t *trek) turn(ctx context.Context) (int, error) {
	if err := t.upset(ctx); err != nil {
		return 0, err
	}
	n, err := t.Poll(ctx)
	if err != nil {
		return n, err
	}
	t.count()
	if t.polls++; t.id != "" && t.polls%50 == 0 {
		return n, t.look(ctx)
	}
	return n, nil
}

// failing has at least one call in twenty fail: refused before anything is done, or cut off after it.
func (t *trek) failing(customers int) error {
	const each = 6 // calls of a customer when all is well
	all := customers * each
	for n := range all / 15 {
		f := control.Fault{Path: "/v1/customers/*/*", Skip: t.dice.IntN(all), Status: http.StatusServiceUnavailable}
		if n%2 == 0 {
			f.Status, f.Cut = 0, "after"
		}
		if err := t.PartnerCenter.Inject(f); err != nil {
			return err
		}
	}
	return nil
}

// upset has functions die now and then, and messages come twice.
func (t *trek) upset(ctx context.Context) error {
	const often = 5
	if t.sick && t.dice.IntN(often) == 0 {
		t.seam.Plan(t.dice.IntN(4 * often * often))
	}
	if !t.sick || t.id == "" || t.dice.IntN(often) > 0 {
		return nil
	}
	page, _, err := t.kept.ItemPage(ctx, t.id, []migration.State{migration.Working, migration.Done}, "", often)
	for _, i := range page {
		t.twice++
		m := queue.Message{Group: string(i.Tenant) + "-again", Dedup: fmt.Sprintf("%s-%d", i.Tenant, t.polls), Body: fmt.Sprintf(`{"migration":%q,"tenant":%q}`, t.id, i.Tenant)}
		err = errors.Join(err, t.Migrations.Send(ctx, m))
	}
	return err
}

// count takes down what was called, by the buckets that Microsoft documents: the partner's, and each customer's.
func (t *trek) count() {
	for _, c := range t.PartnerCenter.Calls() {
		t.total++
		parts := strings.Split(c.Path, "/")
		about := parts[min(2, len(parts)-1)]
		if len(parts) > 3 && about == "customers" {
			about = parts[3]
		}
		t.calls[about]++
		switch {
		case c.Fault != "":
			t.failed++
		case c.Status == http.StatusTooManyRequests:
			t.denied++
		}
	}
	t.PartnerCenter.Forget()
}

// look asks for the progress, and holds it against the customers themselves. Nobody works meanwhile.
func (t *trek) look(ctx context.Context) error {
	var m struct{ Total struct{ Done, Failed int } }
	at := now()
	if err := t.tell(ctx, http.MethodGet, "/migrations/"+t.id, "", &m); err != nil {
		return err
	}
	t.slow = max(t.slow, now().Sub(at))
	counted, differs, err := migration.Recount(ctx, t.kept, t.kept, t.id)
	if sum := counted.Total(); differs != "" || sum.Done != m.Total.Done || sum.Failed != m.Total.Failed {
		t.wrong++
	}
	return err
}

// people gives the partner its customers.
func (t *trek) people(tenant string, customers, subscriptions int) error {
	_, err := t.PartnerCenter.Populate(partnercenter.Population{Seed: 5, Partner: tenant, Customers: customers, Subscriptions: subscriptions, Uneven: true})
	return err
}
