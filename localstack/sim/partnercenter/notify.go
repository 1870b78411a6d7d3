package partnercenter

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// event is what is told of a change: no data, one fetches the resource.
type event struct {
	Name     string    `json:"EventName"`
	Resource string    `json:"ResourceUri"`
	Kind     string    `json:"ResourceName"`
	Audit    *string   `json:"AuditUri"`
	At       time.Time `json:"ResourceChangeUtcDate"`
}

// maxAttempts is how often an event is tried, as seen in practice.
const maxAttempts = 10

// Notice is an event on its way. Times are UTC.
type Notice struct {
	ID       int         `json:"id"`
	Partner  string      `json:"partner"`
	URL      string      `json:"url"`
	Header   http.Header `json:"header"`
	Body     string      `json:"body"`
	Due      time.Time   `json:"due"`
	Attempts int         `json:"attempts"`
	Status   int         `json:"status"` // of the last answer, 0 for none
	Done     bool        `json:"done"`   // delivered, or given up

	check *validation
}

// tell tells a customer's partner that a subscription has changed. The caller holds the lock.
func (s *Sim) tell(cu *customer, subscription string, at time.Time) {
	if _, registered := s.hooks[cu.partner]; !registered {
		return
	}
	e := event{
		Name: eventUpdated, Kind: "subscription", At: at.UTC(),
		Resource: s.opt.Base + areaAPI + "customers/" + cu.id + "/subscriptions/" + subscription,
	}
	if n := len(s.audits); n > 0 && s.audits[n-1].subject == subscription && at.Sub(s.audits[n-1].at) <= s.opt.PatchAfter {
		link := s.opt.Base + areaAPI + "auditrecords/" + s.audits[n-1].ID
		e.Audit = &link
	}
	s.send(cu.partner, e, at.Add(s.opt.NotifyAfter), nil)
}

// told tells of a change that was asked for in a call.
func (c *call) told(sub *subscription, at time.Time) { c.tell(c.customer, sub.ID, at) }

// send puts an event into the box if the partner wants it. It is signed when it leaves. The caller holds the lock.
func (s *Sim) send(partner string, e event, due time.Time, check *validation) {
	r := s.hooks[partner]
	if !slices.Contains(r.Events, e.Name) || s.opt.LoseEvents {
		return
	}
	body, _ := json.Marshal(e) //nolint:errchkjson // texts and a time
	s.box = append(s.box, &Notice{
		ID: len(s.box) + 1, Partner: partner, URL: r.URL, Header: http.Header{}, Body: string(body), Due: due, check: check,
	})
}

// Notices gives all events so far, in the order in which they came up.
func (s *Sim) Notices() []Notice {
	s.catchUp()
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []Notice{}
	for _, n := range s.box {
		shown := *n
		shown.Header = n.Header.Clone()
		all = append(all, shown)
	}
	return all
}

// catchUp lets happen what time alone brings, renewals for example, so that it is told.
func (s *Sim) catchUp() {
	now := s.opt.Clock.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.eachSub(now, func(*customer, *subscription) {})
}

// eachSub lets happen to each subscription what time alone brings, by customer in the order of purchase, and then looks at it.
func (s *Sim) eachSub(now time.Time, look func(*customer, *subscription)) {
	for _, cu := range s.listed {
		s.settleMoves(cu, now)
		s.settleHandover(cu, now)
		for _, sub := range cu.subs {
			s.advance(sub, now)
			look(cu, sub)
		}
	}
}

// Deliver sends the events that are due, through web, and gives how many it tried. Microsoft says that events come late, twice
// and out of order; that one is tried up to ten times is seen in practice, the wait in between (a minute, doubled
// each time) is modelled.
func (s *Sim) Deliver(ctx context.Context, web http.RoundTripper) (int, error) {
	s.catchUp()
	now := s.opt.Clock.Now()
	s.mu.Lock()
	var due []*Notice
	for _, n := range s.box {
		if !n.Done && !now.Before(n.Due) {
			due = append(due, n)
		}
	}
	s.mu.Unlock()
	for count, n := range due {
		if err := s.deliver(ctx, web, n, now); err != nil {
			return count, err
		}
	}
	return len(due), nil
}

func (s *Sim) deliver(ctx context.Context, web http.RoundTripper, n *Notice, now time.Time) error {
	s.mu.Lock()
	token := s.hooks[n.Partner].Token
	s.mu.Unlock()
	header, err := s.sign([]byte(n.Body), token)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, n.URL, bytes.NewReader([]byte(n.Body)))
	if err != nil {
		return fmt.Errorf("event for %s: %w", n.Partner, err)
	}
	r.Header = header.Clone()
	result := validationResult{Failed: true, Message: "no answer", At: stamp(now)}
	status := 0
	if res, err := web.RoundTrip(r); err == nil {
		_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, maxBody))
		_ = res.Body.Close()
		status = res.StatusCode
		result = validationResult{Code: strconv.Itoa(status), Message: http.StatusText(status), At: stamp(now)}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	n.Header, n.Status = header, status
	n.Due = now.Add(time.Minute << n.Attempts)
	n.Attempts++
	good := status >= http.StatusOK && status < http.StatusMultipleChoices
	n.Done = good || n.Attempts == maxAttempts
	if n.check != nil {
		n.check.Results = append(n.check.Results, result)
		n.check.Status = map[bool]string{true: "completed", false: "failed"}[good]
	}
	return nil
}

// Announce tells once more, or without a change, that a subscription has changed: events come twice, and late ones tell of
// what is known. An id that is nobody's subscription is told of as well.
func (s *Sim) Announce(customer, subscription string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	cu := s.customers[customer]
	if cu == nil {
		return fmt.Errorf("announce: customer %q is unknown", customer)
	}
	s.tell(cu, subscription, s.opt.Clock.Now())
	return nil
}
