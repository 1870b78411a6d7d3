package subscription

import "time"

// Entry is a line of the list of subscriptions.
type Entry struct {
	ID        ID        `json:"id"`
	Tenant    string    `json:"tenant"`
	Product   string    `json:"product"`
	SKU       string    `json:"sku"`
	Name      string    `json:"name,omitempty"`
	Nickname  string    `json:"nickname,omitempty"`
	Status    string    `json:"status"`
	Quantity  int       `json:"quantity"`
	Term      string    `json:"term,omitempty"`
	Billing   string    `json:"billing,omitempty"`
	AutoRenew bool      `json:"auto_renew,omitempty"`
	Trial     bool      `json:"trial,omitempty"`
	Ends      time.Time `json:"ends,omitzero"`       // midnight of the last included day (UTC)
	Scheduled bool      `json:"scheduled,omitempty"` // the next term is to be another
	Order     string    `json:"order,omitempty"`
	Drifted   bool      `json:"drifted,omitempty"` // it was changed elsewhere
}

// Entry gives the subscription's line of the list.
func (s Subscription) Entry() Entry {
	f := s.Facts
	return Entry{
		ID: s.ID, Tenant: s.Tenant, Product: f.Product, SKU: f.SKU, Name: f.Name, Nickname: f.Nickname, Status: f.Status, Quantity: f.Quantity,
		Term: f.Term, Billing: f.Billing, AutoRenew: f.AutoRenew, Trial: f.Trial, Ends: f.CommitmentEnds.UTC(), Scheduled: f.Next != nil,
		Order: s.Order, Drifted: len(s.Drift) > 0,
	}
}

// Month gives the month in which the next term begins, such as 2027-03, or "" where none is known or the licence is gone.
func (e Entry) Month() string {
	if e.Ends.IsZero() || e.Status == Deleted {
		return ""
	}
	return renewalStarts(Facts{CommitmentEnds: e.Ends}).Format("2006-01")
}

// Filter chooses lines of the list; an empty field chooses all.
type Filter struct {
	Tenant  string
	Product string
	Status  string
	Month   string // in which the next term begins: 2027-03
}

// Fits reports whether a line is chosen.
func (f Filter) Fits(e Entry) bool {
	return (f.Tenant == "" || f.Tenant == e.Tenant) && (f.Product == "" || f.Product == e.Product) &&
		(f.Status == "" || f.Status == e.Status) && (f.Month == "" || f.Month == e.Month())
}
