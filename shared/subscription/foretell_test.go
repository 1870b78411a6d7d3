package subscription_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/feed"
	"github.com/seatwright/seatwright/shared/subscription"
)

// told keeps what a shop would be told when a record is saved.
type told struct {
	subscription.Records

	now  func() time.Time
	news []feed.News
}

func (t *told) Save(ctx context.Context, s *subscription.Subscription) error {
	before, err := t.Load(ctx, s.Partner, s.ID)
	if err != nil {
		before = subscription.Subscription{}
	}
	if n, ok := s.Announce(before, s.Version+1, t.now()); ok {
		t.news = append(t.news, n)
	}
	return t.Records.Save(ctx, s)
}

// lister is a seller that shows one licence.
type lister struct {
	*rounds

	facts subscription.Facts
}

func (l *lister) List(context.Context, string) (map[subscription.ID]subscription.Facts, error) {
	return map[subscription.ID]subscription.Facts{"sub": l.facts}, nil
}

// hourly reads a licence each hour over two terms, and gives the hours before the end of its term at which the shop was told of a renewal.
func hourly(t *testing.T, notice, term time.Duration, change func(*subscription.Subscription)) []string {
	t.Helper()
	r, work := newRounds()
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	f := licence()
	f.Status, f.AutoRenew, f.Started, f.CommitmentEnds = subscription.Active, true, now, now.Add(term)
	l, records := &lister{r, f}, &told{Records: work.Records, now: clock}
	work.Records, work.Now, work.Notice = records, clock, notice
	work.Seller = func(context.Context, string) (subscription.Seller, error) {
		return subscription.Seller{Licences: l}, nil
	}
	s := subscription.Subscription{ID: "sub", Partner: "p", Tenant: "t", Owner: "p/client/c", Order: "ord_1", Facts: f, Seen: now}
	change(&s)
	l.facts = s.Facts
	if err := records.Records.Save(t.Context(), &s); err != nil {
		t.Fatal(err)
	}
	var at []string
	for end := now.Add(2*term - time.Hour); now.Before(end); now = now.Add(time.Hour) {
		if !now.Before(l.facts.CommitmentEnds) {
			l.facts.Started, l.facts.CommitmentEnds = l.facts.CommitmentEnds, l.facts.CommitmentEnds.Add(term)
		}
		before := len(records.news)
		if _, err := work.Refresh(t.Context(), "p", "t"); err != nil {
			t.Fatal(err)
		}
		for _, n := range records.news[before:] {
			at = append(at, fmt.Sprintf("%s %.0f", n.Type, l.facts.CommitmentEnds.Sub(now).Hours()))
		}
	}
	return at
}

func TestAShopIsToldOfARenewalOnceATerm(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	year, month := []string{"subscription.renewal_upcoming 480", "subscription.renewal_upcoming 480"}, []string{"subscription.renewal_upcoming 168", "subscription.renewal_upcoming 168"}
	for name, c := range map[string]struct {
		notice, term time.Duration
		change       func(*subscription.Subscription)
		want         []string
	}{
		"a longer term":         {20 * day, 100 * day, func(*subscription.Subscription) {}, year},
		"a month":               {30 * day, 28 * day, func(*subscription.Subscription) {}, month},
		"no notice":             {0, 28 * day, func(*subscription.Subscription) {}, nil},
		"it ends":               {30 * day, 28 * day, func(s *subscription.Subscription) { s.Facts.AutoRenew = false }, nil},
		"it is suspended":       {30 * day, 28 * day, func(s *subscription.Subscription) { s.Facts.Status = subscription.Suspended }, nil},
		"nobody's order":        {30 * day, 28 * day, func(s *subscription.Subscription) { s.Owner = "" }, nil},
		"it ends with its term": {30 * day, 28 * day, func(s *subscription.Subscription) { s.Facts.Ends = true }, nil},
	} {
		if got := hourly(t, c.notice, c.term, c.change); !slices.Equal(got, c.want) {
			t.Errorf("%s: told %v, want %v", name, got, c.want)
		}
	}
}
