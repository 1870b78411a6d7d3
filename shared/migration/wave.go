package migration

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Wave is a part of the customers that is begun together. The last wave takes the rest, whatever its size.
type Wave struct {
	Count    int           `json:"count,omitempty"`     // of customers; or
	PerMille int           `json:"per_mille,omitempty"` // of all customers
	Wait     time.Duration `json:"wait,omitempty"`      // after it is over, before the next one
	// FailedPerMille of its customers may fail; one more stops the migration. A double purchase that is suspected stops it always.
	FailedPerMille int `json:"failed_per_mille"`
}

const (
	mostWaves = 50
	mostWait  = 14 * 24 * time.Hour
)

// CheckWaves fails with fault.Invalid, and the fields to mend, when waves cannot be run.
func CheckWaves(waves []Wave) error {
	var fields []fault.Field
	add := func(i int, field, text string) {
		fields = append(fields, fault.Field{Pointer: fmt.Sprintf("/waves/%d/%s", i, field), Text: text})
	}
	for i, w := range waves {
		last := i == len(waves)-1
		switch {
		case w.Count < 0 || w.PerMille < 0 || w.PerMille > 1000:
			add(i, "count", "want a number of customers, or up to 1000 thousandths of them")
		case !last && (w.Count == 0) == (w.PerMille == 0):
			add(i, "count", "want either a number of customers or thousandths of them")
		}
		if w.Wait < 0 || w.Wait > mostWait {
			add(i, "wait", "want up to 14 days")
		}
		if w.FailedPerMille < 0 || w.FailedPerMille > 1000 {
			add(i, "failed_per_mille", "want 0 to 1000")
		}
	}
	if len(waves) == 0 || len(waves) > mostWaves {
		fields = append(fields, fault.Field{Pointer: "/waves", Text: fmt.Sprintf("want 1 to %d waves", mostWaves)})
	}
	if len(fields) > 0 {
		return fault.At(fault.Invalid.Errorf("the waves cannot be run"), fields...)
	}
	return nil
}

// Cast deals customers to waves: for each tenant the number of its wave, from 0. The order is by a hash of the migration and the tenant, so that a canary is no
// choice of the alphabet, and that everybody who deals gets the same.
func Cast(migration string, tenants []Tenant, waves []Wave) map[Tenant]int {
	order := slices.Clone(tenants)
	rank := make(map[Tenant]string, len(order))
	for _, t := range order {
		rank[t] = digest(migration, string(t))
	}
	slices.SortFunc(order, func(a, b Tenant) int { return cmp.Compare(rank[a], rank[b]) })
	cast := make(map[Tenant]int, len(order))
	for i, w := range waves {
		size := w.Count + (len(tenants)*w.PerMille+999)/1000
		if i == len(waves)-1 {
			size = len(order)
		}
		size = min(size, len(order))
		for _, t := range order[:size] {
			cast[t] = i
		}
		order = order[size:]
	}
	return cast
}

// Trips says why a wave must stop, by its counters less those that a person has let pass; "" when it may go on.
func (w Wave) Trips(c, passed Counts) string {
	if n := c.Suspected - passed.Suspected; n > 0 {
		return fmt.Sprintf("a double purchase is suspected of %d customers", n)
	}
	failed := c.Failed - passed.Failed
	if failed > 0 && failed*1000 > w.FailedPerMille*c.Customers() {
		return fmt.Sprintf("%d of %d customers failed, more than %d ‰", failed, c.Customers(), w.FailedPerMille)
	}
	return ""
}
