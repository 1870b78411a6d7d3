package token_test

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/token"
)

// start gives a world in which the app has a credential and nobody has signed in.
func start(t test) *world {
	t.Helper()
	w := &world{t: t, clock: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	w.entra = service{w: w, issued: map[string]grant{}, secrets: []string{"good", "better"}, refuse: map[string]bool{}, dead: map[string]bool{}}
	w.vault = vault{w: w, values: map[string]map[string]string{}, labels: map[string]map[token.Label]string{}}
	w.leases = leases{w: w, held: map[string]holder{}}
	w.store(token.AppSecret("one"), token.Credential{Secret: "good", Expires: w.clock.Add(365 * day)}, token.Current)
	return w
}

// signedIn gives a world with a sign-in of some age.
func signedIn(t test, age time.Duration) *world {
	t.Helper()
	w := start(t)
	w.store(token.RefreshSecret("one"), w.signIn("ann", age), token.Current)
	return w
}

// signIn is what somebody's sign-in gave some time ago.
func (w *world) signIn(user string, age time.Duration) token.Refresh {
	at := w.clock.Add(-age)
	return token.Refresh{Token: w.entra.issue(user, at, false), Issued: at, SignedIn: at, Tenant: "home", User: user, MFA: true}
}

func (w *world) store(name string, value any, l token.Label) {
	w.t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		w.t.Fatal(err)
	}
	_ = w.vault.enter("", name)
	w.vault.values[name]["version of "+string(text)] = string(text)
	w.vault.label(name, l, "version of "+string(text))
}

func (w *world) renewer() token.Renewer {
	return token.Renewer{
		Minter: &w.entra, Secrets: &w.vault, Leases: &w.leases, Now: w.now,
		Sleep: func(_ context.Context, d time.Duration) error { w.pass(d); return nil },
	}
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.clock
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.clock = w.clock.Add(d)
}

func subject() token.Subject {
	return token.Subject{Partner: "one", Client: "app", Audiences: []string{api, graph}, RenewAfter: 7 * day}
}

// refresh is the stored token with a label.
func (w *world) refresh(l token.Label) token.Refresh {
	w.t.Helper()
	var r token.Refresh
	w.load(token.RefreshSecret("one"), l, &r)
	return r
}

func (w *world) credential(l token.Label) token.Credential {
	w.t.Helper()
	var c token.Credential
	w.load(token.AppSecret("one"), l, &c)
	return c
}

func (w *world) load(name string, l token.Label, into any) {
	w.t.Helper()
	if text := w.vault.values[name][w.vault.labels[name][l]]; text != "" {
		if err := json.Unmarshal([]byte(text), into); err != nil {
			w.t.Fatal(err)
		}
	}
}

// works tells whether orders could be worked on now: what everybody reads is good for a token.
func (w *world) works() bool {
	return w.entra.lives(w.refresh(token.Current).Token) && slices.Contains(w.entra.secrets, w.credential(token.Current).Secret)
}

// renew renews without a crash, and wants a state.
func (w *world) renew(want token.State) token.Outcome {
	w.t.Helper()
	o, err := w.renewer().Renew(w.t.Context(), subject())
	if o.State != want || (err != nil) != (want == token.Failed) {
		w.t.Fatalf("renewal: got %s (%v), want %s", o.State, o.Err, want)
	}
	return o
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
