package local_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	samples "github.com/seatwright/seatwright/events"
	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/api"
)

func TestACrashWhileAConnectionIsMadeOrChangedLeavesNothingHalfDone(t *testing.T) {
	t.Parallel()
	cases := 0
	for _, sample := range []string{"create", "rotate", "pause", "put"} {
		seam := local.NewSeam()
		s := start(t, local.Options{Seam: seam})
		first := 2 * seam.Effects()
		if a := connection(t, s, sample, nil); a.StatusCode >= http.StatusBadRequest {
			t.Fatalf("%s: %d %s", sample, a.StatusCode, a.Body)
		}
		last := 2 * seam.Effects()
		for point := first; point < last; point++ {
			cases++
			dies(t, sample, point)
		}
	}
	fmt.Printf("property: a crash while a connection is made or changed: %d distinct points\n", cases)
}

// dies crashes a call at a point, and makes it again.
func dies(t *testing.T, sample string, point int) {
	t.Helper()
	seam := local.NewSeam(point)
	clock := local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC))
	s := start(t, local.Options{Clock: clock, Seam: seam})
	token, err := s.Token(t.Context(), local.Client)
	if err != nil {
		t.Fatal(err)
	}
	var e request
	raw, err := samples.Sample("connection." + sample)
	if err := errors.Join(err, json.Unmarshal(raw, &e)); err != nil {
		t.Fatal(err)
	}
	set(&e, "Authorization", "Bearer "+token)
	if raw, err = json.Marshal(e); err != nil {
		t.Fatal(err)
	}
	if out, err := s.Invoke(t.Context(), "connection", raw); err == nil || seam.Hits() != 1 {
		t.Fatalf("%s, point %d: no crash: %s", sample, point, out)
	}
	seam.Revive()
	s.Restart()
	clock.Advance(2 * time.Minute) // the lease of who crashed is over
	again := connection(t, s, sample, nil)
	// The settings may have been saved before the crash: then the version that was seen is over, and what is there is what was asked for.
	if again.StatusCode >= http.StatusBadRequest && (sample != "put" || again.StatusCode != http.StatusPreconditionFailed) {
		t.Fatalf("%s, point %d: again: %d %s", sample, point, again.StatusCode, again.Body)
	}
	page := decoded[api.ConnectionPage](t, connection(t, s, "list", nil), http.StatusOK)
	made := 0
	for _, c := range page.Connections {
		if c.Shop == "shop.example.com" {
			made++
			if got := decoded[api.Connection](t, connection(t, s, "get", to(c.Id, "", nil)), http.StatusOK); got.Secret.Current != "1Np6" {
				t.Errorf("%s, point %d: the secret ends in %q", sample, point, got.Secret.Current)
			}
		}
	}
	if want := map[bool]int{true: 1}[sample == "create"]; made != want {
		t.Errorf("%s, point %d: %d connections were made, want %d", sample, point, made, want)
	}
	now := decoded[api.Connection](t, connection(t, s, "get", nil), http.StatusOK)
	wrong := map[string]bool{
		"rotate": now.Secret.Current != "0002" || now.Secret.Previous == nil || *now.Secret.Previous != "0001",
		"pause":  !now.Paused, "put": now.Limits == nil || *now.Limits.Seats != 50,
	}
	if wrong[sample] {
		t.Errorf("%s, point %d: %+v", sample, point, now)
	}
}
