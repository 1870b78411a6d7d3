package table

import (
	"context"
	"math"
	"slices"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/table/store"
)

// Attributes by which a migration's customers are chosen without being unpacked.
const (
	attrWave  = "wave"
	attrState = "state"
)

// Item gives a customer of a migration, or fault.NotFound.
func (m Migrations) Item(ctx context.Context, id string, t migration.Tenant) (migration.Item, error) {
	i, err := m.table.get(ctx, key.Migrant(id, string(t)), "customer of a migration")
	if err != nil {
		return migration.Item{}, err
	}
	return migrant(i)
}

func migrant(i store.Item) (migration.Item, error) {
	var v migration.Item
	if err := unpack(raw(i, attrDoc), &v); err != nil {
		return v, wrap(err, "read a customer of a migration")
	}
	v.Version = number(i, key.AttrVersion)
	return v, nil
}

// migrantItem gives the item of a customer, one version on. Only one that waits for a time is in the index.
func migrantItem(v migration.Item) (store.Item, error) {
	next := v.Version + 1
	v.Version = 0 // it is an attribute of its own
	i, err := document(key.Migrant(v.Migration, string(v.Tenant)), v)
	if err != nil {
		return nil, err
	}
	i[key.AttrVersion], i[attrWave], i[attrState] = next, int64(v.Wave), string(v.State)
	if !v.Over() && !v.Due.IsZero() {
		i[key.AttrShard], i[key.AttrDue] = key.MigrantsDue(v.Migration), ceil(v.Due)
	}
	return i, nil
}

// chosen judges an item before it is unpacked.
func chosen(i store.Item, q migration.Query) bool {
	wave, state := number(i, attrWave), migration.State(text(i, attrState))
	return wave <= int64(q.UpTo) && (len(q.States) == 0 || slices.Contains(q.States, state))
}

// Items gives up to q.Limit items after q.After, in the order of their tenants; fewer mean that there are no more. Those that are due are found by the index,
// where what was written a moment ago may be missing; all others are read as they are now, by going through the migration's customers.
func (m Migrations) Items(ctx context.Context, id string, q migration.Query) ([]migration.Item, error) {
	if !q.DueBy.IsZero() {
		return m.itemsDue(ctx, id, q)
	}
	var all []migration.Item
	after, looked := place(id, q.After), 0
	for limit := q.Limit; ; limit = further(q.Limit, len(all), looked) {
		p, err := m.table.store.Query(ctx, store.Query{Partition: string(key.Migration(id).PK), Prefix: key.Migrants, Limit: limit, After: after})
		if err != nil {
			return nil, wrap(err, "list customers of a migration")
		}
		more, _, err := choice(p.Items, q, q.Limit-len(all))
		all, looked = append(all, more...), looked+len(p.Items)
		if after = p.Next; err != nil || after == "" || len(all) == q.Limit {
			return all, err
		}
	}
}

// choice gives at most limit of those that are chosen, and how many were looked at for that.
func choice(items []store.Item, q migration.Query, limit int) (all []migration.Item, looked int, err error) {
	for n, i := range items {
		if !chosen(i, q) {
			continue
		}
		v, err := migrant(i)
		if err != nil {
			return nil, n, err
		}
		if all = append(all, v); len(all) == limit {
			return all, n + 1, nil
		}
	}
	return all, len(items), nil
}

// place gives the cursor behind a customer, whether there is one or not.
func place(id string, t migration.Tenant) string {
	if t == "" {
		return ""
	}
	return store.NextOf(item(key.Migrant(id, string(t))), tableKey())
}

// further gives how many items to look at next when so many of those looked at were chosen: few are, so more at once, but not many more than are wanted.
func further(want, chosen, looked int) int {
	const most = 1000
	return min(most, max((want-chosen)*looked/max(chosen, 1), want-chosen))
}

// itemsDue finds the items that wait for a time that has come.
func (m Migrations) itemsDue(ctx context.Context, id string, q migration.Query) ([]migration.Item, error) {
	const most = 20_000
	found, err := m.table.indexed(ctx, key.MigrantsDue(id), q.DueBy.Unix(), most)
	if err != nil {
		return nil, wrap(err, "find customers that are due")
	}
	var tenants []migration.Tenant
	for _, f := range found {
		if t, ok := key.MigrantOf(f.Key().SK); ok && migration.Tenant(t) > q.After {
			tenants = append(tenants, migration.Tenant(t))
		}
	}
	slices.Sort(tenants)
	var all []migration.Item
	for _, t := range slices.Compact(tenants) {
		v, err := m.Item(ctx, id, t)
		if fault.Of(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		if q.Matches(&v) {
			all = append(all, v)
		}
		if len(all) == q.Limit {
			break
		}
	}
	return all, nil
}

// ItemPage gives a page of a migration's customers in some states, or in all, in the order of their tenants. Next is what to give as after for the page
// behind it, and "" on the last; a page may have fewer customers than the limit, or none. A cursor of another list fails with fault.Invalid.
func (m Migrations) ItemPage(ctx context.Context, id string, states []migration.State, after string, limit int) (page []migration.Item, next string, err error) {
	q := store.Query{Partition: string(key.Migration(id).PK), Prefix: key.Migrants, Limit: pageLines, After: after}
	wanted := migration.Query{UpTo: math.MaxInt, States: states}
	for range mostPages {
		found, next, err := list(ctx, m.table, q, "customers of a migration", func(i store.Item) (store.Item, error) { return i, nil })
		if err != nil {
			return nil, "", err
		}
		more, looked, err := choice(found, wanted, limit-len(page))
		page = append(page, more...)
		switch {
		case err != nil:
			return nil, "", err
		case looked < len(found):
			return page, store.NextOf(found[looked-1], tableKey()), nil
		case len(page) == limit || next == "":
			return page, next, nil
		}
		q.After = next
	}
	return page, q.After, nil
}
