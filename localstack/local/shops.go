package local

import (
	"context"
	"errors"
	"net/http"

	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/shopify"
	"github.com/seatwright/seatwright/localstack/sim/stripe"
	"github.com/seatwright/seatwright/localstack/sim/woocommerce"
)

// The connections of the embedded seed, beside Connection, and what their shops sign with.
const (
	WooConnection      = "con_woo_5h2p8s6t"
	WooShop            = "shop.sample.example"
	WooSecret          = "wcsecretsample0001"
	StripeConnection   = "con_stripe_3j9r7v2c"
	StripeSecret       = "whsec_sample_stripe_0001" //nolint:gosec // of the simulator
	StandardConnection = "con_standard_6b4n1y8d"
	StandardSecret     = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=" //nolint:gosec // of the simulator
)

// Shops are the simulated shops that the sample partner has connected.
type Shops struct {
	Shopify     *shopify.Sim
	WooCommerce *woocommerce.Sim
	Stripe      *stripe.Sim
}

// newShops builds the shops. None of them sends anything until its webhooks are set up.
func newShops(now control.Clock, web http.RoundTripper) Shops {
	s := shopify.Options{Clock: now, Seed: "local", Shop: Shop, Secret: ShopSecret, Web: web, All: true}
	s.Token = "shpat_sample_0001"
	return Shops{
		Shopify:     shopify.New(s),
		WooCommerce: woocommerce.New(woocommerce.Options{Clock: now, Seed: "local", Base: "https://" + WooShop, Keys: []woocommerce.Key{{Consumer: "ck_sample_0001", Secret: "cs_sample_0001", ReadOnly: true}}, Web: web}),
		Stripe:      stripe.New(stripe.Options{Clock: now, Seed: "local", Key: "sk_test_sample_0001", Web: web}),
	}
}

// hosts gives the shops by the hosts at which their APIs are.
func (s Shops) hosts() map[string]http.Handler {
	return map[string]http.Handler{Shop: s.Shopify, WooShop: s.WooCommerce, "api.stripe.com": s.Stripe}
}

// Connect sets the webhooks of all shops up, to an address of our API without a slash at the end.
func (s Shops) Connect(api string) error {
	var failed error
	for _, topic := range []string{"orders/create", "orders/updated", "orders/paid", "orders/cancelled", "orders/edited", "refunds/create", "disputes/create"} {
		_, err := s.Shopify.Subscribe(shopify.Subscription{Topic: topic, Address: api + "/v1/hooks/shopify/" + Connection})
		failed = errors.Join(failed, err)
	}
	for _, topic := range []string{"order.created", "order.updated", "order.deleted", "order.restored"} {
		_, err := s.WooCommerce.Save(woocommerce.Webhook{Name: topic, Topic: topic, URL: api + "/v1/hooks/woocommerce/" + WooConnection, Secret: WooSecret})
		failed = errors.Join(failed, err)
	}
	_, err := s.Stripe.Listen(stripe.Endpoint{URL: api + "/v1/hooks/stripe/" + StripeConnection, Secret: StripeSecret})
	return errors.Join(failed, err)
}

// Deliver has the shops send what is due.
func (s Shops) Deliver(ctx context.Context, web http.RoundTripper) error {
	_, a := s.Shopify.Deliver(ctx, web)
	_, b := s.WooCommerce.Deliver(ctx, web)
	_, c := s.Stripe.Deliver(ctx, web)
	return errors.Join(a, b, c)
}
