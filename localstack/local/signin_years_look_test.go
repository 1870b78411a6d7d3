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
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/memory"
	"github.com/seatwright/seatwright/shared/entra"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/hold"
	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/partnercenter"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/token"
)

// lifetime is Microsoft's, of a refresh token, and patience for how many days in a row bad luck may keep us from what is due.
const (
	lifetime = 90 * 24 * time.Hour
	patience = 6
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

// stored gives the sign-in that is in use.
func (w *years) stored(p *tenant) token.Refresh {
	text, err := w.secrets.Secrets.Read(w.t.Context(), "partner/"+p.id+"/refresh-token")
	var r token.Refresh
	if err != nil || json.Unmarshal([]byte(text), &r) != nil {
		w.t.Fatalf("%s: no sign-in is stored: %v", p.id, err)
	}
	return r
}

func (w *years) usable(p *tenant) bool { return w.calls.honoured(w.stored(p).Token) }

// inspect looks at what a day has left of each partner's sign-in.
func (w *years) inspect(clean bool) {
	book := table.Open(w.store, instant)
	for _, p := range w.partners {
		s, err := book.Standing(w.t.Context(), p.id)
		if err != nil {
			w.t.Fatal(err)
		}
		w.stands(p, s.Hold != nil)
		now := w.stored(p)
		works := w.calls.honoured(now.Token)
		if !clean {
			continue
		}
		// That a token is dead shows when it is used: for a partner without work, when it is to be renewed.
		if works && s.Hold != nil || !works && s.Hold == nil && instant().Sub(now.Issued) > p.renews+24*time.Hour {
			p.odd++
		} else {
			p.odd = 0
		}
		if w.lost(p, works) {
			p.lost++
		} else {
			p.lost = 0
		}
		if p.odd > patience || p.lost > 0 && works {
			w.t.Errorf("day %d: %s: works %t and on hold for days: %+v, good %+v, stored since %s, last found %s", w.days, p.id, works, s.Hold, s.Good, now.Issued, w.found(p))
		}
		if p.lost > patience {
			w.t.Errorf("day %d: %s has lost a token that Microsoft still takes", w.days, p.id)
		}
		if works {
			w.warned(p, now.Issued)
		}
	}
	if w.days%100 == 0 {
		w.agrees()
		w.forget()
	}
}

// found gives what the rounds last said about a partner.
func (w *years) found(p *tenant) string {
	var last []string
	for line := range strings.Lines(w.log.String()) {
		if strings.Contains(line, `"partner":"`+p.id+`"`) {
			last = append(last, line)
		}
	}
	return "\n" + strings.Join(last[max(0, len(last)-20):], "")
}

// lost reports whether a token was kept once that Microsoft takes, and what is in use is none.
func (w *years) lost(p *tenant, works bool) bool {
	if works || w.days < p.refuses {
		return false
	}
	w.secrets.mu.Lock()
	defer w.secrets.mu.Unlock()
	for text := range w.secrets.staged[p.id] {
		if w.calls.honoured(text) {
			return true
		}
	}
	return false
}

// stands follows the holds of a partner.
func (w *years) stands(p *tenant, held bool) {
	switch {
	case held && !p.held:
		p.deaths++
		p.returnsOn = w.days + 1 + w.rnd.IntN(10)
	case !held && p.held:
		p.returns++
		p.returnsOn = 0
	}
	p.held = held
}

// warned notes what somebody must have been told by now of a token of that age. The day's round was hours ago, on a clock that was minutes off.
func (w *years) warned(p *tenant, issued time.Time) {
	const day = 24 * time.Hour
	age := w.morning.Add(time.Duration(w.days-1) * day).Add(-5 * time.Minute).Sub(issued)
	last := 0
	for _, step := range []int{60, 75, 85} {
		if age >= time.Duration(step)*day {
			last = step
		}
	}
	if last > 0 {
		w.due[fmt.Sprintf("%s|%s|token %s|%d", p.id, notice.TokenWarning, issued.UTC().Format(time.RFC3339), last)] = true
	}
}

// agrees holds what the test thinks of tokens against the token service.
func (w *years) agrees() {
	theirs, ours := map[string]int{}, map[string]int{}
	for _, r := range w.entra.State().Refreshes {
		if r.Usable {
			theirs[r.App]++
		}
	}
	w.calls.mu.Lock()
	defer w.calls.mu.Unlock()
	for _, g := range w.calls.gave {
		if !g.ended && instant().Before(g.at.Add(lifetime)) {
			ours[g.tenant]++
		}
	}
	for _, p := range w.partners {
		// Of answers that were lost the service knows, and nobody else.
		if ours[p.home] > theirs[p.app] {
			w.t.Errorf("%s: %d tokens should work, and %d do", p.id, ours[p.home], theirs[p.app])
		}
	}
}

// people sign in again where it is needed, some time after they were told.
func (w *years) people() {
	w.entra.ClearFaults()
	for _, p := range w.partners {
		if p.returnsOn == 0 || w.days < p.returnsOn || w.days < p.refuses || w.secrets.down {
			continue
		}
		fresh := token.Refresh{Token: w.entra.IssueRefresh(p.home, p.app, p.user, true), Issued: instant(), Tenant: p.home, User: p.user, MFA: true}
		w.calls.issued(p.home, fresh.Token)
		w.signIn(p, fresh)
	}
}

// signIn stores a sign-in and lifts the hold, as a consent does, unless it ends in the middle of that.
func (w *years) signIn(p *tenant, fresh token.Refresh) {
	seam := local.NewSeam(w.point(16))
	env := seam.Wrap(w.adapters(seam))
	book := table.Open(env.Store, instant)
	c := entra.Open("http://entra", env.Web)
	c.Now, c.Sleep = instant, sleep
	r := token.Renewer{Minter: c, Secrets: labelled{env.Secrets}, Leases: book, Now: instant, Sleep: sleep}
	done := make(chan struct{})
	go func() {
		defer close(done)
		err := r.Adopt(w.t.Context(), token.Subject{Partner: p.id, Tenant: p.home, Client: p.app, Audiences: []string{partnercenter.Audience}}, fresh,
			func(context.Context, string) error { return nil })
		if err == nil {
			_, _ = hold.Lift(w.t.Context(), book, p.id, fresh.Issued, instant()) // else the next round does
		}
	}()
	<-done
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

// accounts looks at everything that was told in all that time.
func (w *years) accounts() {
	w.inspect(false)
	if n := len(w.calls.mixed); n > 0 {
		w.t.Errorf("%d times two were at one partner's sign-in at once", n)
	}
	book := table.Open(w.store, func() time.Time { return w.morning }) // when nothing was too old to be kept
	put := map[string]int{}
	for _, p := range w.partners {
		topics := map[notice.Topic]int{}
		for after := ""; ; {
			page, next, err := book.Notices(w.t.Context(), p.id, after, 100)
			if err != nil {
				w.t.Fatal(err)
			}
			for _, n := range page {
				put[fmt.Sprintf("%s|%s|%s|%d", n.Partner, n.Topic, n.Subject, n.Step)]++
				topics[n.Topic]++
				w.told(n)
			}
			if after = next; after == "" {
				break
			}
		}
		if topics[notice.TokenDead] != p.deaths || topics[notice.TokenRestored] != p.returns {
			w.t.Errorf("%s: %d ends and %d new sign-ins, and of notices %v", p.id, p.deaths, p.returns, topics)
		}
		w.topics = add(w.topics, topics)
	}
	for what, n := range put {
		if n > 1 {
			w.t.Errorf("%s: put %d times", what, n)
		}
	}
	for what := range w.due {
		if put[what] == 0 {
			w.t.Errorf("%s: missed", what)
		}
	}
	for name, n := range w.post.sent {
		if n > 1+w.post.unknown[name] {
			w.t.Errorf("sent %d times, of which %d with an unknown outcome: %s", n, w.post.unknown[name], name)
		}
	}
}

// told holds that a notice that is some days old was sent.
func (w *years) told(n notice.Notice) {
	if w.post.sent[named(notice.Compose(n, nil))] == 0 && instant().Sub(n.At) > 3*24*time.Hour {
		w.t.Errorf("%s: %s %d of %s: nobody was told", n.Partner, n.Topic, n.Step, n.At)
	}
}

func add(sum, more map[notice.Topic]int) map[notice.Topic]int {
	if sum == nil {
		sum = map[notice.Topic]int{}
	}
	for t, n := range more {
		sum[t] += n
	}
	return sum
}

// counts says what all of it came to.
func (w *years) counts() string {
	return fmt.Sprintf("%d crashes, %d calls by turns, notices %v, %d letters", w.crashes, w.calls.turns, w.topics, len(w.mail.Sent()))
}
