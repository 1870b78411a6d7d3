package app_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/entra"
	"github.com/seatwright/seatwright/localstack/sim/graph"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/fault"
)

func (w *world) inject(f control.Fault, at interface{ Inject(f control.Fault) error }) {
	w.t.Helper()
	if err := at.Inject(f); err != nil {
		w.t.Fatal(err)
	}
}

func TestTheAppIsConsentedToInTheCustomersTenantWhenThatIsMissing(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.relate("active", domainAdministrator, appAdministrator)
	f := w.want(contoso, "")
	if f.Verified || len(f.Wanted) != 2 {
		t.Fatalf("%+v", f)
	}
	want := []partnercenter.AppConsent{{Customer: w.customer, App: appID, Resource: entra.Graph, Scopes: "Domain.ReadWrite.All LicenseAssignment.ReadWrite.All Organization.Read.All User.Read.All"}}
	if d := cmp.Diff(want, w.center.AppConsents()); d != "" {
		t.Error(d)
	}
	if err := w.Verify(t.Context(), w.setup(contoso)); fault.Of(err) != fault.Stale {
		t.Errorf("verified by nothing: %v", err)
	}
	w.texts = []string{f.Wanted[0].Value}
	if err := w.Verify(t.Context(), w.setup(contoso)); err != nil {
		t.Error(err)
	}
	if f = w.want(contoso, ""); !f.Verified || len(f.Wanted) != 3 {
		t.Errorf("%+v", f)
	}
	if n := w.entra.Mints(entra.Graph); n != 1 {
		t.Errorf("%d tokens for one customer", n)
	}
}

func TestAMissingRelationshipIsNamedAndItsLinkGiven(t *testing.T) {
	t.Parallel()
	w := open(t)
	const role = "Domain Name Administrator"
	w.want(contoso, fault.Denied, "AADSTS50020", "no delegated admin relationship", role)
	w.relate("approvalPending", domainAdministrator, appAdministrator)
	w.want(contoso, fault.Denied, "waits for an administrator of the customer", "/granularAdminRelationships/r1")
	w.relate("expired", domainAdministrator, appAdministrator)
	w.want(contoso, fault.Denied, "no delegated admin relationship", role)
	w.relate("active", domainAdministrator)
	w.want(contoso, fault.Denied, "consent to the app", "Cloud Application Administrator")
	w.relate("active", appAdministrator)
	w.want(contoso, fault.Denied, "Sample does not have the role "+role)
	w.relate("active", domainAdministrator)
	w.want(contoso, "")
}

func TestARoleThatIsTakenAwayAndGivenBackShowsAtOnce(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.relate("active", appAdministrator, domainAdministrator)
	w.want(contoso, "")
	fault403 := control.Fault{Path: "/v1.0/domains/*", Status: 403, Body: `{"error":{"code":"Authorization_RequestDenied","message":"x"}}`}
	w.inject(fault403, w.graph)
	w.want(contoso, fault.Denied, "Sample has the role", "security group", "Domain.ReadWrite.All")
	w.inject(control.Fault{Path: "/v1.0/tenantRelationships/*", Status: 403}, w.graph)
	w.inject(fault403, w.graph)
	w.want(contoso, fault.Denied, "could not be read")
	w.want(contoso, "")
}

func TestADomainOfAnotherTenantNamesIt(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.relate("active", appAdministrator, domainAdministrator)
	w.want("fabrikam.com", fault.Conflict, "fabrikam.com is verified in another Microsoft tenant, "+another)
	w.want("mail.fabrikam.com", fault.Conflict, "Microsoft refuses it")
	w.want(contoso, "")
	if err := w.graph.SetDomain(another, graph.Domain{ID: contoso, Verified: true}); err != nil {
		t.Fatal(err)
	}
	if err := w.Verify(t.Context(), w.setup(contoso)); fault.Of(err) != fault.Conflict || !strings.Contains(fault.Text(err), another) {
		t.Errorf("verified elsewhere meanwhile: %v", err)
	}
}

func TestAConsentThatIsNotKnownYetPassesAndOneThatIsNotEnoughIsNamed(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.relate("active", appAdministrator, domainAdministrator)
	if err := w.entra.Fail(entra.Failure{Code: 65001, Times: 2, Tenant: w.customer}); err != nil {
		t.Fatal(err)
	}
	w.want(contoso, fault.Unavailable, "just consented to")
	w.want(contoso, "")
	if err := w.entra.Withdraw(appID, w.customer, entra.Graph); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.AddDate(0, 0, 1)
	w.want(contoso, fault.Denied, "remove the app's consent", "Domain.ReadWrite.All")
}

func TestTheOutsideFailsInTheMiddleOfAConsent(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault control.Fault
		kind  fault.Kind
	}{
		"cut before":  {control.Fault{Cut: "before"}, fault.Unavailable},
		"cut after":   {control.Fault{Cut: "after"}, ""}, // the next try finds the consent there
		"half":        {control.Fault{Cut: "half"}, ""},
		"broken":      {control.Fault{Status: 500}, fault.Unavailable},
		"throttled":   {control.Fault{Status: 429, Header: map[string]string{"Retry-After": "7"}}, fault.Throttled},
		"no customer": {control.Fault{Status: 403, Body: `{"code":20002,"description":"x"}`}, fault.Denied},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t)
			w.relate("active", appAdministrator, domainAdministrator)
			c.fault.Method, c.fault.Path = "POST", "/v1/customers/*/applicationconsents"
			c.fault.Times = 9
			w.inject(c.fault, w.center)
			w.want(contoso, c.kind)
			w.center.ClearFaults()
			w.pass()
			w.want(contoso, "")
		})
	}
}

func TestACustomersRuleIsTheCustomersAndADeadSignInIsThePartners(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.relate("active", appAdministrator, domainAdministrator)
	for code, word := range map[int]string{53003: "Conditional Access", 530034: "account risk", 7000112: "disabled", 90002: "does not exist"} {
		if err := w.entra.Fail(entra.Failure{Code: code, Tenant: w.customer}); err != nil {
			t.Fatal(err)
		}
		w.want(contoso, fault.Denied, "customer's tenant", word)
		w.pass()
	}
	if err := w.entra.Revoke(agent); err != nil {
		t.Fatal(err)
	}
	w.want(contoso, fault.Unauthenticated, "revoked")
}

func TestWhatIsNoTenantIsNotAskedFor(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, id := range []string{"", "common", "../x", "ABCDEF00-0000-4000-8000-000000000000"} {
		s := w.setup(contoso)
		s.Customer = id
		if _, err := w.Facts(t.Context(), s); fault.Of(err) != fault.Invalid {
			t.Errorf("%q: %v", id, err)
		}
	}
	s := w.setup(contoso)
	s.Partner = "nobody"
	if err := w.Verify(t.Context(), s); fault.Of(err) != fault.NotFound {
		t.Errorf("no partner: %v", err)
	}
	if len(w.entra.Calls()) != 0 {
		t.Error("Microsoft was asked")
	}
}
