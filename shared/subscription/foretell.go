package subscription

import "time"

// foretell notes that the shop is told of a renewal that is near, once a term, and reports whether it is. A licence that does not renew is not told of: its end
// is. For a short term the notice is a quarter of it, or a monthly licence would be near its renewal all the time.
func (s *Subscription) foretell(notice time.Duration, now time.Time) bool {
	f := s.Facts
	if notice <= 0 || s.Owner == "" || f.Status != Active || !f.AutoRenew || f.Ends || f.CommitmentEnds.IsZero() || s.Foretold.Equal(f.CommitmentEnds) {
		return false
	}
	if term := f.CommitmentEnds.Sub(f.Started); !f.Started.IsZero() {
		notice = min(notice, term/4)
	}
	if now.Before(f.CommitmentEnds.Add(-notice)) || !now.Before(f.CommitmentEnds) {
		return false
	}
	s.Foretold = f.CommitmentEnds
	return true
}
