package token_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/token"
)

const api = "https://api.example"

// mint is a token service of which a test says how long it takes and how it fails.
type mint struct {
	mu     sync.Mutex
	grants []token.Grant
	life   time.Duration
	takes  time.Duration
	fail   error
}

func (m *mint) Mint(ctx context.Context, g token.Grant) (token.Token, error) {
	if m.takes > 0 {
		select {
		case <-time.After(m.takes):
		case <-ctx.Done():
			return token.Token{}, ctx.Err()
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.grants = append(m.grants, g)
	if m.fail != nil {
		return token.Token{}, m.fail
	}
	return token.Token{Access: fmt.Sprintf("access-%d", len(m.grants)), Life: m.life, Refresh: "next"}, nil
}

func (m *mint) count() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.grants)
}

type secrets map[string]string

func (s secrets) Read(_ context.Context, name string) (string, error) {
	if v, ok := s[name]; ok {
		return v, nil
	}
	return "", fault.NotFound.Errorf("secret %q: not there", name)
}

func stored() secrets {
	s := secrets{}
	for _, p := range []string{"one", "two"} {
		s[token.AppSecret(p)] = `{"client_secret":"secret-` + p + `"}`
		s[token.RefreshSecret(p)] = `{"refresh_token":"refresh-` + p + `","tenant":"home-` + p + `","issued_at":"2026-01-01T00:00:00Z"}`
	}
	return s
}

// in runs a test in a bubble, where time passes only while everybody waits.
func in(t *testing.T, test func(t *testing.T, m *mint, s *token.Source)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		m := &mint{life: time.Hour}
		test(t, m, token.New(m, stored(), time.Now)) //nolint:forbidigo // the bubble's own clock
	})
}

func access(t *testing.T, a *token.Account, audience string) string {
	t.Helper()
	got, err := a.Access(t.Context(), audience)
	if err != nil {
		t.Fatalf("access: %v", err)
	}
	return got
}

func TestAThousandCallersShareOneMint(t *testing.T) {
	t.Parallel()
	in(t, func(t *testing.T, m *mint, s *token.Source) {
		m.takes = time.Second
		account := s.For("one", "", "app")
		var group sync.WaitGroup
		for range 1000 {
			group.Go(func() {
				if got, err := account.Access(t.Context(), api); got != "access-1" || err != nil {
					t.Errorf("got %q and %v, want access-1", got, err)
				}
			})
		}
		group.Wait()
		want := []token.Grant{{
			Partner: "one", Tenant: "home-one", Audience: api, Client: "app", Credential: token.Credential{Secret: "secret-one"}, Refresh: "refresh-one",
			Home: true, Issued: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
		}}
		if d := cmp.Diff(want, m.grants); d != "" {
			t.Error(d)
		}
	})
}

func TestATokenIsReplacedBeforeItsEnd(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ life, fresh, spent time.Duration }{
		{time.Hour, 55*time.Minute - time.Second, 55 * time.Minute},
		{time.Minute, 44 * time.Second, 45 * time.Second},
	} {
		in(t, func(t *testing.T, m *mint, s *token.Source) {
			m.life = c.life
			account := s.For("one", "", "app")
			access(t, account, api)
			time.Sleep(c.fresh)
			if got := access(t, account, api); got != "access-1" {
				t.Errorf("%v into a life of %v: got %s, want the first token", c.fresh, c.life, got)
			}
			time.Sleep(c.spent - c.fresh)
			if got := access(t, account, api); got != "access-2" {
				t.Errorf("%v into a life of %v: got %s, want a new token", c.spent, c.life, got)
			}
		})
	}
}

func TestTokensAreNeverSharedAcrossPartnersTenantsOrAudiences(t *testing.T) {
	t.Parallel()
	in(t, func(t *testing.T, _ *mint, s *token.Source) {
		seen := map[string]string{}
		for _, partner := range []string{"one", "two"} {
			for _, tenant := range []string{"", "customer-1", "customer-2"} {
				for _, audience := range []string{api, "https://graph.example"} {
					who := partner + "/" + tenant + "/" + audience
					got := access(t, s.For(partner, tenant, "app"), audience)
					if other, ok := seen[got]; ok {
						t.Errorf("%s and %s share %s", who, other, got)
					}
					seen[got] = who
				}
			}
		}
		s.For("two", "", "app").Drop("access-1")
		if got := access(t, s.For("one", "", "app"), api); got != "access-1" {
			t.Error("one partner dropped another's token")
		}
	})
}

