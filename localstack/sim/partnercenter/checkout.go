package partnercenter

import (
	"net/http"
	"slices"
	"strconv"
)

// sandboxSubscriptions is the most subscriptions that Microsoft documents for a customer in the sandbox.
const sandboxSubscriptions = 5

// orderError tells why one group of lines was not ordered.
type orderError struct {
	Group string `json:"orderGroupId"`
	Code  int    `json:"code"`
	Text  string `json:"description"`

	status int // for the standard error, when all fails for such reasons; 0 for none
}

type checkoutResult struct {
	Orders     []orderView  `json:"orders"`
	Errors     []orderError `json:"orderErrors,omitempty"`
	Attributes attributes   `json:"attributes"`
}

// checkout buys a cart: one order for each group of lines, each for itself.
func (c *call) checkout() reply {
	// Microsoft documents a checkout without a body, and with Content-Length: 0.
	if c.r.ContentLength < 0 {
		return gateway(http.StatusLengthRequired, "Length required")
	}
	if len(c.body) > 0 {
		return bad("A checkout has no body.")
	}
	ca, refusal := c.cart()
	if refusal != nil {
		return *refusal
	}
	if refusal := c.refuseCheckout(ca); refusal != nil {
		return *refusal
	}
	ca.busy, c.customer.buying = true, true
	c.work()
	ca.busy, c.customer.buying = false, false
	a := c.buy(ca)
	if a.status == http.StatusCreated && ca.ordered {
		ca.result = &a
	}
	return a
}

// refuseCheckout checks what concerns the whole cart. The codes are documented; their order is modelled.
func (c *call) refuseCheckout(ca *cart) *reply {
	switch {
	case ca.ordered && c.opt.CheckoutReplay:
		return ca.result
	case ca.ordered:
		return refuse(http.StatusBadRequest, 800065, "The cart was submitted already.")
	case ca.busy:
		return refuse(http.StatusConflict, 800064, "The cart is being processed.")
	case c.customer.buying:
		return refuse(http.StatusConflict, 800060, "Another order of the customer is in progress.")
	case !c.customer.agreed():
		return refuse(http.StatusForbidden, 13605, "The customer has not accepted the Microsoft Customer Agreement.")
	case c.customer.refuseScreened() != nil:
		return c.customer.refuseScreened()
	case slices.ContainsFunc(flat(ca.lines), func(l *line) bool { return l.Error != nil }):
		return refuse(http.StatusBadRequest, 800009, "The cart has line items with errors.")
	case c.opt.Mode == Sandbox && c.held()+len(flat(ca.lines)) > sandboxSubscriptions:
		return refuse(http.StatusBadRequest, 800018, "The sandbox customer has reached its limit of subscriptions.")
	}
	return nil
}

// held counts subscriptions that are not over.
func (c *call) held() int {
	n := 0
	for _, sub := range c.customer.subs {
		if c.settle(sub); sub.Status != deleted {
			n++
		}
	}
	return n
}

// buy orders group by group. Microsoft documents 201 with orders and errors side by side. When nothing was ordered, the
// answer is the standard error if the reasons have a status of their own, else 201 with errors alone: both are
// documented, the choice is modelled, as is that such a cart stays active.
func (c *call) buy(ca *cart) reply {
	result := checkoutResult{Orders: []orderView{}, Attributes: attributes{ObjectType: "CartCheckoutResult"}}
	all := flat(ca.lines)
	var names []string
	for _, l := range all {
		if !slices.Contains(names, l.Group) {
			names = append(names, l.Group)
		}
	}
	groups, errors := c.sort(names, all)
	result.Errors = errors
	bases := map[*line]*subscription{}
	var placed []*order
	for _, lines := range groups {
		placed = append(placed, c.place(lines, bases))
	}
	for _, o := range placed {
		o.join(bases)
		result.Orders = append(result.Orders, o.view(c, c.customer.id))
		c.note(c.customer, "create_order", "order", nil, o.view(c, c.customer.id))
	}
	ca.ordered, ca.modified = len(result.Orders) > 0, c.now
	if first := result.Errors; !ca.ordered && first[0].status != 0 {
		return fail(first[0].status, first[0].Code, first[0].Text)
	}
	return ok(http.StatusCreated, result)
}

// refuseGroup says why a group is not ordered, or nil. Microsoft documents 403/800088, with the number of seats left in
// the text, for the plans of which a customer may hold 300 over all subscriptions. That the limit is of each plan by
// itself is modelled.
func (c *call) refuseGroup(name string, lines []*line) *orderError {
	want := map[string]int{}
	for _, l := range lines {
		key := l.item.key()
		if r := c.refusal(key); r != nil {
			return &orderError{Group: name, Code: r.Code, Text: r.Description, status: r.Status}
		}
		want[key] += l.Quantity
		if left, limited := c.left(c.customer, l.item); limited && want[key] > left {
			return &orderError{Group: name, Code: 800088, Text: poolText(left), status: http.StatusForbidden}
		}
	}
	return nil
}

// sort parts the groups that can be ordered from those that cannot. An add-on of which the base is in a group that fails,
// fails with it, unless the customer has a base already (modelled).
func (c *call) sort(names []string, all []*line) ([][]*line, []orderError) {
	var groups [][]*line
	var errors []orderError
	present := c.owned()
	for _, name := range names {
		lines := slices.DeleteFunc(slices.Clone(all), func(l *line) bool { return l.Group != name })
		if e := c.refuseGroup(name, lines); e != nil {
			errors = append(errors, *e)
			continue
		}
		groups = append(groups, lines)
		for _, l := range lines {
			present[l.item.key()] = true
		}
	}
	kept := slices.DeleteFunc(slices.Clone(groups), func(lines []*line) bool {
		lone := slices.ContainsFunc(lines, func(l *line) bool { return l.lacks(present) })
		if lone {
			errors = append(errors, orderError{Group: lines[0].Group, Code: 800020, Text: "The base of an add-on was not ordered."})
		}
		return lone
	})
	return kept, errors
}

func poolText(left int) string {
	return "The quantity exceeds the seats allowed for the customer. Remaining seats: " + strconv.Itoa(left) + "."
}

// left gives how many seats of an item's pool the customer may still buy.
func (s *Sim) left(cu *customer, i item) (int, bool) {
	if i.sku.Pool == 0 {
		return 0, false
	}
	used := 0
	for _, sub := range cu.subs {
		if sub.Item == i.key() && (sub.Status == active || sub.Status == suspended || sub.Status == expired) {
			used += sub.Quantity
		}
	}
	return max(0, i.sku.Pool-used), true
}
