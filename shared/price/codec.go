package price

import (
	"fmt"
	"slices"

	"github.com/klauspost/compress/zstd"

	"github.com/seatwright/seatwright/shared/fault"
)

const (
	small       = 850         // bytes that fit into a write unit of the table with their keys: packing them gains nothing
	maxChunk    = 300_000     // bytes of a chunk: an item of the table holds 400 KB with everything
	maxUnpacked = 512_000_000 // bytes of a snapshot before packing
	window      = 1 << 20     // of the compression: more gains nothing here and costs memory
)

// Chunk is a product's rows of a snapshot, packed; a product that is too large for one has several, numbered from 0.
type Chunk struct {
	Product string
	Part    int
	Packed  []byte // at most 300 KB
}

// Codec packs and unpacks snapshots. One serves many goroutines.
type Codec struct {
	in  *zstd.Encoder
	out *zstd.Decoder
}

// NewCodec makes a codec, which holds a few megabytes.
func NewCodec() (*Codec, error) {
	in, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(window), zstd.WithLowerEncoderMem(true), zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		return nil, fmt.Errorf("packer of prices: %w", err)
	}
	out, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxMemory(maxUnpacked))
	if err != nil {
		return nil, fmt.Errorf("unpacker of prices: %w", err)
	}
	return &Codec{in: in, out: out}, nil
}

// Pack gives a snapshot's bytes and its id. The same rows give the same bytes.
func (c *Codec) Pack(s *Snapshot) ([]byte, SnapshotID) {
	raw := s.canonical()
	return c.in.EncodeAll(raw, nil), idOf(raw)
}

// Unpack reads what Pack wrote. It fails when the bytes are not those of the snapshot with this id.
func (c *Codec) Unpack(b []byte, id SnapshotID) (*Snapshot, error) {
	raw, err := c.out.DecodeAll(b, nil)
	if err != nil {
		return nil, fmt.Errorf("snapshot %s: %w", id, err)
	}
	if got := idOf(raw); got != id {
		return nil, fmt.Errorf("snapshot %s: its bytes are those of %s", id, got)
	}
	return decode(raw)
}

// Chunks packs each product of a snapshot by itself.
func (c *Codec) Chunks(s *Snapshot) ([]Chunk, error) {
	var chunks []Chunk
	e, raw := newEncoder(s), []byte(nil)
	for first, end := range s.products {
		product, part := s.texts[s.rows[first].texts[ofProduct]], 0
		for first < end {
			n := end - first
			var b []byte
			for {
				raw = e.append(raw[:0], first, first+n)
				if b = c.chunk(raw); len(b) <= maxChunk {
					break
				}
				if n /= 2; n == 0 {
					return nil, fault.TooLarge.Errorf("product %s: a row of more than %d bytes", product, maxChunk)
				}
			}
			chunks = append(chunks, Chunk{Product: product, Part: part, Packed: b})
			first, part = first+n, part+1
		}
	}
	return chunks, nil
}

// chunk packs rows, unless they are so few that the item of the table is of the least size without it.
func (c *Codec) chunk(raw []byte) []byte {
	if len(raw) <= small {
		return slices.Clone(raw)
	}
	return c.in.EncodeAll(raw, make([]byte, 0, len(raw)/2))
}

// unchunk reads what chunk wrote: what is packed never begins with the byte of the layout.
func (c *Codec) unchunk(b []byte) (*Snapshot, error) {
	if len(b) > 0 && b[0] == layout {
		return decode(b)
	}
	raw, err := c.out.DecodeAll(b, nil)
	if err != nil {
		return nil, err
	}
	return decode(raw)
}

// Product puts a product's chunks together again.
func (c *Codec) Product(chunks []Chunk) (*Snapshot, error) {
	var whole *Snapshot
	for i, chunk := range chunks {
		s, err := c.unchunk(chunk.Packed)
		switch {
		case err != nil:
			return nil, fmt.Errorf("chunk %d of product %s: %w", i, chunk.Product, err)
		case chunk.Part != i:
			return nil, fmt.Errorf("product %s: chunk %d is missing", chunk.Product, i)
		case whole == nil:
			whole = s
		default:
			whole = join(whole, s)
		}
	}
	if whole == nil {
		return &Snapshot{}, nil
	}
	return whole, nil
}

// join puts two snapshots of one list into one.
func join(a, b *Snapshot) *Snapshot {
	whole := &Snapshot{Kind: a.Kind, Market: a.Market, Currency: a.Currency, texts: append(append([]string(nil), a.texts...), b.texts...)}
	second := slices.Clone(b.rows)
	for i := range second {
		for t := range second[i].texts {
			second[i].texts[t] += uint32(len(a.texts)) //nolint:gosec // texts are counted with it everywhere
		}
	}
	whole.sort([][]packed{slices.Clone(a.rows), second})
	return whole
}
