package migration

import (
	"context"
	"fmt"
	"hash/fnv"
)

// Counts are counters of customers and their services.
type Counts struct {
	Pending   int `json:"pending"`
	Working   int `json:"working"`
	Done      int `json:"done"`
	Failed    int `json:"failed"`
	Cancelled int `json:"cancelled"`
	Suspected int `json:"suspected"` // of the others

	Services       int `json:"services"`
	ServicesDone   int `json:"services_done"`
	ServicesFailed int `json:"services_failed"`
}

// Open is how many customers are not over.
func (c Counts) Open() int { return c.Pending + c.Working }

// Customers is how many there are.
func (c Counts) Customers() int { return c.Pending + c.Working + c.Done + c.Failed + c.Cancelled }

// Add gives c + o.
func (c Counts) Add(o Counts) Counts { return c.plus(o, 1) }

func (c Counts) plus(o Counts, sign int) Counts {
	return Counts{
		Pending: c.Pending + sign*o.Pending, Working: c.Working + sign*o.Working, Done: c.Done + sign*o.Done, Failed: c.Failed + sign*o.Failed,
		Cancelled: c.Cancelled + sign*o.Cancelled, Suspected: c.Suspected + sign*o.Suspected, Services: c.Services + sign*o.Services,
		ServicesDone: c.ServicesDone + sign*o.ServicesDone, ServicesFailed: c.ServicesFailed + sign*o.ServicesFailed,
	}
}

// Tally is the counters of each wave. Customers that were not to be begun are in the wave Held.
type Tally map[int]Counts

// Total gives the counters of all waves.
func (t Tally) Total() Counts {
	var sum Counts
	for _, c := range t {
		sum = sum.Add(c)
	}
	return sum
}

// Delta is what a write of an item changes in the counters of a wave. It is added in the same step, in one of the wave's shards.
type Delta struct {
	Wave   int
	Shard  int
	Counts Counts
}

// Shards is over how many records a wave's counters are spread, so that five hundred writes a minute do not meet in one.
const Shards = 16

// weighs gives an item's share of the counters. The counters are the sum of it over all items at any time.
func (i *Item) weighs() Counts {
	c := Counts{Services: len(i.Tasks)}
	switch i.State {
	case Pending:
		c.Pending = 1
	case Working:
		c.Working = 1
	case Done:
		c.Done = 1
	case Failed:
		c.Failed = 1
	case Cancelled:
		c.Cancelled = 1
	}
	if i.Suspected {
		c.Suspected = 1
	}
	for _, t := range i.Tasks {
		switch t.State {
		case TaskDone:
			c.ServicesDone++
		case TaskFailed:
			c.ServicesFailed++
		default:
		}
	}
	return c
}

// shard gives the record in which a customer is counted.
func shard(t Tenant) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(t)) // hashes never fail
	return int(h.Sum32() % Shards)
}

// deltas gives what replacing an item changes in the counters; nil for nothing. Before is nil for an item that is new.
func deltas(before, after *Item) []Delta {
	shard := shard(after.Tenant)
	if before != nil && before.Wave == after.Wave {
		d := after.weighs().plus(before.weighs(), -1)
		if d == (Counts{}) {
			return nil
		}
		return []Delta{{Wave: after.Wave, Shard: shard, Counts: d}}
	}
	all := []Delta{{Wave: after.Wave, Shard: shard, Counts: after.weighs()}}
	if before != nil {
		all = append(all, Delta{Wave: before.Wave, Shard: shard, Counts: Counts{}.plus(before.weighs(), -1)})
	}
	return all
}

// Recount counts the items themselves and says where the counters differ; "" when nowhere. While items change it may see a difference that is none.
func Recount(ctx context.Context, b Board, l Ledger, migration string) (Tally, string, error) {
	counted := Tally{}
	q := Query{Limit: pageOfItems, UpTo: mostWaves}
	for {
		page, err := l.Items(ctx, migration, q)
		if err != nil {
			return nil, "", err
		}
		for i := range page {
			counted[page[i].Wave] = counted[page[i].Wave].Add(page[i].weighs())
		}
		if len(page) < q.Limit {
			break
		}
		q.After = page[len(page)-1].Tenant
	}
	kept, err := b.Tally(ctx, migration)
	if err != nil {
		return nil, "", err
	}
	for wave := Held; wave < mostWaves; wave++ {
		if counted[wave] != kept[wave] {
			return counted, fmt.Sprintf("wave %d: counters say %+v, items %+v", wave, kept[wave], counted[wave]), nil
		}
	}
	return counted, "", nil
}
