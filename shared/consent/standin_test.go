package consent_test

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/consent"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/hold"
	"github.com/seatwright/seatwright/shared/token"
)

const base = "https://api.example"

// world is everything around the desk.
type world struct {
	mu       sync.Mutex
	at       time.Time
	consents map[string]consent.Consent
	secrets  map[string]string
	staged   map[string]string
	signs    consent.SignIn
	redeemed []consent.Redemption
	asked    []consent.Authorization
	stored   map[string]token.Refresh
	lifted   []string

	redeemFails, adoptFails, proofFails, liftFails, saveFails error
	compliant                                                 *bool
	during                                                    func() // runs while a code is redeemed
}

func newWorld() (*world, consent.Desk) {
	w := &world{
		at: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC), consents: map[string]consent.Consent{}, secrets: map[string]string{},
		staged: map[string]string{}, stored: map[string]token.Refresh{},
		signs: consent.SignIn{Refresh: "hush-fresh", Tenant: "tenant-one", Object: "o", User: "admin@one.example", MFA: new(true), Roles: []string{"Global Administrator"}},
	}
	return w, consent.Desk{Book: w, Accounts: w, Secrets: w, Microsoft: w, Keeper: w, Prover: w, Holds: w, Now: w.now}
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(d)
}

func (w *world) CreateConsent(_ context.Context, c *consent.Consent) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	c.Version = 1
	w.consents[c.ID] = *c
	return nil
}

func (w *world) Consent(_ context.Context, id string) (consent.Consent, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, ok := w.consents[id]
	if !ok {
		return c, fault.NotFound.Errorf("consent: not there")
	}
	return c, nil
}

func (w *world) SaveConsent(_ context.Context, c *consent.Consent) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.saveFails != nil && c.Ended() {
		return w.saveFails
	}
	if w.consents[c.ID].Version != c.Version {
		return fault.Stale.Errorf("consent: changed in between")
	}
	c.Version++
	w.consents[c.ID] = *c
	return nil
}

func (w *world) Account(_ context.Context, partner string) (consent.Account, error) {
	if partner == "nobody" {
		return consent.Account{}, fault.NotFound.Errorf("partner: not there")
	}
	return consent.Account{
		Partner: partner, Name: strings.ToUpper(partner), Tenant: "tenant-" + partner, Client: "app-" + partner, MultiTenant: partner == "many", Audiences: []string{"https://pc", "https://graph"},
	}, nil
}

func (w *world) Read(_ context.Context, name string) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if v, ok := w.secrets[name]; ok {
		return v, nil
	}
	return "", fault.NotFound.Errorf("secret: not there")
}

func (w *world) Stage(_ context.Context, _, value string) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	id := strconv.Itoa(len(w.staged))
	w.staged[id] = value
	return id, nil
}

func (w *world) Promote(_ context.Context, name, id, from string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, there := w.secrets[name]; there && from == "" {
		return fault.Conflict.Errorf("secret: another is current")
	}
	w.secrets[name] = w.staged[id]
	return nil
}

func (w *world) Authorize(a consent.Authorization) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked = append(w.asked, a)
	return "https://login.example/" + a.Tenant
}

func (w *world) Redeem(_ context.Context, r consent.Redemption) (consent.SignIn, error) {
	w.mu.Lock()
	w.redeemed = append(w.redeemed, r)
	during := w.during
	w.mu.Unlock()
	if during != nil {
		during()
	}
	return w.signs, w.redeemFails
}

func (w *world) Diagnose(err error, _ string) hold.Diagnosis {
	return hold.Diagnosis{Code: fault.Code(err), Cause: "diagnosed: " + fault.Text(err), Actor: hold.Administrator, Next: "see them"}
}

func (w *world) Adopt(ctx context.Context, a consent.Account, fresh token.Refresh, prove func(context.Context, string) error) error {
	if w.adoptFails != nil {
		return w.adoptFails
	}
	if err := prove(ctx, "hush-access"); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	fresh.SignedIn = fresh.Issued
	w.stored[a.Partner] = fresh
	return nil
}

func (w *world) SignedIn(_ context.Context, partner string) (time.Time, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.stored[partner].SignedIn, nil
}

func (w *world) Prove(context.Context, consent.Account, string) (*bool, error) {
	return w.compliant, w.proofFails
}

func (w *world) Lift(_ context.Context, partner string, _ time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.liftFails == nil {
		w.lifted = append(w.lifted, partner)
	}
	return w.liftFails
}

// link opens a consent and gives its state.
func link(t *testing.T, d consent.Desk, partner string) string {
	t.Helper()
	l, err := d.Open(t.Context(), partner, "operator", base)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	return strings.TrimPrefix(l.Address, base+"/v1/consents/")
}

// begun opens a consent and goes on to Microsoft in a browser.
func begun(t *testing.T, d consent.Desk, partner, browser string) string {
	t.Helper()
	state := link(t, d, partner)
	if _, err := d.Start(t.Context(), state, browser); err != nil {
		t.Fatalf("start: %v", err)
	}
	return state
}

func finish(t *testing.T, d consent.Desk, state, browser string) consent.Consent {
	t.Helper()
	c, err := d.Finish(t.Context(), consent.Callback{State: state, Browser: browser, Code: "hush-code"})
	if err != nil {
		t.Fatalf("finish: %v", err)
	}
	return c
}

func kind(t *testing.T, what string, err error, want fault.Kind) {
	t.Helper()
	if fault.Of(err) != want || err == nil {
		t.Errorf("%s: got %v, want kind %q", what, err, want)
	}
}
