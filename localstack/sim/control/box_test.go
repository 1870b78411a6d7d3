package control_test

import (
	"errors"
	"io"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// letter is a service's type of delivery.
type letter struct {
	control.Parcel

	Name  string `json:"name"`
	Tries int    `json:"tries"`
}

// post is a service that tries three times, a minute apart, and writes to nobody whose name is "gone".
type post struct {
	*control.Sender[letter, *letter]

	mu   sync.Mutex
	now  time.Time
	box  control.Box[letter, *letter]
	sent []string
	fail bool
}

func newPost(names ...string) *post {
	p := &post{now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	p.Sender = control.NewSender(&p.mu, func() time.Time { return p.now }, &p.box, p.pack, p.judge)
	for _, name := range names {
		p.box.Put(&letter{Name: name, Parcel: control.Parcel{URL: "https://x.test/" + name, Body: name, Due: p.now}})
	}
	return p
}

func (p *post) pack(d *letter, _ time.Time) (string, time.Duration, error) {
	if d.Name == "unwritten" {
		return "", 0, errors.New("no paper")
	}
	d.Done = d.Name == "gone"
	d.Header = http.Header{"Try": {strconv.Itoa(d.Tries + 1)}}
	return d.URL, time.Minute, nil
}

func (p *post) judge(d *letter, now time.Time) {
	d.Tries++
	d.Done = d.Status == http.StatusOK || d.Tries == 3
	d.Due = now.Add(time.Minute)
}

// RoundTrip is the receiver, who can ask the service about its deliveries meanwhile.
func (p *post) RoundTrip(r *http.Request) (*http.Response, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	body, err := io.ReadAll(r.Body)
	p.sent = append(p.sent, string(body)+r.Header.Get("Try"))
	if p.fail {
		return nil, io.ErrUnexpectedEOF
	}
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, err
}

// deliver gives what was sent, and how many were tried.
func (p *post) deliver(t *testing.T) (string, int) {
	t.Helper()
	p.sent = nil
	n, err := p.Deliver(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(p.sent, " "), n
}

func TestWhatIsDueIsSentOnceInTheOrderInWhichItCameUp(t *testing.T) {
	t.Parallel()
	p := newPost("a", "b", "gone", "c")
	later, last := p.now.Add(time.Hour), p.now.Add(2*time.Hour)
	p.box.Put(&letter{Name: "d", Parcel: control.Parcel{URL: "https://x.test/d", Body: "d", Due: last}})
	p.box.Put(&letter{Name: "e", Parcel: control.Parcel{URL: "https://x.test/e", Body: "e", Due: later}})
	p.box.Put(&letter{Name: "f", Parcel: control.Parcel{Body: "f", Due: p.now, Lost: true, Done: true}})
	if sent, n := p.deliver(t); sent != "a1 b1 c1" || n != 4 {
		t.Errorf("%q, %d tried", sent, n)
	}
	if at, more := p.Next(); !more || !at.Equal(later) {
		t.Errorf("next at %v, %v", at, more)
	}
	if sent, n := p.deliver(t); sent != "" || n != 0 {
		t.Errorf("again: %q, %d tried", sent, n)
	}
	p.now = later
	if sent, _ := p.deliver(t); sent != "e1" {
		t.Errorf("later: %q", sent)
	}
	p.now = last
	if sent, _ := p.deliver(t); sent != "d1" {
		t.Errorf("last: %q", sent)
	}
	if at, more := p.Next(); more {
		t.Errorf("more at %v", at)
	}
}

func TestTheServiceDecidesWhatComesAfterAnAnswer(t *testing.T) {
	t.Parallel()
	p := newPost("a")
	p.fail = true
	for _, want := range []string{"a1", "a2", "a3", ""} {
		if sent, _ := p.deliver(t); sent != want {
			t.Errorf("sent %q, not %q", sent, want)
		}
		p.now = p.now.Add(time.Minute)
	}
	want := []letter{{Name: "a", Tries: 3, Parcel: control.Parcel{
		ID: 1, URL: "https://x.test/a", Header: http.Header{"Try": {"3"}}, Body: "a", Due: p.now.Add(-time.Minute), Done: true,
	}}}
	shown := p.Deliveries()
	shown[0].Header.Set("Try", "changed")
	if diff := cmp.Diff(want, p.Deliveries(), cmp.Comparer(sameParcel)); diff != "" {
		t.Error(diff)
	}
}

func sameParcel(a, b control.Parcel) bool {
	return a.ID == b.ID && a.URL == b.URL && cmp.Equal(a.Header, b.Header) && a.Body == b.Body && a.Due.Equal(b.Due) &&
		a.Status == b.Status && a.Done == b.Done && a.Lost == b.Lost
}

func TestADeliveryOnItsWayIsNotSentByAnother(t *testing.T) {
	t.Parallel()
	p := newPost("a", "b", "c")
	others := 0
	n, err := p.Deliver(t.Context(), trip(func(r *http.Request) (*http.Response, error) {
		other, err := p.Deliver(r.Context(), p)
		others += other
		return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, err
	}))
	if err != nil || n != 3 || others != 0 || p.sent != nil {
		t.Errorf("%d tried, %d by others, %v, %v", n, others, p.sent, err)
	}
}

func TestADeliveryIsFreeAgainAfterItsSenderDied(t *testing.T) {
	t.Parallel()
	p := newPost("a", "b")
	died := make(chan struct{})
	go func() {
		defer close(died)
		_, _ = p.Deliver(t.Context(), trip(func(*http.Request) (*http.Response, error) {
			runtime.Goexit()
			return nil, io.EOF
		}))
	}()
	<-died
	if sent, _ := p.deliver(t); sent != "a1 b1" {
		t.Errorf("%q", sent)
	}
}

func TestADeliveryThatCannotBeMadeEndsTheRound(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"unwritten", "%"} {
		p := newPost("a", name, "b")
		if n, err := p.Deliver(t.Context(), p); err == nil || n != 1 || len(p.sent) != 1 {
			t.Errorf("%s: %d tried, %d sent, %v", name, n, len(p.sent), err)
		}
	}
}

func TestLuckShufflesWhatIsDue(t *testing.T) {
	t.Parallel()
	p := newPost("a", "b", "c", "d", "e", "f", "g", "h")
	if err := p.Behave(control.Luck{Late: 101}); err == nil {
		t.Error("101 of a hundred")
	}
	if err := p.Behave(control.Luck{Seed: "x", Shuffle: true}); err != nil {
		t.Fatal(err)
	}
	if sent, n := p.deliver(t); sent == "a1 b1 c1 d1 e1 f1 g1 h1" || n != 8 {
		t.Errorf("%q, %d tried", sent, n)
	}
}
