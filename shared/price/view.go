package price

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// View is what one request sees of a list: one snapshot, whatever is put in use meanwhile. It is for one goroutine.
type View struct {
	Entry   Entry // whose prices these are
	Version int64 // of the pointer
	List    List

	shelf    Shelf
	codec    *Codec
	chunked  bool
	whole    *Snapshot
	products map[string]*Snapshot
}

// Open gives a view of a list as prices of the time at are looked up. It fails with fault.NotFound when the list was never in use.
func Open(ctx context.Context, shelf Shelf, c *Codec, l List, at time.Time) (*View, error) {
	p, err := shelf.Pointer(ctx, l)
	if err != nil {
		return nil, err
	}
	e, ok := p.AsOf(at)
	if !ok {
		return nil, fault.NotFound.Errorf("prices %s: no sheet was put in use yet", l)
	}
	now, _ := p.InUse()
	return &View{Entry: e, Version: p.Version, List: l, shelf: shelf, codec: c, chunked: now.Snapshot == e.Snapshot, products: map[string]*Snapshot{}}, nil
}

// Product gives the rows of a product; none when the list does not have it. Rows in use come from the product's chunks, former ones from the whole list.
func (v *View) Product(ctx context.Context, product string) (*Snapshot, error) {
	if !v.chunked {
		return v.Whole(ctx)
	}
	if s, ok := v.products[product]; ok {
		return s, nil
	}
	chunks, err := v.shelf.Chunk(ctx, v.Entry.Snapshot, product)
	if err != nil {
		return nil, err
	}
	s, err := v.codec.Product(chunks)
	if err != nil {
		return nil, err
	}
	v.products[product] = s
	return s, nil
}

// Whole gives all rows.
func (v *View) Whole(ctx context.Context) (*Snapshot, error) {
	if v.whole != nil {
		return v.whole, nil
	}
	b, err := v.shelf.Blob(ctx, SnapshotBlob(v.Entry.Snapshot), maxBlob)
	if err != nil {
		return nil, err
	}
	v.whole, err = v.codec.Unpack(b, v.Entry.Snapshot)
	return v.whole, err
}

// Row gives the row that holds for a key, a number of units and a time. It fails with fault.NotFound when the key is not sold then.
func (v *View) Row(ctx context.Context, k Key, units int32, at time.Time) (Row, error) {
	s, err := v.Product(ctx, k.Product)
	if err != nil {
		return Row{}, err
	}
	i, ok := s.At(k, units, at)
	if !ok {
		return Row{}, fault.NotFound.Errorf("%s for %d units on %s: not in the price list", k, units, at.UTC().Format(time.DateOnly))
	}
	return s.Row(i), nil
}

// Source gives where the row came from that holds for a key, a number of units and a time: the file and its line.
func (v *View) Source(ctx context.Context, k Key, units int32, at time.Time) (Origin, int, error) {
	whole, err := v.Whole(ctx)
	if err != nil {
		return Origin{}, 0, err
	}
	b, err := v.shelf.Blob(ctx, v.Entry.Trace, maxBlob)
	if err != nil {
		return Origin{}, 0, err
	}
	t, err := v.codec.UnpackTrace(b)
	if err != nil {
		return Origin{}, 0, err
	}
	i, ok := whole.At(k, units, at)
	if !ok {
		return Origin{}, 0, fault.NotFound.Errorf("%s for %d units on %s: not in the price list", k, units, at.UTC().Format(time.DateOnly))
	}
	from, line := t.Of(i)
	return from, line, nil
}
