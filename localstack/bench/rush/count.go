package rush

import (
	"context"
	"fmt"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/memory"
	"github.com/seatwright/seatwright/shared/table"
)

// Outcome is what became of a day.
type Outcome struct {
	Sent      int // messages of the shop
	Twice     int // of them that had come before
	Attempts  int // to deliver them
	Overtaken int // messages that went out after one that came up later
	Refused   int // attempts that we did not take, so that the shop tried again
	GivenUp   int // messages that we never took

	Orders  int // of the shop
	Right   int // have one licence with the seats that are left
	Lost    int // have none
	Doubled int // have more than one, or were bought more than once
	Wrong   int // have one with other seats
	Waiting int // for a person
	Dead    int // messages between functions that nobody could work on

	Writes, Failed int // to the table, and tries of them that failed
	Ticks          int // of schedules that failed
	Violations     int // of what a good client of Partner Center does
}

// String is for people.
func (o Outcome) String() string {
	return fmt.Sprintf("%d messages in %d attempts (%d overtaken, %d refused at first, %d given up); of %d orders %d right, %d lost, %d doubled, %d with other seats; "+
		"%d wait for a person, %d dead letters, %d violations; %d tries of %d writes failed, and %d ticks",
		o.Sent, o.Attempts, o.Overtaken, o.Refused, o.GivenUp, o.Orders, o.Right, o.Lost, o.Doubled, o.Wrong, o.Waiting, o.Dead, o.Violations, o.Failed, o.Writes, o.Ticks)
}

// count looks at what there is at the seller, past the system's own table.
func (d *day) count(ctx context.Context) (Outcome, error) {
	o := Outcome{Orders: d.Orders, Violations: len(d.PartnerCenter.Violations())}
	o.Writes, o.Failed, o.Ticks = d.table.counts()
	d.messages(&o)
	domains := map[string]string{}
	for _, c := range d.PartnerCenter.Customers() {
		domains[c.ID] = c.Domain
	}
	licences, seats, bought := map[string]int{}, map[string]int{}, map[string]int{}
	for _, s := range d.PartnerCenter.Subscriptions() {
		licences[domains[s.Customer]]++
		seats[domains[s.Customer]] += s.Quantity
	}
	for _, b := range d.PartnerCenter.Orders() {
		bought[domains[b.Customer]]++
	}
	for domain, want := range d.want {
		switch {
		case licences[domain] == 0:
			o.Lost++
		case licences[domain] > 1 || bought[domain] > 1:
			o.Doubled++
		case seats[domain] != want:
			o.Wrong++
		default:
			o.Right++
		}
	}
	for _, q := range []*memory.Queue{d.Queue, d.Sales, d.Events, d.Domains} {
		o.Dead += len(q.Dead())
	}
	const most = 1000
	held, _, err := table.Open(d.Store, d.clock.Now).Quarantined(ctx, local.Connection, "", most)
	o.Waiting = len(held)
	return o, err
}

// messages counts what the shop sent.
func (d *day) messages(o *Outcome) {
	all := d.Shops.Shopify.Deliveries()
	o.Sent = len(all)
	ids := map[string]bool{}
	for i, m := range all {
		if id := m.Header.Get("X-Shopify-Webhook-Id"); ids[id] {
			o.Twice++
		} else {
			ids[id] = true
		}
		o.Attempts += m.Attempts
		o.Refused += max(m.Attempts-1, 0)
		if m.Done && m.Status/100 != 2 {
			o.GivenUp++
		}
		if i+1 < len(all) && m.Attempts == 1 && all[i+1].Due.Before(m.Due) {
			o.Overtaken++
		}
	}
}
