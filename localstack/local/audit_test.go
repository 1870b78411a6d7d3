package local_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/table"
)

// records gives the records of a chain: who and what.
func records(t *testing.T, s *local.System, clock *local.Clock, a audit.Aggregate) (all []audit.Entry, said []string) {
	t.Helper()
	all, err := table.Open(s.Store, clock.Now).Chain(t.Context(), a)
	must(t, err)
	for _, e := range all {
		said = append(said, e.Who+" "+string(e.What))
	}
	return all, said
}

// verified holds the whole audit against itself.
func verified(t *testing.T, s *local.System, clock *local.Clock) audit.Report {
	t.Helper()
	r, err := audit.Verifier{Archive: table.Open(s.Store, clock.Now), Safe: s.Blobs, Now: clock.Now}.Verify(t.Context(), "")
	must(t, err)
	return r
}

// tomorrow lets the clock jump into the next day and seals the one that ended.
func tomorrow(t *testing.T, s *local.System, clock *local.Clock) {
	t.Helper()
	clock.Advance(24 * time.Hour)
	must(t, s.Wake(t.Context(), "seal"))
}

func TestEachChangeOfAnOrderLeavesARecord(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	_, err := s.PartnerCenter.AddCustomer(partnercenter.CustomerSeed{Domain: "northwinddemo01.onmicrosoft.com", Company: "Somebody else", Country: "DE"})
	must(t, err)
	status(t, hook(t, s, "webhook", nil), http.StatusOK)
	in(t, finish(t, s, clock), order.AsksPerson)
	o := answered(t, s, clock, "/customer/domain", `"northwinddemo09.onmicrosoft.com"`)
	in(t, o, order.Fulfilled)
	status(t, ask(t, s, local.Client, "cancel", "cancel.empty", on(o.ID, "")), http.StatusAccepted)
	o = finish(t, s, clock)
	in(t, o, order.Cancelled)
	all, said := records(t, s, clock, audit.Order(string(o.ID)))
	shop, client := audit.Shop(local.Connection), audit.Client(local.Client)
	want := []string{
		shop + " order.placed", client + " order.answered", shop + " order.wrote.tenant", shop + " order.wrote.agreement", shop + " order.wrote.cart",
		shop + " order.wrote.checkout", client + " order.cancelled", client + " order.wrote.return",
	}
	if diff := cmp.Diff(want, said); diff != "" {
		t.Fatalf("records (-want +got):\n%s", diff)
	}
	requests := map[string]bool{}
	for _, e := range all {
		for _, person := range []string{"northwinddemo", "northwind.example", "@"} {
			if strings.Contains(strings.ToLower(string(e.Body)), person) {
				t.Errorf("%s: %q stands in the chain: %s", e.What, person, e.Body)
			}
		}
		if strings.HasPrefix(string(e.What), string(audit.OrderWrote)) {
			requests[e.Request] = e.Request != ""
		}
		if e.Correlation == "" {
			t.Errorf("%s has no correlation id", e.What)
		}
	}
	if len(requests) != 5 {
		t.Errorf("requests %v, want one of each write", requests)
	}
	if all[0].Private.Data["email"] == "" || all[1].Private.Data["answer"] != `"northwinddemo09.onmicrosoft.com"` || all[2].After["tenant"] == "" || !strings.Contains(all[5].After["line 1"], "order ") {
		t.Errorf("what the records say: %+v", all)
	}
	tomorrow(t, s, clock)
	if r := verified(t, s, clock); len(r.Findings) != 0 || r.Roots != 1 || r.Records < len(want) {
		t.Errorf("%+v", r)
	}
}

