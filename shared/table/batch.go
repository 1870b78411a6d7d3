package table

import (
	"context"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table/store"
)

// Batch gives a request for many domains, or fault.NotFound.
func (d Domains) Batch(ctx context.Context, partner, id string) (domain.Batch, error) {
	var b domain.Batch
	i, err := d.table.get(ctx, key.Batch(partner, id), "request for many domains")
	if err != nil {
		return b, err
	}
	if err := unpack(raw(i, attrDoc), &b); err != nil {
		return b, wrap(err, "read a request for many domains")
	}
	b.Version = number(i, key.AttrVersion)
	return b, nil
}

// SaveBatch replaces the request if its stored version is the one in b, and leaves b with the next version, or fails with fault.Stale.
func (d Domains) SaveBatch(ctx context.Context, b *domain.Batch) error {
	return d.SaveBatchAudited(ctx, b, nil)
}

// SaveBatchAudited is SaveBatch with records of it, both or neither. It fails with fault.Conflict when only the records' place was taken.
func (d Domains) SaveBatchAudited(ctx context.Context, b *domain.Batch, all []audit.Entry) error {
	doc := *b
	doc.Version = 0 // it is an attribute of its own
	i, err := document(key.Batch(b.Partner, b.ID), doc)
	if err != nil {
		return err
	}
	i[key.AttrVersion] = b.Version + 1
	if !b.Due.IsZero() {
		i[key.AttrShard], i[key.AttrDue] = key.DomainShard(b.ID), ceil(b.Due)
	}
	if err := d.table.together(ctx, "request for many domains", []store.Write{{Put: i, If: unchanged(b.Version)}}, all); err != nil {
		return err
	}
	b.Version++
	return nil
}

// Lines gives the lines of a request's setups, as the last writes of these left them, in the order of their domains.
func (d Domains) Lines(ctx context.Context, partner, batch string) ([]domain.Row, error) {
	q := store.Query{Partition: string(key.Batch(partner, batch).PK), Prefix: key.BatchLines, Limit: 1000}
	var all []domain.Row
	for {
		p, err := d.table.store.Query(ctx, q)
		if err != nil {
			return nil, wrap(err, "list the domains of a request")
		}
		for _, i := range p.Items {
			var r domain.Row
			if err := unpack(raw(i, attrDoc), &r); err != nil {
				return nil, wrap(err, "read the line of a domain")
			}
			all = append(all, r)
		}
		if q.After = p.Next; q.After == "" {
			return all, nil
		}
	}
}
