package partnercenter_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/subscription"
)

const (
	offersPath = "GET " + licencePath + "/transitionEligibilities"
	movesPath  = licencePath + "/transitions"
	offers     = `200 {"items":[
	 {"catalogItemId":"CFQ7TTC0LCHC:0002:NOW","title":"Standard","quantity":12,"eligibilities":[{"isEligible":true,"transitionType":"transition_only"},
	  {"isEligible":true,"transitionType":"transition_with_license_transfer"}]},
	 {"catalogItemId":"CFQ7TTC0LGH2:0001:NOW","title":"Premium","quantity":12,"eligibilities":[
	  {"isEligible":false,"transitionType":"transition_only","errors":[{"code":900258,"description":"jane"}]}]}]}`
	newSub = "cccccccc-0000-4000-8000-000000000001"
)

func move(to, quantity string, events string) string {
	return `{"id":"t1","toCatalogItemId":"CFQ7TTC0LCHC:0002:NOW","toSubscriptionId":"` + to + `","quantity":` + quantity + `,"events":[` + events + `]}`
}

func happened(name, status string) string {
	return `{"name":"` + name + `","status":"` + status + `","timestamp":"2026-06-10T09:30:00"}`
}

func TestUpgradesAreShownAsMicrosoftOffersThem(t *testing.T) {
	t.Parallel()
	c, asked, _ := served(t, answers{offersPath: {offers, `200 {"totalCount":0,"items":[]}`}})
	got, err := c.Licences().Upgrades.Offers(t.Context(), string(tenant), subID)
	want := []subscription.Transition{
		{Product: "CFQ7TTC0LCHC", SKU: "0002", Name: "Standard", Quantity: 12, Eligible: true, Moves: true},
		{Product: "CFQ7TTC0LGH2", SKU: "0001", Name: "Premium", Quantity: 12, Why: "the subscription to move into is not active (Microsoft's error 900258)"},
	}
	if d := cmp.Diff(want, got); d != "" || err != nil || (*asked)[0].URL.RawQuery != "eligibilityType=immediate" {
		t.Error(d, err)
	}
	if got, err := c.Licences().Upgrades.Offers(t.Context(), string(tenant), subID); len(got) != 0 || err != nil {
		t.Errorf("a trial's: %v, %v", got, err)
	}
}

type upgradeCase struct {
	to    subscription.Target
	all   answers
	sent  string
	where subscription.ID
	kind  fault.Kind
}

