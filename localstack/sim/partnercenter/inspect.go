package partnercenter

import (
	"cmp"
	"slices"
	"time"
)

// Customer is a customer as tests see it. The administrator's password is apart, see Password.
type Customer struct {
	ID           string `json:"id"`
	Partner      string `json:"partner"`
	Domain       string `json:"domain"`
	Company      string `json:"company"`
	Country      string `json:"country"`
	Agreements   int    `json:"agreements"`
	DirectSigned bool   `json:"directSigned"`
	Review       string `json:"review"`
	Relationship string `json:"relationship"`
}

// Order is an order as tests see it, whether or not it is visible yet.
type Order struct {
	ID        string      `json:"id"`
	Alternate string      `json:"alternate"`
	Customer  string      `json:"customer"`
	Created   time.Time   `json:"created"`
	Cycle     string      `json:"billingCycle"`
	Lines     []OrderLine `json:"lines"`
}

// OrderLine is one subscription of an order.
type OrderLine struct {
	Item         string `json:"item"` // "PID:SKU"
	Term         string `json:"term"`
	Quantity     int    `json:"quantity"`
	Subscription string `json:"subscription"`
}

// Subscription is a subscription as tests see it, whether or not it is visible yet. Times are UTC; End is midnight of the
// last day of the term, CancelUntil is zero when the subscription can never be cancelled.
type Subscription struct {
	ID           string    `json:"id"`
	Customer     string    `json:"customer"`
	Order        string    `json:"order"` // alternate id
	Item         string    `json:"item"`  // "PID:SKU"
	Offer        string    `json:"offer"`
	OfferName    string    `json:"offerName"`
	FriendlyName string    `json:"friendlyName"`
	Quantity     int       `json:"quantity"`
	Term         string    `json:"term"`
	BillingCycle string    `json:"billingCycle"`
	Status       string    `json:"status"`
	AutoRenew    bool      `json:"autoRenew"`
	Trial        bool      `json:"trial"`
	Extended     bool      `json:"extended"` // in an extended service term
	Created      time.Time `json:"created"`
	Start        time.Time `json:"start"`
	End          time.Time `json:"end"`
	CancelUntil  time.Time `json:"cancelUntil,omitzero"`
	Cancels      bool      `json:"cancelsAtTermEnd"` // an explicit cancel is scheduled
	Scheduled    bool      `json:"scheduled"`        // something is scheduled for the next term
	Parent       string    `json:"parent,omitempty"` // the subscription that an add-on was bought for
	Promotion    string    `json:"promotion,omitempty"`
	Reseller     string    `json:"reseller,omitempty"` // MPN id of the partner of record
	Updates      int       `json:"updates"`
	Legacy       bool      `json:"legacy,omitempty"`
	From         string    `json:"migratedFrom,omitempty"` // the legacy subscription that it was
}

// Violation is something that the real service lets pass and a good client does not do.
type Violation struct {
	At     time.Time `json:"at"`
	What   string    `json:"what"`
	Detail string    `json:"detail"`
	Path   string    `json:"path"`
}

// violate notes a violation. The caller holds the lock.
func (c *call) violate(what, detail string) {
	c.broken = append(c.broken, Violation{At: c.now, What: what, Detail: detail, Path: c.r.URL.Path})
}

// Violations gives all so far.
func (s *Sim) Violations() []Violation {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Violation{}, s.broken...)
}

// Customers gives all in the order of creation.
func (s *Sim) Customers() []Customer {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []Customer{}
	for _, cu := range s.listed {
		all = append(all, cu.shown())
	}
	return all
}

func (cu *customer) shown() Customer {
	return Customer{
		ID: cu.id, Partner: cu.partner, Domain: cu.domain, Company: cu.company, Country: cu.country,
		Agreements: len(cu.agreements), DirectSigned: cu.directSigned, Review: cu.review, Relationship: cu.relation,
	}
}

// Password gives the password of a customer's administrator, "" for an unknown or seeded one. It is for tests that look
// whether what was returned once is still known.
func (s *Sim) Password(customer string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if cu := s.customers[customer]; cu != nil {
		return cu.password
	}
	return ""
}

// Orders gives all in the order of purchase, by customer.
func (s *Sim) Orders() []Order {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []Order{}
	for _, cu := range s.listed {
		for _, o := range cu.orders {
			shown := Order{ID: o.id, Alternate: o.alternate, Customer: cu.id, Created: o.created, Cycle: o.cycle}
			for _, l := range o.lines {
				key, _, _ := cutLast(l.bought.offer, ":")
				shown.Lines = append(shown.Lines, OrderLine{key, l.term, l.bought.quantity, l.sub.ID})
			}
			all = append(all, shown)
		}
	}
	return all
}

// Subscriptions gives all as they are now, by customer.
func (s *Sim) Subscriptions() []Subscription {
	now := s.opt.Clock.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []Subscription{}
	s.eachSub(now, func(_ *customer, sub *subscription) {
		shown := sub.Subscription
		shown.Scheduled, shown.Updates = sub.schedule != nil, sub.updates
		shown.Cancels = slices.ContainsFunc(sub.actions, scheduledAction.cancels)
		all = append(all, shown)
	})
	return all
}

// carts gives all as they are on the wire.
func (s *Sim) carts() []cartBody {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []cartBody{}
	for _, cu := range s.listed {
		for _, ca := range cu.carts {
			v := ca.view(cu.id)
			v.Lines = slices.Clone(v.Lines)
			all = append(all, v)
		}
	}
	slices.SortFunc(all, func(a, b cartBody) int {
		if a.Created != b.Created {
			return cmp.Compare(a.Created, b.Created)
		}
		return cmp.Compare(a.ID, b.ID)
	})
	return all
}
