package table

import (
	"context"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
)

// attrTag names what was fetched, in the words of whom it was fetched from.
const attrTag = "tag"

// Fetched gives the tag of the sheet of a market and a view that was fetched last, "" when none was.
func (p Prices) Fetched(ctx context.Context, partner, market, view string) (string, error) {
	i, err := p.table.get(ctx, key.PriceFetched(partner, market, view), "tag of a sheet")
	if fault.Of(err) == fault.NotFound {
		return "", nil
	}
	return text(i, attrTag), err
}

// SaveFetched keeps the tag of the sheet that was fetched.
func (p Prices) SaveFetched(ctx context.Context, partner, market, view, tag string) error {
	i := item(key.PriceFetched(partner, market, view))
	i[attrTag] = tag
	return wrap(p.table.store.Put(ctx, i, nil), "keep the tag of a sheet")
}
