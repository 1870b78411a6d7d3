package takeover

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Plan is what is bought instead of the old subscriptions. It is computed from what was read, and a person approves it by its hash.
type Plan struct {
	Hash     string    `json:"hash,omitempty"`
	Read     time.Time `json:"read"`
	Buys     []Buy     `json:"buys"`
	Warnings []string  `json:"warnings,omitempty"`
	Blocks   []string  `json:"blocks,omitempty"` // it cannot be ordered
	// Before is until when it has to be ordered: when the first old subscription ends.
	Before time.Time `json:"before,omitzero"`
}

// Buy is one SKU that is bought.
type Buy struct {
	OldSKU   string   `json:"old_sku"`
	NewSKU   string   `json:"new_sku"`
	Item     Item     `json:"item"`
	Old      []string `json:"old"` // subscriptions that it replaces
	Seats    int      `json:"seats"`
	Assigned int      `json:"assigned"`
	Had      int      `json:"had"` // seats of the old ones
	// OverlapMonths is for how many begun months both are paid when it is ordered now.
	OverlapMonths int `json:"overlap_months"`
}

const (
	// late is how long before the old one's end an order must be placed at the latest.
	late = 4 * time.Hour
	// soon is from when on that is a warning.
	soon = 72 * time.Hour
)

// NewPlan computes what to buy: at least as many seats as are assigned, whatever was wished.
func NewPlan(t *Takeover, v *View, now time.Time) (Plan, []Line) {
	p := Plan{Read: v.Read}
	var old []Line
	for _, w := range t.Wishes {
		b := Buy{OldSKU: w.OldSKU, NewSKU: w.NewSKU, Item: w.Item, Assigned: v.pool(w.OldSKU).Consumed}
		b.Seats = max(w.Seats, b.Assigned)
		for _, l := range v.Lines {
			if l.Ours || !strings.EqualFold(l.SKU, w.OldSKU) {
				continue
			}
			old = append(old, l)
			b.Old = append(b.Old, l.ID)
			b.Had += l.Seats
			p.dates(l, now)
			b.OverlapMonths = max(b.OverlapMonths, months(now, l.Ends))
		}
		p.numbers(w, b)
		p.Buys = append(p.Buys, b)
	}
	if !strings.EqualFold(v.Default, t.Domain) {
		p.Blocks = append(p.Blocks, fmt.Sprintf("the tenant's default domain is %s, not %s: correct the customer's record", v.Default, t.Domain))
	}
	if len(t.Wishes) == 0 {
		p.Blocks = append(p.Blocks, "nothing is wished for")
	}
	slices.Sort(p.Warnings)
	p.Hash = p.hash()
	return p, old
}

// numbers judges the seats of one buy.
func (p *Plan) numbers(w Wish, b Buy) {
	block := func(format string, args ...any) { p.Blocks = append(p.Blocks, fmt.Sprintf(format, args...)) }
	warn := func(format string, args ...any) { p.Warnings = append(p.Warnings, fmt.Sprintf(format, args...)) }
	switch {
	case len(b.Old) == 0:
		block("%s: no subscription of another provider is there", w.OldSKU)
	case b.Seats == 0:
		block("%s: nobody has a licence, and no seats are wished for", w.OldSKU)
	}
	if w.MaxSeats > 0 && b.Seats > w.MaxSeats {
		block("%s: %d seats are more than the %d that a tenant may have", w.NewSKU, b.Seats, w.MaxSeats)
	}
	if w.Seats > 0 && w.Seats < b.Assigned {
		warn("%s: %d seats are wished for and %d assigned; %d are ordered", w.OldSKU, w.Seats, b.Assigned, b.Seats)
	}
	if b.Seats < b.Had {
		warn("%s: the old subscriptions have %d seats, %d are ordered", w.OldSKU, b.Had, b.Seats)
	}
	if b.OverlapMonths > 1 {
		warn("%s: both are paid for %d months: a transfer, or an order closer to the end, costs less", w.OldSKU, b.OverlapMonths)
	}
	if !strings.EqualFold(w.OldSKU, w.NewSKU) {
		warn("%s: the package changes, so that each user's licence is changed; confirm that nothing which the old one has is missed", w.OldSKU)
	}
}

// dates judges the end of one old subscription.
func (p *Plan) dates(l Line, now time.Time) {
	switch {
	case l.Status == deleted:
		p.Blocks = append(p.Blocks, l.ID+": it is deleted, and its data cannot be recovered")
	case l.Status == suspended:
		p.Warnings = append(p.Warnings, l.ID+": it is disabled; order at once, and check that the data is there")
	case l.Status == warning:
		p.Warnings = append(p.Warnings, l.ID+": it has ended and is in its grace period; order at once")
	case l.Ends.IsZero():
		p.Warnings = append(p.Warnings, l.ID+": its end is not known")
	case !now.Add(late).Before(l.Ends):
		p.Warnings = append(p.Warnings, l.ID+": it ends or renews within hours; make sure that it does not renew")
	case l.Ends.Sub(now) < soon:
		p.Warnings = append(p.Warnings, l.ID+": it ends in less than three days")
	}
	if !l.Ends.IsZero() && (p.Before.IsZero() || l.Ends.Before(p.Before)) {
		p.Before = l.Ends
	}
}

// months gives the begun months between two times, which are in UTC as all clocks of the seller.
func months(from, to time.Time) int {
	n := 0
	for t := from.UTC(); t.Before(to) && n < 1200; n++ {
		t = from.UTC().AddDate(0, n+1, 0)
	}
	return n
}

// hash covers what a person approves; when it was read is no part of it.
func (p *Plan) hash() string {
	b, err := json.Marshal([]any{p.Buys, p.Warnings, p.Blocks, p.Before})
	if err != nil {
		return "" // nothing in it can fail to be written
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// approvalLasts is for how long a person's word holds.
const approvalLasts = 72 * time.Hour

// approved reports whether a person approved this very plan, or need not.
func (t *Takeover) approved(now time.Time) bool {
	if len(t.Plan.Warnings) == 0 {
		return true
	}
	return t.Approval.Hash == t.Plan.Hash && t.Approval.By != "" && now.Before(t.Approval.At.Add(approvalLasts))
}

// changes reports whether users' licences have to be changed one by one.
func (t *Takeover) changes() bool {
	return slices.ContainsFunc(t.Plan.Buys, func(b Buy) bool { return !strings.EqualFold(b.OldSKU, b.NewSKU) })
}
