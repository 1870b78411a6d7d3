package entra

import (
	"fmt"
	"time"
)

// failing is an answer that was ordered for the next token calls.
type failing struct {
	refusal

	times int
}

// FailNext has the next token call answered with an AADSTS code. It fails for a code that is not modelled.
func (s *Sim) FailNext(code int) error { return s.FailTimes(code, 1, 0) }

// FailTimes does so for a number of calls, with an HTTP status of one's own; 0 keeps the documented one.
func (s *Sim) FailTimes(code, times, status int) error {
	known, ok := codes()[code]
	if !ok {
		return fmt.Errorf("AADSTS%d: not modelled", code)
	}
	if times < 1 || (status != 0 && (status < 400 || status > 599)) {
		return fmt.Errorf("AADSTS%d: wants at least one time and a status from 400 to 599", code)
	}
	known.code, known.status = code, status
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failing = append(s.failing, failing{refusal: known, times: times})
	return nil
}

// failed takes the next ordered answer. The caller holds the lock.
func (s *Sim) failed() *refusal {
	if len(s.failing) == 0 {
		return nil
	}
	r := s.failing[0].refusal
	if s.failing[0].times--; s.failing[0].times == 0 {
		s.failing = s.failing[1:]
	}
	return &r
}

// Revoke ends all of a user's refresh tokens, as when an administrator resets the password.
func (s *Sim) Revoke(userID string) error {
	now := s.opt.Clock.Now()
	return s.change(userID, func(u *user) { u.validFrom, u.revoked = now, s.counter })
}

// Disable blocks a user or lets it in again.
func (s *Sim) Disable(userID string, disabled bool) error {
	return s.change(userID, func(u *user) { u.Disabled = disabled })
}

// Delete removes a user.
func (s *Sim) Delete(userID string) error {
	return s.change(userID, func(u *user) { u.deleted = true })
}

func (s *Sim) change(userID string, how func(*user)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.users[fold(userID)]
	if !ok {
		return fmt.Errorf("user %q: unknown", userID)
	}
	how(u)
	return nil
}

// AddSecret gives an app a further secret, as one does before the old one expires. A zero time means never.
func (s *Sim) AddSecret(appID, value string, expires time.Time) error {
	return s.changeApp(appID, func(a *app) { a.secrets = append(a.secrets, secret{value: value, expires: expires}) })
}

// ExpireSecrets ends all secrets that an app has now.
func (s *Sim) ExpireSecrets(appID string) error {
	now := s.opt.Clock.Now()
	return s.changeApp(appID, func(a *app) {
		for i := range a.secrets {
			a.secrets[i].expires = now
		}
	})
}

// Consent lets an app have tokens for a resource in a tenant.
func (s *Sim) Consent(appID, tenant, resource string) error {
	s.AddTenant(tenant)
	return s.changeApp(appID, func(a *app) {
		if !a.consented(fold(tenant), resource) {
			a.consents[fold(tenant)] = append(a.consents[fold(tenant)], resource)
		}
	})
}

func (s *Sim) changeApp(appID string, how func(*app)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, ok := s.apps[fold(appID)]
	if !ok {
		return fmt.Errorf("app %q: unknown", appID)
	}
	how(a)
	return nil
}

// Mints tells how many access tokens were made for an audience.
func (s *Sim) Mints(audience string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mints[audience]
}
