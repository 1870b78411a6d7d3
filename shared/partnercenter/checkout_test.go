package partnercenter_test

import (
	"testing"

	"github.com/seatwright/seatwright/localstack/sim/control"
	sim "github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
)

func TestACheckoutCutAfterItsEffectIsUnknownAndItsRepetitionTheSameOrder(t *testing.T) {
	t.Parallel()
	for _, at := range []string{control.CutBefore, control.CutAfter, control.CutHalf} {
		w, ctx := simulated(t, nil, partner.Partner{}), t.Context()
		id, err := w.sim.AddCustomer(sim.CustomerSeed{Domain: "old.onmicrosoft.com", Agreement: true})
		must(t, "seed", err)
		tenant := order.TenantID(id)
		offer, err := w.Resolve(ctx, tenant, "US", item())
		must(t, "resolve", err)
		cart, err := w.CreateCart(ctx, newID(), tenant, "", []order.CartLine{{Catalog: offer.Catalog, Quantity: 1, Term: "P1Y", Billing: "monthly"}})
		must(t, "cart", err)
		must(t, "inject", w.sim.Inject(control.Fault{Method: "POST", Cut: at}))
		request := newID()
		if _, err := w.Checkout(ctx, request, tenant, cart.ID); fault.Of(err) != fault.Unknown {
			t.Errorf("cut %s: got %v (%s)", at, err, fault.Of(err))
		}
		seen, err := w.Cart(ctx, tenant, cart.ID)
		if err != nil || seen.Ordered != (at != control.CutBefore) {
			t.Errorf("cut %s: cart %+v, %v", at, seen, err)
		}
		receipt, err := w.Checkout(ctx, request, tenant, cart.ID)
		if err != nil || len(receipt.Sold) != 1 || len(w.sim.Orders()) != 1 {
			t.Errorf("cut %s: %+v, %v, %d orders", at, receipt, err, len(w.sim.Orders()))
		}
		if _, err := w.Checkout(ctx, newID(), tenant, cart.ID); fault.Of(err) != fault.Conflict || fault.Code(err) != "800065" {
			t.Errorf("cut %s: another checkout: %v", at, err)
		}
	}
}
