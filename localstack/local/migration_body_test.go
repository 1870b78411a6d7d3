package local_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

func TestEveryAnswerOfMigrationsIsInTheContract(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	if _, err := s.PartnerCenter.Populate(partnercenter.Population{Seed: 5, Partner: sampleTenant, Customers: 3, Subscriptions: 6, Legacy: 30}); err != nil {
		t.Fatal(err)
	}
	id := sent(t, s, "2026-11", strings.ReplaceAll(priceSheet("100.00"), "CFQ7TTC0LCH0", "CFQ7TTC0LCHC"))
	drain := func() { settle(t, s, clock) }
	drain()
	imported(t, s, id, "applied")
	get := func(path string) { t.Helper(); ofPrices[any](t, s, http.StatusOK, http.MethodGet, path, "", nil) }

	post := func(want int, path, body string) {
		t.Helper()
		ofPrices[any](t, s, want, http.MethodPost, path, body, nil)
	}

	post(http.StatusAccepted, "/base", `{"whole":true}`)
	drain()
	get("/base")
	page := ofPrices[struct {
		Customers []struct {
			Customer struct{ Tenant string }
			Entry    struct{ Version int }
		}
	}](t, s, http.StatusOK, http.MethodGet, "/base/customers", "", nil)
	tenant := page.Customers[0].Customer.Tenant
	found := ofPrices[struct{ Matches []struct{ ID string } }](t, s, http.StatusOK, http.MethodGet, "/matches", "", nil)
	ofPrices[any](t, s, http.StatusOK, http.MethodPut, "/matches/"+found.Matches[0].ID+"/answer", `{"plan":"CFQ7TTC0LCHC:0002"}`, nil)
	ofPrices[any](t, s, http.StatusNotFound, http.MethodPut, "/matches/rule-000000000000/answer", `{"plan":""}`, nil)
	drain()
	get("/rules")
	edit := `{"changes":[{"field":"username","value":"buyer-1"}],"same_as":"no"}`
	ofPrices[any](t, s, http.StatusOK, http.MethodPatch, "/entries/"+tenant, edit, map[string]string{"If-Match": entryTag(t, s, tenant)})
	ofPrices[any](t, s, http.StatusPreconditionFailed, http.MethodPatch, "/entries/"+tenant, edit, map[string]string{"If-Match": `"99"`})
	ofPrices[any](t, s, http.StatusUnprocessableEntity, http.MethodPatch, "/entries/"+tenant, `{"changes":[{"field":"nothing","value":"x"}]}`,
		map[string]string{"If-Match": entryTag(t, s, tenant)})
	post(http.StatusUnprocessableEntity, "/entries/bulk", `{"set":"reseller_renewal","value":"x"}`)
	changes := ofPrices[struct{ Hash string }](t, s, http.StatusOK, http.MethodPost, "/entries/bulk", `{"set":"status","value":"suspended"}`, nil)
	post(http.StatusOK, "/entries/accept", `{"hash":"`+changes.Hash+`"}`)
	post(http.StatusNotFound, "/entries/accept", `{"hash":"0000"}`)
	get("/entries/file?format=xlsx")
	post(http.StatusOK, "/entries/file", `{"csv":"tenant,subscription,username\n`+tenant+`,,x\n"}`)
	post(http.StatusUnprocessableEntity, "/entries/file", `{"xlsx":"!"}`)
	post(http.StatusOK, "/resellers", `{"csv":"mpn,name\n1,x\n"}`)
	get("/resellers")
	drain()
	follow(t, s, drain)
}

