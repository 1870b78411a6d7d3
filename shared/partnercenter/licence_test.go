package partnercenter_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/partnercenter"
	"github.com/seatwright/seatwright/shared/subscription"
)

const (
	licencePath = "/subscriptions/" + subID
	upperID     = "9B1F4F7E-0000-4000-8000-1234567890AB"
)

// licence is a document as Microsoft shows it, with some of its fields set anew.
func licence(t *testing.T, set map[string]any) string {
	t.Helper()
	all := map[string]any{
		"id": upperID, "offerId": "CFQ7TTC0LH18:0001:CFQ7TTC0K971", "offerName": "Business Basic", "friendlyName": "R&D", "quantity": 12,
		"productType": map[string]any{"id": "OnlineServicesNCE"}, "unitType": "Licenses", "creationDate": "2026-03-02T09:14:07.1234567Z",
		"effectiveStartDate": "2026-03-02T09:14:06.998", "commitmentEndDate": "2027-03-01T00:00:00Z", "status": "Active",
		"cancellationAllowedUntilDate": "2026-03-09T09:14:07Z", "autoRenewEnabled": true, "isTrial": false, "billingCycle": "Monthly",
		"refundableQuantity": map[string]any{"totalQuantity": 12, "details": []any{
			map[string]any{"quantity": 10, "allowedUntilDateTime": "2026-03-09T09:14:07Z"},
			map[string]any{"quantity": 2, "allowedUntilDateTime": "2026-03-11T00:00:00"},
			map[string]any{"quantity": 0, "allowedUntilDateTime": "2026-03-12T00:00:00"},
		}},
		"termDuration": "p1y", "renewalTermDuration": "", "scheduledNextTermInstructions": nil, "partnerId": "7654321",
		"parentSubscriptionId": "ABCDEF00-0000-4000-8000-000000000000", "orderId": "4f1c9a7be203", "futureField": map[string]any{"b": []int{1, 2}},
		"attributes": map[string]any{"objectType": "Subscription"},
	}
	maps.Copy(all, set)
	raw, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return "200 " + string(raw)
}

func date(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }

func TestALicenceIsReadInOurTerms(t *testing.T) {
	t.Parallel()
	c, _, _ := served(t, answers{"GET " + licencePath: {strings.Replace(licence(t, map[string]any{
		"scheduledNextTermInstructions": map[string]any{"product": map[string]any{
			"productId": "CFQ7TTC0LCHC", "skuId": "0002", "availabilityId": "X", "billingCycle": "Annual", "termDuration": "P1Y",
		}, "quantity": 9},
	}), "200 ", "200 \xef\xbb\xbf", 1)}})
	got, err := c.Licences().Licences.Read(t.Context(), string(tenant), subID)
	want := subscription.Facts{
		Product: "CFQ7TTC0LH18", SKU: "0001", Name: "Business Basic", Nickname: "R&D", Status: "active", Quantity: 12, Term: "P1Y", Billing: "monthly",
		AutoRenew: true, NewCommerce: true, Created: time.Date(2026, 3, 2, 9, 14, 7, 123456700, time.UTC),
		Started: time.Date(2026, 3, 2, 9, 14, 6, 998000000, time.UTC), CommitmentEnds: date(2027, 3, 1), CancelUntil: time.Date(2026, 3, 9, 9, 14, 7, 0, time.UTC),
		Batches:         []subscription.Batch{{Quantity: 10, Until: time.Date(2026, 3, 9, 9, 14, 7, 0, time.UTC)}, {Quantity: 2, Until: date(2026, 3, 11)}},
		Next:            &subscription.Next{Product: "CFQ7TTC0LCHC", SKU: "0002", Term: "P1Y", Billing: "annual", Quantity: 9},
		PartnerOfRecord: "7654321", Base: "abcdef00-0000-4000-8000-000000000000", Sold: "4f1c9a7be203",
	}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Error(d, err)
	}
}

