package partner_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
)

func shop() partner.Connection {
	return partner.Connection{
		ID: "con_1", Partner: "acme", Platform: partner.Shopify, Shop: "acme.myshopify.com", Clients: []string{"shop-client"},
		SKUs: map[string]partner.Mapping{
			"M365/BP": {Item: order.Item{Product: "CFQ7TTC0LCHC", SKU: "0002", Term: "P1Y", Billing: "monthly", Segment: "commercial"}, Payments: 12},
			"SETUP":   {Ignore: true},
		},
	}
}

func TestEachMistakeOfAConnectionIsNamedByItsPlace(t *testing.T) {
	t.Parallel()
	if err := shop().Check(); err != nil {
		t.Fatalf("a good connection: %v", err)
	}
	for pointer, change := range map[string]func(c *partner.Connection){
		"/id":                       func(c *partner.Connection) { c.ID = "Con 1" },
		"/platform":                 func(c *partner.Connection) { c.Platform = "magento" },
		"/shop":                     func(c *partner.Connection) { c.Shop = " " },
		"/shop ":                    func(c *partner.Connection) { c.Shop = "https://shop.example.com" },
		"/skus/M365~1BP/payments":   func(c *partner.Connection) { m := c.SKUs["M365/BP"]; m.Payments = 37; c.SKUs["M365/BP"] = m },
		"/skus/M365~1BP/product_id": func(c *partner.Connection) { m := c.SKUs["M365/BP"]; m.Product = ""; c.SKUs["M365/BP"] = m },
		"/skus/ A":                  func(c *partner.Connection) { c.SKUs[" A"] = partner.Mapping{Ignore: true} },
		"/skus/":                    func(c *partner.Connection) { c.SKUs[""] = partner.Mapping{Ignore: true} },
		"/limits/seats":             func(c *partner.Connection) { c.Limits.Seats = -1 },
		"/attributes/kind":          func(c *partner.Connection) { c.Names.Kind = strings.Repeat("x", 101) },
		"/clients/1":                func(c *partner.Connection) { c.Clients = []string{"a", "a"} },
		"/clients/0":                func(c *partner.Connection) { c.Clients = []string{"*"} },
	} {
		c := shop()
		change(&c)
		if got := pointers(c.Check()); !slices.Equal(got, []string{strings.TrimSuffix(pointer, " ")}) || fault.Of(c.Check()) != fault.Invalid {
			t.Errorf("%s: got %v", pointer, got)
		}
	}
}

func TestASecretSuitsItsPlatform(t *testing.T) {
	t.Parallel()
	standard := "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	for _, c := range []struct {
		platform, secret string
		good             bool
	}{
		{partner.Shopify, "shpss_0123456789abcdef", true},
		{partner.Shopify, "", false},
		{partner.Shopify, "short", false},
		{partner.Shopify, "with a blank 0123456789", false},
		{partner.Shopify, strings.Repeat("x", 257), false},
		{partner.WooCommerce, "x7Kq9Zt2Lm4Vb8Rc1Np6", true},
		{partner.WooCommerce, "x7Kq9Zt2Lm4Vb8Rc1Np&", false},
		{partner.Stripe, "whsec_0123456789", true},
		{partner.Stripe, "sk_live_0123456789", false},
		{partner.Standard, standard, true},
		{partner.Standard, standard[6:], false},
		{partner.Standard, "whsec_MfKQ9r8GKYqrTw==", false},
		{partner.Standard, standard + "!", false},
	} {
		err := partner.CheckSecret(c.platform, c.secret)
		if (err == nil) != c.good || err != nil && !slices.Equal(pointers(err), []string{"/secret"}) {
			t.Errorf("%s of %d bytes: %v", c.platform, len(c.secret), err)
		}
		if err != nil && c.secret != "" && strings.Contains(err.Error()+fault.Fields(err)[0].Text, c.secret) {
			t.Errorf("%s: the secret is quoted", c.platform)
		}
	}
}

func TestASecretThatIsChangedStaysGoodForTheOverlap(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	const a, b, c = "shpss_aaaaaaaaaaaaaaaa", "shpss_bbbbbbbbbbbbbbbb", "shpss_cccccccccccccccc"
	both := partner.Secret{Current: b, Previous: a, RetireAt: now.Add(2 * time.Hour)}
	for name, x := range map[string]struct {
		before  partner.Secret
		fresh   string
		overlap time.Duration
		want    partner.Secret
	}{
		"the first":               {partner.Secret{}, a, time.Hour, partner.Secret{Current: a}},
		"the second":              {partner.Secret{Current: a}, b, 2 * time.Hour, both},
		"the second once more":    {both, b, 5 * time.Hour, both},
		"the third":               {both, c, time.Hour, partner.Secret{Current: c, Previous: b, RetireAt: now.Add(time.Hour)}},
		"back to the first":       {both, a, time.Hour, partner.Secret{Current: a, Previous: b, RetireAt: now.Add(time.Hour)}},
		"at once":                 {both, c, 0, partner.Secret{Current: c}},
		"the end of the previous": {both, b, 0, partner.Secret{Current: b}},
	} {
		got, err := x.before.Rotate(partner.Shopify, x.fresh, x.overlap, now)
		if diff := cmp.Diff(x.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
	for _, overlap := range []time.Duration{-time.Hour, partner.MaxOverlap + 1} {
		if got, err := both.Rotate(partner.Shopify, c, overlap, now); fault.Of(err) != fault.Invalid || got != both {
			t.Errorf("%s: %v", overlap, err)
		}
	}
	if got := partner.LastFour("shpss_0123456789wxyz"); got != "wxyz" {
		t.Errorf("last four: %q", got)
	}
	if got := partner.LastFour("short"); got != "" {
		t.Errorf("last four of a short one: %q", got)
	}
}
