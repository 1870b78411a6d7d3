package control_test

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

func TestLuckFollowsItsSharesAndItsSeed(t *testing.T) {
	t.Parallel()
	l := control.Luck{Seed: "a", Lose: 10, Twice: 50, Late: 100, LateBy: 30, Shuffle: true}
	lost, doubled := 0, 0
	for n := range 1000 {
		name := strconv.Itoa(n)
		if l.Loses(name) {
			lost++
		}
		if l.Doubles(name) {
			doubled++
		}
		if d := l.Delay(name); d < time.Second || d > 30*time.Second {
			t.Fatalf("late by %v", d)
		}
	}
	if lost < 60 || lost > 140 || doubled < 420 || doubled > 580 {
		t.Errorf("%d lost, %d doubled", lost, doubled)
	}
	inOrder := []string{"1", "2", "3", "4", "5", "6", "7", "8"}
	shuffled := slices.Clone(inOrder)
	same := func(name string) string { return name }
	control.Arrange(l, shuffled, same)
	if slices.Equal(inOrder, shuffled) {
		t.Error("nothing was shuffled")
	}
	control.Arrange(control.Luck{Seed: "a"}, inOrder, same)
	if !slices.IsSorted(inOrder) {
		t.Errorf("%v was shuffled", inOrder)
	}
	var none control.Luck
	if none.Loses("x") || none.Doubles("x") || none.Delay("x") != 0 || none.Check() != nil {
		t.Error("no luck is not no luck")
	}
	for _, bad := range []control.Luck{{Lose: 101}, {Twice: -1}, {LateBy: -1}} {
		if bad.Check() == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
}

type trip func(*http.Request) (*http.Response, error)

func (f trip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestAPostGivesTheStatusOrNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		to   string
		web  trip
		want int
		bad  bool
	}{
		"answered": {to: "https://x.test", want: 302, web: func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 302, Body: http.NoBody}, nil
		}},
		"refused": {to: "https://x.test", web: func(*http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF }},
		"cut": {to: "https://x.test", web: func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Body: io.NopCloser(failing{})}, nil
		}},
		"no address": {to: ":", bad: true},
	} {
		got, err := control.Post(t.Context(), c.web, c.to, http.Header{}, []byte("x"), time.Minute)
		if got != c.want || (err != nil) != c.bad {
			t.Errorf("%s: %d, %v", name, got, err)
		}
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("cut") }
