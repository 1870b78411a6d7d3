package partnercenter_test

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// shapes are the public shapes of the answers: the names of the fields, "?" where a field may be missing, and their types.
//
//go:embed testdata/shapes.json
var shapes []byte

// contract is the shapes, read.
type contract map[string]map[string]string

// check gives what is wrong with a value that should have a type.
func (c contract) check(at, kind string, v any) []string {
	if name, isShape := strings.CutPrefix(kind, "@"); isShape {
		return c.object(at, name, v)
	}
	if inner, isList := strings.CutPrefix(kind, "["); isList {
		all, right := v.([]any)
		if !right {
			return []string{fmt.Sprintf("%s is a %T and no list", at, v)}
		}
		var wrong []string
		for n, e := range all {
			wrong = append(wrong, c.check(fmt.Sprintf("%s[%d]", at, n), strings.TrimSuffix(inner, "]"), e)...)
		}
		return wrong
	}
	kind, null := strings.CutSuffix(kind, "|null")
	is := map[bool]string{}
	switch v.(type) {
	case nil:
		is[true] = "null"
	case string:
		is[true] = "string"
	case float64:
		is[true] = "number"
	case bool:
		is[true] = "bool"
	case []any:
		is[true] = "array"
	case map[string]any:
		is[true] = "object"
	}
	if kind == "any" || is[true] == kind || null && v == nil {
		return nil
	}
	return []string{fmt.Sprintf("%s is a %T, want %s", at, v, kind)}
}

func (c contract) object(at, name string, v any) []string {
	shape, known := c[name]
	got, right := v.(map[string]any)
	if !known || !right {
		return []string{fmt.Sprintf("%s is a %T and no %s", at, v, name)}
	}
	var wrong []string
	allowed := map[string]bool{}
	for field, kind := range shape {
		field, optional := strings.CutSuffix(field, "?")
		allowed[field] = true
		if value, there := got[field]; there {
			wrong = append(wrong, c.check(at+"."+field, kind, value)...)
		} else if !optional {
			wrong = append(wrong, at+"."+field+" is missing")
		}
	}
	for field := range got {
		if !allowed[field] {
			wrong = append(wrong, at+"."+field+" is not in the public shape")
		}
	}
	return wrong
}

// fits checks an answer: "Name", "Name*" for a collection of it, or "[Name]" for a bare list.
func (c contract) fits(t *testing.T, shape string, a answer) {
	t.Helper()
	var v any
	a.into(&v)
	var wrong []string
	name, isCollection := strings.CutSuffix(shape, "*")
	switch {
	case isCollection:
		wrong = c.object(shape, "Collection", v)
		if page, right := v.(map[string]any); right {
			wrong = append(wrong, c.check(shape, "[@"+name+"]", page["items"])...)
			if items, right := page["items"].([]any); !right || len(items) == 0 {
				wrong = append(wrong, shape+" is empty, and shows nothing")
			}
		}
	case strings.HasPrefix(shape, "["):
		wrong = c.check(shape, "[@"+strings.Trim(shape, "[]")+"]", v)
	default:
		wrong = c.object(shape, shape, v)
	}
	for _, w := range wrong {
		t.Error(w)
	}
}

func TestAnswersHaveThePublicShapes(t *testing.T) {
	t.Parallel()
	var c contract
	if err := json.Unmarshal(shapes, &c); err != nil {
		t.Fatal(err)
	}
	w := open(t, nil)
	fits := func(shape, method, path string, body any) answer {
		t.Helper()
		a := w.do(method, path, body)
		c.fits(t, shape, a)
		return a
	}
	get := func(shape, path string) { t.Helper(); fits(shape, http.MethodGet, path, nil) }
	l := w.listen("subscription-updated", "test-created")
	fits("Customer", http.MethodPost, "/v1/customers", newCustomer("shapes.onmicrosoft.com"))
	customer := w.buyer()
	home := "/v1/customers/" + customer
	get("Customer*", "/v1/customers")
	get("Customer", home)
	get("RelationshipRequest", "/v1/customers/relationshiprequests")
	fits("Qualification", http.MethodPost, home+"/qualifications", map[string]any{"qualification": "StateOwnedEntity"})
	get("[Qualification]", home+"/qualifications")
	get("NewerError", home+"/validationStatus?type=account")
	if err := w.sim.Review(customer, "Allowed"); err != nil {
		t.Fatal(err)
	}
	get("Validation", home+"/validationStatus?type=account")
	get("Relationship*", "/v1/relationships?relationship_type=IsIndirectCloudSolutionProviderOf")
	get("Sku", home+"/products/CFQ7TTC0LH18/skus/0001")
	get("Availability*", home+"/products/CFQ7TTC0LH18/skus/0001/availabilities")
	get("Promotion*", "/v1/productpromotions?country=US")
	fits("PromotionEligibility*", http.MethodPost, home+"/promotionEligibilities", map[string]any{"items": []any{
		map[string]any{"id": 0, "catalogItemId": w.look(customer, premium), "quantity": 500, "termDuration": "P1Y", "billingCycle": "annual", "promotionId": welcome},
	}})
	get("Error", home+"/orders/none")
	w.shapesOfAPurchase(c, customer)
	get("AuditRecord*", "/v1/auditrecords")
	w.shapesOfEvents(c, l)
}

