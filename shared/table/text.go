package table

import (
	"context"
	"errors"
	"slices"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
)

// MaxText is the most bytes that a text may have: the plan of a zone of many thousand rows has some millions.
const MaxText = 32 << 20

// PutText keeps a text under its digest, for ever. One that is there already is left as it is. A text over MaxText fails with fault.Invalid.
func (d Domains) PutText(ctx context.Context, partner, digest string, body []byte) error {
	return d.table.putText(ctx, partner, digest, body, MaxText)
}

func (t *Table) putText(ctx context.Context, partner, digest string, body []byte, most int) error {
	if len(body) > most {
		return fault.Invalid.Errorf("text of %d bytes: at most %d", len(body), most)
	}
	_, err := t.store.Get(ctx, at(key.Text(partner, digest, 0)))
	if fault.Of(err) != fault.NotFound {
		return wrap(err, "look for a text")
	}
	packed, err := deflate(texts, formatPlain, body)
	if err != nil {
		return err
	}
	parts := slices.Collect(slices.Chunk(packed, maxChunk))
	// The first comes last: whoever finds it finds all.
	for n := range slices.Backward(parts) {
		i := item(key.Text(partner, digest, n))
		i[attrBody], i[attrChunks] = parts[n], int64(len(parts))
		if err := t.store.Put(ctx, i, nil); err != nil {
			return wrap(err, "keep a part of a text")
		}
	}
	return nil
}

// Text gives what was kept, or fault.NotFound.
func (d Domains) Text(ctx context.Context, partner, digest string) ([]byte, error) {
	return d.table.text(ctx, partner, digest, MaxText)
}

func (t *Table) text(ctx context.Context, partner, digest string, most int) ([]byte, error) {
	first, err := t.get(ctx, key.Text(partner, digest, 0), "text")
	if err != nil {
		return nil, err
	}
	packed := slices.Clone(raw(first, attrBody))
	for n := int64(1); n < number(first, attrChunks); n++ {
		part, err := t.get(ctx, key.Text(partner, digest, int(n)), "part of a text")
		if err != nil {
			return nil, wrap(incomplete(err), "read a text that is not whole")
		}
		packed = append(packed, raw(part, attrBody)...)
	}
	if len(packed) == 0 || packed[0] != formatPlain {
		return nil, errors.New("read a text: unknown format")
	}
	body, err := inflate(packed[1:], "", most)
	return body, wrap(err, "read a text")
}