// settle has the functions work for some minutes.
func settle(t *testing.T, s *local.System, clock *local.Clock) {
	t.Helper()
	for range 3 {
		if err := s.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		clock.Advance(time.Minute)
		if err := s.Fire(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// entryTag gives the ETag of what is filled in for a client.
func entryTag(t *testing.T, s *local.System, tenant string) string {
	t.Helper()
	page := ofPrices[struct {
		Customers []struct {
			Customer struct{ Tenant string }
			Entry    struct{ Version json.Number }
		}
	}](t, s, http.StatusOK, http.MethodGet, "/base/customers", "", nil)
	for _, c := range page.Customers {
		if c.Customer.Tenant == tenant {
			return `"` + c.Entry.Version.String() + `"`
		}
	}
	t.Fatal("the client is not listed")
	return ""
}

// follow goes on from the forecast to the letters.
func follow(t *testing.T, s *local.System, drain func()) {
	t.Helper()
	get := func(path string) { t.Helper(); ofPrices[any](t, s, http.StatusOK, http.MethodGet, path, "", nil) }
	put := func(want int, body string) {
		t.Helper()
		ofPrices[any](t, s, want, http.MethodPut, "/templates/migrated", body, map[string]string{"If-None-Match": "*"})
	}
	put(http.StatusUnprocessableEntity, `{"subject":"{{x}}","text":"y"}`)
	put(http.StatusOK, `{"subject":"Hi","text":"{{company}}"}`)
	get("/templates/migrated")
	f := ofPrices[struct{ ID string }](t, s, http.StatusAccepted, http.MethodPost, "/forecasts", "", nil)
	drain()
	shown := ofPrices[struct {
		Hash      string
		Customers []struct{ Tenant string }
	}](t, s, http.StatusOK, http.MethodGet, "/forecasts/"+f.ID, "", nil)
	for _, format := range []string{"csv", "xlsx", "json"} {
		get("/forecasts/" + f.ID + "/file?format=" + format)
	}
	ofPrices[any](t, s, http.StatusOK, http.MethodPost, "/templates/migrated/preview", `{"tenant":"`+shown.Customers[0].Tenant+`"}`, nil)
	start := `{"forecast":"` + shown.Hash + `","waves":[{"count":1,"failed_per_mille":0,"wait_seconds":60},{"failed_per_mille":1000}]}`
	ofPrices[any](t, s, http.StatusUnprocessableEntity, http.MethodPost, "/migrations", strings.ReplaceAll(start, `"count":1,`, ""), nil)
	m := ofPrices[struct{ ID string }](t, s, http.StatusAccepted, http.MethodPost, "/migrations", start, nil)
	one := "/migrations/" + m.ID
	drain()
	get("/migrations")
	for _, what := range []string{"", "/items", "/items?state=done", "/failures", "/recount"} {
		get(one + what)
	}
	drain()
	ofPrices[any](t, s, http.StatusAccepted, http.MethodPost, one+"/retry", `{"cause":"defect"}`, nil)
	ofPrices[any](t, s, http.StatusUnprocessableEntity, http.MethodPost, one+"/retry", `{"cause":"outcome_not_known"}`, nil)
	drain()
	for _, what := range []string{"pause", "resume", "cancel"} {
		ofPrices[any](t, s, http.StatusConflict, http.MethodPost, one+"/"+what, "", nil)
	}
	get("/letters")
	ofPrices[any](t, s, http.StatusNotFound, http.MethodPost, "/letters/11111111-1111-4111-8111-111111111111/migrated/resend", "", nil)
}

func TestWhatTheContractRefusesOfMigrationsTheFunctionRefuses(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	for sample, body := range map[string]string{
		"migration.base.read":        `{"whole":true}`,
		"migration.match.answer":     `{"plan":"CFQ7TTC0LCHC:0002"}`,
		"migration.entry.edit":       `{"changes":[{"service":"11111111-1111-4111-8111-111111111111","field":"take","value":"no"}],"same_as":"no"}`,
		"migration.entry.bulk":       `{"set":"take","value":"no","where":{"billing":"P1M monthly"},"services":true}`,
		"migration.entry.accept":     `{"hash":"f00d"}`,
		"migration.start":            `{"forecast":"f00d","waves":[{"count":5,"wait_seconds":60,"failed_per_mille":0},{"per_mille":500,"failed_per_mille":20}]}`,
		"migration.retry":            `{"cause":"no_consent","looked":true}`,
		"migration.template.put":     `{"subject":"Hi","text":"x","html":"<p>x</p>"}`,
		"migration.template.preview": `{"tenant":"11111111-1111-4111-8111-111111111111","subject":"Hi","text":"x","html":"<p>x</p>"}`,
	} {
		refusedAlike(t, s, "migration", sample, body, func(*request) {})
	}
}
