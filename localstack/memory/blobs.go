package memory

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/blob"
	"github.com/seatwright/seatwright/shared/fault"
)

// Blobs keeps texts as a bucket with versions and object lock does. It is safe for concurrent use.
type Blobs struct {
	now  func() time.Time
	mu   sync.Mutex
	kept map[string][]text // by name, the oldest first
}

// text is one version; one that is removed without its version is hidden by a marker.
type text struct {
	body   []byte
	until  time.Time
	marker bool
}

var _ audit.Safe = (*Blobs)(nil)

// NewBlobs gives an empty bucket. The clock decides what may go.
func NewBlobs(now func() time.Time) *Blobs { return &Blobs{now: now, kept: map[string][]text{}} }

// Put keeps a text until a time.
func (b *Blobs) Put(ctx context.Context, name string, body []byte, until time.Time) error {
	if err := first(ended(ctx), blob.Check(name, body)); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.now().Before(until) {
		return fault.Invalid.Errorf("blob: the time until which it is kept is over")
	}
	if b.shown(name) {
		return fault.Conflict.Errorf("blob: the name is taken")
	}
	b.kept[name] = append(b.kept[name], text{body: slices.Clone(body), until: until})
	return nil
}

// Get gives a text.
func (b *Blobs) Get(ctx context.Context, name string) ([]byte, error) {
	if err := first(ended(ctx), blob.Check(name, nil)); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.shown(name) {
		return nil, fault.NotFound.Errorf("blob: not there")
	}
	all := b.kept[name]
	return slices.Clone(all[len(all)-1].body), nil
}

// List gives the names that begin with a prefix.
func (b *Blobs) List(ctx context.Context, prefix string) ([]string, error) {
	if err := ended(ctx); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	var names []string
	for _, n := range sortedKeys(b.kept) {
		if strings.HasPrefix(n, prefix) && b.shown(n) {
			names = append(names, n)
		}
	}
	return names, nil
}

// Overwrite puts a text without a lock over what is there, as somebody may who writes to the bucket without us. What was there stays below it.
func (b *Blobs) Overwrite(name string, body []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.kept[name] = append(b.kept[name], text{body: slices.Clone(body)})
}

// Hide removes a name, as S3 does when no version is named: what was there stays below a marker.
func (b *Blobs) Hide(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.kept[name] = append(b.kept[name], text{marker: true})
}

// Destroy removes the first text of a name for good, or fails with fault.Denied before its time.
func (b *Blobs) Destroy(name string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := b.kept[name]
	if len(all) == 0 {
		return nil
	}
	if b.now().Before(all[0].until) {
		return fault.Denied.Errorf("blob: it is locked")
	}
	b.kept[name] = all[1:]
	return nil
}

// First gives the first text of a name, whatever lies over it.
func (b *Blobs) First(name string) []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.kept[name]) == 0 {
		return nil
	}
	return slices.Clone(b.kept[name][0].body)
}

func (b *Blobs) shown(name string) bool {
	all := b.kept[name]
	return len(all) > 0 && !all[len(all)-1].marker
}