func TestOnlyLicencesOfTheNewCommerceAreTold(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		set     map[string]any
		isNew   bool
		product string
	}{
		"new":           {nil, true, "CFQ7TTC0LH18"},
		"legacy":        {map[string]any{"offerId": "195416C1-3447-423A-B37B-EE59A99A19C4", "productType": nil}, false, "195416c1-3447-423a-b37b-ee59a99a19c4"},
		"Azure plan":    {map[string]any{"offerId": "DZH318Z0BPS6:0001:X", "productType": map[string]any{"id": "Azure"}}, false, "DZH318Z0BPS6"},
		"GUID and type": {map[string]any{"offerId": "195416c1-3447-423a-b37b-ee59a99a19c4"}, false, "195416c1-3447-423a-b37b-ee59a99a19c4"},
		"odd case":      {map[string]any{"productType": map[string]any{"id": "onlineservicesNCE"}}, true, "CFQ7TTC0LH18"},
		"usage":         {map[string]any{"commitmentEndDate": "9999-12-10T00:00:00Z", "cancellationAllowedUntilDate": nil}, true, "CFQ7TTC0LH18"},
	} {
		client, _, _ := served(t, answers{"GET " + licencePath: {licence(t, c.set)}})
		got, err := client.Licences().Licences.Read(t.Context(), string(tenant), subID)
		if err != nil || got.NewCommerce != c.isNew || got.Product != c.product {
			t.Errorf("%s: new %v of %q, %v", name, got.NewCommerce, got.Product, err)
		}
		if name == "usage" && (!got.CommitmentEnds.IsZero() || !got.CancelUntil.IsZero()) {
			t.Errorf("no end and no window are %v and %v", got.CommitmentEnds, got.CancelUntil)
		}
	}
}

func TestAllPagesOfSubscriptionsAreReadToTheDocumentedEnd(t *testing.T) {
	t.Parallel()
	c, asked, _ := served(t, answers{"GET /subscriptions": {
		"200 \xef\xbb\xbf" + `{"items":[{"id":"AAAA","status":"Suspended ","quantity":1}],"continuationToken":"t1"}`,
		`200 {"items":[{"id":"bbbb","status":"quarantined","newWord":1}],"links":{"next":{"headers":[{"key":"ms-continuationtoken","value":"t2"}]}}}`,
		`400 {"code":"2000"}`,
	}})
	got, err := c.Licences().Licences.List(t.Context(), string(tenant))
	if err != nil || len(got) != 2 || got["aaaa"].Status != subscription.Suspended || got["bbbb"].Status != "quarantined" || len(*asked) != 3 {
		t.Errorf("got %+v after %d calls, %v", got, len(*asked), err)
	}
	c, _, _ = served(t, answers{"GET /subscriptions": {`200 {"items":[{"status":"active"}]}`}})
	if _, err := c.Licences().Licences.List(t.Context(), string(tenant)); fault.Of(err) != fault.Unavailable {
		t.Errorf("one without an id: %v", err)
	}
}

// edited makes an edit of a licence and gives what was sent, as the fields that differ from what was read.
func edited(t *testing.T, p partner.Partner, before, after map[string]any, e subscription.Edit, more answers) (map[string]json.RawMessage, subscription.Facts, error) {
	t.Helper()
	all := answers{"GET " + licencePath: {licence(t, before)}, "PATCH " + licencePath: {licence(t, after)}}
	maps.Copy(all, more)
	c, asked, bodies := servedFor(t, p, all)
	facts, err := c.Licences().Licences.Edit(t.Context(), string(newID()), string(tenant), subID, e)
	var was, is map[string]json.RawMessage
	for n, r := range *asked {
		if r.Method != http.MethodPatch {
			continue
		}
		if json.Unmarshal([]byte(strings.TrimPrefix(licence(t, before), "200 ")), &was) != nil || json.Unmarshal([]byte((*bodies)[n]), &is) != nil {
			t.Fatal("not JSON")
		}
		for name := range was {
			if _, there := is[name]; !there {
				t.Errorf("%s is lost", name)
			}
			if string(was[name]) == string(is[name]) {
				delete(is, name)
			}
		}
	}
	return is, facts, err
}

