package price

import "strings"

// Timeline is what a sheet speaks of.
type Timeline string

// Timelines.
const (
	Current Timeline = "current" // the whole list as it holds now: it replaces the list in use
	Future  Timeline = "future"  // only what will change: it is merged into the list in use
)

// List names prices that are in use together or not at all: a partner's prices of a kind in a market and a currency.
type List struct {
	Partner  string `json:"partner"`
	Kind     Kind   `json:"kind"`
	Market   string `json:"market"`   // ISO 3166 alpha 2; "" of a list that holds for all
	Currency string `json:"currency"` // ISO 4217; the partner's billing currency, not the customer's
}

// String gives the list's name in texts, such as "nce DE EUR".
func (l List) String() string {
	return strings.Join(strings.Fields(string(l.Kind)+" "+l.Market+" "+l.Currency), " ")
}
