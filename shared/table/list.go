package table

import (
	"context"
	"strings"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table/store"
)

// list gives a page of what a query finds. Next is what to give as After for the page behind it, and "" on the last. A cursor of another list fails with
// fault.Invalid.
func list[T any](ctx context.Context, t *Table, q store.Query, what string, read func(store.Item) (T, error)) (page []T, next string, err error) {
	if q.After != "" {
		from, err := store.AfterOf(q, tableKey())
		if err != nil || !strings.HasPrefix(from.Key().SK, q.Prefix) {
			return nil, "", fault.Invalid.Errorf("list of %s: the next of another list", what)
		}
	}
	p, err := t.store.Query(ctx, q)
	if err != nil {
		return nil, "", wrap(err, "list "+what)
	}
	for _, i := range p.Items {
		v, err := read(i)
		if err != nil {
			return nil, "", wrap(err, "list "+what)
		}
		page = append(page, v)
	}
	return page, p.Next, nil
}

// everything gives all that a query finds.
func everything[T any](ctx context.Context, t *Table, q store.Query, what string, read func(store.Item) (T, error)) ([]T, error) {
	var all []T
	for {
		page, next, err := list(ctx, t, q, what, read)
		if all = append(all, page...); err != nil || next == "" {
			return all, err
		}
		q.After = next
	}
}

// plainly reads a document as it is.
func plainly[T any](i store.Item) (T, error) {
	var v T
	err := unpack(raw(i, attrDoc), &v)
	return v, err
}

// versioned reads a document and its version.
func (t *Table) versioned(ctx context.Context, k key.Key, what string, v any) (version int64, err error) {
	i, err := t.get(ctx, k, what)
	if err != nil {
		return 0, err
	}
	return number(i, key.AttrVersion), wrap(unpack(raw(i, attrDoc), v), "read "+what)
}

// replace puts a document with the version after the one that was read, with records of it. It fails with fault.Stale when somebody else wrote in between, and
// with fault.Conflict when only the records' place was taken.
func (t *Table) replace(ctx context.Context, i store.Item, version int64, what string, all []audit.Entry) error {
	i[key.AttrVersion] = version + 1
	return t.together(ctx, what, []store.Write{{Put: i, If: unchanged(version)}}, all)
}
