package partnercenter_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/sim/control"
	sim "github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/partnercenter"
)

// try is one try to convert a service with its add-ons, as a worker makes it.
func try(customer string, base migration.ServiceID, addons ...migration.ServiceID) (*migration.Item, *migration.Task) {
	request := guid()
	i := &migration.Item{Tenant: migration.Tenant(customer), Tasks: []migration.Task{{Service: base, Cycle: "P1Y monthly", Request: request}}}
	for _, a := range addons {
		i.Tasks = append(i.Tasks, migration.Task{Service: a, Base: base, Cycle: "P1Y monthly", Request: request})
	}
	return i, &i.Tasks[0]
}

func TestALegacySubscriptionIsConvertedWithItsAddOnAndFoundAgain(t *testing.T) {
	t.Parallel()
	for name, quirks := range map[string]sim.Quirks{"plain": {}, "habits": {BOM: true, StringCodes: true, UpperGUIDs: true, NoZone: true, SubscriptionPage: 1}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := simulated(t, func(o *sim.Options) { o.Quirks, o.MigrationTakes = quirks, time.Hour }, partner.Partner{})
			customer := taken(t, w, "contoso.onmicrosoft.com")
			base := legacy(t, w, customer, essentials, "", 100)
			addon := legacy(t, w, customer, protection, string(base), 100)
			i, task := try(customer, base, addon)
			task.Filled = map[migration.Field]string{migration.Billed: "P1Y annual"}
			s := w.Conversions()
			must(t, "convert", s.Convert(t.Context(), i, task))
			got, err := s.Converted(t.Context(), i.Tenant, addon)
			if d := cmp.Diff([]migration.Conversion{{Request: task.Request, State: migration.Processing}}, got); d != "" || err != nil {
				t.Error(d, err)
			}
			again, other := try(customer, base, addon)
			must(t, "what is under way is to be watched", s.Convert(t.Context(), again, other))
			_ = w.pass(t.Context(), 2*time.Hour)
			all, err := s.Services(t.Context(), i.Tenant)
			must(t, "services", err)
			made := map[migration.ServiceID]migration.Service{}
			for _, id := range []migration.ServiceID{base, addon} {
				got, err := s.Converted(t.Context(), i.Tenant, id)
				if err != nil || len(got) != 1 || got[0].State != migration.Completed || got[0].Request != task.Request {
					t.Fatalf("got %+v, %v", got, err)
				}
				for _, have := range all {
					if have.ID == got[0].Result {
						made[id] = have
					}
				}
			}
			if b, a := made[base], made[addon]; b.Kind != migration.NewCommerce || b.Billing != "annual" || a.Billing != "monthly" || a.Base != b.ID || b.Quantity != 4 {
				t.Errorf("made %+v", made)
			}
			if v := w.sim.Violations(); len(v) > 0 {
				t.Errorf("violations: %+v", v)
			}
		})
	}
}

