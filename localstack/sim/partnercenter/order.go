package partnercenter

import (
	"cmp"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// order is a group of lines that was bought.
type order struct {
	id, alternate string
	created       time.Time
	cycle         string
	currency      string
	lines         []orderLine
}

// orderLine is one subscription of an order.
type orderLine struct {
	number int
	line   *line
	term   string
	bought purchase
	sub    *subscription
}

type orderLineView struct {
	Number       int             `json:"lineItemNumber"`
	Offer        string          `json:"offerId"`
	Subscription string          `json:"subscriptionId,omitempty"`
	Friendly     string          `json:"friendlyName,omitempty"`
	Quantity     int             `json:"quantity"`
	Term         string          `json:"termDuration"`
	Transaction  string          `json:"transactionType"`
	Parent       string          `json:"parentSubscriptionId,omitempty"`
	Partner      string          `json:"partnerIdOnRecord,omitempty"`
	Additional   []string        `json:"additionalPartnerIdsOnRecord,omitempty"`
	Promotion    string          `json:"promotionId,omitempty"`
	RenewsTo     json.RawMessage `json:"renewsTo,omitempty"`
	CustomEnd    string          `json:"customTermEndDate,omitempty"`
	Provisioning json.RawMessage `json:"provisioningContext,omitempty"`
	Attested     *bool           `json:"attestationAccepted,omitempty"`
	Links        map[string]link `json:"links"`
}

type orderView struct {
	ID          string          `json:"id"`
	Alternate   string          `json:"alternateId"`
	Customer    string          `json:"referenceCustomerId"`
	Cycle       string          `json:"billingCycle"`
	Currency    string          `json:"currencyCode"`
	Symbol      string          `json:"currencySymbol,omitempty"`
	Lines       []orderLineView `json:"lineItems"`
	Created     string          `json:"creationDate"`
	Status      string          `json:"status"`
	Transaction string          `json:"transactionType"`
	Links       map[string]link `json:"links"`
	Attributes  attributes      `json:"attributes"`
}

// place makes an order and its subscriptions. Their windows count from now.
// bases takes the subscriptions that lines of the cart become.
func (c *call) place(lines []*line, bases map[*line]*subscription) *order {
	o := &order{id: c.id(), alternate: c.shortID(), created: c.now, cycle: plainEnum(lines[0].Cycle), currency: lines[0].Currency}
	for n, l := range lines {
		end, _ := c.customEnd(l)
		p := purchase{
			order: o, offer: l.CatalogItem, quantity: l.Quantity, term: strings.ToUpper(l.Term), cycle: o.cycle,
			friendly: l.FriendlyName, at: c.now, end: end, promotion: cmp.Or(l.Promotion, l.automatic), reseller: l.reseller(), parent: l.parent(),
			renewsTo: l.renewal(),
		}
		sub := c.subscribe(c.customer, l.item, p)
		bases[l] = sub
		o.lines = append(o.lines, orderLine{n, l, sub.Term, p, sub})
	}
	c.customer.orders = append(c.customer.orders, o)
	return o
}

// join names the base of each add-on that was bought together with it.
func (o *order) join(bases map[*line]*subscription) {
	for n := range o.lines {
		l := &o.lines[n]
		if base := bases[l.line.base]; base != nil {
			l.bought.parent, l.sub.Parent = base.ID, base.ID
		}
	}
}

// provisioned says whether the order's subscriptions are active.
func (s *Sim) provisioned(o *order, now time.Time) bool {
	return !now.Before(o.created.Add(s.opt.ProvisionAfter))
}

// visible says whether an order can be read yet. Microsoft documents up to 15 minutes.
func (s *Sim) visible(o *order, now time.Time) bool {
	return !now.Before(o.created.Add(s.opt.VisibleAfter))
}

// view is the order on the wire. Microsoft documents that a line has its subscription only once it is provisioned.
func (o *order) view(c *call, customer string) orderView {
	self := "/customers/" + customer + "/orders/" + o.id
	v := orderView{
		ID: o.id, Alternate: o.alternate, Customer: customer, Cycle: o.cycle, Currency: o.currency, Created: stamp(o.created),
		Status: "pending", Transaction: "UserPurchase", Attributes: attributes{ObjectType: "Order"},
		Links: map[string]link{"self": get(self), "provisioningStatus": get(self + "/provisioningstatus")},
	}
	done := c.provisioned(o, c.now)
	if done {
		v.Status = "completed"
	}
	for _, l := range o.lines {
		line := orderLineView{
			Number: l.number, Offer: l.bought.offer, Friendly: l.bought.friendly, Quantity: l.bought.quantity, Term: l.term,
			Transaction: "New", Parent: l.bought.parent, Partner: l.bought.reseller, Additional: l.line.additional(),
			Promotion: l.bought.promotion, RenewsTo: l.line.RenewsTo, CustomEnd: l.line.CustomEnd, Provisioning: l.line.Provisioning,
			Attested: l.line.Attested, Links: map[string]link{},
		}
		if done {
			line.Subscription = l.sub.ID
			line.Links["subscription"] = get("/customers/" + customer + "/subscriptions/" + l.sub.ID)
		}
		v.Lines = append(v.Lines, line)
	}
	return v
}

// listOrders gives the visible orders, of one billing cycle if asked.
func (c *call) listOrders() reply {
	kind := c.r.URL.Query().Get("billingType")
	var items []orderView
	for _, o := range c.customer.orders {
		if c.visible(o, c.now) && (kind == "" || sameEnum(kind, o.cycle)) {
			items = append(items, o.view(c, c.customer.id))
		}
	}
	return list("/customers/"+c.customer.id+"/orders", items)
}

// order gives the visible order in the path, by either of its ids, or 404/20000.
func (c *call) order() (*order, *reply) {
	for _, o := range c.customer.orders {
		if c.visible(o, c.now) && o.is(c.vars[1]) {
			return o, nil
		}
	}
	return nil, refuse(http.StatusNotFound, 20000, "The order was not found.")
}

func (o *order) is(id string) bool {
	return strings.EqualFold(id, o.id) || strings.EqualFold(id, o.alternate)
}

func (c *call) getOrder() reply {
	o, refusal := c.order()
	if refusal != nil {
		return *refusal
	}
	return ok(http.StatusOK, o.view(c, c.customer.id))
}

type quantityStatus struct {
	Quantity int    `json:"quantity"`
	Status   string `json:"status"`
}

type provisioning struct {
	Line       string           `json:"orderLineItemId"`
	Number     int              `json:"lineItemNumber"`
	Status     string           `json:"status"`
	Quantities []quantityStatus `json:"quantityProvisioningInformation"`
}

// getProvisioning tells how far each line is. Microsoft documents that unfulfilled means cancelled, not waiting.
func (c *call) getProvisioning() reply {
	o, refusal := c.order()
	if refusal != nil {
		return *refusal
	}
	var items []provisioning
	for _, l := range o.lines {
		c.settle(l.sub)
		status := "prefulfillmentPending"
		switch {
		case l.sub.cancelled:
			status = "unfulfilled"
		case c.provisioned(o, c.now):
			status = "fulfilled"
		}
		items = append(items, provisioning{
			Line: o.id + "_" + strconv.Itoa(l.number), Number: l.number, Status: status,
			Quantities: []quantityStatus{{l.bought.quantity, status}},
		})
	}
	return list("/customers/"+c.customer.id+"/orders/"+o.id+"/provisioningstatus", items)
}
