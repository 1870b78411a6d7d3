package partnercenter_test

import (
	"context"
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partnercenter"
	"github.com/seatwright/seatwright/shared/rest"
)

// throttle stands in for Microsoft's: 500 calls a minute for each customer, refused calls counted too.
type throttle struct {
	mu            sync.Mutex
	tokens        map[string]float64
	at            map[string]time.Time
	calls, denied int
}

const allowed = 500.0 // a minute

func (s *throttle) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now, key := bubble(), r.URL.Path
	if _, ok := s.at[key]; !ok {
		s.tokens[key], s.at[key] = allowed, now
	}
	s.calls++
	s.tokens[key] = math.Min(allowed, s.tokens[key]+now.Sub(s.at[key]).Minutes()*allowed)
	s.at[key] = now
	s.tokens[key] = math.Max(s.tokens[key]-1, -allowed)
	answer := &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Request: r}
	body := `{"items":[]}`
	if s.tokens[key] < 0 {
		s.denied++
		wait := int(math.Ceil(-s.tokens[key] / allowed * 60))
		answer.StatusCode, body = http.StatusTooManyRequests, `{"statusCode":429}`
		answer.Header.Set("Retry-After", strconv.Itoa(wait))
	}
	answer.Body = io.NopCloser(strings.NewReader(body))
	return answer, nil
}

// bubble is the virtual clock of a test.
func bubble() time.Time { return time.Now() } //nolint:forbidigo // inside of synctest it is virtual

// crowd has several processes, that know nothing of each other, call as often as they can for a length of virtual time.
func crowd(t *testing.T, processes, workers int, length time.Duration, tenants []order.TenantID) *throttle {
	t.Helper()
	server := &throttle{tokens: map[string]float64{}, at: map[string]time.Time{}}
	synctest.Test(t, func(t *testing.T) {
		end := bubble().Add(length)
		for range processes {
			budget := &partnercenter.Budget{}
			for w := range workers {
				// Every worker has a client of its own: the budget is what they share.
				c := partnercenter.Open(partnercenter.Options{
					Base: "http://pc.test", Tokens: fixed{}, Transport: server, Budget: budget, Now: bubble, Sleep: rest.Sleep,
				})
				go func() {
					for n := w; bubble().Before(end); n++ {
						_, err := c.SoldSince(t.Context(), tenants[n%len(tenants)], time.Time{})
						if wait := fault.RetryAfter(err); wait > 0 {
							_ = rest.Sleep(t.Context(), wait)
						}
						_ = rest.Sleep(t.Context(), 20*time.Millisecond)
					}
				}()
			}
		}
		time.Sleep(time.Hour)
		synctest.Wait()
	})
	return server
}

func TestAtMostOneCallInAHundredIsRefusedHoweverManyAreWished(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		processes, workers int
		tenants            []order.TenantID
		least              int // calls a minute
	}{
		"one process":         {1, 8, []order.TenantID{"a"}, 440},
		"four processes":      {4, 4, []order.TenantID{"a"}, 400},
		"two, many customers": {2, 8, []order.TenantID{"a", "b", "c", "d"}, 1600},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			length := 30 * time.Minute
			if testing.Short() {
				length = 5 * time.Minute
			}
			s := crowd(t, c.processes, c.workers, length, c.tenants)
			share := float64(s.denied) / float64(s.calls)
			t.Logf("%d calls, %d refused (%.2f %%)", s.calls, s.denied, 100*share)
			if least := c.least * int(length.Minutes()); share > 0.01 || s.calls < least {
				t.Errorf("%d of %d calls are refused; want at most 1 %% of at least %d", s.denied, s.calls, least)
			}
		})
	}
}

func TestACallThatWouldWaitTooLongIsNotSent(t *testing.T) {
	t.Parallel()
	var sent int
	now := time.Date(2026, 6, 10, 9, 30, 0, 0, time.UTC)
	web := roundTrip(func(r *http.Request) (*http.Response, error) {
		sent++
		return &http.Response{
			StatusCode: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"40"}}, Body: io.NopCloser(strings.NewReader("{}")), Request: r,
		}, nil
	})
	c := partnercenter.Open(partnercenter.Options{
		Base: "http://pc.test", Tokens: fixed{}, Transport: web, Now: func() time.Time { return now },
		Sleep: func(context.Context, time.Duration) error { t.Error("slept"); return nil },
	})
	for n := range 3 {
		_, err := c.Checkout(t.Context(), newID(), tenant, "c1")
		if fault.Of(err) != fault.Throttled || fault.RetryAfter(err) < 40*time.Second || sent != 1 {
			t.Errorf("call %d: %v after %v; %d sent", n, err, fault.RetryAfter(err), sent)
		}
	}
	// Another customer's calls go on, and those that are about none.
	_, _ = c.Checkout(t.Context(), newID(), "other", "c1")
	if _, _ = c.Taken(t.Context(), "x.onmicrosoft.com"); sent != 3 {
		t.Errorf("%d sent", sent)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
