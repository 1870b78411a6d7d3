package table

import (
	"context"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/subscription"
	"github.com/seatwright/seatwright/shared/table/store"
)

// lines gives the writes that a change of a subscription makes in the lists; none when its line stays as it is.
func lines(before, after subscription.Subscription) ([]store.Write, error) {
	was, is := before.Entry(), after.Entry()
	if before.Version > 0 && was == is {
		return nil, nil
	}
	line, err := document(key.Licence(after.Partner, is.Tenant, string(is.ID)), is)
	if err != nil {
		return nil, err
	}
	writes := []store.Write{{Put: line}}
	if month := was.Month(); before.Version > 0 && month != "" && month != is.Month() {
		writes = append(writes, store.Write{Delete: at(key.Renewal(after.Partner, month, was.Tenant, string(was.ID)))})
	}
	if month := is.Month(); month != "" {
		renewal, err := document(key.Renewal(after.Partner, month, is.Tenant, string(is.ID)), is)
		if err != nil {
			return nil, err
		}
		writes = append(writes, store.Write{Put: renewal})
	}
	return writes, nil
}

// Pages that one call reads at most, and the lines of each: a filter that chooses few gives a short page rather than a slow answer.
const (
	mostPages = 10
	pageLines = 200
)

// List gives a page of the lines that a filter chooses, by customer, or by month and customer where the filter names a month. Next is what to give
// as after for the page behind it, and "" on the last; a page may have fewer lines than the limit, or none. A cursor of another list fails with
// fault.Invalid.
func (k Subscriptions) List(ctx context.Context, partner string, f subscription.Filter, after string, limit int) (page []subscription.Entry, next string, err error) {
	q := listed(partner, f)
	if q.After = after; after != "" {
		from, err := store.AfterOf(q, tableKey())
		if err != nil || !strings.HasPrefix(from.Key().SK, q.Prefix) {
			return nil, "", fault.Invalid.Errorf("list of subscriptions: the next of another list")
		}
	}
	for range mostPages {
		p, err := k.table.store.Query(ctx, q)
		if err != nil {
			return nil, "", wrap(err, "list subscriptions")
		}
		more, last, err := choose(p.Items, f, limit-len(page))
		page = append(page, more...)
		switch {
		case err != nil:
			return nil, "", err
		case last < len(p.Items):
			return page, store.NextOf(p.Items[last-1], tableKey()), nil
		case len(page) == limit || p.Next == "":
			return page, p.Next, nil
		}
		q.After = p.Next
	}
	return page, q.After, nil
}

// choose gives at most limit of some lines, and how many were looked at for that.
func choose(items []store.Item, f subscription.Filter, limit int) (chosen []subscription.Entry, looked int, err error) {
	for n, i := range items {
		var e subscription.Entry
		if err := unpack(raw(i, attrDoc), &e); err != nil {
			return nil, 0, wrap(err, "read a line of the list")
		}
		if f.Fits(e) {
			chosen = append(chosen, e)
		}
		if len(chosen) == limit {
			return chosen, n + 1, nil
		}
	}
	return chosen, len(items), nil
}

func tableKey() key.Index { return key.Index{Partition: key.AttrPK, Sort: key.AttrSK} }

// listed gives the query of the list that is shortest for a filter.
func listed(partner string, f subscription.Filter) store.Query {
	q := store.Query{Partition: string(key.Licence(partner, "", "").PK), Limit: pageLines}
	var parts []string
	if f.Month != "" {
		q.Partition = string(key.Renewal(partner, "", "", "").PK)
		parts = append(parts, f.Month)
	}
	if f.Tenant != "" {
		parts = append(parts, f.Tenant)
	}
	q.Prefix = key.Under(parts...)
	return q
}

// Position gives the customer after which the round that rereads a partner's subscriptions goes on; "" for the first.
func (k Subscriptions) Position(ctx context.Context, partner string) (after string, err error) {
	err = k.table.document(ctx, key.Reread(partner), "position", &after)
	if fault.Of(err) == fault.NotFound {
		return "", nil
	}
	return after, err
}

// SetPosition notes how far the round is.
func (k Subscriptions) SetPosition(ctx context.Context, partner, after string) error {
	return k.table.putDocument(ctx, key.Reread(partner), "position", after)
}
