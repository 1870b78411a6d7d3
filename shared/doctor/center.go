package doctor

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
)

// partnerCenter is what every check of Partner Center says when a call fails.
func (d doctor) partnerCenter(err error) Finding {
	f := service{name: "Partner Center", allow: "give the service account the role Admin agent in Partner Center"}.failed(err)
	if strings.HasPrefix(f.Next, "sign in again") {
		f.Link = d.consents()
	}
	return f
}

func (d doctor) mfa(ctx context.Context) Finding {
	seen, err := d.world.Center.MFA(ctx)
	switch {
	case err != nil:
		return d.partnerCenter(err)
	case seen == nil:
		return warning("Partner Center does not say whether it sees the second factor", "look at the MFA page of Partner Center for this account")
	case !*seen:
		return broken("Partner Center does not see a second factor in the sign-in, and refuses its calls sooner or later", "sign in again with MFA").at(d.consents())
	}
	return ok("Partner Center sees the second factor")
}

func (d doctor) profile(ctx context.Context) Finding {
	tenant, err := d.world.Center.Tenant(ctx)
	if err != nil {
		return d.partnerCenter(err)
	}
	return d.sameTenant("Partner Center", tenant)
}

func (d doctor) sameTenant(where, tenant string) Finding {
	if !strings.EqualFold(tenant, string(d.partner.Tenant)) {
		return broken(where+" answers for another tenant than the settings name", "correct the tenant in the settings, or sign in as an account of the partner's own tenant").at(d.settings())
	}
	return ok(where + " answers for the partner's tenant")
}

func (d doctor) billing(ctx context.Context) Finding {
	b, err := d.world.Center.Billing(ctx)
	if err != nil {
		return d.partnerCenter(err)
	}
	p := d.partner
	switch {
	case b.Currency == "" && b.Country == "":
		return warning("the billing profile names no currency and no country", "complete the billing profile in Partner Center")
	case b.Currency != "" && !strings.EqualFold(b.Currency, p.Currency):
		return broken(fmt.Sprintf("Microsoft bills the partner in %s, and the settings say %s", b.Currency, p.Currency), "correct the currency in the settings").at(d.settings())
	case b.Country != "" && !strings.EqualFold(b.Country, p.Market):
		return warning(fmt.Sprintf("the billing profile is of %s, and the market of the settings is %s", b.Country, p.Market), "correct the market in the settings if it is not meant so").at(d.settings())
	}
	return ok("the billing profile fits the settings")
}

func (d doctor) mpn(ctx context.Context) Finding {
	id, err := d.world.Center.MPN(ctx)
	if err != nil {
		return d.partnerCenter(err)
	}
	want := d.partner.MPN
	switch {
	case want == "" && d.partner.Tier == partner.Indirect:
		return broken("the settings name no id of the partner programme, which every order of an indirect provider needs", "enter it in the settings").at(d.settings())
	case want == "":
		return ok("the settings name none, and a direct partner needs none")
	case id != want:
		return broken("Partner Center has another id of the partner programme than the settings", "correct it in the settings").at(d.settings())
	}
	return ok("the id is that of the settings")
}

func (d doctor) customers(ctx context.Context) Finding {
	n, err := d.world.Center.Customers(ctx)
	if err != nil {
		return d.partnerCenter(err)
	}
	if n == 0 {
		return ok("the list can be read, and is empty")
	}
	return ok("the list can be read")
}

func (d doctor) catalogue(ctx context.Context) Finding {
	n, err := d.world.Center.Products(ctx)
	if kind := fault.Of(err); kind == fault.Denied || kind == fault.Invalid {
		f := broken("Partner Center does not show the catalogue of "+d.partner.Market, "correct the market in the settings if it is not the partner's, or give the service account the role Admin agent in Partner Center").at(d.settings())
		f.Code = fault.Code(err)
		return f
	}
	if err != nil {
		return d.partnerCenter(err)
	}
	if n == 0 {
		return broken("Partner Center has no product for the market "+d.partner.Market, "correct the market in the settings").at(d.settings())
	}
	return ok("Partner Center has products for the market " + d.partner.Market)
}

// webhooks looks where events go. An account has one registration, which may be another program's: orders do not need it.
func (d doctor) webhooks(ctx context.Context) Finding {
	addresses, err := d.world.Center.Webhooks(ctx)
	if err != nil {
		return d.partnerCenter(err)
	}
	if len(addresses) == 0 {
		return ok("no webhook is registered; changes at Microsoft are found by asking")
	}
	for _, a := range addresses {
		u, err := url.Parse(a)
		if err != nil || u.Scheme != "https" || u.Host == "" {
			return warning("a webhook is registered at an address that is not https", "register it at an https address, or remove it")
		}
	}
	return ok(fmt.Sprintf("%d webhook registered, over https", len(addresses)))
}

func (d doctor) priceHost(ctx context.Context) Finding {
	err := d.world.Prices(ctx)
	if kind := fault.Of(err); kind == fault.Invalid || kind == fault.NotFound {
		f := broken("there is no price sheet of "+d.partner.Market+" for the partner", "correct the market in the settings").at(d.settings())
		f.Code = fault.Code(err)
		return f
	}
	if err != nil {
		return service{
			name:  "the price-sheet host",
			allow: "give the service account the role Admin agent or Sales agent in Partner Center",
		}.failed(err)
	}
	return ok("the price sheet of " + d.partner.Market + " can be reached")
}
