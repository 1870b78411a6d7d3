package table

import (
	"bytes"
	"context"
	"slices"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/table/store"
)

// Attributes of counters.
const (
	attrPending        = "pending"
	attrWorking        = "working"
	attrDone           = "done"
	attrFailed         = "failed"
	attrCancelled      = "cancelled"
	attrSuspected      = "suspected"
	attrServices       = "services"
	attrServicesDone   = "services_done"
	attrServicesFailed = "services_failed"
)

// racers is how often a write is tried again because others wrote in the same shard of the counters at the same time.
const racers = 16

// Move replaces an item if its stored version is the one in i (0: if there is none yet), adds the deltas to the counters in the same transaction, and leaves i
// with the next version. It fails with fault.Stale when somebody else wrote in between, and with fault.Unavailable when others wrote the same counters all
// the time.
func (m Migrations) Move(ctx context.Context, i *migration.Item, d []migration.Delta) error {
	put, err := migrantItem(*i)
	if err != nil {
		return err
	}
	writes := []store.Write{{Put: put, If: unchanged(i.Version)}}
	if len(d) == 0 {
		err = m.table.together(ctx, "customer of a migration", writes, nil)
	} else {
		mark(put)
		err = m.counted(ctx, i.Migration, writes, d)
	}
	if err == nil {
		i.Version++
	}
	return err
}

// counted makes writes and deltas one step. The first write decides whether all of it is stale; counters that somebody else changed are read anew.
func (m Migrations) counted(ctx context.Context, id string, writes []store.Write, d []migration.Delta) error {
	mine := writes[0].Put
	var failed error
	for range racers {
		counters, err := m.counters(ctx, id, d)
		if err != nil {
			return err
		}
		failed = m.table.store.Transact(ctx, append(slices.Clip(writes), counters...))
		// A transaction on the same counters that is under way is told as throttling. It passes in the time of a read.
		if kind := fault.Of(failed); kind != fault.Conflict && kind != fault.Throttled {
			return wrap(failed, "save a customer of a migration")
		}
		is, err := m.table.store.Get(ctx, mine.Key())
		if err != nil && fault.Of(err) != fault.NotFound {
			return wrap(err, "save a customer of a migration")
		}
		switch {
		case bytes.Equal(raw(is, attrWrite), raw(mine, attrWrite)):
			return nil // the SDK repeated a transaction whose answer was lost
		case number(is, key.AttrVersion) != number(mine, key.AttrVersion)-1:
			return fault.Stale.Errorf("customer of a migration: changed in between")
		}
	}
	return fault.Unavailable.Wrap(failed, "save a customer of a migration: its counters are written by others; try again")
}

// counters gives the writes that add deltas to the counters as they are now.
func (m Migrations) counters(ctx context.Context, id string, all []migration.Delta) ([]store.Write, error) {
	var writes []store.Write
	sums := map[key.Key]migration.Counts{}
	for _, d := range all {
		k := key.Counter(id, d.Wave, d.Shard)
		_, twice := sums[k]
		sums[k] = sums[k].Add(d.Counts)
		if twice {
			continue
		}
		is, err := m.table.store.Get(ctx, at(k))
		if err != nil && fault.Of(err) != fault.NotFound {
			return nil, wrap(err, "read the counters of a migration")
		}
		i := item(k)
		i[key.AttrVersion], i[attrWave] = number(is, key.AttrVersion)+1, int64(d.Wave)
		writes = append(writes, store.Write{Put: i, If: unchanged(number(is, key.AttrVersion))})
		sums[k] = counts(is).Add(d.Counts)
	}
	for n, w := range writes {
		setCounts(writes[n].Put, sums[key.Key{PK: key.PK(w.Put.Key().PK), SK: key.SK(w.Put.Key().SK)}])
	}
	return writes, nil
}

func counts(i store.Item) migration.Counts {
	n := func(name string) int { return int(number(i, name)) }
	return migration.Counts{
		Pending: n(attrPending), Working: n(attrWorking), Done: n(attrDone), Failed: n(attrFailed), Cancelled: n(attrCancelled), Suspected: n(attrSuspected),
		Services: n(attrServices), ServicesDone: n(attrServicesDone), ServicesFailed: n(attrServicesFailed),
	}
}

func setCounts(i store.Item, c migration.Counts) {
	for name, n := range map[string]int{
		attrPending: c.Pending, attrWorking: c.Working, attrDone: c.Done, attrFailed: c.Failed, attrCancelled: c.Cancelled, attrSuspected: c.Suspected,
		attrServices: c.Services, attrServicesDone: c.ServicesDone, attrServicesFailed: c.ServicesFailed,
	} {
		i[name] = int64(n)
	}
}

// Tally gives the counters. Each wave's are read one shard after the other.
func (m Migrations) Tally(ctx context.Context, id string) (migration.Tally, error) {
	q := store.Query{Partition: string(key.Migration(id).PK), Prefix: key.Counters, Limit: 1000}
	all, err := everything(ctx, m.table, q, "counters of a migration", func(i store.Item) (store.Item, error) { return i, nil })
	if err != nil {
		return nil, err
	}
	t := migration.Tally{}
	for _, i := range all {
		wave := int(number(i, attrWave))
		t[wave] = t[wave].Add(counts(i))
	}
	return t, nil
}
