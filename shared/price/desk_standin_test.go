package price_test

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/price"
)

// store stands in for everything that a desk writes to. Each write passes the seam, which may end the goroutine before or after it.
type store struct {
	mu      sync.Mutex
	seam    func(write string) (crash bool) // asked before and after each write
	records map[string]price.Import
	blobs   map[string][]byte
	chunks  map[price.SnapshotID][]price.Chunk
	pointer price.Pointer
	sheets  map[string]sheet // by object
	watch   func()           // called after each write of the pointer, and before each crash
}

// sheet is a file as a person made it.
type sheet struct {
	rows   []price.Row
	report price.Report
	err    error
}

func newStore() *store {
	return &store{
		records: map[string]price.Import{}, blobs: map[string][]byte{}, chunks: map[price.SnapshotID][]price.Chunk{}, sheets: map[string]sheet{},
		pointer: price.Pointer{List: germany},
	}
}

func (s *store) write(name string, do func() error) error {
	s.crash("before " + name)
	s.mu.Lock()
	err := do()
	s.mu.Unlock()
	if s.watch != nil && name == "pointer" {
		s.watch()
	}
	s.crash("after " + name)
	return err
}

func (s *store) crash(at string) {
	if s.seam != nil && s.seam(at) {
		if s.watch != nil {
			s.watch()
		}
		runtime.Goexit()
	}
}

func (s *store) Import(_ context.Context, partner, id string) (price.Import, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, ok := s.records[partner+"/"+id]
	if !ok {
		return i, fault.NotFound.Errorf("import %q: not there", id)
	}
	return i, nil
}

func (s *store) SaveImport(_ context.Context, i *price.Import) error {
	return s.write("record", func() error {
		k := i.List.Partner + "/" + i.ID
		if s.records[k].Version != i.Version {
			return fault.Stale.Errorf("import %q: somebody else wrote", i.ID)
		}
		i.Version++
		s.records[k] = *i
		return nil
	})
}

func (s *store) PutBlob(_ context.Context, name string, b []byte) error {
	return s.write("blob", func() error { s.blobs[name] = slices.Clone(b); return nil })
}

func (s *store) Blob(_ context.Context, name string, _ int64) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.blobs[name]
	if !ok {
		return nil, fault.NotFound.Errorf("blob %q: not there", name)
	}
	return b, nil
}

// PutChunks writes one chunk after the other, so that a crash leaves some of them.
func (s *store) PutChunks(_ context.Context, id price.SnapshotID, chunks []price.Chunk) error {
	for _, c := range chunks {
		err := s.write("chunk", func() error {
			s.chunks[id] = slices.DeleteFunc(s.chunks[id], func(x price.Chunk) bool { return x.Product == c.Product && x.Part == c.Part })
			s.chunks[id] = append(s.chunks[id], c)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *store) Chunk(_ context.Context, id price.SnapshotID, product string) ([]price.Chunk, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []price.Chunk
	for _, c := range s.chunks[id] {
		if c.Product == product {
			found = append(found, c)
		}
	}
	return found, nil
}

func (s *store) Pointer(context.Context, price.List) (price.Pointer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.pointer
	p.Entries = slices.Clone(p.Entries)
	return p, nil
}

func (s *store) Flip(_ context.Context, p *price.Pointer) error {
	return s.write("pointer", func() error {
		if p.Version != s.pointer.Version {
			return fault.Stale.Errorf("prices %s: somebody else wrote", p.List)
		}
		p.Version++
		s.pointer = *p
		return nil
	})
}

// Rows gives the sheet's rows as the reader of sheets does: what is of another market or currency is counted and left out.
func (s *store) Rows(_ context.Context, i price.Import, rejects io.Writer, yield func(*price.Row) error) (price.Report, error) {
	f, ok := s.sheets[i.Object]
	if !ok {
		return price.Report{}, fault.Unavailable.Errorf("object %q: not there yet", i.Object)
	}
	if f.err != nil {
		return price.Report{}, f.err
	}
	r := f.report
	r.Markets, r.Currencies, r.Segments = map[string]int{}, map[string]int{}, map[string]int{}
	for n, row := range f.rows {
		row.Line = n + 2
		r.Markets[row.Market]++
		r.Currencies[row.Currency]++
		if row.Market != i.List.Market || row.Currency != i.List.Currency {
			r.Skipped++
			continue
		}
		r.Rows++
		r.Segments[row.Segment]++
		if err := yield(&row); err != nil {
			return r, err
		}
	}
	if r.Rejected > 0 {
		fmt.Fprintln(rejects, "line,column,value,reason,suggestion")
	}
	return r, nil
}

// desk makes a desk over a store, at noon of the fifth.
func desk(t tb, s *store) *price.Desk {
	t.Helper()
	return deskWith(codec(t), s)
}

func deskWith(c *price.Codec, s *store) *price.Desk {
	return &price.Desk{
		Records: s, Blobs: s, Chunks: s, Pointers: s, Sheets: s, Codec: c, Now: func() time.Time { return day(4).Add(12 * time.Hour) },
		Thresholds: func(context.Context, string) (price.Thresholds, error) { return price.Usual(), nil },
	}
}

// begin makes an import of some rows, which waits for its file, and gives the file.
func begin(t tb, d *price.Desk, s *store, id string, f sheet, change ...func(*price.Import)) {
	t.Helper()
	s.sheets[id] = f
	i := price.Import{ID: id, List: germany, Timeline: price.Current, File: id + ".csv", Object: id, By: "anna"}
	for _, c := range change {
		c(&i)
	}
	if err := d.Begin(context.Background(), &i); err != nil {
		t.Fatal(err)
	}
}

// bring makes an import and runs it.
func bring(t tb, d *price.Desk, s *store, id string, f sheet, change ...func(*price.Import)) price.Import {
	t.Helper()
	begin(t, d, s, id, f, change...)
	i, err := d.Run(context.Background(), germany.Partner, id)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// catalogue is a list of so many products.
func catalogue(products int) []price.Row {
	var rows []price.Row
	for n := range products {
		for _, segment := range []string{"commercial", "education"} {
			r := year(fmt.Sprintf("CFQ7TTC0%04d", n), fmt.Sprintf("%d.40", 20+n))
			r.Segment = segment
			rows = append(rows, r)
		}
	}
	return rows
}