func TestAnEditChangesItsOneFieldOfTheWholeDocument(t *testing.T) {
	t.Parallel()
	seats, off, on, nick, mpn := 13, false, true, "New <name>", "1234567"
	for name, c := range map[string]struct {
		e             subscription.Edit
		before, after map[string]any
		want          map[string]string
	}{
		"seats":    {subscription.Edit{Quantity: &seats}, nil, map[string]any{"quantity": 13}, map[string]string{"quantity": "13"}},
		"suspend":  {subscription.Edit{Status: subscription.Suspended}, nil, map[string]any{"status": "suspended"}, map[string]string{"status": `"suspended"`}},
		"cancel":   {subscription.Edit{Status: subscription.Deleted}, nil, map[string]any{"status": "Deleted"}, map[string]string{"status": `"deleted"`}},
		"off":      {subscription.Edit{AutoRenew: &off, AtTermEnd: subscription.End}, nil, map[string]any{"autoRenewEnabled": false}, map[string]string{"autoRenewEnabled": "false"}},
		"on":       {subscription.Edit{AutoRenew: &on}, map[string]any{"autoRenewEnabled": false}, nil, map[string]string{"autoRenewEnabled": "true"}},
		"nickname": {subscription.Edit{Nickname: &nick}, nil, map[string]any{"friendlyName": nick}, map[string]string{"friendlyName": `"New \u003cname\u003e"`}},
		"partner":  {subscription.Edit{Partner: &mpn}, nil, map[string]any{"partnerId": mpn}, map[string]string{"partnerId": `"1234567"`}},
		"unplan": {
			subscription.Edit{Unplan: true},
			map[string]any{"scheduledNextTermInstructions": map[string]any{"quantity": 1}},
			nil,
			map[string]string{"scheduledNextTermInstructions": "null"},
		},
		"nothing to do": {subscription.Edit{Status: subscription.Active}, nil, nil, nil},
	} {
		sent, _, err := edited(t, partner.Partner{}, c.before, c.after, c.e, nil)
		got := map[string]string{}
		for field, raw := range sent {
			got[field] = string(raw)
		}
		if d := cmp.Diff(c.want, got); d != "" && len(c.want)+len(got) > 0 || err != nil {
			t.Errorf("%s: %s %v", name, d, err)
		}
	}
}

func rules() partner.Partner {
	return partner.Partner{Terms: []partner.TermRule{{BoughtFrom: date(2025, 4, 1), ExpiresFrom: date(2026, 5, 4), Schedule: "atTermEnd", Action: "cancel"}}}
}

func TestTheEndOfTheServiceIsAskedForByTheRuleAndTakenBackByItsOpposite(t *testing.T) {
	t.Parallel()
	off, on := false, true
	other, end := map[string]any{"scheduleType": "x", "actionType": "y"}, map[string]any{"scheduleType": "AtTermEnd", "actionType": "Cancel"}
	for name, c := range map[string]struct {
		e      subscription.Edit
		renews bool
		before []any
		want   string
		ends   bool
	}{
		"end":            {subscription.Edit{AutoRenew: &off, AtTermEnd: subscription.End}, true, []any{other}, `[{"actionType":"y","scheduleType":"x"},{"scheduleType":"atTermEnd","actionType":"cancel"}]`, true},
		"end, off":       {subscription.Edit{AutoRenew: &off, AtTermEnd: subscription.End}, false, nil, `[{"scheduleType":"atTermEnd","actionType":"cancel"}]`, true},
		"extend":         {subscription.Edit{AutoRenew: &off, AtTermEnd: subscription.ExtendMonthly}, true, nil, "", false},
		"extend instead": {subscription.Edit{AutoRenew: &off, AtTermEnd: subscription.ExtendMonthly}, false, []any{end, other}, `[{"actionType":"y","scheduleType":"x"}]`, false},
		"renew":          {subscription.Edit{AutoRenew: &on}, false, []any{end}, `[]`, false},
	} {
		var is []any
		if c.want != "" {
			if err := json.Unmarshal([]byte(c.want), &is); err != nil {
				t.Fatal(err)
			}
		}
		sent, facts, err := edited(t, rules(), map[string]any{"autoRenewEnabled": c.renews, "scheduledActions": c.before},
			map[string]any{"autoRenewEnabled": *c.e.AutoRenew, "scheduledActions": is}, c.e, nil)
		if err != nil || string(sent["scheduledActions"]) != c.want || facts.Ends != c.ends || facts.AutoRenew != *c.e.AutoRenew {
			t.Errorf("%s: sent %s, ends %v, %v", name, sent["scheduledActions"], facts.Ends, err)
		}
	}
}

