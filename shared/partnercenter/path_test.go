package partnercenter_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/sim/control"
	simentra "github.com/seatwright/seatwright/localstack/sim/entra"
	sim "github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/entra"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/partnercenter"
	"github.com/seatwright/seatwright/shared/subscription"
	"github.com/seatwright/seatwright/shared/token"
)

const home = "11111111-1111-4111-8111-111111111111"

// signer makes the key of all tests once, because that takes long.
var signer = sync.OnceValue(func() *control.Signer { //nolint:gochecknoglobals // a key for all tests
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil
	}
	return control.NewSigner(key)
})

// world is the client, the token source and both simulators, with one clock that the test and the client's sleep move.
type world struct {
	*partnercenter.Client
	sim   *sim.Sim
	entra *simentra.Sim
	nanos atomic.Int64
}

func (w *world) now() time.Time { return time.Unix(0, w.nanos.Load()).UTC() }

func (w *world) pass(_ context.Context, d time.Duration) error {
	w.nanos.Add(int64(d))
	return nil
}

type secrets map[string]string

func (s secrets) Read(_ context.Context, name string) (string, error) { return s[name], nil }

func simulated(t *testing.T, set func(*sim.Options), p partner.Partner) *world {
	t.Helper()
	w := &world{}
	w.nanos.Store(time.Date(2026, time.June, 10, 9, 30, 0, 0, time.UTC).UnixNano())
	w.entra = simentra.New(simentra.Options{
		Clock: w.now, Signer: signer(), Apps: []simentra.App{{ID: "app", Secret: "app-secret", Tenant: home}},
	})
	opt := sim.Options{
		Clock: w.now, Keys: w.entra.Keys, EnforceMFA: true,
		Partners: []sim.Partner{{Tenant: home, MPN: "1234567", Country: "US", Currency: "USD"}},
	}
	if set != nil {
		set(&opt)
	}
	w.sim = sim.New(opt)
	transport := control.Transport(map[string]http.Handler{"entra.test": w.entra, "pc.test": w.sim})
	minter := entra.Open("http://entra.test", transport)
	stored := secrets{
		token.AppSecret("one"):     `{"client_secret":"app-secret"}`,
		token.RefreshSecret("one"): `{"refresh_token":"` + w.entra.IssueRefresh(home, "app", "user", true) + `"}`,
	}
	w.Client = partnercenter.Open(partnercenter.Options{
		Base: "http://pc.test", Partner: p, Transport: transport, Now: w.now, Sleep: w.pass,
		Tokens: token.New(minter, stored, w.now).For("one", home, "app"),
	})
	return w
}

func company(domain string) order.Customer {
	return order.Customer{
		Domain: domain, Company: "Contoso", First: "Jane", Last: "Doe", Email: "jane@contoso.example", Phone: "4255550101",
		Address: order.Address{Line1: "1 Microsoft Way", City: "Redmond", State: "WA", PostalCode: "98052", Country: "US"},
	}
}

func item() order.Item {
	return order.Item{Product: "CFQ7TTC0LH18", SKU: "0001", Term: "P1Y", Billing: "monthly", Segment: "commercial"}
}

func newID() order.RequestID { return order.RequestID(guid()) }

// buy makes a customer and buys twelve seats for it.
func buy(t *testing.T, w *world) (order.Tenant, order.Sold) {
	t.Helper()
	ctx := t.Context()
	made, err := w.CreateTenant(ctx, newID(), company("contoso1.onmicrosoft.com"))
	must(t, "create", err)
	signed := order.Consent{First: "Jane", Last: "Doe", Email: "jane@contoso.example", Date: w.now()}
	for range 2 {
		template, err := w.Attest(ctx, newID(), made.ID, signed)
		must(t, "attest", err)
		if template == "" {
			t.Error("it is not told which text was signed")
		}
	}
	offer, err := w.Resolve(ctx, made.ID, "US", item())
	must(t, "resolve", err)
	cart, err := w.CreateCart(ctx, newID(), made.ID, "", []order.CartLine{{Catalog: offer.Catalog, Quantity: 12, Term: "P1Y", Billing: "monthly"}})
	must(t, "cart", err)
	receipt, err := w.Checkout(ctx, newID(), made.ID, cart.ID)
	must(t, "checkout", err)
	if len(receipt.Sold) != 1 || len(receipt.Refused) != 0 {
		t.Fatalf("receipt: %+v", receipt)
	}
	return made, receipt.Sold[0]
}

