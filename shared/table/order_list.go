package table

import (
	"context"

	"golang.org/x/sync/errgroup"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/table/store"
)

// listTime has a fixed width, so that texts are in the order of their times.
const listTime = "2006-01-02T15:04:05.000000000Z"

// places gives the writes of an order's places in the lists. They are written once and never move: a page that follows another neither repeats an order
// nor leaves one out, whatever was ordered meanwhile.
func places(o *order.Order) []store.Write {
	at := o.Created.UTC().Format(listTime)
	writes := []store.Write{{Put: item(key.OrderListed(string(o.Partner), "", at, string(o.ID)))}}
	if o.Shop != "" {
		writes = append(writes, store.Write{Put: item(key.OrderListed(string(o.Partner), o.Shop, at, string(o.ID)))})
	}
	return writes
}

// Pages that one call reads at most, the orders of each, and how many are read at the same time: a filter that chooses few gives a short page rather than a
// slow answer.
const (
	orderPages = 4
	pageOrders = 50
	atOnce     = 8
)

// Orders gives a page of a partner's orders that fit, or of one shop's, the newest first. Next is what to give as after for the page behind it, and "" on
// the last; a page may have fewer orders than the limit, or none. A cursor of another list fails with fault.Invalid.
func (t *Table) Orders(ctx context.Context, p order.PartnerID, shop string, fits func(order.Order) bool, after string, limit int) (page []order.Order, next string, err error) {
	q := store.Query{Partition: string(key.OrderListed(string(p), shop, "", "").PK), Backward: true, Limit: pageOrders, After: after}
	for range orderPages {
		found, err := t.store.Query(ctx, q)
		if err != nil {
			return nil, "", wrap(err, "list orders")
		}
		all, err := t.loadAll(ctx, found.Items)
		if err != nil {
			return nil, "", err
		}
		more, looked := fitting(all, fits, limit-len(page))
		page = append(page, more...)
		switch {
		case looked < len(all):
			return page, store.NextOf(found.Items[looked-1], tableKey()), nil
		case len(page) == limit || found.Next == "":
			return page, found.Next, nil
		}
		q.After = found.Next
	}
	return page, q.After, nil
}

// fitting gives at most limit of some orders, and how many were looked at for that.
func fitting(all []order.Order, fits func(order.Order) bool, limit int) (page []order.Order, looked int) {
	for n, o := range all {
		if o.ID != "" && fits(o) {
			page = append(page, o)
		}
		if len(page) == limit {
			return page, n + 1
		}
	}
	return page, len(all)
}

// loadAll reads the orders of some places, in their order. One that is not there is empty.
func (t *Table) loadAll(ctx context.Context, found []store.Item) ([]order.Order, error) {
	all := make([]order.Order, len(found))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	for n, i := range found {
		id, ok := key.OrderAt(i.Key().SK)
		if !ok {
			continue
		}
		g.Go(func() error {
			o, err := t.Load(ctx, order.ID(id))
			if fault.Of(err) == fault.NotFound {
				return nil
			}
			all[n] = o
			return err
		})
	}
	return all, wrap(g.Wait(), "list orders")
}
