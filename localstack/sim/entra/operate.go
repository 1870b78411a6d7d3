package entra

import (
	"fmt"
	"strings"
)

// The places at which an ordered failure answers.
const (
	AtToken  = "token"  // a token endpoint; the default
	AtSignIn = "signin" // a sign-in, which then answers at the app's address
)

// Failure orders that the next calls are answered with an AADSTS code.
type Failure struct {
	Code   int    `json:"code"`
	Times  int    `json:"times"`            // 0 means 1
	Status int    `json:"status,omitempty"` // HTTP status at a token endpoint; 0 keeps the documented one
	At     string `json:"at,omitempty"`     // AtToken or AtSignIn
	App    string `json:"app,omitempty"`    // of one app only
	Tenant string `json:"tenant,omitempty"` // in one tenant only
}

// failing is an answer that was ordered.
type failing struct {
	refusal
	Failure
}

// FailNext has the next token call answered with an AADSTS code. It fails for a code that is not modelled.
func (s *Sim) FailNext(code int) error { return s.Fail(Failure{Code: code}) }

// FailTimes does so for a number of calls, with an HTTP status of one's own; 0 keeps the documented one.
func (s *Sim) FailTimes(code, times, status int) error {
	if times < 1 {
		return fmt.Errorf("AADSTS%d: wants at least one time", code)
	}
	return s.Fail(Failure{Code: code, Times: times, Status: status})
}

// Fail orders a failure. It fails for a code that is not modelled.
func (s *Sim) Fail(f Failure) error {
	known, ok := codes()[f.Code]
	if !ok {
		return fmt.Errorf("AADSTS%d: not modelled", f.Code)
	}
	if f.Times < 0 || (f.Status != 0 && (f.Status < 400 || f.Status > 599)) {
		return fmt.Errorf("AADSTS%d: wants a status from 400 to 599 and no negative times", f.Code)
	}
	if f.At == "" {
		f.At = AtToken
	}
	if f.At != AtToken && f.At != AtSignIn {
		return fmt.Errorf("AADSTS%d at %q: not one of %s, %s", f.Code, f.At, AtToken, AtSignIn)
	}
	f.Times = max(1, f.Times)
	known.code, known.status = f.Code, f.Status
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failing = append(s.failing, failing{refusal: known, Failure: f})
	return nil
}

// failed takes the next ordered answer that fits. The caller holds the lock.
func (s *Sim) failed(at string, a *app, tenant string) *refusal {
	for i := range s.failing {
		f := &s.failing[i]
		if f.At != at || f.App != "" && (a == nil || !strings.EqualFold(f.App, a.id)) || f.Tenant != "" && !strings.EqualFold(f.Tenant, tenant) {
			continue
		}
		r := f.refusal
		if f.Times--; f.Times == 0 {
			s.failing = append(s.failing[:i], s.failing[i+1:]...)
		}
		return &r
	}
	return nil
}

// Withhold has the next answers come without a refresh token where they would have one.
func (s *Sim) Withhold(times int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.withheld = times
}

// Hide has the access tokens of users go without some claims, for instance amr, as those of other versions do. None
// brings all back.
func (s *Sim) Hide(claims ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.hidden)
	for _, name := range claims {
		s.hidden[name] = true
	}
}

// Mints tells how many access tokens were made for an audience.
func (s *Sim) Mints(audience string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mints[audience]
}
