package table

import (
	"context"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/table/store"
	"github.com/seatwright/seatwright/shared/transfer"
)

// Transfers keeps transfers between partners.
type Transfers struct{ table *Table }

var _ transfer.Book = Transfers{}

// Transfers gives the transfers of the table.
func (t *Table) Transfers() Transfers { return Transfers{t} }

// Load gives a transfer, or fault.NotFound.
func (f Transfers) Load(ctx context.Context, partner, id string) (transfer.Transfer, error) {
	var t transfer.Transfer
	i, err := f.table.get(ctx, key.Transfer(partner, id), "transfer")
	if err != nil {
		return t, err
	}
	if err := unpack(raw(i, attrDoc), &t); err != nil {
		return t, wrap(err, "read a transfer")
	}
	t.Version = number(i, key.AttrVersion)
	return t, nil
}

// Of implements transfer.Book.
func (f Transfers) Of(ctx context.Context, partner, seller string) (string, error) {
	i, err := f.table.get(ctx, key.TransferSeller(partner, seller), "transfer")
	if fault.Of(err) == fault.NotFound {
		return "", nil
	}
	return text(i, attrBy), err
}

// Save implements transfer.Book.
func (f Transfers) Save(ctx context.Context, t *transfer.Transfer) error {
	return f.SaveAudited(ctx, t, nil)
}

// SaveAudited is Save with records of it, both or neither. It fails with fault.Conflict when only the records' place was taken.
func (f Transfers) SaveAudited(ctx context.Context, t *transfer.Transfer, all []audit.Entry) error {
	named := t.Seller.ID != "" && !t.Known
	kept := *t
	kept.Version, kept.Known = 0, t.Known || named // the version is an attribute of its own
	i, err := document(key.Transfer(t.Partner, t.ID), kept)
	if err != nil {
		return err
	}
	i[key.AttrVersion] = t.Version + 1
	if !t.Due.IsZero() {
		i[key.AttrShard], i[key.AttrDue] = key.Shard(t.ID), ceil(t.Due)
	}
	writes := []store.Write{{Put: i, If: unchanged(t.Version)}}
	if t.Version == 0 {
		writes = append(writes, store.Write{Put: item(key.TransferListed(t.Partner, t.Created.UTC().Format(listTime), t.ID))})
	}
	if named {
		by := item(key.TransferSeller(t.Partner, t.Seller.ID))
		by[attrBy] = t.ID
		writes = append(writes, store.Write{Put: by})
	}
	for _, e := range t.Tell {
		told, err := noticed(notice.New(transferNotice(t, e)))
		if err != nil {
			return err
		}
		writes = append(writes, store.Write{Put: told})
	}
	if err := f.table.together(ctx, "transfer", writes, all); err != nil {
		return err
	}
	t.Version++
	t.Known, t.Tell = kept.Known, nil
	return nil
}

func transferNotice(t *transfer.Transfer, e transfer.Event) notice.Notice {
	return notice.Notice{
		Partner: t.Partner, Topic: notice.Topic(e.Topic), Subject: e.Subject, At: e.At, Text: e.Text, Next: e.Next, Link: e.Link, Deadline: e.Deadline,
	}
}

// Tell puts what people have to know of a transfer, once however often it is told.
func (f Transfers) Tell(ctx context.Context, t *transfer.Transfer, all []transfer.Event) error {
	for _, e := range all {
		if err := f.table.PutNotice(ctx, transferNotice(t, e)); err != nil {
			return err
		}
	}
	return nil
}

// List gives a page of a partner's transfers, the newest first. Next is what to give as after for the page behind it, and "" on the last. A cursor of another
// list fails with fault.Invalid.
func (f Transfers) List(ctx context.Context, partner, after string, limit int) (page []transfer.Transfer, next string, err error) {
	found, err := f.table.store.Query(ctx, store.Query{
		Partition: string(key.TransferListed(partner, "", "").PK), Prefix: key.TransfersListed, Backward: true, Limit: limit, After: after,
	})
	if err != nil {
		return nil, "", wrap(err, "list transfers")
	}
	for _, i := range found.Items {
		id, ok := key.TransferAt(i.Key().SK)
		if !ok {
			continue
		}
		t, err := f.Load(ctx, partner, id)
		if err != nil {
			return nil, "", err
		}
		page = append(page, t)
	}
	return page, found.Next, nil
}