func TestARefusedTokenIsReplacedOnceAndNotInALoop(t *testing.T) {
	t.Parallel()
	in(t, func(t *testing.T, m *mint, s *token.Source) {
		account := s.For("one", "", "app")
		first := access(t, account, api)
		for range 100 { // every caller of a burst was refused
			account.Drop(first)
		}
		second := access(t, account, api)
		if second != "access-2" {
			t.Fatalf("got %s, want the second token", second)
		}
		account.Drop(first)
		for range 100 { // the API refuses the new one too
			account.Drop(second)
			if got := access(t, account, api); got != second {
				t.Fatalf("a refused replacement was replaced at once by %s", got)
			}
		}
		time.Sleep(31 * time.Second)
		account.Drop(second)
		if got := access(t, account, api); got != "access-3" || m.count() != 3 {
			t.Errorf("got %s after %d mints, want the third token", got, m.count())
		}
	})
}

func TestAFirstCallerWhoLeavesDoesNotTakeTheOthersAlong(t *testing.T) {
	t.Parallel()
	in(t, func(t *testing.T, m *mint, s *token.Source) {
		m.takes = time.Second
		account := s.For("one", "", "app")
		ctx, cancel := context.WithCancel(t.Context())
		var group sync.WaitGroup
		group.Go(func() {
			if _, err := account.Access(ctx, api); !errors.Is(err, fault.Unavailable) {
				t.Errorf("the caller who left got %v", err)
			}
		})
		synctest.Wait()
		group.Go(func() {
			if got, err := account.Access(t.Context(), api); got != "access-1" || err != nil {
				t.Errorf("the caller who stayed got %q and %v", got, err)
			}
		})
		synctest.Wait()
		cancel()
		group.Wait()
		if m.count() != 1 {
			t.Errorf("%d mints, want 1", m.count())
		}
	})
}

func TestADeadSignInIsAskedOnceInThirtySeconds(t *testing.T) {
	t.Parallel()
	in(t, func(t *testing.T, m *mint, s *token.Source) {
		m.fail = fault.Coded(fault.Unauthenticated.Errorf("sign in again"), "AADSTS700082")
		account := s.For("one", "", "app")
		for range 50 {
			if _, err := account.Access(t.Context(), api); fault.Code(err) != "AADSTS700082" {
				t.Fatalf("got %v", err)
			}
		}
		if m.count() != 1 {
			t.Errorf("a dead token was tried %d times", m.count())
		}
		time.Sleep(30 * time.Second)
		m.fail = nil
		if got := access(t, account, api); got != "access-2" {
			t.Errorf("after a new sign-in: got %s", got)
		}
	})
}

func TestAPassingFailureIsNotRemembered(t *testing.T) {
	t.Parallel()
	in(t, func(t *testing.T, m *mint, s *token.Source) {
		m.fail = fault.Unavailable.Errorf("no answer")
		account := s.For("one", "", "app")
		if _, err := account.Access(t.Context(), api); !errors.Is(err, fault.Unavailable) {
			t.Fatalf("got %v", err)
		}
		m.fail = nil
		access(t, account, api)
	})
}

func TestASignInThatIsNotStoredIsSaidWithoutItsSecrets(t *testing.T) {
	t.Parallel()
	clock := func() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }
	for name, s := range map[string]secrets{
		"nothing":   {},
		"no JSON":   {"partner/one/app": "hush-hush", "partner/one/refresh-token": "hush-hush"},
		"empty":     {"partner/one/app": "{}", "partner/one/refresh-token": "{}"},
		"no secret": {"partner/one/app": "{}", "partner/one/refresh-token": `{"refresh_token":"hush-hush"}`},
	} {
		m := &mint{life: time.Hour}
		_, err := token.New(m, s, clock).For("one", "", "app").Access(t.Context(), api)
		if !errors.Is(err, fault.Unauthenticated) || m.count() != 0 {
			t.Errorf("%s: got %v after %d mints", name, err, m.count())
		}
		if err != nil && strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: the error shows the secret: %v", name, err)
		}
	}
}
