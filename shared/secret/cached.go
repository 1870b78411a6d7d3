package secret

import (
	"context"
	"sync"
	"time"
)

// Remember is for how long Cached gives a secret without asking again.
const Remember = 5 * time.Minute

// most bounds how many secrets are remembered at a time.
const most = 1000

// Cached remembers what Read gave. A changed secret shows after Remember at the latest, after Forget or a change through
// the cache at once. Versions are asked for each time. It is safe for concurrent use.
type Cached struct {
	of  Versions
	now func() time.Time

	mu   sync.Mutex
	read map[string]remembered
}

type remembered struct {
	value string
	until time.Time
}

var _ Versions = (*Cached)(nil)

// NewCached puts a cache before a store.
func NewCached(of Versions, now func() time.Time) *Cached {
	return &Cached{of: of, now: now, read: map[string]remembered{}}
}

// Read gives a secret. That a secret is not there is not remembered.
func (c *Cached) Read(ctx context.Context, name string) (string, error) {
	if v, ok := c.recall(name); ok {
		return v, nil
	}
	v, err := c.of.Read(ctx, name)
	if err != nil {
		return "", err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.read) >= most {
		clear(c.read)
	}
	c.read[name] = remembered{value: v, until: c.now().Add(Remember)}
	return v, nil
}

func (c *Cached) recall(name string) (string, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r, ok := c.read[name]
	return r.value, ok && c.now().Before(r.until)
}

// Write writes through, and forgets what was read.
func (c *Cached) Write(ctx context.Context, name, value string) error {
	defer c.Forget(name)
	return c.of.Write(ctx, name, value)
}

// Version asks the store.
func (c *Cached) Version(ctx context.Context, name string, l Label) (Version, error) {
	return c.of.Version(ctx, name, l)
}

// Stage writes through, and forgets what was read: the first version of a secret may be the current one at once.
func (c *Cached) Stage(ctx context.Context, name, value string) (string, error) {
	defer c.Forget(name)
	return c.of.Stage(ctx, name, value)
}

// Promote writes through, and forgets what was read.
func (c *Cached) Promote(ctx context.Context, name, id, from string) error {
	defer c.Forget(name)
	return c.of.Promote(ctx, name, id, from)
}

// Drop writes through. What is read stays the same.
func (c *Cached) Drop(ctx context.Context, name string, l Label) error {
	return c.of.Drop(ctx, name, l)
}

// Forget makes the next read ask again.
func (c *Cached) Forget(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.read, name)
}
