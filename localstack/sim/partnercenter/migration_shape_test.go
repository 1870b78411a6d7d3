package partnercenter_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

func TestMigrationsHaveThePublicShapes(t *testing.T) {
	t.Parallel()
	var c contract
	if err := json.Unmarshal(shapes, &c); err != nil {
		t.Fatal(err)
	}
	w := open(t, nil)
	customer := w.buyer()
	base := w.legacy(customer, essentials, 100)
	addon := w.legacy(customer, protection, 20, below(base))
	home := "/v1/customers/" + customer
	at := home + "/migrations/newcommerce"
	wish := body(base, map[string]any{"addOnMigrations": []any{body(addon, nil)}})
	c.fits(t, "MigrationVerdict", w.do(http.MethodPost, at+"/validate", wish).has(`"code":7,`))
	w.pass(20 * 24 * time.Hour)
	c.fits(t, "MigrationVerdict", w.do(http.MethodPost, at+"/validate", wish))
	a := w.do(http.MethodPost, at, wish)
	c.fits(t, "Migration", a)
	var m moved
	a.into(&m)
	c.fits(t, "Migration", w.do(http.MethodGet, at+"/"+m.ID, nil))
	c.fits(t, "[Migration]", w.do(http.MethodGet, "/v1/migrations/newcommerce?CustomerTenantId="+customer, nil))
	c.fits(t, "[MigrationEvent]", w.do(http.MethodGet, at+"/"+m.ID+"/events", nil))
	c.fits(t, "Subscription*", w.do(http.MethodGet, home+"/subscriptions", nil))
}

func TestManyMigrationsComeInPagesOfThreeHundred(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	customer := w.buyer()
	for range 301 {
		old := w.legacy(customer, "195416C1-3447-423A-B37B-EE59A99A19C4", 100)
		w.do(http.MethodPost, "/v1/customers/"+customer+"/migrations/newcommerce", body(old, nil)).want(201, 0)
	}
	var page []moved
	a := w.do(http.MethodGet, "/v1/migrations/newcommerce?CustomerTenantId="+customer, nil)
	if a.into(&page); len(page) != 300 {
		t.Fatalf("%d on a page", len(page))
	}
	token := a.header.Get("MS-ContinuationToken")
	a = w.do(http.MethodGet, "/v1/migrations/newcommerce?CustomerTenantId="+customer, nil, header("MS-ContinuationToken", token))
	if a.into(&page); len(page) != 1 || a.header.Get("MS-ContinuationToken") != "" {
		t.Fatalf("%d on the last page", len(page))
	}
	w.do(http.MethodGet, "/v1/migrations/newcommerce?CustomerTenantId="+customer, nil, header("MS-ContinuationToken", "x")).want(400, 2000)
}

func TestMigrationsAreToldByTheirEvents(t *testing.T) {
	t.Parallel()
	w := open(t, func(o *partnercenter.Options) { o.MigrationTakes = time.Hour })
	l := w.listen("new-commerce-migration-created", "new-commerce-migration-completed", "new-commerce-migration-failed", "new-commerce-migration-schedule-failed")
	customer := w.buyer()
	good, bad := w.legacy(customer, essentials, 100), w.legacy(customer, essentials, 100)
	if err := w.sim.FailMigration(partnercenter.MigrationFailure{Subscription: bad}); err != nil {
		t.Fatal(err)
	}
	for _, old := range []string{good, bad} {
		w.do(http.MethodPost, "/v1/customers/"+customer+"/migrations/newcommerce", body(old, nil)).want(201, 0)
	}
	w.pass(2 * time.Hour)
	w.deliver(l)
	told := strings.Join(l.bodies, " ")
	for name, times := range map[string]int{"created": 2, "completed": 1, "failed": 1} {
		if n := strings.Count(told, `"new-commerce-migration-`+name+`"`); n != times {
			t.Errorf("%s %d times: %s", name, n, told)
		}
	}
}