func upgradeCases() map[string]upgradeCase {
	return map[string]upgradeCase{
		"all": {
			subscription.Target{Product: "cfq7ttc0lchc", SKU: "0002"},
			answers{"POST " + movesPath: {"200 " + move(strings.ToUpper(subID), "12", happened("Conversion", "Completed "))}},
			`{"toCatalogItemId":"CFQ7TTC0LCHC:0002:NOW","quantity":12,"termDuration":"p1y","billingCycle":"Monthly","transitionType":"transition_with_license_transfer"}`, subID, "",
		},
		"all, without an id": {
			subscription.Target{Product: "CFQ7TTC0LCHC", SKU: "0002"}, answers{"POST " + movesPath: {"200 " + move("", "12", happened("Conversion", "completed"))}}, "", subID, "",
		},
		"a part, in a while": {
			subscription.Target{Product: "CFQ7TTC0LCHC", SKU: "0002", Seats: 5, Term: "P3Y", Billing: "annual"},
			answers{
				"POST " + movesPath: {"200 " + move("", "5", happened("Conversion", "Started "))},
				"GET " + movesPath:  {`200 {"transition":[` + move("", "5", happened("Conversion", "InProgress")) + `]}`, `200 {"items":[` + move(newSub, "5", happened("Conversion", "Started")+","+happened("Conversion", "Completed")+","+happened("LicenseReassignment", "Failed")) + `]}`},
			},
			`{"toCatalogItemId":"CFQ7TTC0LCHC:0002:NOW","quantity":5,"termDuration":"P3Y","billingCycle":"annual","transitionType":"transition_with_license_transfer"}`, newSub, "",
		},
		"into another": {
			subscription.Target{Product: "CFQ7TTC0LCHC", SKU: "0002", Into: newSub},
			answers{"POST " + movesPath: {"200 " + move(newSub, "12", happened("Conversion", "Completed"))}},
			`{"toCatalogItemId":"CFQ7TTC0LCHC:0002:NOW","toSubscriptionId":"` + newSub + `","quantity":12,"termDuration":"p1y","billingCycle":"Monthly","transitionType":"transition_with_license_transfer"}`, newSub, "",
		},
		"never through": {
			subscription.Target{Product: "CFQ7TTC0LCHC", SKU: "0002"}, answers{
				"POST " + movesPath: {"200 " + move("", "12", happened("Conversion", "Started"))}, "GET " + movesPath: {`200 {"items":[` + move("", "12", happened("Conversion", "Started")) + `]}`},
			}, "", "", fault.Unknown,
		},
		"failed": {
			subscription.Target{Product: "CFQ7TTC0LCHC", SKU: "0002"},
			answers{"POST " + movesPath: {`200 {"id":"t1","events":[{"name":"Conversion","status":"Failed","errors":[{"code":"900267","description":"jane"}]}]}`}},
			"", "", fault.Denied,
		},
		"refused":     {subscription.Target{Product: "CFQ7TTC0LCHC", SKU: "0002"}, answers{"POST " + movesPath: {`400 {"code":900269}`}}, "", "", fault.Invalid},
		"lost":        {subscription.Target{Product: "CFQ7TTC0LCHC", SKU: "0002"}, answers{"POST " + movesPath: {`502`}}, "", "", fault.Unknown},
		"not offered": {subscription.Target{Product: "CFQ7TTC0LGH2", SKU: "0001"}, answers{}, "", "", fault.Invalid},
	}
}

func TestAnUpgradeNamesWhatMicrosoftOffersAndSaysWhereTheSeatsAre(t *testing.T) {
	t.Parallel()
	for name, c := range upgradeCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.all["GET "+licencePath], c.all[offersPath] = []string{licence(t, nil)}, []string{offers}
			client, asked, bodies := served(t, c.all)
			got, err := client.Licences().Upgrades.Upgrade(t.Context(), string(newID()), string(tenant), subID, c.to)
			if got != c.where || fault.Of(err) != c.kind || err != nil && strings.Contains(err.Error(), "jane") {
				t.Errorf("got %q, %v (%s)", got, err, fault.Of(err))
			}
			for n, r := range *asked {
				if r.Method == http.MethodPost && c.sent != "" && (*bodies)[n] != c.sent {
					t.Errorf("sent %s", (*bodies)[n])
				}
			}
		})
	}
}

func TestUpgradesSinceATimeAreToldWithHowFarTheyAre(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 6, 10, 9, 30, 0, 0, time.UTC)
	c, _, _ := served(t, answers{"GET " + movesPath: {`200 {"items":[` + move(newSub, "5", happened("Conversion", "InProgress")) + `,` +
		move("", "12", happened("LicenseReassignment", "Completed")) + `,{"toCatalogItemId":"A:B:C","events":[]},` +
		move("", "1", strings.ReplaceAll(happened("Conversion", "Completed"), "2026", "2025")) + `]}`}})
	got, err := c.Licences().Upgrades.Upgraded(t.Context(), string(tenant), subID, at)
	want := []subscription.Moved{
		{Product: "CFQ7TTC0LCHC", SKU: "0002", To: newSub, Seats: 5, At: at, State: subscription.Moving},
		{Product: "CFQ7TTC0LCHC", SKU: "0002", To: subID, Seats: 12, At: at, State: subscription.MovedElse},
		{Product: "A", SKU: "B", To: subID, State: subscription.MovedElse},
	}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Error(d, err)
	}
}
