package partnercenter

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// cartLife is how long a cart can be checked out, by the sample of new commerce (older samples show a quarter of an hour).
const cartLife = 7 * day

// cart is what is about to be bought.
type cart struct {
	id                string
	created, modified time.Time
	expires           time.Time
	user              string
	ordered           bool
	busy              bool // a checkout is under way
	result            *reply
	lines             []*line
}

// cartBody is a cart on the wire, both ways.
type cartBody struct {
	ID          string          `json:"id,omitempty"`
	Created     string          `json:"creationTimestamp,omitempty"`
	Modified    string          `json:"lastModifiedTimestamp,omitempty"`
	Expires     string          `json:"expirationTimestamp,omitempty"`
	User        string          `json:"lastModifiedUser,omitempty"`
	Status      string          `json:"status,omitempty"`
	Attestation *bool           `json:"partnerOnRecordAttestationAccepted,omitempty"`
	Lines       []*line         `json:"lineItems"`
	Links       map[string]link `json:"links,omitempty"`
	Attributes  attributes      `json:"attributes"`
}

func (ca *cart) view(customer string) cartBody {
	status, accepted := "Active", true
	if ca.ordered {
		status = "Ordered"
	}
	return cartBody{
		ID: ca.id, Created: stamp(ca.created), Modified: stamp(ca.modified), Expires: stamp(ca.expires), User: ca.user,
		Status: status, Attestation: &accepted, Lines: ca.lines,
		Links:      map[string]link{"self": get("/customers/" + customer + "/carts/" + ca.id)},
		Attributes: attributes{ObjectType: "Cart"},
	}
}

// read takes the lines from a body, each with its error if it has one.
func (c *call) read() ([]*line, *reply) {
	var in cartBody
	if err := json.Unmarshal(c.body, &in); err != nil {
		return nil, refuse(http.StatusBadRequest, 800002, "The body is not a cart.")
	}
	switch {
	case in.Attestation == nil || !*in.Attestation:
		// Microsoft documents the attestation as required, with this code.
		return nil, refuse(http.StatusBadRequest, 900206, "The partner on record attestation must be accepted.")
	case len(in.Lines) == 0:
		return nil, refuse(http.StatusBadRequest, 800002, "The cart has no line items.")
	}
	if refusal := c.number(in.Lines); refusal != nil {
		return nil, refusal
	}
	c.inspect(in.Lines)
	return in.Lines, nil
}

// number gives ids to lines without one. Microsoft documents ids as unique, add-ons included.
func (c *call) number(lines []*line) *reply {
	used := map[int]bool{}
	all := flat(lines)
	for _, l := range all {
		switch {
		case l == nil:
			return refuse(http.StatusBadRequest, 800002, "A line item is null.")
		case l.ID != nil && used[*l.ID]:
			return refuse(http.StatusBadRequest, 800002, "The line item ids are not unique.")
		case l.Currency != "" && l.Currency != c.partner.Currency && l.Currency != c.cat.Countries[c.customer.country]:
			// Microsoft documents the partner's or the market's currency.
			return refuse(http.StatusBadRequest, 900169, "The currency "+l.Currency+" is not supported.")
		case l.ID != nil:
			used[*l.ID] = true
		}
	}
	next := 0
	for _, l := range all {
		for l.ID == nil {
			if id := next; !used[id] {
				l.ID = &id
			}
			next++
		}
	}
	return nil
}

// createCart answers 201 even when lines are invalid; what is wrong is in the lines.
func (c *call) createCart() reply {
	lines, refusal := c.read()
	if refusal != nil {
		return *refusal
	}
	c.work()
	ca := &cart{
		id: c.id(), created: c.now, modified: c.now, expires: c.now.Add(cartLife), user: c.user.Subject, lines: lines,
	}
	c.customer.carts[ca.id] = ca
	return ok(http.StatusCreated, ca.view(c.customer.id))
}

// cart gives the cart in the path. Microsoft documents 404/800008 for an unknown one; an expired one is the same.
func (c *call) cart() (*cart, *reply) {
	ca := c.customer.carts[strings.ToLower(c.vars[1])]
	if ca == nil || !ca.ordered && !c.now.Before(ca.expires) {
		return nil, refuse(http.StatusNotFound, 800008, "The cart was not found or has expired.")
	}
	return ca, nil
}

func (c *call) getCart() reply {
	ca, refusal := c.cart()
	if refusal != nil {
		return *refusal
	}
	return ok(http.StatusOK, ca.view(c.customer.id))
}

// updateCart replaces the lines; Microsoft documents 201 for it too.
func (c *call) updateCart() reply {
	ca, refusal := c.cart()
	switch {
	case refusal != nil:
		return *refusal
	case ca.ordered:
		return fail(http.StatusBadRequest, 800065, "The cart was submitted already.")
	case ca.busy:
		return fail(http.StatusConflict, 800064, "The cart is being processed.")
	}
	lines, refusal := c.read()
	if refusal != nil {
		return *refusal
	}
	ca.lines, ca.modified, ca.user = lines, c.now, c.user.Subject
	return ok(http.StatusCreated, ca.view(c.customer.id))
}

// group names the order that a line will be in: lines are grouped by billing cycle and term.
func group(seen map[string]string, l *line) string {
	key := plainEnum(l.Cycle) + "/" + strings.ToUpper(l.Term)
	if seen[key] == "" {
		seen[key] = strconv.Itoa(len(seen))
	}
	return seen[key]
}
