package local_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/seatwright/seatwright/localstack/local"
)

// wholeSettings is a settings document with every field.
const wholeSettings = `{"id":"sample","name":"Sample","tenant":"11111111-aaaa-4bbb-8ccc-000000000001","microsoft_account_id":"11111111-aaaa-4bbb-8ccc-000000000001",
"user_id":"33333333-aaaa-4bbb-8ccc-000000000001","domain":"sample.example","mpn":"4711001","tier":"indirect","live":false,"market":"DE","currency":"EUR",
"app":{"client_id":"22222222-aaaa-4bbb-8ccc-000000000001","multi_tenant":true},
"secrets":{"store":"secrets_manager","app":"partner/sample/app","refresh_token":"partner/sample/refresh-token"},"mfa_method":"import",
"refresh_token_regeneration_days":80,"renew_after_days":7,"audiences":["partner_center","graph"],"check_domain_availability":false,"customer_agreement":false,
"registration_countries":["HU","IN"],"azure_billing":"unit_price","clients":["sample-client"],"notify_emails":["csp@sample.example"],
"hosts":{"partner_center":"https://api.partnercenter.microsoft.com"},
"price_guards":{"header":["renamed","missing"],"rejected":200,"fewer_rows":0,"risen":10000,"fallen":3000,"withdrawn":1000,"cost_over_list":500},
"end_of_term_rules":[{"bought_from":"2025-04-01T00:00:00Z","expires_from":"2026-05-04T00:00:00Z","schedule":"atTermEnd","action":"cancel"}]}`

func TestWhatTheContractRefusesOfSettingsTheFunctionRefuses(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	schema := operation(t, "settings.put").RequestBody.Value.Content["application/json"].Schema.Value
	cases := 0
	for n, m := range mutations(t, schema, wholeSettings) {
		if testing.Short() && n%8 != 0 {
			continue
		}
		cases++
		a := settings(t, s, "settings.put", func(e *request) { e.Body = m.body })
		if a.StatusCode < 400 || a.StatusCode >= 500 {
			t.Fatalf("%s of %s: got %d", m.what, m.pointer, a.StatusCode)
		}
		within := func(p string) bool { return p == m.pointer || strings.HasPrefix(p, m.pointer+"/") }
		if named := pointers(t, a); !slices.ContainsFunc(named, within) {
			t.Errorf("%s of %s: got %d %v", m.what, m.pointer, a.StatusCode, named)
		}
	}
	status(t, settings(t, s, "settings.put", func(e *request) { e.Body = wholeSettings }), http.StatusOK)
	fmt.Printf("property: what the contract refuses of settings, the function refuses: %d distinct cases\n", cases)
}
