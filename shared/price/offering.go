package price

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
)

// HasPrices tells whether sheets of this kind have prices; the others say what may be ordered.
func (k Kind) HasPrices() bool { return k == NewCommerce || k == Legacy }

func (k Kind) known() bool {
	return k.HasPrices() || k == NewCommerceMatrix || k == LegacyMatrix
}

// offerings is an offer matrix, sorted and without duplicates, its lines forgotten.
type offerings []Offering

// matrixOf makes a matrix of rows in any order. Of two rows of one offer the one that comes first in the sheet stays.
func matrixOf(rows []Offering) offerings {
	all := slices.Clone(rows)
	slices.SortStableFunc(all, func(a, b Offering) int { return compareOfferings(&a, &b) })
	all = slices.CompactFunc(all, func(a, b Offering) bool { return compareOfferings(&a, &b) == 0 })
	for i := range all {
		all[i].Line = 0
	}
	return all
}

func compareOfferings(a, b *Offering) int {
	return cmp.Or(strings.Compare(a.Product, b.Product), strings.Compare(a.SKU, b.SKU), strings.Compare(a.Term, b.Term), strings.Compare(a.Billing, b.Billing))
}

// changed counts what is different in next.
func (o offerings) changed(next offerings) Summary {
	var s Summary
	x, y := 0, 0
	for x < len(o) || y < len(next) {
		var c int
		switch {
		case x == len(o):
			c = 1
		case y == len(next):
			c = -1
		default:
			c = compareOfferings(&o[x], &next[y])
		}
		switch {
		case c < 0:
			s.Withdrawn++
		case c > 0:
			s.New++
		case reflect.DeepEqual(o[x], next[y]):
			s.Same++
		default:
			s.Altered++
		}
		if c <= 0 {
			x++
		}
		if c >= 0 {
			y++
		}
	}
	return s
}

// packMatrix gives a matrix's bytes and its id.
func (c *Codec) packMatrix(o offerings) ([]byte, SnapshotID, error) {
	raw, err := json.Marshal(o)
	if err != nil {
		return nil, "", fmt.Errorf("pack an offer matrix: %w", err)
	}
	return c.in.EncodeAll(raw, nil), idOf(raw), nil
}

func (c *Codec) unpackMatrix(b []byte) (offerings, error) {
	raw, err := c.out.DecodeAll(b, nil)
	if err != nil {
		return nil, fmt.Errorf("unpack an offer matrix: %w", err)
	}
	var o offerings
	return o, json.Unmarshal(raw, &o)
}

// matrixChunks packs the offers of each product by themselves.
func (c *Codec) matrixChunks(o offerings) ([]Chunk, error) {
	var chunks []Chunk
	for first := 0; first < len(o); {
		end := first + 1
		for end < len(o) && o[end].Product == o[first].Product {
			end++
		}
		b, _, err := c.packMatrix(o[first:end])
		if err != nil {
			return nil, err
		}
		if len(b) > maxChunk {
			return nil, fault.TooLarge.Errorf("product %s: more than %d bytes of offers", o[first].Product, maxChunk)
		}
		chunks = append(chunks, Chunk{Product: o[first].Product, Packed: b})
		first = end
	}
	return chunks, nil
}

// Orderable gives what the offer matrix in use says of a product's SKU: how many licences, what has to be there first, and where. Microsoft documents that what
// a price sheet has and the matrix has not cannot be ordered yet. It fails with fault.NotFound when there is no matrix, and with fault.Gone, naming the
// product's other SKUs, when it does not have the offer.
func Orderable(ctx context.Context, shelf Shelf, c *Codec, l List, product, sku string) (Offering, error) {
	p, err := shelf.Pointer(ctx, l)
	if err != nil {
		return Offering{}, err
	}
	e, ok := p.InUse()
	if !ok {
		return Offering{}, fault.NotFound.Errorf("offer matrix %s: none was put in use yet", l)
	}
	chunks, err := shelf.Chunk(ctx, e.Snapshot, product)
	if err != nil {
		return Offering{}, err
	}
	var others []string
	for _, chunk := range chunks {
		all, err := c.unpackMatrix(chunk.Packed)
		if err != nil {
			return Offering{}, err
		}
		for _, o := range all {
			if o.SKU == sku {
				return o, nil
			}
			others = append(others, o.SKU)
		}
	}
	instead := ""
	if len(others) > 0 {
		instead = "; possible: " + strings.Join(others[:min(len(others), mostNamed)], ", ")
	}
	return Offering{}, fault.Gone.Errorf("%s:%s is not in the offer matrix in use, so it cannot be ordered%s", product, sku, instead)
}
