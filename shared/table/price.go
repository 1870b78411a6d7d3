package table

import (
	"context"
	"errors"
	"sync"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/price"
	"github.com/seatwright/seatwright/shared/table/store"
)

// Prices keeps imports of price sheets, which snapshots are in use, and the products of snapshots.
type Prices struct{ table *Table }

var (
	_ price.Records  = Prices{}
	_ price.Pointers = Prices{}
	_ price.Chunks   = Prices{}
)

// Prices gives the prices of the table.
func (t *Table) Prices() Prices { return Prices{t} }

// Import gives an import, or fault.NotFound.
func (p Prices) Import(ctx context.Context, partner, id string) (price.Import, error) {
	i, err := p.table.get(ctx, key.PriceImport(partner, id), "import")
	if err != nil {
		return price.Import{}, err
	}
	return priceImport(i)
}

func priceImport(i store.Item) (price.Import, error) {
	var found price.Import
	if err := unpack(raw(i, attrDoc), &found); err != nil {
		return found, wrap(err, "read import")
	}
	found.Version = number(i, key.AttrVersion)
	return found, nil
}

// Imports gives a page of a partner's imports, the newest first. Next is what to give as after for the page behind it, and "" on the last.
func (p Prices) Imports(ctx context.Context, partner, after string, limit int) (all []price.Import, next string, err error) {
	q := store.Query{Partition: string(key.PriceImport(partner, "").PK), Prefix: key.PriceImports, Limit: limit, After: after, Backward: true}
	page, err := p.table.store.Query(ctx, q)
	if err != nil {
		return nil, "", wrap(err, "list imports")
	}
	for _, i := range page.Items {
		found, err := priceImport(i)
		if err != nil {
			return nil, "", err
		}
		all = append(all, found)
	}
	return all, page.Next, nil
}

// SaveImport replaces the import if its stored version is the one in i, and leaves i with the next version, or fails with fault.Stale.
func (p Prices) SaveImport(ctx context.Context, i *price.Import) error {
	doc := *i
	doc.Version = 0 // it is an attribute of its own
	return p.put(ctx, key.PriceImport(i.List.Partner, i.ID), doc, &i.Version, "import")
}

// Pointer gives a list's pointer; the zero Pointer with the list when nothing was ever in use.
func (p Prices) Pointer(ctx context.Context, l price.List) (price.Pointer, error) {
	i, err := p.table.get(ctx, pointer(l), "pointer")
	if fault.Of(err) == fault.NotFound {
		return price.Pointer{List: l}, nil
	}
	if err != nil {
		return price.Pointer{}, err
	}
	return pricePointer(i)
}

func pointer(l price.List) key.Key {
	return key.PricePointer(l.Partner, string(l.Kind), l.Market, l.Currency)
}

func pricePointer(i store.Item) (price.Pointer, error) {
	var found price.Pointer
	if err := unpack(raw(i, attrDoc), &found); err != nil {
		return found, wrap(err, "read pointer")
	}
	found.Version = number(i, key.AttrVersion)
	return found, nil
}

// Pointers gives the pointers of all lists of a partner.
func (p Prices) Pointers(ctx context.Context, partner string) ([]price.Pointer, error) {
	var all []price.Pointer
	err := p.each(ctx, partner, key.PricePointers, func(i store.Item) error {
		found, err := pricePointer(i)
		all = append(all, found)
		return err
	})
	return all, wrap(err, "list pointers")
}

// Flip replaces the pointer if its stored version is the one in p, and leaves p with the next version, or fails with fault.Stale.
func (p Prices) Flip(ctx context.Context, next *price.Pointer) error {
	doc := *next
	doc.Version = 0
	return p.put(ctx, pointer(next.List), doc, &next.Version, "pointer")
}

// put replaces a document that counts its writes.
func (p Prices) put(ctx context.Context, k key.Key, doc any, version *int64, what string) error {
	i, err := document(k, doc)
	if err != nil {
		return err
	}
	i[key.AttrVersion] = *version + 1
	mark(i)
	err = p.table.store.Put(ctx, i, unchanged(*version))
	if fault.Of(err) == fault.Conflict {
		return fault.Stale.Errorf("%s: changed in between", what)
	}
	if err == nil {
		*version++
	}
	return wrap(err, "save "+what)
}

// writers is how many chunks are written at once. They are small, and the table takes 1,000 of them in a second of one partition and more of several.
const writers = 16

// PutChunks writes all of them. A failure may leave some written.
func (p Prices) PutChunks(ctx context.Context, id price.SnapshotID, chunks []price.Chunk) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	failed := make([]error, len(chunks))
	free := make(chan struct{}, writers)
	var wg sync.WaitGroup
	for n, c := range chunks {
		free <- struct{}{}
		if ctx.Err() != nil {
			failed[n] = ctx.Err()
			break
		}
		failed[n] = fault.Unknown.Errorf("chunk not written") // what a goroutine that ends early leaves
		wg.Go(func() {
			defer func() { <-free }()
			i := item(key.PriceChunk(string(id), c.Product, c.Part))
			i[attrBody] = c.Packed
			if failed[n] = p.table.store.Put(ctx, i, nil); failed[n] != nil {
				stop()
			}
		})
	}
	wg.Wait()
	for _, err := range failed {
		if err != nil && !errors.Is(err, context.Canceled) {
			return wrap(err, "write prices")
		}
	}
	return wrap(errors.Join(failed...), "write prices")
}

// Chunk gives all parts of a product of a snapshot in their order, or nothing when the snapshot does not have it.
func (p Prices) Chunk(ctx context.Context, id price.SnapshotID, product string) ([]price.Chunk, error) {
	var all []price.Chunk
	for after, more := "", true; more; more = after != "" {
		page, err := p.table.store.Query(ctx, store.Query{Partition: string(key.PriceChunk(string(id), product, 0).PK), After: after})
		if err != nil {
			return nil, wrap(err, "read prices")
		}
		for _, i := range page.Items {
			all = append(all, price.Chunk{Product: product, Part: len(all), Packed: raw(i, attrBody)})
		}
		after = page.Next
	}
	return all, nil
}
