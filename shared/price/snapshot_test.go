package price_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/price"
)

func TestTheSameRowsInAnyOrderAndOnAnyLineAreOneSnapshot(t *testing.T) {
	t.Parallel()
	c := codec(t)
	rapid.Check(t, func(t *rapid.T) {
		rows := drawRows(t, "rows")
		a, _ := build(t, rows)
		again := slices.Concat(rows, rows[:len(rows)/2])
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "order"), 0)) //nolint:gosec // an order that is drawn
		r.Shuffle(len(again), func(i, j int) { again[i], again[j] = again[j], again[i] })
		for i := range again {
			again[i].Line = 7 * i
		}
		b, _ := build(t, again)
		x, idX := c.Pack(a)
		y, idY := c.Pack(b)
		if idX != idY || !slices.Equal(x, y) || idX != a.ID() {
			t.Fatalf("%s and %s of\n%v\n%v", idX, idY, all(a), all(b))
		}
	})
}

func TestWhatIsPackedIsUnpackedAsItWas(t *testing.T) {
	t.Parallel()
	c := codec(t)
	rapid.Check(t, func(t *rapid.T) {
		s, _ := build(t, drawRows(t, "rows"))
		packed, id := c.Pack(s)
		back, err := c.Unpack(packed, id)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(all(s), all(back)); diff != "" {
			t.Fatal(diff)
		}
		chunks, err := c.Chunks(s)
		if err != nil {
			t.Fatal(err)
		}
		var rows []price.Row
		for _, chunk := range chunks {
			p, err := c.Product([]price.Chunk{chunk})
			if err != nil {
				t.Fatal(err)
			}
			rows = append(rows, all(p)...)
		}
		if diff := cmp.Diff(all(s), rows); diff != "" {
			t.Fatal("in chunks:", diff)
		}
	})
}

func TestDamagedBytesAreAnErrorAndNeverPrices(t *testing.T) {
	t.Parallel()
	c := codec(t)
	s, _ := build(t, []price.Row{year("CFQ7TTC0AAAA", "216.00"), year("CFQ7TTC0BBBB", "48.00")})
	packed, id := c.Pack(s)
	for i := range packed {
		damaged := slices.Clone(packed)
		damaged[i] ^= 0x15
		if back, err := c.Unpack(damaged, id); err == nil && !cmp.Equal(all(s), all(back)) {
			t.Errorf("byte %d changed: %v", i, all(back))
		}
		if _, err := c.Unpack(packed[:i], id); err == nil {
			t.Errorf("cut off at %d: no error", i)
		}
	}
	if _, err := c.Unpack(packed, "other"); err == nil {
		t.Error("another snapshot's bytes were taken")
	}
}

func FuzzUnpack(f *testing.F) {
	c := codec(f)
	s, _ := build(f, []price.Row{year("CFQ7TTC0AAAA", "216.00"), year("CFQ7TTC0BBBB", "48.00")})
	chunks, err := c.Chunks(s)
	if err != nil {
		f.Fatal(err)
	}
	for _, chunk := range chunks {
		f.Add(chunk.Packed)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		back, err := c.Product([]price.Chunk{{Product: "x", Packed: b}})
		if err != nil {
			return
		}
		for i := range back.Len() {
			k := back.Row(i).Key
			if first, end := back.Find(k); i < first || i >= end {
				t.Fatalf("row %d is not found by its key %s", i, k)
			}
		}
	})
}

// A product with more rows than a chunk holds is cut, and comes together again.
func TestALargeProductIsSeveralChunks(t *testing.T) {
	t.Parallel()
	c := codec(t)
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // prices that are made up
	var rows []price.Row
	for i := range 26_000 {
		row := year("CFQ7TTC0AAAA", "1.00")
		row.TierMin, row.Cost, row.List = int32(i), microAt(r), microAt(r)
		rows = append(rows, row)
	}
	s, _ := build(t, rows)
	chunks, err := c.Chunks(s)
	if err != nil || len(chunks) < 2 {
		t.Fatal(len(chunks), err)
	}
	for i, chunk := range chunks {
		if len(chunk.Packed) > 300_000 || chunk.Part != i {
			t.Errorf("chunk %d: part %d, %d bytes", i, chunk.Part, len(chunk.Packed))
		}
	}
	back, err := c.Product(chunks)
	if err != nil {
		t.Fatal(err)
	}
	if back.ID() != s.ID() {
		t.Errorf("%d rows became %d others", s.Len(), back.Len())
	}
	if _, err := c.Product(chunks[1:]); err == nil {
		t.Error("a missing chunk was not missed")
	}
}

func TestRowsOfAnotherMarketOrCurrencyAreRefused(t *testing.T) {
	t.Parallel()
	for _, change := range []func(*price.Row){func(r *price.Row) { r.Market = "FR" }, func(r *price.Row) { r.Currency = "SEK" }} {
		r := year("CFQ7TTC0AAAA", "1.00")
		change(&r)
		if err := price.NewBuilder(germany).Add(&r); fault.Of(err) != fault.Invalid {
			t.Errorf("%s was taken: %v", r.Key, err)
		}
	}
}

func TestOfTwoPricesForOneWindowTheDearerStaysAndIsReported(t *testing.T) {
	t.Parallel()
	cheap, dear := year("CFQ7TTC0AAAA", "48.00"), year("CFQ7TTC0AAAA", "49.00")
	dear.Line = 3
	s, r := build(t, []price.Row{cheap, dear})
	if s.Len() != 1 || s.Row(0).Cost != dear.Cost || len(r.Conflicts) != 1 {
		t.Fatal(all(s), r)
	}
	if got, want := r.Conflicts[0].String(), "lines 3 and 2: CFQ7TTC0AAAA:0001 P1Y monthly commercial DE EUR from 2026-11-01 costs both 49.00 and 48.00"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// Microsoft's own example: A from 1 October to 3 November, 06:57; B from 1 November without an end.
func TestTheEarlierOfTwoOverlappingRowsHoldsUntilItsEnd(t *testing.T) {
	t.Parallel()
	a, b := year("CFQ7TTC0AAAA", "48.00"), year("CFQ7TTC0AAAA", "49.00")
	a.From, a.To = time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 11, 3, 6, 57, 0, 0, time.UTC)
	s, r := build(t, []price.Row{b, a})
	if r.Overlaps != 1 || r.Shadowed != 0 || len(r.Examples) != 1 {
		t.Errorf("%+v", r)
	}
	for at, want := range map[time.Time]price.Row{a.From: a, day(1): a, a.To: a, a.To.Add(time.Second): b, day(3): b, day(300): b} {
		if i, ok := s.At(a.Key, 1, at); !ok || s.Row(i).Cost != want.Cost {
			t.Errorf("at %s: %v %v", at, i, ok)
		}
	}
	if i, ok := s.At(a.Key, 1, a.From.Add(-time.Second)); ok {
		t.Errorf("row %d before anything begins", i)
	}
}
