package local_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/subscription"
	"github.com/seatwright/seatwright/shared/table"
)

func TestEachChangeOfALicenceLeavesARecord(t *testing.T) {
	t.Parallel()
	l := owned(t)
	l.made(t, http.MethodPost, "seats", `{"delta":4}`, "done")
	l.made(t, http.MethodPut, "nickname", `{"nickname":"for Ada Lovelace"}`, "done")
	l.clock.Advance(8 * oneDay)
	l.made(t, http.MethodPost, "seats", `{"delta":-1}`, "scheduled")
	l.made(t, http.MethodPost, "cancel", `{"at_term_end":"end"}`, "scheduled")
	l.wish(t, http.StatusConflict, http.MethodPost, "seats", `{"delta":-100}`)
	all, said := records(t, l.System, l.clock, audit.Subscription("sample", l.id))
	client := audit.Client(local.Client)
	want := []string{client + " subscription.seats", client + " subscription.nickname", client + " subscription.seats", client + " subscription.cancel"}
	if diff := cmp.Diff(want, said); diff != "" {
		t.Fatalf("records (-want +got):\n%s", diff)
	}
	requests := map[string]bool{}
	for _, e := range all {
		requests[e.Request] = true
		if e.Correlation == "" || e.Request == "" || e.Partner != "sample" || strings.Contains(string(e.Body), "Ada") {
			t.Errorf("%s", e.Body)
		}
	}
	if len(requests) != len(all) {
		t.Errorf("%d requests of %d records", len(requests), len(all))
	}
	more, named, less := all[0], all[1], all[2]
	if more.Before["seats"] != "3" || more.After["seats"] != "7" || more.Money == nil || more.After["result"] != "done" {
		t.Errorf("more seats: %s", more.Body)
	}
	if named.Private.Data["nickname after"] != "for Ada Lovelace" || less.After["next"] == "" || less.After["result"] != "scheduled" {
		t.Errorf("%+v, %s", named.Private, less.Body)
	}
	tomorrow(t, l.System, l.clock)
	if r := verified(t, l.System, l.clock); len(r.Findings) != 0 || r.Roots == 0 {
		t.Errorf("%+v", r)
	}
}

func TestAPartnerThatIsStoppedAndGoesOnLeavesRecords(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	must(t, s.Entra.Revoke(local.Account("sample")))
	status(t, ask(t, s, local.Client, "order", "order", nil), http.StatusAccepted)
	must(t, s.Drain(t.Context()))
	l := link(t, s, local.Operator, "sample")
	if res, _ := newBrowser(t, s).signIn(l, as(local.Account("sample"))); res.StatusCode != http.StatusOK {
		t.Fatalf("sign-in: %d", res.StatusCode)
	}
	all, said := records(t, s, clock, audit.SignIn("sample"))
	want := []string{"worker hold.placed", "browser token.stored", "browser hold.lifted", "browser consent.finished"}
	if diff := cmp.Diff(want, said); diff != "" {
		t.Fatalf("records (-want +got):\n%s", diff)
	}
	if all[0].After["work"] != "stopped" || all[0].After["code"] == "" || all[2].Correlation == "" {
		t.Errorf("%s, %s", all[0].Body, all[2].Body)
	}
	topics, err := listed(t.Context(), s, clock)
	if err != nil || len(topics) != 2 {
		t.Errorf("notices %v, %v", topics, err)
	}
}

// TestTheAuditOfAnOrderTakesTwoWriteUnits holds the price of the audit: all that one run does for an order is one item.
func TestTheAuditOfAnOrderTakesTwoWriteUnits(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	status(t, hook(t, s, "webhook", nil), http.StatusOK)
	o := finish(t, s, clock)
	all, _ := records(t, s, clock, audit.Order(string(o.ID)))
	if n := s.Store.Units().By["put AUDIT"]; n != 2 || len(all) != 5 {
		t.Errorf("%d records for %v units, want 5 for 2", len(all), n)
	}
	l := owned(t)
	before := l.Store.Units().By["put AUDIT"]
	l.made(t, http.MethodPost, "seats", `{"delta":1}`, "done")
	if n := l.Store.Units().By["put AUDIT"] - before; n != 2 {
		t.Errorf("a change of seats takes %v units, want 2", n)
	}
}

// noted fails unless the audit has one record of each write that a licence's changes made, and nothing in it was lost by a crash.
func noted(ctx context.Context, s *local.System, now func() time.Time, of subscription.ID, want ...string) error {
	tab := table.Open(s.Store, now)
	all, err := tab.Chain(ctx, audit.Subscription("sample", string(of)))
	if err != nil {
		return err
	}
	var said []string
	seen := map[string]bool{}
	for _, e := range all {
		said = append(said, string(e.What)+" "+e.After["result"])
		if seen[e.Once] {
			return fmt.Errorf("%s is there twice", e.Once)
		}
		seen[e.Once] = true
	}
	r, err := audit.Verifier{Archive: tab, Safe: s.Blobs, Now: now}.Verify(ctx, "")
	if err != nil || len(r.Findings) > 0 {
		return errors.Join(err, fmt.Errorf("audit: %v", r.Findings))
	}
	if diff := cmp.Diff(want, said); diff != "" {
		return fmt.Errorf("records (-want +got):\n%s", diff)
	}
	return nil
}
