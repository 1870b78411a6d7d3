package local_test

import "testing"

func TestWhatTheContractRefusesOfTakeoversTheFunctionRefuses(t *testing.T) {
	t.Parallel()
	w, err := newTakenOver(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const customer = `{"company":"Northwind","email":"a@b.example","country":"DE","registration_id":"HRB 1"}`
	for _, c := range []struct{ sample, body string }{
		{"takeover", `{"domain":"contoso.example","tenant_id":"11111111-2222-4333-8444-555555555555","provider":"Former Ltd","transfer":false,"automate":true,"customer":` + customer + `,
			"wishes":[{"old_sku":"` + basicSKU + `","new_sku":"` + standardSKU + `","seats":12,"max_seats":300,"add_ons":["2ca565b9-f25c-4924-8838-d917ad9c0571"],
			"item":{"product_id":"CFQ7TTC0LDPB","sku_id":"0001","term_duration":"P1Y","billing_plan":"monthly","segment":"commercial"}}]}`},
		{"takeover.approve", `{"hash":"f00d"}`},
		{"takeover.customer", customer},
		{"takeover.user", `{"user_id":"22222222-2222-4333-8444-555555555555","decision":"rollback"}`},
	} {
		refusedAlike(t, w.System, "takeover", c.sample, c.body, func(*request) {})
	}
}
