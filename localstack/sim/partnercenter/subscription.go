package partnercenter

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The states of a subscription.
const (
	active    = "active"
	suspended = "suspended"
	expired   = "expired"
	disabled  = "disabled"
	deleted   = "deleted"
)

// subscription is a Subscription with what the service alone knows of it.
type subscription struct {
	Subscription

	order     *order // nil for a seeded one
	batches   []batch
	schedule  json.RawMessage // instructions for the next term, nil for none
	actions   []scheduledAction
	since     time.Time // when it expired or was disabled
	renewed   bool
	cancelled bool
	updates   int
	addons    bool   // something can be added to it
	renewsTo  string // the term that a trial becomes, "" for a year
	used      string // the promotion that it was bought with
	custom    bool   // the running term has an end that was chosen
	cycleNext string // the billing cycle from cycleAt on, "" for no change
	cycleAt   time.Time
	meter     meter
	rows      []LedgerRow

	next   *subscription // what it becomes by a change that was accepted
	nextAt time.Time
}

// scheduledAction is something arranged for the end of the term. Known from third parties only: the type of schedule is
// not checked, the action is cancel or extend.
type scheduledAction struct {
	Schedule  string `json:"scheduleType"`
	Action    string `json:"actionType"`
	Effective string `json:"effectiveDate,omitempty"`
}

func (a scheduledAction) cancels() bool { return strings.EqualFold(a.Action, "cancel") }

type refundView struct {
	Type    string `json:"type"`
	Expires string `json:"expiresAt"`
}

// subscriptionView is a subscription on the wire.
type subscriptionView struct {
	ID           string            `json:"id"`
	Offer        string            `json:"offerId"`
	OfferName    string            `json:"offerName"`
	Friendly     string            `json:"friendlyName"`
	Type         *named            `json:"productType,omitempty"`
	Quantity     int               `json:"quantity"`
	Unit         string            `json:"unitType"`
	Purchasable  bool              `json:"hasPurchasableAddons"`
	Created      string            `json:"creationDate"`
	Start        string            `json:"effectiveStartDate"`
	End          string            `json:"commitmentEndDate"`
	CancelUntil  *string           `json:"cancellationAllowedUntilDate"`
	Refunds      []refundView      `json:"refundOptions"`
	Refundable   refundable        `json:"refundableQuantity"`
	Status       string            `json:"status"`
	AutoRenew    bool              `json:"autoRenewEnabled"`
	Trial        bool              `json:"isTrial"`
	Billing      string            `json:"billingType"`
	Cycle        string            `json:"billingCycle"`
	Term         string            `json:"termDuration"`
	RenewalTerm  string            `json:"renewalTermDuration"`
	Schedule     json.RawMessage   `json:"scheduledNextTermInstructions"`
	Actions      []scheduledAction `json:"scheduledActions,omitempty"`
	Partner      string            `json:"partnerId"`
	Microsoft    bool              `json:"isMicrosoftProduct"`
	Attention    bool              `json:"attentionNeeded"`
	Taken        bool              `json:"actionTaken"`
	Publisher    string            `json:"publisherName"`
	Contract     string            `json:"contractType"`
	Order        string            `json:"orderId"`
	Parent       string            `json:"parentSubscriptionId,omitempty"`
	Promotion    string            `json:"promotionId,omitempty"`
	From         string            `json:"migratedFromSubscriptionId,omitempty"`
	SuspendedFor []string          `json:"suspensionReasons,omitempty"`
	Links        map[string]link   `json:"links"`
	Attributes   attributes        `json:"attributes"`
}

func (sub *subscription) view(now time.Time) subscriptionView {
	v := subscriptionView{
		ID: sub.ID, Offer: sub.Offer, OfferName: sub.OfferName, Friendly: sub.FriendlyName,
		Type: &named{onlineServices, onlineServices}, Quantity: sub.Quantity, Unit: "Licenses", Created: stamp(sub.Created),
		Start: stamp(sub.Start), End: stamp(sub.End), Refunds: []refundView{}, Refundable: sub.refundable(now),
		Status: sub.Status, AutoRenew: sub.AutoRenew, Trial: sub.Trial, Billing: "license", Cycle: sub.BillingCycle,
		Term: sub.Term, Schedule: sub.schedule, Actions: sub.actions, Microsoft: true, Publisher: "Microsoft Corporation",
		Contract: "subscription", Order: sub.Order, Attributes: attributes{ObjectType: "Subscription"},
		Links: map[string]link{"self": get("/customers/" + sub.Customer + "/subscriptions/" + sub.ID)},
	}
	if !sub.CancelUntil.IsZero() {
		until := stamp(sub.CancelUntil)
		v.CancelUntil, v.Refunds = &until, append(v.Refunds, refundView{"Partial", until})
	}
	if sub.Status == suspended {
		v.SuspendedFor = []string{"PartnerSuspended"}
	}
	v.Parent, v.Promotion, v.Partner, v.Purchasable, v.From = sub.Parent, sub.Promotion, sub.Reseller, sub.addons, sub.From
	if sub.Legacy {
		return v.old(sub)
	}
	return v
}

