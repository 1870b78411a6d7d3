package domain_test

import (
	"context"
	"encoding/json"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/fault"
)

// seam is passed before and after each effect; at a chosen one the goroutine ends, and nothing that it still does has any effect.
type seam struct {
	count int
	crash []int
	dead  bool
}

func (s *seam) point() {
	s.count++
	if slices.Contains(s.crash, s.count) {
		s.dead = true
		runtime.Goexit()
	}
}

// do makes an effect between two points.
func (s *seam) do(effect func() error) error {
	if s.dead {
		return fault.Unavailable.Errorf("dead")
	}
	s.point()
	err := effect()
	s.point()
	return err
}

// crashing does something that may end at a seam, and tells whether it came to its end.
func crashing(do func()) (finished bool) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		do()
		finished = true
	}()
	<-done
	return finished
}

// world is everything around a setup, in memory.
type world struct {
	seam
	clock   time.Time
	setups  map[string][]byte // as JSON, so that nothing is shared
	version map[string]int64
	current map[string]string
	texts   map[string][]byte
	lines   map[string]domain.Row
	batches map[string]domain.Batch
	leases  map[string]held
	woken   []string
	told    []domain.Event
	host    *host
	names   *names
	tenant  *tenant
	stolen  func()       // called at each save, for an interleaving
	last    domain.State // after whose first writing the goroutine ends
}

type held struct {
	owner string
	fence int64
	until time.Time
}

func newWorld(z dns.Zone) *world {
	w := &world{
		clock: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC), setups: map[string][]byte{}, version: map[string]int64{}, current: map[string]string{},
		texts: map[string][]byte{}, lines: map[string]domain.Row{}, batches: map[string]domain.Batch{}, leases: map[string]held{},
	}
	w.host = newHost(w, z)
	w.names = &names{w: w, zone: z.Name, servers: servers()}
	w.tenant = &tenant{w: w, facts: answer}
	return w
}

func (w *world) now() time.Time { return w.clock }

func (w *world) pass(d time.Duration) { w.clock = w.clock.Add(d) }

func (w *world) desk() domain.Desk {
	return domain.Desk{Book: w, Texts: w, Batches: w, Waker: w, Now: w.now}
}

func (w *world) worker() domain.Worker {
	open := func(context.Context, string, domain.Host) (domain.Zones, error) {
		if err := w.host.fail("open"); err != nil {
			return nil, err
		}
		return w.host, nil
	}
	return domain.Worker{Book: w, Texts: w, Leases: w, Zones: open, Names: w.names, Tenants: w.tenant, Now: w.now}
}

func (w *world) Setup(_ context.Context, _, id string) (s domain.Setup, err error) {
	err = w.do(func() error {
		text, ok := w.setups[id]
		if !ok {
			return fault.NotFound.Errorf("no setup %s", id)
		}
		s.Version = w.version[id]
		return json.Unmarshal(text, &s)
	})
	return s, err
}

func (w *world) Save(_ context.Context, s *domain.Setup) error {
	return w.do(func() error {
		if w.stolen != nil {
			w.stolen()
		}
		if w.version[s.ID] != s.Version {
			return fault.Stale.Errorf("setup %s: another version", s.ID)
		}
		text, err := json.Marshal(s)
		if err != nil {
			return err
		}
		if s.Version == 0 {
			w.current[s.Domain] = s.ID
		}
		s.Version++
		w.setups[s.ID], w.version[s.ID] = text, s.Version
		if s.Batch != "" {
			w.lines[s.Domain] = s.Row()
		}
		w.told = append(w.told, s.Tell...)
		s.Tell = nil
		if s.State == w.last {
			w.dead = true
			runtime.Goexit()
		}
		return nil
	})
}

func (w *world) Current(_ context.Context, _, name string) (id string, err error) {
	err = w.do(func() error {
		if id = w.current[name]; id == "" {
			return fault.NotFound.Errorf("no setup of %s", name)
		}
		return nil
	})
	return id, err
}

func (w *world) PutText(_ context.Context, _, digest string, text []byte) error {
	return w.do(func() error {
		w.texts[digest] = slices.Clone(text)
		return nil
	})
}

func (w *world) Text(_ context.Context, _, digest string) (text []byte, err error) {
	err = w.do(func() error {
		var ok bool
		if text, ok = w.texts[digest]; !ok {
			return fault.NotFound.Errorf("no text %s", digest)
		}
		return nil
	})
	return text, err
}

func (w *world) Acquire(_ context.Context, name, owner string, until time.Time) (fence int64, err error) {
	err = w.do(func() error {
		l := w.leases[name]
		if l.until.After(w.clock) && l.owner != owner {
			return fault.Conflict.Errorf("lease %s: another holds it", name)
		}
		fence = l.fence + 1
		w.leases[name] = held{owner: owner, fence: fence, until: until}
		return nil
	})
	return fence, err
}

func (w *world) Holding(_ context.Context, name, owner string, fence int64) error {
	return w.do(func() error {
		if l := w.leases[name]; l.owner != owner || l.fence != fence || !l.until.After(w.clock) {
			return fault.Stale.Errorf("lease %s: lost", name)
		}
		return nil
	})
}

func (w *world) Release(_ context.Context, name, owner string, fence int64) error {
	return w.do(func() error {
		if l := w.leases[name]; l.owner == owner && l.fence == fence {
			w.leases[name] = held{fence: fence}
		}
		return nil
	})
}

func (w *world) Wake(_ context.Context, s *domain.Setup) { w.woken = append(w.woken, s.ID) }

func (w *world) WakeBatch(_ context.Context, b *domain.Batch) {
	w.woken = append(w.woken, "batch "+b.ID)
}

func (w *world) Batch(_ context.Context, _, id string) (b domain.Batch, err error) {
	err = w.do(func() error {
		var ok bool
		if b, ok = w.batches[id]; !ok {
			return fault.NotFound.Errorf("no batch %s", id)
		}
		return nil
	})
	return b, err
}

func (w *world) SaveBatch(_ context.Context, b *domain.Batch) error {
	return w.do(func() error {
		if w.batches[b.ID].Version != b.Version {
			return fault.Stale.Errorf("batch %s: another version", b.ID)
		}
		b.Version++
		w.batches[b.ID] = *b
		return nil
	})
}

func (w *world) Lines(context.Context, string, string) (all []domain.Row, err error) {
	err = w.do(func() error {
		for _, r := range w.lines {
			all = append(all, r)
		}
		slices.SortFunc(all, func(a, b domain.Row) int { return strings.Compare(a.Setup, b.Setup) })
		return nil
	})
	return all, err
}

// setup gives a setup as it is kept, past the seam.
func (w *world) setup(t *testing.T, id string) domain.Setup {
	t.Helper()
	var s domain.Setup
	if err := json.Unmarshal(w.setups[id], &s); err != nil {
		t.Fatal(id, err)
	}
	return s
}
