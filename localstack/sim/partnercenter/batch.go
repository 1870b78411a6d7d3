package partnercenter

import "time"

// batch is seats that were added together: by the purchase, by a renewal or by a later increase. Microsoft documents a
// window of its own for each.
type batch struct {
	at         time.Time
	refundable int
}

func (b batch) until() time.Time { return b.at.Add(window) }

type refundable struct {
	Total   int                `json:"totalQuantity"`
	Details []refundableDetail `json:"details"`
}

type refundableDetail struct {
	Quantity int    `json:"quantity"`
	Until    string `json:"allowedUntilDateTime"`
}

// refundable lists what can still be given back: one detail for each batch with an open window.
func (sub *subscription) refundable(now time.Time) refundable {
	r := refundable{Details: []refundableDetail{}}
	for _, b := range sub.batches {
		if b.refundable > 0 && now.Before(b.until()) {
			r.Total += b.refundable
			r.Details = append(r.Details, refundableDetail{b.refundable, stamp(b.until())})
		}
	}
	return r
}

// add gives more seats; they have a window of their own. It does not reopen the cancellation of the subscription.
func (sub *subscription) add(n int, now time.Time) {
	sub.Quantity += n
	sub.batches = append(sub.batches, batch{at: now, refundable: n})
}

// remove takes seats away, the newest first (modelled), and says whether so many are still refundable.
func (sub *subscription) remove(n int, now time.Time) bool {
	if n > sub.refundable(now).Total {
		return false
	}
	sub.Quantity -= n
	for i := len(sub.batches) - 1; i >= 0 && n > 0; i-- {
		b := &sub.batches[i]
		if !now.Before(b.until()) {
			continue
		}
		taken := min(n, b.refundable)
		b.refundable -= taken
		n -= taken
	}
	return true
}
