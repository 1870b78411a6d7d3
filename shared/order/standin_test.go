package order_test

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/subscription"
)

// house is a seller in memory. How each write goes is decided by fate: "ok", "before" and "after" (no answer, without and with the effect), "throttled",
// "down", "busy", "no" and "field" (a refusal that names one).
type house struct {
	now       func() time.Time
	fate      func(call string) string
	visible   time.Duration // how long a new order stays out of sight
	replays   bool          // a checkout under the same request id gives the same answer
	tenants   map[string]order.Tenant
	byRequest map[order.RequestID]any
	carts     map[string][]order.CartLine
	ordered   map[string]bool
	sold      []order.Sold
	subs      map[string]subscription.Facts
	kept      map[order.TenantID]string
	attested  map[order.TenantID]bool
	refuse    map[string]string // product to the reason why its group is refused at checkout
	window    time.Duration
	calls     []string
	requests  map[string][]order.RequestID // by call
	forgets   bool                         // a creation under a known request id is a new one
	terms
}

func newHouse(now func() time.Time) *house {
	return &house{
		now: now, fate: func(string) string { return "ok" }, tenants: map[string]order.Tenant{}, byRequest: map[order.RequestID]any{},
		carts: map[string][]order.CartLine{}, ordered: map[string]bool{}, subs: map[string]subscription.Facts{}, kept: map[order.TenantID]string{},
		attested: map[order.TenantID]bool{}, refuse: map[string]string{}, requests: map[string][]order.RequestID{}, replays: true, window: 7 * 24 * time.Hour,
		terms: newTerms(),
	}
}

func (h *house) seller(context.Context, order.PartnerID) (order.Seller, error) {
	return order.Seller{
		Settings: h.settings, Tenants: h, Agreements: h, Catalogue: h, Carts: h, Sales: h, Licences: h, Countries: h, Relations: h, Directory: h,
		Standing: h, Promotions: h, Resellers: h, Meaning: meaning,
	}, nil
}

// write runs an effect as fate decides.
func (h *house) write(call string, effect func() error) error {
	h.calls = append(h.calls, call)
	if says := h.says[call]; len(says) > 0 {
		h.says[call] = says[1:]
		return says[0]
	}
	switch h.fate(call) {
	case "before":
		return fault.Unknown.Errorf("%s: no answer", call)
	case "after":
		if err := effect(); err != nil {
			return err
		}
		return fault.Unknown.Errorf("%s: no answer", call)
	case "throttled":
		return fault.After(fault.Throttled.Errorf("%s: too many calls", call), time.Second)
	case "down":
		return fault.Unavailable.Errorf("%s: down", call)
	case "busy":
		return fault.Conflict.Errorf("%s: busy", call)
	case "no":
		return fault.Denied.Errorf("%s: refused", call)
	case "field":
		return fault.At(fault.Invalid.Errorf("%s: refused", call), fault.Field{Pointer: "/lines/0/quantity", Text: "another number"})
	}
	return effect()
}

func (h *house) Taken(_ context.Context, domain string) (bool, error) {
	taken := false
	err := h.write("taken", func() error { _, taken = h.tenants[domain]; return nil })
	if fault.Of(err) == fault.Unknown || fault.Of(err) == fault.Conflict {
		err = fault.Unavailable.Errorf("no answer")
	}
	return taken, err
}

func (h *house) CreateTenant(_ context.Context, id order.RequestID, c order.Customer) (t order.Tenant, err error) {
	h.requests["create"] = append(h.requests["create"], id)
	err = h.write("create", func() error {
		if was, ok := h.byRequest[id].(order.Tenant); ok && !h.forgets {
			t = was
			return nil
		}
		if _, taken := h.tenants[c.Domain]; taken {
			return fault.At(fault.Invalid.Errorf("domain taken"), fault.Field{Pointer: "/customer/domain", Text: "taken"})
		}
		t = order.Tenant{
			ID: order.TenantID(fmt.Sprintf("tenant-%d", len(h.tenants)+1)), Domain: c.Domain, Company: c.Company, Email: c.Email, User: "admin", Password: "secret",
		}
		h.tenants[c.Domain], h.byRequest[id] = t, t
		return nil
	})
	return t, err
}

func (h *house) FindTenant(_ context.Context, ref string) (order.Tenant, error) {
	for _, t := range h.tenants {
		if t.Domain == ref || string(t.ID) == ref {
			t.Password = ""
			return t, nil
		}
	}
	return order.Tenant{}, fault.NotFound.Errorf("no such customer")
}

func (h *house) Keep(_ context.Context, _ order.PartnerID, t order.Tenant) error {
	h.kept[t.ID] = t.Password
	return nil
}

func (h *house) Attested(_ context.Context, t order.TenantID) (bool, error) {
	return h.attested[t], nil
}

func (h *house) Attest(_ context.Context, _ order.RequestID, t order.TenantID, _ order.Consent) (string, error) {
	return "template-1", h.write("attest", func() error { h.attested[t] = true; return nil })
}

