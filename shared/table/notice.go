package table

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/table/store"
)

var _ notice.Book = (*Table)(nil)

// keepNotice is for how long a notice is kept: far longer than a token or a warning about it lives, so that none is given twice.
const keepNotice = 400 * 24 * time.Hour

// PutNotice puts a notice. The same one again, told or not, is fine and changes nothing.
func (t *Table) PutNotice(ctx context.Context, n notice.Notice) error {
	i, err := noticed(notice.New(n))
	if err != nil {
		return err
	}
	err = t.store.Put(ctx, i, absent())
	if fault.Of(err) == fault.Conflict {
		return nil
	}
	return wrap(err, "store a notice")
}

// noticed gives the item of a notice, one version on.
func noticed(e notice.Entry) (store.Item, error) {
	i, err := document(key.Notice(e.Partner, e.At.UTC().Format(noteTime), string(e.Topic), e.Subject, e.Step), e)
	if err != nil {
		return nil, err
	}
	i[key.AttrVersion], i[key.AttrExpires] = e.Version+1, e.At.Add(keepNotice).Unix()
	if !e.Told && !e.Due.IsZero() {
		i[key.AttrShard], i[key.AttrDue] = key.Untold, ceil(e.Due)
	}
	mark(i)
	return i, nil
}

// Untold gives up to limit notices that somebody is to be told of by now, the ones that wait longest first. One that was put a moment ago may be
// missing.
func (t *Table) Untold(ctx context.Context, now time.Time, limit int) ([]notice.Entry, error) {
	found, err := t.indexed(ctx, key.Untold, now.Unix(), limit)
	if err != nil {
		return nil, wrap(err, "find notices")
	}
	var untold []notice.Entry
	for _, f := range found {
		i, err := t.store.Get(ctx, f.Key())
		if fault.Of(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return nil, wrap(err, "read a notice")
		}
		e, err := entry(i)
		if err != nil {
			return nil, err
		}
		if !e.Told && !e.Due.After(now) {
			untold = append(untold, e)
		}
	}
	return untold, nil
}

// SaveNotice replaces a notice's entry if its stored version is the one in e, and leaves e with the new version. It fails with fault.Stale when
// somebody else wrote in between.
func (t *Table) SaveNotice(ctx context.Context, e *notice.Entry) error {
	i, err := noticed(*e)
	if err != nil {
		return err
	}
	err = t.store.Put(ctx, i, unchanged(e.Version))
	if fault.Of(err) == fault.Conflict {
		return fault.Stale.Errorf("notice: changed in between")
	}
	if err == nil {
		e.Version++
	}
	return wrap(err, "store a notice")
}

// Notices gives a page of a partner's notices, the oldest first. Next is what to give as after for the page behind it, and "" on the last; a
// page may have fewer notices than the limit.
func (t *Table) Notices(ctx context.Context, partner, after string, limit int) (notices []notice.Notice, next string, err error) {
	pk := string(key.Notice(partner, "", "", "", 0).PK)
	p, err := t.store.Query(ctx, store.Query{Partition: pk, Limit: limit, After: after})
	if err != nil {
		return nil, "", wrap(err, "list notices")
	}
	for _, i := range p.Items {
		e, err := entry(i)
		if err != nil {
			return nil, "", err
		}
		if number(i, key.AttrExpires) > t.now().Unix() {
			notices = append(notices, e.Notice)
		}
	}
	return notices, p.Next, nil
}

func entry(i store.Item) (notice.Entry, error) {
	var e notice.Entry
	if err := unpack(raw(i, attrDoc), &e); err != nil {
		return e, wrap(err, "read a notice")
	}
	e.Version = number(i, key.AttrVersion)
	return e, nil
}