// shapesOfEvents checks what tells of changes.
func (w *world) shapesOfEvents(c contract, l *listener) {
	w.t.Helper()
	c.fits(w.t, "Registration", w.do(http.MethodGet, registration, nil))
	started := w.do(http.MethodPost, registration+"/validationEvents", nil)
	c.fits(w.t, "ValidationStarted", started)
	w.deliver(l)
	var id struct {
		ID string `json:"correlationId"`
	}
	started.into(&id)
	c.fits(w.t, "ValidationEvent", w.do(http.MethodGet, registration+"/validationEvents/"+id.ID, nil))
	for _, body := range l.bodies {
		c.fits(w.t, "Event", answer{t: w.t, body: body})
	}
	w.do(http.MethodPost, registration+"/validationEvents", nil)
	c.fits(w.t, "Throttle", w.do(http.MethodPost, registration+"/validationEvents", nil))
}

// shapesOfAPurchase checks what comes with a purchase, and with a subscription.
func (w *world) shapesOfAPurchase(c contract, customer string) {
	w.t.Helper()
	home := "/v1/customers/" + customer
	cart, made := w.filled(customer,
		w.item(customer, basic, 5, "P1Y", "annual", map[string]any{
			"friendlyName": "Staff", "participants": []any{map[string]any{"key": "transaction_reseller", "value": "5555555"}},
			"customTermEndDate": "2026-12-31", "addonItems": []any{w.item(customer, defender, 5, "P1Y", "monthly", nil)},
		}),
		w.item(customer, trialPlan, 25, "P1M", "none", map[string]any{"renewsTo": map[string]any{"termDuration": "P1Y"}}))
	c.fits(w.t, "Cart", made)
	_, broken := w.filled(customer, w.item(customer, defender, 1, "P3Y", "annual", nil))
	c.fits(w.t, "Cart", broken)
	sold := w.do(http.MethodPost, cart+"/checkout", nil).want(201, 0)
	c.fits(w.t, "Checkout", sold)
	var ids checkout
	sold.into(&ids)
	c.fits(w.t, "Order*", w.do(http.MethodGet, home+"/orders", nil))
	c.fits(w.t, "Provisioning*", w.do(http.MethodGet, home+"/orders/"+ids.Orders[0].ID+"/provisioningstatus", nil))
	path := home + "/subscriptions/" + ids.Orders[0].LineItems[0].SubscriptionID
	c.fits(w.t, "Subscription", w.edit(path, map[string]any{"scheduledNextTermInstructions": next(basic)}))
	c.fits(w.t, "SubscriptionProvisioning", w.do(http.MethodGet, path+"/provisioningstatus", nil))
	c.fits(w.t, "TransitionEligibility*", w.do(http.MethodGet, path+"/transitionEligibilities?eligibilityType=immediate", nil))
	c.fits(w.t, "Transition", w.upgrade(path, office, map[string]any{"quantity": 2}))
	c.fits(w.t, "Transition*", w.do(http.MethodGet, path+"/transitions", nil))
	w.edit(path, map[string]any{"status": "suspended"}).want(200, 0)
	c.fits(w.t, "Subscription*", w.do(http.MethodGet, home+"/subscriptions", nil))
}
