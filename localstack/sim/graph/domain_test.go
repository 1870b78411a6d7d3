package graph_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/sim/graph"
)

const (
	buyer   = "77777777-7777-4777-8777-777777777777"
	contoso = "contoso.com"

	domainAdministrator = "8329153b-31d0-4727-b945-745eb3bc5f31"
	globalReader        = "f2ef992c-3afb-46b9-b7cf-a126ee74c451"
)

// visit is a world in which a partner's user works in the tenant of one of its customers.
func visit(t *testing.T, change ...func(*graph.Options)) *world {
	t.Helper()
	w := open(t, append(change, func(o *graph.Options) {
		o.Customers = func(id string) (graph.Customer, bool) {
			return graph.Customer{Partner: strings.ToUpper(tenant), Name: "Buyer", Country: "DE", Domain: "buyer.onmicrosoft.com"}, id == buyer
		}
	})...)
	w.as(domainAdministrator, "Domain.ReadWrite.All")
	return w
}

// as signs in with a role and a permission in the customer's tenant.
func (w *world) as(role, permission string) {
	w.token = w.sign(map[string]any{"tid": buyer, "scp": permission, "wids": []string{role}})
}

func (w *world) must(method, address, body string, status int) map[string]any {
	w.t.Helper()
	got, out := w.do(method, "/v1.0/domains"+address, body)
	if got != status {
		w.t.Errorf("%s %s: %d %v, want %d", method, address, got, out, status)
	}
	return out
}

func (w *world) names(address, field string) []string {
	w.t.Helper()
	value, _ := w.must(http.MethodGet, address, "", 200)["value"].([]any)
	all := []string{}
	for _, v := range value {
		o, _ := v.(map[string]any)
		text, _ := o[field].(string)
		all = append(all, text)
	}
	return all
}

func TestACustomerIsKnownWithTheRolesOfItsRelationship(t *testing.T) {
	t.Parallel()
	w := visit(t, func(o *graph.Options) { o.Granted = []string{domainAdministrator} })
	if roles, in := w.Delegated(tenant, buyer); !in || !slices.Equal(roles, []string{domainAdministrator}) {
		t.Errorf("%v %v", roles, in)
	}
	if tenants := w.State(); len(tenants) != 2 || len(tenants[0].Relationships) != 4 {
		t.Fatalf("%+v", tenants)
	}
	made := w.State()[0].Relationships[3]
	made.Ends = now()
	if err := w.SetRelationship(tenant, made); err != nil {
		t.Fatal(err)
	}
	for _, c := range [][2]string{{tenant, buyer}, {tenant, "nobody"}, {"nobody", buyer}} {
		if roles, in := w.Delegated(c[0], c[1]); in || roles != nil {
			t.Errorf("%v: %v", c, roles)
		}
	}
	w = visit(t)
	if _, in := w.Delegated(tenant, buyer); in {
		t.Error("a relationship that nobody made")
	}
	if d := cmp.Diff([]string{"buyer.onmicrosoft.com"}, w.names("", "id")); d != "" {
		t.Error(d)
	}
}

func TestDomainsAreForThoseWithTheRoleAndThePermission(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		role, permission string
		read, write      int
	}{
		{domainAdministrator, "Domain.ReadWrite.All", 200, 201},
		{domainAdministrator, "Domain.Read.All", 200, 403},
		{domainAdministrator, "User.Read", 403, 403},
		{globalReader, "Domain.ReadWrite.All", 200, 403},
		{"another", "Domain.ReadWrite.All", 403, 403},
	} {
		w := visit(t)
		w.as(c.role, c.permission)
		w.must(http.MethodGet, "", "", c.read)
		w.must(http.MethodPost, "", `{"id":"contoso.com"}`, c.write)
	}
	w := visit(t)
	w.token = w.sign(map[string]any{"tid": buyer, "scp": nil, "oid": nil, "idtyp": "app", "roles": []string{"Domain.ReadWrite.All"}})
	w.must(http.MethodPost, "", `{"id":"contoso.com"}`, 201)
}

