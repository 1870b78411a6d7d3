// Package blobtest holds the suite that S3 and its stand-in must pass.
package blobtest

import (
	"bytes"
	"crypto/rand"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/fault"
)

// Safe is a safe that a story tries to break: Destroy removes what is kept under a name, or what it was at first, for good, and fails when that is
// refused; Overwrite puts another text there.
type Safe struct {
	audit.Safe

	Destroy   func(t *testing.T, name string) error
	Overwrite func(t *testing.T, name string, body []byte) error
	// Kept gives the first text of a name, whatever was put over it.
	Kept func(t *testing.T, name string) []byte
}

// Run checks a safe. The suite uses names of its own in it.
func Run(t *testing.T, open func(t *testing.T) Safe) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, Safe){
		"a text comes back as it was put":          comes,
		"a name is taken once":                     once,
		"names are listed in order, all of them":   lists,
		"what cannot be kept is refused":           refused,
		"what is kept outlives who wants it gone":  locked,
		"of many at once under one name one is it": race,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

func fresh() string { return "suite/" + rand.Text() + "/" }

// soon is late enough for the suite, and lets whoever owns the bucket clean it up.
func soon() time.Time { return time.Now().Add(time.Hour) } //nolint:forbidigo // S3 refuses a time that is over by its own clock

func put(t *testing.T, s Safe, name string, body []byte) {
	t.Helper()
	if err := s.Put(t.Context(), name, body, soon()); err != nil {
		t.Fatalf("put: %v", err)
	}
}

func comes(t *testing.T, s Safe) {
	at := fresh()
	for name, body := range map[string][]byte{"a.json": []byte(`{"a":1}`), "empty": {}, "bytes": {0, 255, 10, 13}, "large": bytes.Repeat([]byte("x"), 1<<20)} {
		put(t, s, at+name, body)
		got, err := s.Get(t.Context(), at+name)
		if err != nil || !bytes.Equal(got, body) {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
	}
	if _, err := s.Get(t.Context(), at+"other"); fault.Of(err) != fault.NotFound {
		t.Errorf("nothing there: %v", err)
	}
}

func once(t *testing.T, s Safe) {
	name := fresh() + "a"
	put(t, s, name, []byte("one"))
	for _, body := range []string{"two", "one"} {
		if err := s.Put(t.Context(), name, []byte(body), soon()); fault.Of(err) != fault.Conflict {
			t.Errorf("put %s over it: %v", body, err)
		}
	}
	if got, err := s.Get(t.Context(), name); err != nil || string(got) != "one" {
		t.Errorf("got %q, %v", got, err)
	}
}

func lists(t *testing.T, s Safe) {
	at := fresh()
	var want []string
	for n := range 7 {
		want = append(want, at+"2026-11-0"+strconv.Itoa(n))
	}
	for _, n := range []int{3, 0, 6, 5, 1, 2, 4} {
		put(t, s, want[n], nil)
	}
	put(t, s, strings.TrimSuffix(at, "/")+"x", nil)
	got, err := s.List(t.Context(), at)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v, %s", err, diff)
	}
	if got, err := s.List(t.Context(), at+"none"); err != nil || len(got) != 0 {
		t.Errorf("got %v, %v", got, err)
	}
}

func refused(t *testing.T, s Safe) {
	for _, name := range []string{"", "/a", "a b", "ä", strings.Repeat("x", 1025)} {
		if err := s.Put(t.Context(), name, nil, soon()); fault.Of(err) != fault.Invalid {
			t.Errorf("put %q: %v", name, err)
		}
		if _, err := s.Get(t.Context(), name); fault.Of(err) != fault.Invalid {
			t.Errorf("get %q: %v", name, err)
		}
	}
}

func locked(t *testing.T, s Safe) {
	name := fresh() + "root"
	put(t, s, name, []byte("as it was"))
	if err := s.Destroy(t, name); err == nil {
		t.Error("it could be removed for good")
	}
	_ = s.Overwrite(t, name, []byte("another")) // that it may lie over it is no harm
	if got := s.Kept(t, name); string(got) != "as it was" {
		t.Errorf("kept %q", got)
	}
}

func race(t *testing.T, s Safe) {
	name := fresh() + "a"
	var won atomic.Int64
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			err := s.Put(t.Context(), name, []byte("x"), soon())
			if err == nil {
				won.Add(1)
			} else if !slices.Contains([]fault.Kind{fault.Conflict, fault.Unavailable}, fault.Of(err)) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Errorf("%d were told that it is theirs", won.Load())
	}
}