// clone is a copy that shares nothing that changes.
func (sub *subscription) clone() *subscription {
	c := *sub
	c.batches, c.actions, c.next = slices.Clone(sub.batches), slices.Clone(sub.actions), nil
	c.rows = slices.Clip(sub.rows) // rows are never changed
	return &c
}

// settle brings a subscription up to the time of the call.
func (c *call) settle(sub *subscription) { c.advance(sub, c.now) }

// shown says whether a subscription can be read yet: Microsoft documents a delay after the purchase, and that one is
// there once it is provisioned.
func (s *Sim) shown(sub *subscription, now time.Time) bool {
	return sub.order == nil || s.provisioned(sub.order, now) && s.visible(sub.order, now)
}

// listSubscriptions gives all in one page, whatever their state, or those of one order or of one partner of record.
func (c *call) listSubscriptions() reply {
	of, reseller := c.r.URL.Query().Get("order_id"), c.r.URL.Query().Get("mpn_id")
	items := []subscriptionView{}
	for _, sub := range c.customer.subs {
		if !c.shown(sub, c.now) || of != "" && (sub.order == nil || !sub.order.is(of)) || reseller != "" && sub.Reseller != reseller {
			continue
		}
		c.settle(sub)
		items = append(items, sub.view(c.now))
	}
	if size := c.opt.Quirks.SubscriptionPage; size > 0 {
		return c.subscriptionPage(items, size)
	}
	return list("/customers/"+c.customer.id+"/subscriptions", items)
}

func (c *call) subscriptionPage(all []subscriptionView, size int) reply {
	from, valid := c.from(c.r.URL.Query().Get("seekOperation"))
	if !valid || from > len(all) {
		return fail(http.StatusBadRequest, 2000, "The continuation token is not valid or there are no more records.")
	}
	to := min(len(all), from+size)
	p := page[subscriptionView]{TotalCount: to - from, Items: all[from:to], Attributes: attributes{ObjectType: "Collection"}}
	if to < len(all) {
		p.Continuation = base64.StdEncoding.EncodeToString([]byte("from:" + strconv.Itoa(to)))
	}
	return ok(http.StatusOK, p)
}

// subscription gives the one in the path, or 404/20003.
func (c *call) subscription() (*subscription, *reply) {
	for _, sub := range c.customer.subs {
		if strings.EqualFold(sub.ID, c.vars[1]) && c.shown(sub, c.now) {
			c.settle(sub)
			return sub, nil
		}
	}
	return nil, refuse(http.StatusNotFound, 20003, "The subscription was not found.")
}

func (c *call) getSubscription() reply {
	sub, refusal := c.subscription()
	if refusal != nil {
		return *refusal
	}
	return ok(http.StatusOK, sub.view(c.now))
}

// listAddons gives the subscriptions that were bought as add-ons of one.
func (c *call) listAddons() reply {
	base, refusal := c.subscription()
	if refusal != nil {
		return *refusal
	}
	items := []subscriptionView{}
	for _, sub := range c.customer.subs {
		if sub.Parent == base.ID && c.shown(sub, c.now) {
			c.settle(sub)
			items = append(items, sub.view(c.now))
		}
	}
	return list("/customers/"+c.customer.id+"/subscriptions/"+base.ID+"/addons", items)
}

// getSubscriptionProvisioning tells what is provisioned in the tenant. A suspended subscription's licences stay (modelled).
func (c *call) getSubscriptionProvisioning() reply {
	sub, refusal := c.subscription()
	if refusal != nil {
		return *refusal
	}
	status, sku := "success", ""
	if i := c.cat.items[sub.Item]; i.sku != nil {
		sku = i.sku.Provisioning
	}
	if sub.Status != active && sub.Status != suspended {
		status = "failed"
	}
	return ok(http.StatusOK, struct {
		SKU      string `json:"skuId"`
		Status   string `json:"status"`
		Quantity int    `json:"quantity"`
		End      string `json:"endDate"`
	}{sku, status, sub.Quantity, stamp(sub.End)})
}