func must(t *testing.T, what string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v (%s %s)", what, err, fault.Of(err), fault.Code(err))
	}
}

func TestTheWholePathWorksWithAndWithoutTheServicesHabits(t *testing.T) {
	t.Parallel()
	for name, set := range map[string]func(*sim.Options){
		"plain": nil,
		"habits": func(o *sim.Options) {
			o.Quirks = sim.Quirks{BOM: true, StringCodes: true, UpperGUIDs: true, NoZone: true, EndBy2000: true}
		},
		"accepts 202": func(o *sim.Options) { o.PatchAfter = 5 * time.Second },
		"slow":        func(o *sim.Options) { o.ProvisionAfter = time.Minute },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := simulated(t, set, partner.Partner{})
			made, sold := boughtAndFound(t, w)
			sub := ready(t, w, made.ID, sold)
			must(t, "cancel", cancel(t, w.Client, newID(), made.ID, sub))
			must(t, "cancel again", cancel(t, w.Client, newID(), made.ID, sub))
			if got := w.sim.Subscriptions()[0].Status; got != "deleted" {
				t.Errorf("the subscription is %s", got)
			}
			if v := w.sim.Violations(); len(v) > 0 {
				t.Errorf("violations: %+v", v)
			}
		})
	}
}

// boughtAndFound buys for a new tenant, and looks the tenant up by its id and by its domain.
func boughtAndFound(t *testing.T, w *world) (order.Tenant, order.Sold) {
	t.Helper()
	ctx := t.Context()
	if taken, err := w.Taken(ctx, "contoso1.onmicrosoft.com"); taken || err != nil {
		t.Fatalf("before: taken %v, %v", taken, err)
	}
	made, sold := buy(t, w)
	if taken, err := w.Taken(ctx, "contoso1.onmicrosoft.com"); !taken || err != nil {
		t.Errorf("after: taken %v, %v", taken, err)
	}
	if made.User == "" || made.Password == "" {
		t.Error("the administrator did not come with the creation")
	}
	for _, ref := range []string{string(made.ID), "contoso1.onmicrosoft.com"} {
		found, err := w.FindTenant(ctx, ref)
		must(t, "find", err)
		want := order.Tenant{ID: made.ID, Domain: "contoso1.onmicrosoft.com", Company: "Contoso", Email: "jane@contoso.example", Country: "US", Relation: order.RelationReseller}
		if d := cmp.Diff(want, found); d != "" {
			t.Error(d)
		}
	}
	if yes, err := w.Attested(ctx, made.ID); !yes || err != nil {
		t.Errorf("attested %v, %v", yes, err)
	}
	return made, sold
}

// ready waits for the licences of a purchase, and gives its subscription.
func ready(t *testing.T, w *world, tenant order.TenantID, sold order.Sold) string {
	t.Helper()
	ctx := t.Context()
	_ = w.pass(ctx, 2*time.Minute)
	all, err := w.SoldSince(ctx, tenant, sold.Created)
	if err != nil || len(all) != 1 || all[0].ID != sold.ID {
		t.Fatalf("orders: %+v, %v", all, err)
	}
	one, err := w.SoldOrder(ctx, tenant, sold.ID)
	must(t, "order", err)
	status, err := w.Provisioned(ctx, tenant, sold.ID)
	if err != nil || len(status) != 1 || status[0] != "fulfilled" || one.Lines[0].Subscription == "" {
		t.Fatalf("provisioned %v, %v: %+v", status, err, one)
	}
	sub := one.Lines[0].Subscription
	got, err := w.Licences().Licences.Read(ctx, string(tenant), subscription.ID(sub))
	must(t, "subscription", err)
	if got.Status != "active" || got.Quantity != 12 || !got.AutoRenew || got.CancelUntil.Before(w.now()) || got.CommitmentEnds.IsZero() {
		t.Errorf("subscription: %+v", got)
	}
	return sub
}