func TestADomainIsVerifiedByWhatTheWorldSeesAndByOneTenantOnly(t *testing.T) {
	t.Parallel()
	var seen []string
	w := visit(t, func(o *graph.Options) { o.Lookup = func(string, string) []string { return seen } })
	for _, body := range []string{"{", `{"id":"com"}`, `{"id":"a b.com"}`, `{"id":"x.onmicrosoft.com"}`, `{"id":"contoso.com","isVerified":true}`, `{"id":"sample.test"}`, `{"id":"mail.sample.test"}`} {
		w.must(http.MethodPost, "", body, 400)
	}
	if out := w.must(http.MethodPost, "", `{"id":"Contoso.com"}`, 201); out["id"] != contoso || out["isVerified"] != false {
		t.Errorf("%v", out)
	}
	w.must(http.MethodPost, "", `{"id":"contoso.com"}`, 409)
	w.must(http.MethodPatch, "/contoso.com", `{"supportedServices":["Email"]}`, 400)
	w.must(http.MethodGet, "/contoso.com/serviceConfigurationRecords", "", 400)
	w.must(http.MethodPost, "/contoso.com/verify", "", 400)
	seen = w.names("/contoso.com/verificationDnsRecords", "text")
	if _, found := w.TenantOf(contoso); found {
		t.Error("verified by nothing")
	}
	w.must(http.MethodPost, "/contoso.com/verify", "", 200)
	if owner, _ := w.TenantOf("CONTOSO.com"); owner != buyer {
		t.Errorf("owner %q", owner)
	}
	if out := w.must(http.MethodPost, "", `{"id":"mail.contoso.com"}`, 201); out["isVerified"] != true {
		t.Errorf("below a verified domain: %v", out)
	}
	w.must(http.MethodDelete, "/contoso.com", "", 405)
	w.must(http.MethodPut, "", "", 405)
	w.must(http.MethodGet, "/nobody.com", "", 404)
}

func TestTheRecordsOfAServiceComeOnceItIsEnabled(t *testing.T) {
	t.Parallel()
	at := now()
	w := visit(t, func(o *graph.Options) { o.EnableAfter, o.Clock = time.Minute, func() time.Time { return at } })
	err := w.SetDomain(buyer, graph.Domain{
		ID: contoso, Verified: true, Withheld: []string{"OfficeCommunicationsOnline"},
		More: []map[string]any{{"@odata.type": "#microsoft.graph.domainDnsCnameRecord", "label": "msoid.contoso.com", "recordType": "CName", "canonicalName": nil}},
	})
	if err != nil {
		t.Fatal(err)
	}
	w.must(http.MethodPatch, "/contoso.com", `{"supportedServices":["Guesswork"]}`, 400)
	w.must(http.MethodPatch, "/contoso.com", `{"supportedServices":["Email","OfficeCommunicationsOnline"]}`, 204)
	const records = "/contoso.com/serviceConfigurationRecords"
	if d := cmp.Diff([]string{"CName"}, w.names(records, "recordType")); d != "" {
		t.Error(d)
	}
	at = at.Add(time.Minute)
	w.must(http.MethodPatch, "/contoso.com", `{"supportedServices":["Email","OfficeCommunicationsOnline"]}`, 204)
	if d := cmp.Diff([]string{"Mx", "Txt", "CName", "Unavailable", "Srv", "CName", "CName", "CName"}, w.names(records, "recordType")); d != "" {
		t.Error(d)
	}
	if hosts := w.names(records, "mailExchange"); hosts[0] != "contoso-com.mail.protection.outlook.com" {
		t.Errorf("%v", hosts)
	}
	w.Put(graph.Tenant{ID: buyer, Modern: true, Names: []graph.Domain{{ID: contoso, Verified: true, Services: []string{"Email"}}}})
	if hosts := w.names(records, "mailExchange"); !strings.HasSuffix(hosts[0], "-v1.mx.microsoft") {
		t.Errorf("%v", hosts)
	}
	if status, _ := w.do(http.MethodPost, "/_sim/domains", `{"tenant":"`+buyer+`","domain":{"id":"fabrikam.com","leaving":true}}`); status != 204 {
		t.Errorf("control: %d", status)
	}
	if out := w.must(http.MethodGet, "/fabrikam.com", "", 200); out["state"] == nil {
		t.Errorf("%v", out)
	}
	if w.SetDomain("nobody", graph.Domain{ID: contoso}) == nil || w.SetDomain(buyer, graph.Domain{}) == nil {
		t.Error("unknown names were accepted")
	}
}
