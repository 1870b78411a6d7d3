package partnercenter_test

import (
	"crypto/x509"
	"net/http"
	"strings"
	"testing"

	"github.com/seatwright/seatwright/localstack/sim/control"
	sim "github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/partnercenter"
	"github.com/seatwright/seatwright/shared/subscription"
)

func TestALicenceIsChangedWithAndWithoutTheServicesHabits(t *testing.T) {
	t.Parallel()
	for name, set := range map[string]func(*sim.Options){
		"plain": nil,
		"habits": func(o *sim.Options) {
			o.Quirks = sim.Quirks{BOM: true, StringCodes: true, UpperGUIDs: true, NoZone: true, EndBy2000: true}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := simulated(t, set, partner.Partner{})
			made, sold := buy(t, w)
			id, tenant, seller := subscription.ID(ready(t, w, made.ID, sold)), string(made.ID), w.Licences()
			next := subscription.Next{Product: "CFQ7TTC0LH18", SKU: "0001", Term: "P1Y", Billing: "annual", Quantity: 9}
			nick := "R&D <1>"
			for _, e := range []subscription.Edit{
				{Next: &next},
				{Nickname: &nick},
				{Unplan: true},
				{Quantity: new(15)},
				{Quantity: new(13)},
				{Status: subscription.Suspended},
				{Status: subscription.Active},
				{AutoRenew: new(true)},
			} {
				f, err := seller.Licences.Edit(t.Context(), string(newID()), tenant, id, e)
				must(t, "edit", err)
				if e.Next != nil && (f.Next == nil || *f.Next != next) || e.Quantity != nil && f.Quantity != *e.Quantity || e.Status != "" && f.Status != e.Status {
					t.Errorf("%+v gives %+v", e, f)
				}
			}
			all, err := seller.Licences.List(t.Context(), tenant)
			if f := all[id]; err != nil || len(all) != 1 || f.Quantity != 13 || !f.AutoRenew || f.Nickname != nick || f.Next != nil || len(f.Batches) == 0 {
				t.Errorf("at last %+v, %v", all, err)
			}
			if v := w.sim.Violations(); len(v) > 0 {
				t.Errorf("violations: %+v", v)
			}
			records, err := w.Audit(t.Context(), w.now())
			seen := 0
			for _, r := range records {
				if r.Subscription == id && r.Tenant == tenant {
					seen++
				}
			}
			if err != nil || seen < 8 {
				t.Errorf("%d of %d records are about the subscription, %v", seen, len(records), err)
			}
		})
	}
}

func TestAnEventOfTheSimulatorIsVerified(t *testing.T) {
	t.Parallel()
	w := simulated(t, func(o *sim.Options) { o.Base = "http://pc.test" }, partner.Partner{})
	body := []byte(`{"EventName":"test-created","ResourceUri":"http://pc.test/webhooks/v1/registration/test"}`)
	header, err := w.sim.Sign(body)
	must(t, "sign", err)
	root, err := w.sim.Root()
	must(t, "root", err)
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(root) {
		t.Fatal("the root is no certificate")
	}
	s := partnercenter.Signatures{
		Origins: []string{"http://pc.test"}, Roots: roots, Now: w.now, Transport: control.Transport(map[string]http.Handler{"pc.test": w.sim}),
	}
	must(t, "verify", s.Verify(t.Context(), header, body))
	if s.Verify(t.Context(), header, []byte(strings.ToUpper(string(body)))) == nil {
		t.Error("another body passes")
	}
}

func TestSeatsMoveToAnotherProductAllOrInPart(t *testing.T) {
	t.Parallel()
	w := simulated(t, func(o *sim.Options) { o.Quirks = sim.Quirks{BOM: true, StringCodes: true, UpperGUIDs: true} }, partner.Partner{})
	made, sold := buy(t, w)
	id, tenant, u := subscription.ID(ready(t, w, made.ID, sold)), string(made.ID), w.Licences().Upgrades
	offers, err := u.Offers(t.Context(), tenant, id)
	if err != nil || len(offers) == 0 || !offers[0].Eligible {
		t.Fatalf("offers %+v, %v", offers, err)
	}
	since := w.now()
	part, err := u.Upgrade(t.Context(), string(newID()), tenant, id, subscription.Target{Product: "CFQ7TTC0LDPB", SKU: "0001", Seats: 5})
	if err != nil || part == id || part == "" {
		t.Fatalf("a part is at %q, %v", part, err)
	}
	whole, err := u.Upgrade(t.Context(), string(newID()), tenant, id, subscription.Target{Product: "CFQ7TTC0LCHC", SKU: "0002"})
	if err != nil || whole != id {
		t.Fatalf("all are at %q, %v", whole, err)
	}
	moved, err := u.Upgraded(t.Context(), tenant, id, since)
	if err != nil || len(moved) != 2 || moved[0].State != subscription.Through || moved[1].State != subscription.Through {
		t.Errorf("moved %+v, %v", moved, err)
	}
	all, err := w.Licences().Licences.List(t.Context(), tenant)
	if err != nil || all[part].Quantity != 5 || all[part].Product != "CFQ7TTC0LDPB" || all[id].Quantity != 7 || all[id].Product != "CFQ7TTC0LCHC" {
		t.Errorf("at last %+v, %v", all, err)
	}
	if v := w.sim.Violations(); len(v) > 0 {
		t.Errorf("violations: %+v", v)
	}
}
