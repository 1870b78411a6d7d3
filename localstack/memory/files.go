package memory

import (
	"bytes"
	"context"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/seatwright/seatwright/shared/blob"
	"github.com/seatwright/seatwright/shared/fault"
)

// Files keeps files as a bucket does that tells of each that arrives, and takes and gives them by signed links over HTTP too. It is safe for concurrent use.
type Files struct {
	*blob.Links

	now    func() time.Time
	keeper keeper

	mu      sync.Mutex
	kept    map[string]file
	arrived []Arrival
}

type file struct {
	body  []byte
	media string
}

// Arrival is a file that somebody put.
type Arrival struct {
	Name string
	Size int64
}

// What the links of the stand-in are signed with.
const (
	Bucket     = "sheets"
	filesKey   = "AKIAEXAMPLE"
	filesWords = "of the stand-in"
)

// NewFiles gives an empty bucket whose links lead to an address, without a slash at the end, where its ServeHTTP is.
func NewFiles(base string, now func() time.Time) *Files {
	return &Files{
		Links: blob.NewLinks(base, filesKey, filesWords, Bucket, now), now: now,
		keeper: keeper{id: filesKey, secret: filesWords}, kept: map[string]file{},
	}
}

// Keep puts a file under a name, over what is there.
func (f *Files) Keep(ctx context.Context, name string, body []byte, media string) error {
	if err := first(ended(ctx), blob.Check(name, body)); err != nil {
		return err
	}
	f.put(name, slices.Clone(body), media)
	return nil
}

func (f *Files) put(name string, body []byte, media string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.kept[name] = file{body: body, media: media}
	f.arrived = append(f.arrived, Arrival{Name: name, Size: int64(len(body))})
}

// Open gives a file to read.
func (f *Files) Open(ctx context.Context, name string) (*io.SectionReader, error) {
	if err := first(ended(ctx), blob.Check(name, nil)); err != nil {
		return nil, err
	}
	found, ok := f.look(name)
	if !ok {
		return nil, fault.NotFound.Errorf("blob: not there")
	}
	size := int64(len(found.body))
	if size > blob.MaxFile {
		return nil, fault.TooLarge.Errorf("the file has %d bytes: at most %d", size, blob.MaxFile)
	}
	return io.NewSectionReader(bytes.NewReader(found.body), 0, size), nil
}

func (f *Files) look(name string) (file, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	found, ok := f.kept[name]
	return found, ok
}

// Arrived gives the files that were put since the last call, in their order.
func (f *Files) Arrived() []Arrival {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := f.arrived
	f.arrived = nil
	return all
}

// Names lists what is kept, in order.
func (f *Files) Names() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return sortedKeys(f.kept)
}
