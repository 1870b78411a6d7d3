package partnercenter_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

// consentWorld is a simulator that tells what it passes on, and asks for the roles in roles.
type consentWorld struct {
	*world

	roles  []string
	passed []string
	fails  error
}

func consents(t *testing.T) *consentWorld {
	t.Helper()
	c := &consentWorld{}
	c.world = open(t, func(o *partnercenter.Options) {
		o.Delegated = func(partner, _ string) ([]string, bool) { return c.roles, partner == tenant && c.roles != nil }
		o.Consent = func(app, in, resource, permissions string) error {
			_ = c.sim.Customers() // whoever is told may ask back
			c.passed = append(c.passed, strings.Join([]string{app, in, resource, permissions}, " "))
			return c.fails
		}
		o.Withdraw = func(app, in string) error {
			c.passed = append(c.passed, "withdrawn "+app+" "+in)
			return nil
		}
	})
	return c
}

func consentTo(app, api, scope string) map[string]any {
	return map[string]any{"applicationId": app, "applicationGrants": []any{map[string]any{"enterpriseApplicationId": api, "scope": scope}}}
}

const graphAPI = "00000003-0000-0000-c000-000000000000"

func TestAnAppIsConsentedToOnceByThoseWhoMay(t *testing.T) {
	t.Parallel()
	w := consents(t)
	customer := w.buyer()
	path := "/v1/customers/" + customer + "/applicationconsents"
	good := consentTo("app", graphAPI, "Domain.ReadWrite.All,Directory.Read.All")
	w.do(http.MethodPost, path, good).want(403, 900150)
	w.roles = []string{"8329153b-31d0-4727-b945-745eb3bc5f31"}
	w.do(http.MethodPost, path, good).want(403, 900150)
	w.roles = []string{"158C047A-C907-4556-B7EF-446551A6B5F7"}
	for _, body := range []any{
		"{", map[string]any{}, consentTo("", graphAPI, "x"), consentTo("app", "unknown", "x"), consentTo("app", graphAPI, " , "),
	} {
		w.do(http.MethodPost, path, body).want(400, 800002)
	}
	w.do(http.MethodPost, path, consentTo("another", graphAPI, "x")).want(403, 900308)
	w.do(http.MethodDelete, path+"/app", nil).want(404, 1000)
	w.do(http.MethodPost, path, good).want(201, 0).has("Domain.ReadWrite.All,Directory.Read.All")
	w.do(http.MethodPost, path, good).want(409, 2000).has("Permission entry already exists")
	want := []partnercenter.AppConsent{{Customer: customer, App: "app", Resource: "https://graph.microsoft.com", Scopes: "Domain.ReadWrite.All Directory.Read.All"}}
	if d := cmp.Diff(want, w.sim.AppConsents()); d != "" {
		t.Error(d)
	}
	w.do(http.MethodDelete, path+"/APP", nil).want(204, 0)
	if d := cmp.Diff([]string{"app " + customer + " https://graph.microsoft.com Domain.ReadWrite.All Directory.Read.All", "withdrawn app " + customer}, w.passed); d != "" {
		t.Error(d)
	}
	w.token = w.sign(map[string]any{"oid": nil, "scp": nil, "amr": nil})
	w.do(http.MethodPost, path, good).want(403, 900329)
}

func TestAConsentThatTheTokenServiceDoesNotTakeIsNotKept(t *testing.T) {
	t.Parallel()
	w := consents(t)
	w.roles = []string{"62e90394-69f5-4237-9190-012177145e10"}
	w.fails = errors.New("unknown")
	customer := w.buyer()
	w.do(http.MethodPost, "/v1/customers/"+customer+"/applicationconsents", consentTo("app", graphAPI, "x")).want(400, 800002)
	if all := w.sim.AppConsents(); len(all) != 0 {
		t.Errorf("kept %v", all)
	}
	if found, ok := w.sim.Find(strings.ToUpper(customer)); !ok || found.ID != customer || found.Partner != tenant {
		t.Errorf("found %+v, %v", found, ok)
	}
	if _, ok := w.sim.Find("nobody"); ok {
		t.Error("found nobody")
	}
}