func TestALostAnswerLeavesAConversionUnknownAndItIsFoundByItsReference(t *testing.T) {
	t.Parallel()
	for cut, found := range map[string]int{"before": 0, "after": 1} {
		t.Run(cut, func(t *testing.T) {
			t.Parallel()
			w := simulated(t, nil, partner.Partner{})
			customer := taken(t, w, "contoso.onmicrosoft.com")
			i, task := try(customer, legacy(t, w, customer, essentials, "", 100))
			must(t, "inject", w.sim.Inject(control.Fault{Method: "POST", Path: "/v1/customers/*/migrations/newcommerce", Cut: cut}))
			s := w.Conversions()
			if err := s.Convert(t.Context(), i, task); fault.Of(err) != fault.Unknown {
				t.Fatalf("got %v", err)
			}
			got, err := s.Converted(t.Context(), i.Tenant, task.Service)
			if err != nil || len(got) != found || found == 1 && got[0].Request != task.Request {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

func TestWhatSurelyWasNotBegunMayBeTriedAgain(t *testing.T) {
	t.Parallel()
	w := simulated(t, nil, partner.Partner{})
	customer := taken(t, w, "contoso.onmicrosoft.com")
	i, task := try(customer, legacy(t, w, customer, essentials, "", 100))
	s := w.Conversions()
	must(t, "inject", w.sim.Inject(control.Fault{Path: "/v1/customers/*/migrations/newcommerce", Status: 429, Header: map[string]string{"Retry-After": "7"}, Body: `{"statusCode":429}`}))
	if err := s.Convert(t.Context(), i, task); fault.Of(err) != fault.Throttled || fault.RetryAfter(err) < 7*time.Second {
		t.Fatalf("got %v", err)
	}
	must(t, "inject", w.sim.Inject(control.Fault{Path: "/v1/customers/*/migrations/newcommerce/validate", Cut: "after", Times: 9}))
	if err := s.Convert(t.Context(), i, task); fault.Of(err) != fault.Unavailable {
		t.Fatalf("got %v", err)
	}
	w.sim.ClearFaults()
	_ = w.pass(t.Context(), time.Minute)
	must(t, "convert", s.Convert(t.Context(), i, task))
}

func TestAVerdictAgainstItSaysWhyAndBeginsNothing(t *testing.T) {
	t.Parallel()
	w := simulated(t, nil, partner.Partner{})
	customer := taken(t, w, "contoso.onmicrosoft.com")
	owner := legacy(t, w, customer, essentials, "", 100)
	young := legacy(t, w, customer, protection, string(owner), 5)
	nce, err := w.sim.AddSubscription(sim.SubscriptionSeed{Customer: customer, Item: "CFQ7TTC0LH18:0001", Quantity: 3, Term: "P1Y", BillingCycle: "annual"})
	must(t, "seed", err)
	for name, c := range map[string]struct {
		base   migration.ServiceID
		addons []migration.ServiceID
		billed string
		want   migration.Cause
		code   string
	}{
		"add-on left behind": {owner, nil, "", migration.LegacyAddOn, "migration-4"},
		"young add-on":       {owner, []migration.ServiceID{young}, "", migration.Ineligible, "migration-7"},
		"no successor":       {legacy(t, w, customer, frontline, "", 100), nil, "", migration.Ineligible, "migration-5"},
		"no such plan":       {legacy(t, w, customer, essentials, "", 100), nil, "P1M annual", migration.Refused, "migration-6"},
		"no legacy one":      {migration.ServiceID(nce), nil, "", migration.Ineligible, "900263"},
		"none at all":        {migration.ServiceID(guid()), nil, "", "", "20003"},
	} {
		i, task := try(customer, c.base, c.addons...)
		if c.billed != "" {
			task.Filled = map[migration.Field]string{migration.Billed: c.billed}
		}
		err := w.Conversions().Convert(t.Context(), i, task)
		if fault.Code(err) != c.code || partnercenter.CauseOf(err) != c.want || fault.Of(err).Retryable() || fault.Of(err) == fault.Unknown {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if all := w.sim.Migrations(); len(all) != 0 {
		t.Errorf("began %+v", all)
	}
}

func TestAFailureSaysWhetherTheLegacySubscriptionStandsStill(t *testing.T) {
	t.Parallel()
	for _, held := range []bool{true, false} {
		w := simulated(t, nil, partner.Partner{})
		customer := taken(t, w, "contoso.onmicrosoft.com")
		i, task := try(customer, legacy(t, w, customer, essentials, "", 100))
		must(t, "fail", w.sim.FailMigration(sim.MigrationFailure{Offer: essentials, Suspended: held}))
		s := w.Conversions()
		must(t, "convert", s.Convert(t.Context(), i, task))
		got, err := s.Converted(t.Context(), i.Tenant, task.Service)
		if err != nil || len(got) != 1 || got[0].State != migration.NotComplete || got[0].Suspended != held || got[0].Why == "" {
			t.Errorf("got %+v, %v", got, err)
		}
	}
}

func TestConversionsAreListedToTheEndAndACompletedOneIsFoundByWhatItMade(t *testing.T) {
	t.Parallel()
	var asked []*http.Request
	serve := func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r)
		w.Header().Set("Content-Type", "application/json")
		switch {
		case strings.HasSuffix(r.URL.Path, "/subscriptions"):
			_, _ = fmt.Fprintf(w, `{"items":[{"id":"A"},{"id":"NEW","migratedFromSubscriptionId":%q}]}`, strings.ToUpper(subID))
		case r.Header.Get("MS-ContinuationToken") == "":
			w.Header().Set("MS-ContinuationToken", "more")
			_, _ = fmt.Fprint(w, `[{"currentSubscriptionId":"other","status":"Completed"}]`)
		default:
			_, _ = fmt.Fprintf(w, `[{"currentSubscriptionId":%q,"status":"Completed ","externalReferenceId":"REF"}]`, strings.ToUpper(subID))
		}
	}
	c := partnercenter.Open(partnercenter.Options{
		Base: "http://pc.test", Tokens: fixed{}, Transport: control.Transport(map[string]http.Handler{"pc.test": http.HandlerFunc(serve)}),
	})
	got, err := c.Conversions().Converted(t.Context(), migration.Tenant(tenant), subID)
	if d := cmp.Diff([]migration.Conversion{{Request: "ref", State: migration.Completed, Result: "new"}}, got); d != "" || err != nil {
		t.Error(d, err)
	}
	if len(asked) != 3 || asked[1].Header.Get("MS-ContinuationToken") != "more" || asked[1].URL.Query().Get("CustomerTenantId") != string(tenant) {
		t.Errorf("asked %d times", len(asked))
	}
}
