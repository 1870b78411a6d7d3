package partnercenter

import (
	"encoding/json"
	"slices"
	"strings"
)

// The CartErrorCodes that are used.
const (
	lineItemUnknown  = 10001
	lineParticipants = 10004
	lineUnprocessed  = 10006
	lineSubscription = 10007
	lineSandbox      = 10009
	lineInput        = 10010
)

// sandboxSeats is the most seats that Microsoft documents for a subscription in the sandbox.
const sandboxSeats = 25

// line is a line item of a cart, both ways.
type line struct {
	ID           *int            `json:"id"`
	CatalogItem  string          `json:"catalogItemId"`
	FriendlyName string          `json:"friendlyName,omitempty"`
	Quantity     int             `json:"quantity"`
	Currency     string          `json:"currencyCode,omitempty"`
	Cycle        string          `json:"billingCycle"`
	Term         string          `json:"termDuration,omitempty"`
	CustomEnd    string          `json:"customTermEndDate,omitempty"`
	Promotion    string          `json:"promotionId,omitempty"`
	Participants []participant   `json:"participants,omitempty"`
	RenewsTo     json.RawMessage `json:"renewsTo,omitempty"`
	Provisioning json.RawMessage `json:"provisioningContext,omitempty"`
	Attested     *bool           `json:"attestationAccepted,omitempty"`
	Addons       []*line         `json:"addonItems,omitempty"`
	Group        string          `json:"orderGroup,omitempty"`
	Error        *lineError      `json:"error,omitempty"`

	item      item
	automatic string // the promotion that applies without being named, "" for none
	base      *line  // that this is an add-on of, nil for none
}

type participant struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

type lineError struct {
	Code int    `json:"errorCode"`
	Text string `json:"errorDescription"`
}

// flat gives lines and, after each, its add-ons.
func flat(lines []*line) []*line {
	var all []*line
	for _, l := range lines {
		all = append(all, l)
		if l != nil {
			all = append(all, flat(l.Addons)...)
		}
	}
	return all
}

// inspect finds each line's item and sets its error and its group.
func (c *call) inspect(lines []*line) {
	all := flat(lines)
	present := c.owned()
	for _, l := range all {
		for _, addon := range l.Addons {
			addon.base = l
		}
	}
	for _, l := range all {
		l.item, l.Error, l.Group = c.find(l.CatalogItem), nil, ""
		if l.item.sku != nil {
			present[l.item.key()] = true
		}
	}
	groups := map[string]string{}
	for _, l := range all {
		if l.Error = c.wrong(l, present); l.Error == nil {
			l.Group = group(groups, l)
			l.automatic = c.automatic(l.asked())
		}
		if l.Currency == "" {
			l.Currency = c.partner.Currency
		}
	}
}

// find gives the item that a catalog item id names today for this customer, or none.
func (c *call) find(id string) item {
	key, availability, ok := cutLast(id, ":")
	i, known := c.cat.items[strings.ToUpper(key)]
	if !ok || !known || !c.offered(i, c.customer.country, "") {
		return item{}
	}
	if !strings.EqualFold(c.availabilityID(i, c.customer.country, c.now), availability) {
		return item{}
	}
	return i
}

func cutLast(s, sep string) (before, after string, ok bool) {
	n := strings.LastIndex(s, sep)
	if n < 0 {
		return s, "", false
	}
	return s[:n], s[n+len(sep):], true
}

// wrong gives what is wrong with a line. The codes are documented, which of them answers to what is partly modelled. A
// stale id is unknown; once in the cart a line stays valid as long as the cart (modelled).
func (c *call) wrong(l *line, present map[string]bool) *lineError {
	i := l.item
	switch {
	case i.sku == nil:
		return &lineError{lineItemUnknown, "The catalogItemId is not valid."}
	case i.sku.NotPurchasable:
		return &lineError{lineUnprocessed, "The item cannot be purchased."}
	case !i.plan(l.Term, l.Cycle):
		return &lineError{lineInput, "The term duration and billing cycle are not offered for the item."}
	case l.Quantity < i.sku.Min || l.Quantity > i.sku.Max:
		return &lineError{lineInput, "The quantity is out of the item's range."}
	case c.opt.Mode == Sandbox && l.Quantity > sandboxSeats:
		return &lineError{lineSandbox, "The sandbox allows 25 seats a subscription."}
	case slices.ContainsFunc(l.Participants, c.stranger), len(l.Participants) > maxParticipants:
		return &lineError{lineParticipants, "The participant is not supported."}
	case l.lacks(present):
		return &lineError{lineUnprocessed, "A prerequisite of the add-on is neither owned nor in the cart."}
	}
	return c.wrongChoice(l)
}

// maxParticipants is a reseller and the five more that Microsoft documents.
const maxParticipants = 6