func TestSeatsThatSomebodyElseChangesBetweenTwoTriesAreNotOverwritten(t *testing.T) {
	t.Parallel()
	c, asked, _ := served(t, answers{
		"GET " + licencePath:   {licence(t, nil), licence(t, map[string]any{"quantity": 15})},
		"PATCH " + licencePath: {`400 {"code":2055}`},
	})
	_, err := c.Licences().Licences.Edit(t.Context(), string(newID()), string(tenant), subID, subscription.Edit{Quantity: new(13)})
	if fault.Of(err) != fault.Stale || len(*asked) != 3 {
		t.Errorf("got %v (%s) after %d calls", err, fault.Of(err), len(*asked))
	}
}

func TestSeatsThatWereComputedFromAnotherNumberAreNotWritten(t *testing.T) {
	t.Parallel()
	for _, want := range []int{13, 12} { // 12 is what is there: somebody else's
		c, asked, _ := served(t, answers{"GET " + licencePath: {licence(t, nil)}})
		_, err := c.Licences().Licences.Edit(t.Context(), string(newID()), string(tenant), subID, subscription.Edit{Quantity: &want, Was: new(11)})
		if fault.Of(err) != fault.Stale || len(*asked) != 1 {
			t.Errorf("got %v (%s) after %d calls", err, fault.Of(err), len(*asked))
		}
	}
}

func TestAnAnswerOf202IsWatchedUntilItShows(t *testing.T) {
	t.Parallel()
	before, after := licence(t, nil), licence(t, map[string]any{"quantity": 13})
	c, asked, _ := served(t, answers{"GET " + licencePath: {before, before, before, after}, "PATCH " + licencePath: {"202"}})
	got, err := c.Licences().Licences.Edit(t.Context(), string(newID()), string(tenant), subID, subscription.Edit{Quantity: new(13)})
	if err != nil || got.Quantity != 13 || len(*asked) != 5 {
		t.Errorf("got %d seats after %d calls, %v", got.Quantity, len(*asked), err)
	}
	c, _, _ = served(t, answers{"GET " + licencePath: {before}, "PATCH " + licencePath: {"202"}})
	if _, err := c.Licences().Licences.Edit(t.Context(), string(newID()), string(tenant), subID, subscription.Edit{Quantity: new(13)}); fault.Of(err) != fault.Unknown {
		t.Errorf("one that never shows: %v", err)
	}
}

func TestARefusedEditHasTheKindThatThePolicyGoesBy(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]fault.Kind{
		`409 {"code":900278}`: fault.Conflict, `400 {"code":800082}`: fault.Conflict, `409 {}`: fault.Conflict, `400 {"code":900213}`: fault.Gone,
		`400 {"code":900257}`: fault.Gone, `403 {"code":800088}`: fault.Denied, `400 {"code":2002}`: fault.Invalid, `500 {}`: fault.Unknown,
		`404 {"code":20003}`: fault.NotFound, `400 {"code":2055}`: fault.Conflict,
	} {
		c, _, _ := served(t, answers{"GET " + licencePath: {licence(t, nil)}, "PATCH " + licencePath: {answer}})
		_, err := c.Licences().Licences.Edit(t.Context(), string(newID()), string(tenant), subID, subscription.Edit{Quantity: new(13)})
		if fault.Of(err) != want {
			t.Errorf("%s: got %v (%s), want %s", answer, err, fault.Of(err), want)
		}
	}
}

// cancel gives a licence back.
func cancel(t *testing.T, c *partnercenter.Client, request order.RequestID, tenant order.TenantID, sub string) error {
	t.Helper()
	_, err := c.Licences().Licences.Edit(t.Context(), string(request), string(tenant), subscription.ID(sub), subscription.Edit{Status: subscription.Deleted})
	return err
}

// endRenewal lets a licence run out.
func endRenewal(t *testing.T, c *partnercenter.Client, request order.RequestID, tenant order.TenantID, sub string, how subscription.AtTermEnd) error {
	t.Helper()
	off := false
	_, err := c.Licences().Licences.Edit(t.Context(), string(request), string(tenant), subscription.ID(sub), subscription.Edit{AutoRenew: &off, AtTermEnd: how})
	return err
}
