package tabletest

import (
	"crypto/rand"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/consent"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/hold"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/table/store"
)

func consents(t *testing.T, s store.Store) {
	tab := opened(s)
	c := consent.Consent{
		ID: "cns_" + rand.Text(), Partner: "p", Operator: "o", Base: "https://api.example", Opened: noon, Expires: noon.Add(consent.Life), Stage: consent.Opened,
	}
	_, err := tab.Consent(t.Context(), c.ID)
	want(t, err, fault.NotFound)
	want(t, tab.CreateConsent(t.Context(), &c), "")
	again := c
	want(t, tab.CreateConsent(t.Context(), &again), fault.Conflict)
	// Two calls at the same moment write the very same: one of them has to know that it came second.
	first, second := c, c
	first.Stage, first.Taken = consent.Checking, noon.Add(time.Nanosecond)
	second.Stage, second.Taken = first.Stage, first.Taken
	want(t, tab.SaveConsent(t.Context(), &first), "")
	want(t, tab.SaveConsent(t.Context(), &second), fault.Stale)
	first.Stage, first.Result = consent.Refused, consent.Result{Cause: hold.Diagnosis{Code: "mfa", Cause: "c", Next: "n"}, User: "u", Roles: []string{"r"}, At: noon}
	want(t, tab.SaveConsent(t.Context(), &first), "")
	got, err := tab.Consent(t.Context(), c.ID)
	want(t, err, "")
	if diff := cmp.Diff(first, got); diff != "" {
		t.Error(diff)
	}
}

func operators(t *testing.T, s store.Store) {
	tab, client, other := opened(s), rand.Text(), rand.Text()
	for range 2 {
		want(t, tab.PutOperator(t.Context(), client), "")
	}
	if p, err := tab.Client(t.Context(), client); err != nil || p != "*" {
		t.Errorf("acts for %q, %v", p, err)
	}
	appended(t, tab, versioned(order.PartnerID(rand.Text()), 1, other))
	want(t, tab.PutOperator(t.Context(), other), fault.Conflict)
}
