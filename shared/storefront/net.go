package storefront

import (
	"maps"
	"time"
)

// Missing gives those of the sales that a shop lists which tell more than what arrived: what the shop did not send, or what was lost. States are
// what is known of its orders, by their keys.
func Missing(listed []Sale, states map[string]State) []Sale {
	now := maps.Clone(states)
	var out []Sale
	for _, s := range listed {
		if now[s.Order].adds(s) {
			out = append(out, s)
			if now == nil {
				now = map[string]State{}
			}
			now[s.Order] = Merge(now[s.Order], s)
		}
	}
	return out
}

// Arrivals is what is known of a connection's deliveries.
type Arrivals struct {
	Since time.Time // the connection is there, or was unpaused
	Last  time.Time // the last delivery; zero: there was none
	// Missed is as of when the oldest change is that the shop lists and did not send; zero: there is none.
	Missed time.Time
}

// Silence is how long a shop may not send what it lists before its webhook counts as disabled. WooCommerce sends from a job that a quiet shop runs
// late, and Shopify tries again for hours.
const Silence = 6 * time.Hour

// Silent reports that a shop's webhook looks disabled: something changed there, and in all the time that a delivery may take nothing came.
func Silent(a Arrivals, now time.Time) bool {
	heard := a.Last
	if heard.Before(a.Since) {
		heard = a.Since
	}
	return !a.Missed.IsZero() && now.Sub(a.Missed) > Silence && now.Sub(heard) > Silence
}
