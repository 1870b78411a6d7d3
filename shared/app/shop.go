package app

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/reach"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/shopify"
	"github.com/seatwright/seatwright/shared/storefront"
	"github.com/seatwright/seatwright/shared/stripe"
	"github.com/seatwright/seatwright/shared/woocommerce"
)

// shops opens the APIs of connections' shops. Who connects a shop names its address, so that connections are made to the public network alone.
type shops struct {
	env     *Env
	secrets secret.Store

	web func() http.RoundTripper
}

func newShops(e *Env, secrets secret.Store) shops {
	return shops{env: e, secrets: secrets, web: sync.OnceValue(func() http.RoundTripper {
		if e.Local != nil {
			return e.Local.Web
		}
		const patience = 10 * time.Second
		return reach.Transport(reach.Options{Timeout: patience, Ports: portOf(e.Settings[setting.Shops])})
	})}
}

// portOf gives the port of an address, if it names one.
func portOf(address string) []uint16 {
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	n, err := strconv.ParseUint(u.Port(), 10, 16)
	if err != nil {
		return nil
	}
	return []uint16{uint16(n)}
}

func shopSecret(connection string) string { return "connection/" + connection + "/api" }

// open opens the API of a connection's shop, or fails with fault.NotFound where no keys are kept.
func (s shops) open(ctx context.Context, c partner.Connection) (storefront.Shop, error) {
	text, err := s.secrets.Read(ctx, shopSecret(c.ID))
	if err != nil {
		return nil, err
	}
	var k partner.ShopKeys
	if json.Unmarshal([]byte(text), &k) != nil { // the decoder's own words could quote the keys
		return nil, fault.Denied.Errorf("the keys of the shop's API cannot be used; store them again")
	}
	base, e := "https://"+c.Shop, s.env
	if c.Platform == partner.Stripe {
		base = ""
	}
	if all := e.Settings[setting.Shops]; all != "" {
		base = all + "/" + c.Platform
	}
	switch c.Platform {
	case partner.Shopify:
		return shopify.NewShop(shopify.Options{
			Base: base, Token: k.Token, Version: cmp.Or(k.Version, shopifyVersion), Connection: c, Now: e.Now, Sleep: e.Sleep, Transport: s.web(), Observe: e.observe,
		}), nil
	case partner.WooCommerce:
		return woocommerce.NewShop(woocommerce.Options{
			Base: base, Key: k.Key, Secret: k.Secret, Connection: c, Now: e.Now, Sleep: e.Sleep, Transport: s.web(), Observe: e.observe,
		}), nil
	case partner.Stripe:
		return stripe.NewShop(stripe.Options{
			Base: base, Key: k.Token, Version: k.Version, Connection: c, Now: e.Now, Sleep: e.Sleep, Transport: s.web(), Observe: e.observe,
		}), nil
	}
	return nil, fault.NotFound.Errorf("platform %q: has no API that could be asked", c.Platform)
}

// shopifyVersion is that of Shopify's API where a connection names none.
const shopifyVersion = "2026-10"
