package memory

import (
	"context"
	"sync"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/secret"
)

// Secrets keeps secrets in memory. It is safe for concurrent use.
type Secrets struct {
	mu     sync.Mutex
	values map[string]string
	writes int
}

var _ secret.Store = (*Secrets)(nil)

// NewSecrets gives an empty store of secrets.
func NewSecrets() *Secrets { return &Secrets{values: map[string]string{}} }

// Read gives a secret, or fault.NotFound.
func (s *Secrets) Read(ctx context.Context, name string) (string, error) {
	if err := first(ended(ctx), secret.Check(name, "any")); err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.values[name]
	if !ok {
		return "", fault.NotFound.Errorf("secret: not there")
	}
	return v, nil
}

// Write keeps a secret.
func (s *Secrets) Write(ctx context.Context, name, value string) error {
	if err := first(ended(ctx), secret.Check(name, value)); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if old, ok := s.values[name]; !ok || old != value {
		s.writes++
	}
	s.values[name] = value
	return nil
}

// Names lists the secrets that are kept.
func (s *Secrets) Names() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return sortedKeys(s.values)
}

// Changes counts the writes that changed something: each is a version at AWS, which keeps few.
func (s *Secrets) Changes() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.writes
}
