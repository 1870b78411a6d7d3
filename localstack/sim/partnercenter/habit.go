package partnercenter

import (
	"fmt"
	"time"
)

// Habits are the options that can be changed while the service runs. Times are Go's durations as texts, "" is none.
type Habits struct {
	ProvisionAfter  string `json:"provisionAfter"`
	VisibleAfter    string `json:"visibleAfter"`
	PatchAfter      string `json:"patchAfter"`
	TransitionTakes string `json:"transitionTakes"`
	TransferTakes   string `json:"transferTakes"`
	MigrationTakes  string `json:"migrationTakes"`
	RenewalTakes    string `json:"renewalTakes"`
	NotifyAfter     string `json:"notifyAfter"`
	Throttle        int    `json:"throttle"`
	CheckoutReplay  bool   `json:"checkoutReplay"`
	LoseEvents      bool   `json:"loseEvents"`
	Vetting         string `json:"vetting"`
	Quirks          Quirks `json:"quirks"`
}

// waits pairs the texts with the options.
func (s *Sim) waits(h *Habits) map[*string]*time.Duration {
	return map[*string]*time.Duration{
		&h.ProvisionAfter: &s.opt.ProvisionAfter, &h.VisibleAfter: &s.opt.VisibleAfter, &h.PatchAfter: &s.opt.PatchAfter,
		&h.TransitionTakes: &s.opt.TransitionTakes, &h.RenewalTakes: &s.opt.RenewalTakes, &h.TransferTakes: &s.opt.TransferTakes, &h.NotifyAfter: &s.opt.NotifyAfter,
		&h.MigrationTakes: &s.opt.MigrationTakes,
	}
}

// Habits gives how the service behaves now.
func (s *Sim) Habits() Habits {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := Habits{Throttle: s.opt.Throttle, CheckoutReplay: s.opt.CheckoutReplay, LoseEvents: s.opt.LoseEvents, Vetting: s.opt.Vetting, Quirks: s.opt.Quirks}
	for text, wait := range s.waits(&h) {
		*text = wait.String()
	}
	return h
}

// Behave changes how the service behaves from now on. What is left out is off.
func (s *Sim) Behave(h Habits) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	waits := s.waits(&h)
	read := map[*time.Duration]time.Duration{}
	for text, wait := range waits {
		read[wait] = 0
		if *text == "" {
			continue
		}
		d, err := time.ParseDuration(*text)
		if err != nil || d < 0 {
			return fmt.Errorf("habits: %q is not a duration", *text)
		}
		read[wait] = d
	}
	for wait, d := range read {
		*wait = d
	}
	s.opt.Throttle, s.opt.CheckoutReplay, s.opt.LoseEvents = h.Throttle, h.CheckoutReplay, h.LoseEvents
	s.opt.Vetting, s.opt.Quirks = h.Vetting, h.Quirks
	return nil
}
