package partnercenter

import (
	"bytes"
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
)

// maxUpdates is about how many updates a subscription takes in its life.
const maxUpdates = 1200

// wish is a subscription as a PATCH wants it.
type wish struct {
	ID        string            `json:"id"`
	Status    string            `json:"status"`
	Quantity  int               `json:"quantity"`
	AutoRenew bool              `json:"autoRenewEnabled"`
	Friendly  string            `json:"friendlyName"`
	Partner   string            `json:"partnerId"`
	Term      string            `json:"termDuration"`
	Cycle     string            `json:"billingCycle"`
	Schedule  json.RawMessage   `json:"scheduledNextTermInstructions"`
	Actions   []scheduledAction `json:"scheduledActions"`
}

// patchSubscription changes a subscription. Microsoft documents that the body is the full resource and the answer 200
// with the updated one, or 202 with its location.
func (c *call) patchSubscription() reply {
	sub, refusal := c.subscription()
	if refusal != nil {
		return *refusal
	}
	want, lost, readable := c.wish(sub)
	if !readable {
		return bad("The body is not a subscription.")
	}
	if want.ID != "" && !strings.EqualFold(want.ID, sub.ID) {
		return bad("The id in the body is another subscription's.")
	}
	c.work()
	c.settle(sub)
	before := sub.view(c.now)
	changed := sub.clone()
	if refusal := c.change(changed, want); refusal != nil {
		return *refusal
	}
	for _, field := range lost {
		c.violate("PATCH of a subscription lost a field", field)
	}
	changed.updates++
	c.note(c.customer, "update_subscription", "subscription", before, changed.view(c.now))
	c.told(sub, c.now.Add(c.opt.PatchAfter))
	if c.opt.PatchAfter > 0 {
		sub.next, sub.nextAt = changed, c.now.Add(c.opt.PatchAfter)
		return reply{status: http.StatusAccepted, header: map[string]string{
			"Location": "/customers/" + sub.Customer + "/subscriptions/" + sub.ID,
		}}
	}
	*sub = *changed
	return ok(http.StatusOK, sub.view(c.now))
}

// wish reads the body, and which of the fields that a GET gives it lacks. Microsoft documents that renewal without its
// field is switched off and the next term's instructions without theirs are dropped; dropping scheduled actions likewise
// and keeping all other fields is modelled.
func (c *call) wish(sub *subscription) (want wish, lost []string, readable bool) {
	want = wish{
		Status: sub.Status, Quantity: sub.Quantity, Friendly: sub.FriendlyName, Term: sub.Term, Cycle: sub.BillingCycle,
		Partner: sub.Reseller,
	}
	var given map[string]json.RawMessage
	if json.Unmarshal(c.body, &want) != nil || json.Unmarshal(c.body, &given) != nil || given == nil {
		return wish{}, nil, false
	}
	if bytes.Equal(bytes.TrimSpace(want.Schedule), []byte("null")) {
		want.Schedule = nil
	}
	has := map[string]bool{}
	for name := range given {
		has[strings.ToLower(name)] = true
	}
	for _, name := range fields(sub.view(c.now)) {
		if !has[strings.ToLower(name)] {
			lost = append(lost, name)
		}
	}
	return want, lost, true
}

// fields gives the names of what a GET shows, in order.
func fields(v subscriptionView) []string {
	var names []string
	value := reflect.ValueOf(v)
	for n := range value.NumField() {
		name, option, _ := strings.Cut(value.Type().Field(n).Tag.Get("json"), ",")
		if option == "omitempty" && absent(value.Field(n)) {
			continue
		}
		names = append(names, name)
	}
	return names
}

// absent reports whether encoding/json leaves a field out: a list without elements too.
func absent(v reflect.Value) bool {
	return v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0
}

// sameJSON compares two values, absent meaning null.
func sameJSON(a, b json.RawMessage) bool {
	var x, y any
	if len(a) > 0 && json.Unmarshal(a, &x) != nil || len(b) > 0 && json.Unmarshal(b, &y) != nil {
		return false
	}
	return reflect.DeepEqual(x, y)
}