func TestOutsideTheWindowALicenceRunsOutByTheRule(t *testing.T) {
	t.Parallel()
	rule := partner.TermRule{
		BoughtFrom: time.Date(2025, 4, 1, 0, 0, 0, 0, time.UTC), ExpiresFrom: time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC),
		Schedule: "atTermEnd", Action: "cancel",
	}
	for _, how := range []subscription.AtTermEnd{subscription.End, subscription.ExtendMonthly} {
		w, ctx := simulated(t, nil, partner.Partner{Terms: []partner.TermRule{rule}}), t.Context()
		made, sold := buy(t, w)
		sub := sold.Lines[0].Subscription
		_ = w.pass(ctx, 8*24*time.Hour)
		if err := cancel(t, w.Client, newID(), made.ID, sub); fault.Of(err) != fault.Gone || fault.Code(err) != "900213" {
			t.Errorf("late cancel: %v (%s)", err, fault.Code(err))
		}
		must(t, "end renewal", endRenewal(t, w.Client, newID(), made.ID, sub, how))
		must(t, "end renewal again", endRenewal(t, w.Client, newID(), made.ID, sub, how))
		if got := w.sim.Subscriptions()[0]; got.AutoRenew || got.Cancels != (how == subscription.End) {
			t.Errorf("%s: %+v", how, got)
		}
	}
}

func TestARefusedCreationNamesItsField(t *testing.T) {
	t.Parallel()
	hungary := func(c *order.Customer) {
		c.Address = order.Address{Line1: "Fő utca 1", City: "Budapest", PostalCode: "1011", Country: "HU"}
	}
	for name, c := range map[string]struct {
		change  func(*order.Customer)
		pointer string
	}{
		"taken":          {func(c *order.Customer) { c.Domain = "taken1.onmicrosoft.com" }, "/customer/domain"},
		"address":        {func(c *order.Customer) { c.Address.PostalCode = "x" }, "/customer/address"},
		"no number":      {hungary, "/customer/registration_id"},
		"wrong number":   {func(c *order.Customer) { hungary(c); c.Registration = "x" }, "/customer/registration_id"},
		"unknown land":   {func(c *order.Customer) { c.Address.Country = "XX" }, "/customer/address/country"},
		"wrong culture":  {func(c *order.Customer) { c.Culture, c.Language = "fr-FR", "fr" }, "/customer/culture"},
		"number for all": {func(c *order.Customer) { c.Registration = "123" }, "/customer/registration_id"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := simulated(t, func(o *sim.Options) { o.Taken = []string{"taken1.onmicrosoft.com"} }, partner.Partner{})
			wish := company("contoso1.onmicrosoft.com")
			c.change(&wish)
			_, err := w.CreateTenant(t.Context(), newID(), wish)
			fields := fault.Fields(err)
			if fault.Of(err) != fault.Invalid || len(fields) != 1 || fields[0].Pointer != c.pointer {
				t.Fatalf("got %v (%s) at %+v", err, fault.Of(err), fields)
			}
			if name == "wrong number" && fields[0].Pattern == "" {
				t.Error("the pattern that Microsoft told is lost")
			}
		})
	}
}

func TestAnExpiredTokenIsReplacedOnce(t *testing.T) {
	t.Parallel()
	w := simulated(t, nil, partner.Partner{})
	must(t, "inject", w.sim.Inject(control.Fault{Status: 401, Times: 1}))
	if _, err := w.Taken(t.Context(), "x.onmicrosoft.com"); err != nil {
		t.Fatal(err)
	}
	if n := w.entra.Mints(partnercenter.Audience); n != 2 {
		t.Errorf("%d mints, want 2", n)
	}
}
