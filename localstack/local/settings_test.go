package local_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/table"
)

// settings asks the function of settings as the sample's operator.
func settings(t *testing.T, s *local.System, sample string, edit func(*request)) events.APIGatewayProxyResponse {
	t.Helper()
	return ask(t, s, local.Operator, "settings", sample, edit)
}

// decoded reads the body of an answer that has to have this status.
func decoded[T any](t *testing.T, a events.APIGatewayProxyResponse, want int) T {
	t.Helper()
	status(t, a, want)
	var v T
	if err := json.Unmarshal([]byte(a.Body), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// changed makes a request put these settings on the version that the tag names.
func changed(t *testing.T, p partner.Partner, tag string) func(*request) {
	t.Helper()
	raw, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return func(e *request) {
		e.Body = string(raw)
		set(e, "If-Match", tag)
	}
}

func TestSettingsAreChangedComparedAndRestored(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	first := settings(t, s, "settings.get", nil)
	p := decoded[partner.Partner](t, first, http.StatusOK)
	if first.Headers["ETag"] != `"1"` {
		t.Errorf("tag %q", first.Headers["ETag"])
	}
	p.RenewAfter, p.Notify = 14, []string{"csp@acme.example"}
	second := settings(t, s, "settings.put", changed(t, p, first.Headers["ETag"]))
	status(t, second, http.StatusOK)
	diff := decoded[api.SettingsDiff](t, settings(t, s, "settings.diff", nil), http.StatusOK)
	var places []string
	for _, c := range diff.Changes {
		places = append(places, c.Pointer)
	}
	if want := []string{"/notify_emails", "/renew_after_days"}; !slices.Equal(places, want) {
		t.Errorf("differences at %v, want %v", places, want)
	}
	third := settings(t, s, "settings.restore", nil)
	if third.Body != first.Body || third.Headers["ETag"] != `"3"` {
		t.Errorf("restored: %s %s", third.Headers["ETag"], third.Body)
	}
	page := decoded[api.SettingsVersionPage](t, settings(t, s, "settings.versions", nil), http.StatusOK)
	var who []string
	for _, v := range page.Versions {
		who = append(who, v.By+": "+v.Reason)
	}
	want := []string{"seed: seed file", local.Operator + ": mail to the team", local.Operator + ": the change was wrong"}
	if d := cmp.Diff(want, who); d != "" || *page.Versions[2].RestoredFrom != 1 {
		t.Errorf("history (-want +got):\n%s", d)
	}
	v := decoded[api.SettingsVersion](t, settings(t, s, "settings.version", nil), http.StatusOK)
	if v.Version != 1 || v.Settings.Name != p.Name {
		t.Errorf("version 1: %+v", v)
	}
}

func TestAnExportIsAnImport(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	out := settings(t, s, "settings.get", nil)
	in := settings(t, s, "settings.put", func(e *request) {
		e.Body = out.Body
		set(e, "If-Match", out.Headers["ETag"])
	})
	if in.Body != out.Body || in.Headers["ETag"] != out.Headers["ETag"] {
		t.Errorf("put what was got: %s %s", in.Headers["ETag"], in.Body)
	}
}

func TestAChangeWithoutWhatWasSeenIsRefused(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	for _, c := range []struct {
		tag  string
		want int
	}{{"", 400}, {"*", 400}, {`"2"`, 412}, {`"x"`, 412}, {`"1`, 412}, {`"1"`, 200}, {`"1"`, 412}, {`W/"2"`, 200}} {
		a := settings(t, s, "settings.put", func(e *request) {
			set(e, "If-Match")
			if c.tag != "" {
				set(e, "If-Match", c.tag)
			}
		})
		if a.StatusCode != c.want || c.want == 400 && !strings.Contains(a.Body, "If-Match") {
			t.Errorf("If-Match %s: %d %s", c.tag, a.StatusCode, a.Body)
		}
	}
	status(t, settings(t, s, "settings.put", func(e *request) { set(e, "If-Match"); set(e, "If-None-Match", "*") }), http.StatusPreconditionFailed)
	status(t, settings(t, s, "settings.put", func(e *request) { set(e, "If-Match", `"1"`, `"2"`) }), http.StatusBadRequest)
	status(t, settings(t, s, "settings.put", func(e *request) { e.QueryStringParameters, e.MultiValueQueryStringParameters = nil, nil }), http.StatusBadRequest)
}

func TestAnOperatorMakesAPartnerAndItsClientsActForIt(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	status(t, settings(t, s, "settings.put.new", nil), http.StatusOK)
	status(t, settings(t, s, "settings.put.new", nil), http.StatusPreconditionFailed)
	page := decoded[api.PartnerPage](t, settings(t, s, "settings", nil), http.StatusOK)
	if !slices.ContainsFunc(page.Partners, func(p api.PartnerEntry) bool { return p.Id == "third" && p.Version == 1 }) {
		t.Errorf("listed: %+v", page.Partners)
	}
	if id, err := table.Open(s.Store, clock.Now).Client(t.Context(), "third-client"); err != nil || id != "third" {
		t.Errorf("its client acts for %q: %v", id, err)
	}
	theft := settings(t, s, "settings.put.new", func(e *request) {
		e.Path, e.PathParameters = "/v1/partners/fourth/settings", map[string]string{"partner_id": "fourth"}
	})
	problem := decoded[api.Problem](t, theft, http.StatusConflict)
	if problem.Errors == nil || (*problem.Errors)[0].Pointer != "/clients/0" {
		t.Errorf("another's client: %s", theft.Body)
	}
}

func TestAllComplaintsAboutSettingsComeAtOnceWithTheirPlaces(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	p := decoded[partner.Partner](t, settings(t, s, "settings.get", nil), http.StatusOK)
	p.Regenerate, p.Currency, p.Tier, p.MPN, p.Live, p.Hosts.PartnerCenter = 90, "USD", partner.Indirect, "", true, "http://partnercenter.sim"
	a := settings(t, s, "settings.put", changed(t, p, `"1"`))
	var places []string
	for _, e := range *decoded[api.Problem](t, a, http.StatusUnprocessableEntity).Errors {
		places = append(places, e.Pointer)
	}
	if d := cmp.Diff([]string{"/currency", "/hosts/partner_center", "/mpn", "/refresh_token_regeneration_days"}, places); d != "" {
		t.Errorf("complaints (-want +got):\n%s", d)
	}
	for body, place := range map[string]string{
		`"app":{"client_id":"a","secret":"x"}`: "/app/secret", `"client_secret":"x"`: "/client_secret", `"renew_after_days":"7"`: "/renew_after_days",
		`"end_of_term_rules":[{"bought_from":"May","expires_from":"2026-05-04T00:00:00Z","schedule":"s","action":"a"}]`: "/end_of_term_rules/0/bought_from",
	} {
		a := settings(t, s, "settings.put", func(e *request) { e.Body = "{" + body + "}" })
		if a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.Body, `"`+place+`"`) {
			t.Errorf("%s: %d %s", place, a.StatusCode, a.Body)
		}
	}
}

func TestNobodySeesOrChangesTheSettingsOfAnotherPartner(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	for _, sample := range []string{"settings.get", "settings.put", "settings.versions", "settings.version", "settings.restore", "settings.diff", "settings.notices"} {
		status(t, ask(t, s, local.Foreign, "settings", sample, nil), http.StatusForbidden)
	}
	page := decoded[api.PartnerPage](t, ask(t, s, local.Foreign, "settings", "settings", nil), http.StatusOK)
	if len(page.Partners) != 1 || page.Partners[0].Id != "other" {
		t.Errorf("lists %+v", page.Partners)
	}
	status(t, ask(t, s, local.Reader, "settings", "settings.put", nil), http.StatusForbidden)
}

func TestAListOfSettingsRefusesACursorThatIsNotItsOwn(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	for _, sample := range []string{"settings", "settings.versions", "settings.notices"} {
		a := settings(t, s, sample, func(e *request) {
			e.MultiValueQueryStringParameters = url.Values{"cursor": {"bm8gY3Vyc29y"}}
		})
		status(t, a, http.StatusBadRequest)
	}
}

// TestTheStoredDocumentHasTheContractsNames: settings are stored, shown and read in one form, so that no conversion can lose a field.
func TestTheStoredDocumentHasTheContractsNames(t *testing.T) {
	t.Parallel()
	p := partner.Default("acme")
	p.Account, p.User, p.Domain, p.MPN = "a", "u", "d", "1"
	p.Hosts = partner.Hosts{PartnerCenter: "p", PartnerAPI: "a", Graph: "g"}
	p.Terms = []partner.TermRule{{}}
	raw, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var stored map[string]any
	if err := json.Unmarshal(raw, &stored); err != nil {
		t.Fatal(err)
	}
	doc, err := contract()
	if err != nil {
		t.Fatal(err)
	}
	schema := doc.Components.Schemas["Settings"].Value
	if at, extra := undeclared("", stored, schema); extra {
		t.Errorf("the contract has no field %s", at)
	}
	for name := range schema.Properties {
		if _, there := stored[name]; !there {
			t.Errorf("the stored document has no field %s", name)
		}
	}
	defaults(t, schema, stored)
	guards, ok := stored["price_guards"].(map[string]any)
	if part := schema.Properties["price_guards"].Value; !ok || len(guards) != len(part.Properties) {
		t.Errorf("the guards are %v", stored["price_guards"])
	} else {
		defaults(t, part, guards)
	}
}

// defaults holds the contract's defaults against what is stored where nothing was said.
func defaults(t *testing.T, schema *openapi3.Schema, stored map[string]any) {
	t.Helper()
	for name, value := range schema.Properties {
		if want := value.Value.Default; want != nil && !cmp.Equal(want, stored[name]) {
			t.Errorf("%s: the contract's default is %v, ours %v", name, want, stored[name])
		}
	}
}