func TestEachChangeOfASettingOrASignInLeavesARecord(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	first := settings(t, s, "settings.get", nil)
	p := decoded[partner.Partner](t, first, http.StatusOK)
	p.RenewAfter, p.Notify = 14, []string{"csp@acme.example"}
	status(t, settings(t, s, "settings.put", changed(t, p, first.Headers["ETag"])), http.StatusOK)
	status(t, settings(t, s, "settings.put", changed(t, p, first.Headers["ETag"])), http.StatusPreconditionFailed)
	status(t, settings(t, s, "settings.restore", nil), http.StatusOK)
	all, said := records(t, s, clock, audit.Settings("sample"))
	operator := audit.Client(local.Operator)
	if diff := cmp.Diff([]string{operator + " settings.saved", operator + " settings.restored"}, said); diff != "" {
		t.Fatalf("records (-want +got):\n%s", diff)
	}
	if all[0].Before["/renew_after_days"] != "7" || all[0].After["/renew_after_days"] != "14" || strings.Contains(string(all[0].Body), "acme") || all[0].Private.Data["after /notify_emails"] == "" {
		t.Errorf("%s beside %v", all[0].Body, all[0].Private)
	}

	must(t, s.Entra.AddSecret(sampleApp, "fresh-app-secret", clock.Now().AddDate(2, 0, 0)))
	status(t, entered(t, s, map[string]any{"client_secret": "fresh-app-secret", "expires_at": clock.Now().AddDate(2, 0, 0)}), http.StatusOK)
	status(t, ask(t, s, local.Client, "credential", "credential.rollback", nil), http.StatusOK)
	clock.Advance(15 * 24 * time.Hour)
	must(t, s.Wake(t.Context(), "refresh"))
	l := link(t, s, local.Operator, "sample")
	if res, _ := newBrowser(t, s).signIn(l, as(local.Account("sample"))); res.StatusCode != http.StatusOK {
		t.Fatalf("sign-in: %d", res.StatusCode)
	}
	all, said = records(t, s, clock, audit.SignIn("sample"))
	client := audit.Client(local.Client)
	want := []string{
		client + " credential.replaced", client + " credential.rolled_back", "schedule:refresh token.stored",
		"browser token.stored", "browser consent.finished",
	}
	if diff := cmp.Diff(want, said); diff != "" {
		t.Fatalf("records (-want +got):\n%s", diff)
	}
	for _, e := range all {
		if strings.Contains(string(e.Body), "fresh-app-secret") || strings.Contains(string(e.Body), "@") {
			t.Errorf("a secret or a person stands in the chain: %s", e.Body)
		}
	}
	tomorrow(t, s, clock)
	if r := verified(t, s, clock); len(r.Findings) != 0 || r.Roots == 0 {
		t.Errorf("%+v", r)
	}
}

// recorded fails unless the audit has a record of each write that an order came to its end by, once, and nothing in it was lost by a crash.
func recorded(ctx context.Context, s *local.System, o order.Order) error {
	tab := table.Open(s.Store, func() time.Time { return o.Since })
	all, err := tab.Chain(ctx, audit.Order(string(o.ID)))
	if err != nil {
		return err
	}
	var done []string
	seen := map[string]bool{}
	for _, e := range all {
		if seen[string(e.What)+e.Once] {
			return fmt.Errorf("%s %s is there twice", e.What, e.Once)
		}
		seen[string(e.What)+e.Once] = true
		if e.After["result"] == string(order.Done) {
			done = append(done, string(e.What))
		}
	}
	r, err := audit.Verifier{Archive: tab, Safe: s.Blobs, Now: func() time.Time { return o.Since }}.Verify(ctx, "")
	want := []string{"order.wrote.tenant", "order.wrote.agreement", "order.wrote.cart", "order.wrote.checkout"}
	switch {
	case err != nil || len(r.Findings) > 0:
		return errors.Join(err, fmt.Errorf("audit: %v", r.Findings))
	case len(all) == 0 || all[0].What != audit.OrderPlaced:
		return errors.New("the chain does not begin with the placing")
	case !slices.Equal(want, slices.Compact(done)): // a cart of a crashed run is left to expire, and another is made
		return fmt.Errorf("records of %v, want %v", done, want)
	}
	return nil
}
