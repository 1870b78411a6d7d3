package entra

import (
	"fmt"
	"time"
)

// Users are named by id or by user principal name.

// Revoke ends all of a user's refresh tokens and codes, as when an administrator ends the user's sessions.
func (s *Sim) Revoke(userID string) error {
	now := s.opt.Clock.Now()
	return s.change(userID, func(u *user) { u.validFrom, u.revoked = now, s.counter })
}

// ChangePassword changes a user's password. Microsoft documents that this ends a confidential client's tokens when an
// administrator did it, and not when the user did.
func (s *Sim) ChangePassword(userID string, byAdministrator bool) error {
	if byAdministrator {
		return s.Revoke(userID)
	}
	return s.change(userID, func(*user) {})
}

// Disable blocks a user or lets it in again.
func (s *Sim) Disable(userID string, disabled bool) error {
	return s.change(userID, func(u *user) { u.Disabled = disabled })
}

// SetMFA says whether a user signs in with a second factor from now on.
func (s *Sim) SetMFA(userID string, mfa bool) error {
	return s.change(userID, func(u *user) { u.MFA = mfa })
}

// SignInFrequency has a user's sign-ins end after a time, as a rule of Conditional Access does; 0 ends the rule.
func (s *Sim) SignInFrequency(userID string, every time.Duration) error {
	return s.change(userID, func(u *user) { u.frequency = every })
}

// Delete removes a user.
func (s *Sim) Delete(userID string) error {
	return s.change(userID, func(u *user) { u.deleted = true })
}

func (s *Sim) change(name string, how func(*user)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.user(name)
	if u == nil {
		return fmt.Errorf("user %q: unknown", name)
	}
	how(u)
	return nil
}
