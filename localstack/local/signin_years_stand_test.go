package local_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/seatwright/seatwright/localstack/memory"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/token"
)

// learn remembers the refresh token of an answer.
func (c *traffic) learn(home string, res *http.Response) {
	body, err := io.ReadAll(res.Body)
	res.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), failing{err}))
	var answer struct {
		Refresh string `json:"refresh_token"`
	}
	if err == nil && json.Unmarshal(body, &answer) == nil && answer.Refresh != "" {
		c.issued(home, answer.Refresh)
	}
}

// failing is the end of a body: as it was.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return 0, io.EOF
}

// honoured reports whether Microsoft would still take a token.
func (c *traffic) honoured(token string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	g, ok := c.gave[token]
	return ok && !g.ended && instant().Before(g.at.Add(lifetime))
}

// revoked ends what was given to a partner so far.
func (w *years) revoked(p *tenant) {
	w.calls.mu.Lock()
	defer w.calls.mu.Unlock()
	for text, g := range w.calls.gave {
		if g.tenant == p.home {
			g.ended = true
			w.calls.gave[text] = g
		}
	}
}

// forget drops tokens that are long over.
func (w *years) forget() {
	w.calls.mu.Lock()
	defer w.calls.mu.Unlock()
	for text, g := range w.calls.gave {
		if instant().After(g.at.Add(2 * lifetime)) {
			delete(w.calls.gave, text)
		}
	}
}

// keeper is the secret store with its bad days.
type keeper struct {
	*memory.Secrets

	world *years
	down  bool

	mu     sync.Mutex
	lost   map[string]int             // answers that will not come, by partner
	staged map[string]map[string]bool // refresh tokens that were ever kept, by partner
}

func newKeeper(w *years) *keeper {
	return &keeper{Secrets: memory.NewSecrets(), world: w, lost: map[string]int{}, staged: map[string]map[string]bool{}}
}

var errDown = fault.Unavailable.Errorf("the secret store does not answer")

func (k *keeper) lose(partner string, n int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.lost[partner] += n
}

// change makes a change as far as the day lets it.
func (k *keeper) change(name string, do func() error) error {
	id := strings.Split(name, "/")[1]
	for _, p := range k.world.partners {
		if p.id == id && k.world.days < p.refuses {
			return fmt.Errorf("secret %s: access denied", name)
		}
	}
	if k.down {
		return errDown
	}
	err := do()
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.lost[id] > 0 && err == nil {
		k.lost[id]--
		return errDown
	}
	return err
}

func (k *keeper) Read(ctx context.Context, name string) (string, error) {
	if k.down {
		return "", errDown
	}
	return k.Secrets.Read(ctx, name)
}

func (k *keeper) Version(ctx context.Context, name string, l secret.Label) (secret.Version, error) {
	if k.down {
		return secret.Version{}, errDown
	}
	return k.Secrets.Version(ctx, name, l)
}

func (k *keeper) Stage(ctx context.Context, name, value string) (id string, err error) {
	err = k.change(name, func() error {
		id, err = k.Secrets.Stage(ctx, name, value)
		var kept token.Refresh
		if p := strings.Split(name, "/")[1]; err == nil && json.Unmarshal([]byte(value), &kept) == nil && kept.Token != "" {
			k.mu.Lock()
			defer k.mu.Unlock()
			if k.staged[p] == nil {
				k.staged[p] = map[string]bool{}
			}
			k.staged[p][kept.Token] = true
		}
		return err
	})
	return id, err
}

func (k *keeper) Promote(ctx context.Context, name, id, from string) error {
	return k.change(name, func() error { return k.Secrets.Promote(ctx, name, id, from) })
}

func (k *keeper) Drop(ctx context.Context, name string, l secret.Label) error {
	return k.change(name, func() error { return k.Secrets.Drop(ctx, name, l) })
}

// post counts letters, of which some are lost and of some nobody hears whether they were sent.
type post struct {
	*memory.Mail

	mu      sync.Mutex
	tries   int
	sent    map[string]int
	unknown map[string]int
}

func newPost(m *memory.Mail) *post {
	return &post{Mail: m, sent: map[string]int{}, unknown: map[string]int{}}
}

// mailbox is where one life posts its letters.
type mailbox struct {
	*post

	last string
}

func named(l notice.Letter) string { return l.Subject + "\n" + l.Text }

func (m *mailbox) Send(ctx context.Context, l notice.Letter) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tries++
	name := named(l)
	switch m.tries % 17 {
	case 3:
		return fault.Unavailable.Errorf("e-mail: busy")
	case 8:
		m.unknown[name]++
		return fault.Unknown.Errorf("e-mail: no answer")
	}
	if err := m.Mail.Send(ctx, l); err != nil {
		return err
	}
	m.sent[name]++
	m.last = name
	if m.tries%17 == 11 {
		m.unknown[name]++
		return fault.Unknown.Errorf("e-mail: no answer")
	}
	return nil
}

// cut says that the life ended before its time: what became of its last letter, nobody knows.
func (m *mailbox) cut() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.last != "" {
		m.unknown[m.last]++
	}
}

// labelled gives the renewer a store of secrets in its own words.
type labelled struct{ of secret.Versions }

func (v labelled) Version(ctx context.Context, name string, l token.Label) (token.Version, error) {
	found, err := v.of.Version(ctx, name, secret.Label(l))
	return token.Version(found), err
}

func (v labelled) Stage(ctx context.Context, name, value string) (string, error) {
	return v.of.Stage(ctx, name, value)
}

func (v labelled) Promote(ctx context.Context, name, id, from string) error {
	return v.of.Promote(ctx, name, id, from)
}

func (v labelled) Drop(ctx context.Context, name string, l token.Label) error {
	return v.of.Drop(ctx, name, secret.Label(l))
}