func (h *house) Resolve(_ context.Context, _ order.TenantID, _ string, i order.Item) (order.Offer, error) {
	if o, ok := h.offers[i.Product+":"+i.SKU]; ok {
		return o, nil
	}
	return order.Offer{Catalog: i.Product + ":" + i.SKU + ":AVAIL", Min: 1, Max: 300}, nil
}

func (h *house) CreateCart(_ context.Context, id order.RequestID, _ order.TenantID, mpn string, lines []order.CartLine) (c order.Cart, err error) {
	h.requests["cart"], h.numbers = append(h.requests["cart"], id), append(h.numbers, mpn)
	err = h.write("cart", func() error {
		c.ID = fmt.Sprintf("cart-%d", len(h.carts)+1)
		for i := range lines {
			lines[i].Group = strconv.Itoa(i)
		}
		h.carts[c.ID], c.Lines = lines, lines
		return nil
	})
	return c, err
}

func (h *house) Checkout(_ context.Context, id order.RequestID, _ order.TenantID, cart string) (receipt order.Receipt, err error) {
	err = h.write("checkout", func() error {
		if was, ok := h.byRequest[id].(order.Receipt); ok && h.replays {
			receipt = was
			return nil
		}
		if h.ordered[cart] {
			return fault.Conflict.Errorf("submitted already")
		}
		h.ordered[cart] = true
		for _, l := range h.carts[cart] {
			if why := h.refuse[l.Catalog[:12]]; why != "" {
				receipt.Refused = append(receipt.Refused, order.Refusal{Group: l.Group, Meaning: order.Meaning{Code: "800088", Class: order.Final, Operator: why}})
				continue
			}
			receipt.Sold = append(receipt.Sold, h.sell(l))
		}
		h.byRequest[id] = receipt
		return nil
	})
	return receipt, err
}

func (h *house) sell(l order.CartLine) order.Sold {
	n := len(h.sold) + 1
	id := fmt.Sprintf("sub-%d", n)
	item := append(strings.Split(l.Catalog, ":"), "")
	h.subs[id] = subscription.Facts{
		Product: item[0], SKU: item[1], Status: subscription.Active, Quantity: l.Quantity, AutoRenew: true, NewCommerce: true, Term: l.Term, Billing: l.Billing, Started: h.now(),
		CancelUntil: h.now().Add(h.window), CommitmentEnds: h.now().AddDate(1, 0, -1),
	}
	s := order.Sold{
		ID: fmt.Sprintf("sold-%d", n), Created: h.now(), Billing: l.Billing,
		Lines: []order.SoldLine{{Catalog: l.Catalog, Quantity: l.Quantity, Term: l.Term, Subscription: id}},
	}
	if f := h.subs[id]; h.gone {
		f.Status = subscription.Deleted
		h.subs[id] = f
	}
	if h.hides {
		s.Lines[0].Subscription = ""
	}
	h.sold = append(h.sold, s)
	return s
}

func (h *house) Cart(_ context.Context, _ order.TenantID, cart string) (order.Cart, error) {
	if _, ok := h.carts[cart]; !ok {
		return order.Cart{}, fault.NotFound.Errorf("no such cart")
	}
	return order.Cart{ID: cart, Ordered: h.ordered[cart]}, nil
}

func (h *house) SoldSince(_ context.Context, _ order.TenantID, since time.Time) (all []order.Sold, err error) {
	for _, s := range h.sold {
		if !s.Created.Before(since) && !h.now().Before(s.Created.Add(h.visible)) {
			all = append(all, s)
		}
	}
	return all, nil
}

func (h *house) SoldOrder(_ context.Context, _ order.TenantID, id string) (order.Sold, error) {
	for _, s := range h.sold {
		if s.ID == id && !h.now().Before(s.Created.Add(h.visible)) {
			return s, nil
		}
	}
	return order.Sold{}, fault.NotFound.Errorf("no such order")
}

func (h *house) Provisioned(context.Context, order.TenantID, string) ([]string, error) {
	return []string{cmp.Or(h.provision, "fulfilled")}, nil
}

func (h *house) Read(_ context.Context, _ string, id subscription.ID) (subscription.Facts, error) {
	f, ok := h.subs[string(id)]
	if !ok {
		return f, fault.NotFound.Errorf("no such subscription")
	}
	return f, nil
}

func (h *house) List(context.Context, string) (map[subscription.ID]subscription.Facts, error) {
	h.calls = append(h.calls, "list")
	return h.owned, nil
}

func (h *house) Edit(_ context.Context, _, _ string, id subscription.ID, e subscription.Edit) (f subscription.Facts, err error) {
	call := "renewal"
	if e.Status == subscription.Deleted {
		call = "cancel"
	}
	err = h.write(call, func() error {
		f = h.subs[string(id)]
		switch {
		case e.Status == subscription.Deleted && !h.now().Before(f.CancelUntil):
			return fault.Gone.Errorf("the window has passed")
		case e.Status == subscription.Deleted:
			f.Status = subscription.Deleted
		case e.AutoRenew != nil:
			f.AutoRenew = *e.AutoRenew
		}
		h.subs[string(id)] = f
		return nil
	})
	return f, err
}
