package memory

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"sync"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/secret"
)

// mostVersions of a secret are kept, as at AWS; then the oldest without a label goes.
const mostVersions = 100

// Secrets keeps secrets in memory. It is safe for concurrent use.
type Secrets struct {
	mu      sync.Mutex
	kept    map[string]*versioned
	changes int
}

// versioned is one secret. A version has no label twice, and a label is on one version.
type versioned struct {
	values map[string]string // by id
	order  []string          // ids, the oldest first
	at     map[secret.Label]string
}

var _ secret.Versions = (*Secrets)(nil)

// NewSecrets gives an empty store of secrets.
func NewSecrets() *Secrets { return &Secrets{kept: map[string]*versioned{}} }

// Read gives a secret, or fault.NotFound.
func (s *Secrets) Read(ctx context.Context, name string) (string, error) {
	v, err := s.Version(ctx, name, secret.Current)
	return v.Value, err
}

// Write keeps a secret.
func (s *Secrets) Write(ctx context.Context, name, value string) error {
	if err := first(ended(ctx), secret.Check(name, value)); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.secret(name)
	s.set(v, secret.Current, v.add(name, value))
	return nil
}

// Version gives the version with a label, or fault.NotFound.
func (s *Secrets) Version(ctx context.Context, name string, l secret.Label) (secret.Version, error) {
	if err := first(ended(ctx), secret.Check(name, "any")); err != nil {
		return secret.Version{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if v, ok := s.kept[name]; ok {
		id := v.at[l]
		if value, ok := v.values[id]; ok && (l != secret.Pending || id != v.at[secret.Current]) {
			return secret.Version{ID: id, Value: value}, nil
		}
	}
	return secret.Version{}, fault.NotFound.Errorf("secret: not there")
}

// Stage keeps a value beside the current one.
func (s *Secrets) Stage(ctx context.Context, name, value string) (string, error) {
	if err := first(ended(ctx), secret.Check(name, value)); err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.secret(name)
	id := v.add(name, value)
	s.set(v, secret.Pending, id)
	return id, nil
}

// Promote makes a version the current one.
func (s *Secrets) Promote(ctx context.Context, name, id, from string) error {
	if err := first(ended(ctx), secret.Check(name, "any")); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.kept[name]
	switch {
	case !ok:
		return fault.NotFound.Errorf("secret: not there")
	case v.at[secret.Current] == id:
		return nil
	case v.at[secret.Current] != from:
		return fault.Conflict.Errorf("secret: another version has become the current one")
	case v.values[id] == "":
		return fault.NotFound.Errorf("secret: no such version")
	}
	s.set(v, secret.Current, id)
	return nil
}

// Drop takes a label from a version.
func (s *Secrets) Drop(ctx context.Context, name string, l secret.Label) error {
	if err := first(ended(ctx), secret.CheckDrop(name, l)); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if v, ok := s.kept[name]; ok {
		delete(v.at, l)
	}
	return nil
}

// secret gives the secret of a name, made when it is not there.
func (s *Secrets) secret(name string) *versioned {
	v, ok := s.kept[name]
	if !ok {
		v = &versioned{values: map[string]string{}, at: map[secret.Label]string{}}
		s.kept[name] = v
	}
	return v
}

// set gives a label to a version. What was current becomes the previous one; before the first there is none.
func (s *Secrets) set(v *versioned, l secret.Label, id string) {
	before, ok := v.at[l]
	if before == id {
		return
	}
	if l == secret.Current && ok {
		v.at[secret.Previous] = before
	}
	v.at[l] = id
	s.changes++
}

// add gives the id of the version with a value, made when it is not there.
func (v *versioned) add(name, value string) string {
	sum := sha256.Sum256([]byte(name + "\x00" + value))
	id := hex.EncodeToString(sum[:16])
	if _, ok := v.values[id]; ok {
		return id
	}
	v.values[id], v.order = value, append(v.order, id)
	if len(v.order) > mostVersions {
		gone := slices.IndexFunc(v.order, func(old string) bool { return !v.labelled(old) })
		delete(v.values, v.order[gone])
		v.order = slices.Delete(v.order, gone, gone+1)
	}
	return id
}

func (v *versioned) labelled(id string) bool {
	return slices.Contains(slices.Collect(maps.Values(v.at)), id)
}

// Names lists the secrets that are kept.
func (s *Secrets) Names() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return sortedKeys(s.kept)
}

// Changes counts the writes, stagings and promotions that changed something.
func (s *Secrets) Changes() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changes
}
