package table

import (
	"context"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/price"
	"github.com/seatwright/seatwright/shared/table/store"
)

// SaveImportAudited is SaveImport with records of it, both or neither. It fails with fault.Conflict when only the records' place was taken.
func (p Prices) SaveImportAudited(ctx context.Context, i *price.Import, all []audit.Entry) error {
	doc := *i
	doc.Version = 0
	return p.putAudited(ctx, key.PriceImport(i.List.Partner, i.ID), doc, &i.Version, "import", all)
}

// FlipAudited is Flip likewise.
func (p Prices) FlipAudited(ctx context.Context, next *price.Pointer, all []audit.Entry) error {
	doc := *next
	doc.Version = 0
	return p.putAudited(ctx, pointer(next.List), doc, &next.Version, "pointer", all)
}

// putAudited is put with records, in one transaction.
func (p Prices) putAudited(ctx context.Context, k key.Key, doc any, version *int64, what string, all []audit.Entry) error {
	i, err := document(k, doc)
	if err != nil {
		return err
	}
	i[key.AttrVersion] = *version + 1
	if err := p.table.together(ctx, what, []store.Write{{Put: i, If: unchanged(*version)}}, all); err != nil {
		return err
	}
	*version++
	return nil
}

// Naming gives what a partner calls a product, or fault.NotFound.
func (p Prices) Naming(ctx context.Context, partner string, k price.Kind, product, sku string) (price.Naming, error) {
	i, err := p.table.get(ctx, key.Offer(partner, string(k), product, sku), "name of an offer")
	if err != nil {
		return price.Naming{}, err
	}
	var n price.Naming
	return n, wrap(unpack(raw(i, attrDoc), &n), "read the name of an offer")
}
