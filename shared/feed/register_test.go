package feed_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/feed"
)

const home = "https://shop.example/hook"

func TestAnEndpointIsToldOnlyAfterItProvedThatItWantsIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.shops[home] = &shop{}
	e, key, err := w.desk().Register(t.Context(), feed.Wish{Owner: owner, URL: home})
	if err != nil {
		t.Fatal(err)
	}
	w.emit("7", "a", feed.OrderHeld)
	w.settle(t)
	if len(w.posted) != 0 {
		t.Fatal("a pending endpoint was told")
	}
	if e, err = w.desk().Verify(t.Context(), owner, e.ID); err != nil || e.State != feed.Verified {
		t.Fatalf("%s, %v", e.State, err)
	}
	proof := w.posted[0]
	var body struct {
		Type string `json:"type"`
		Data struct{ Nonce string }
	}
	if err := json.Unmarshal(proof.Body, &body); err != nil || body.Type != "endpoint.verify" || len(proof.Nonce) < 20 || body.Data.Nonce != proof.Nonce {
		t.Errorf("proof: %s, %v", proof.Body, err)
	}
	if !slices.Equal(proof.Keys, []string{key}) {
		t.Error("the proof is not signed with the secret that was given out")
	}
	w.emit("7", "b", feed.OrderFulfilled)
	w.settle(t)
	if len(w.posted) != 2 || w.posted[1].Nonce != "" {
		t.Errorf("%d posts, want the proof and the event since", len(w.posted))
	}
}

func TestAnythingButTheEchoProvesNothing(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]*shop{
		"no echo":      {deaf: true},
		"wrong status": {answer: func(int) (feed.Answer, error) { return feed.Answer{Status: 404, Echoed: true}, nil }},
		"no answer":    {answer: func(int) (feed.Answer, error) { return feed.Answer{}, errors.New("cut") }},
	} {
		w := newWorld(t)
		w.shops[home] = s
		e, _, err := w.desk().Register(t.Context(), feed.Wish{Owner: owner, URL: home})
		if err != nil {
			t.Fatal(err)
		}
		if _, err = w.desk().Verify(t.Context(), owner, e.ID); fault.Of(err) != fault.Denied || w.endpoints[e.ID].State != feed.Pending {
			t.Errorf("%s: %v, %s", name, err, w.endpoints[e.ID].State)
		}
	}
}

func TestUnfitEndpointsAreRefusedBeforeAnythingIsKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.shops[home] = &shop{}
	for name, wish := range map[string]feed.Wish{
		"unfit address": {Owner: owner, URL: "https://elsewhere.example"},
		"unknown type":  {Owner: owner, URL: home, Types: []string{"order.lost"}},
		"unknown group": {Owner: owner, URL: home, Types: []string{"endpoint.*"}},
		"type twice":    {Owner: owner, URL: home, Types: []string{"order.held", "order.held"}},
		"many types":    {Owner: owner, URL: home, Types: make([]string, 31)},
		"nobody's":      {URL: home},
	} {
		if _, _, err := w.desk().Register(t.Context(), wish); fault.Of(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(w.endpoints)+len(w.secrets)+len(w.posted) > 0 {
		t.Error("something was kept or posted")
	}
}

func TestAnOwnerHasAnAddressOnceAndTenAtMost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	register := func(n int) error {
		address := fmt.Sprintf("https://shop%d.example/hook", n)
		w.shops[address] = &shop{}
		_, _, err := w.desk().Register(context.Background(), feed.Wish{Owner: owner, URL: address})
		return err
	}
	for n := range 10 {
		if err := register(n); err != nil {
			t.Fatal(err)
		}
		if err := register(n); fault.Of(err) != fault.Conflict {
			t.Errorf("the same again: %v", err)
		}
	}
	if err := register(10); fault.Of(err) != fault.Conflict {
		t.Errorf("the eleventh: %v", err)
	}
}

func TestAnotherOwnersEndpointIsNotFound(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.listen(&shop{})
	_, verify := w.desk().Verify(t.Context(), "connection-2", id)
	_, disable := w.desk().Disable(t.Context(), "connection-2", id)
	_, rotate := w.desk().Rotate(t.Context(), "connection-2", id)
	_, replay := w.replayer().Replay(t.Context(), feed.Again{ID: "r", Owner: "connection-2", Endpoint: id, Order: "7"})
	for name, err := range map[string]error{"verify": verify, "disable": disable, "rotate": rotate, "replay": replay} {
		if fault.Of(err) != fault.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestBothSecretsSignUntilTheOldOneRetires(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.listen(&shop{})
	w.emit("7", "a", feed.OrderHeld)
	w.serve(t)
	key, err := w.desk().Rotate(t.Context(), owner, id)
	if err != nil {
		t.Fatal(err)
	}
	w.emit("7", "b", feed.OrderFulfilled)
	w.serve(t)
	w.pass(feed.Overlap - time.Nanosecond)
	w.emit("7", "c", feed.SeatsChanged)
	w.serve(t)
	w.pass(time.Nanosecond)
	w.emit("7", "d", feed.SeatsChanged)
	w.serve(t)
	old := w.posted[0].Keys[0]
	for i, want := range [][]string{{old}, {key, old}, {key, old}, {key}} {
		if !slices.Equal(w.posted[i].Keys, want) {
			t.Errorf("post %d is signed with %d keys, want %d", i, len(w.posted[i].Keys), len(want))
		}
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(key, "whsec_"))
	if err != nil || len(raw) != 32 || !strings.HasPrefix(key, "whsec_") || key == old {
		t.Errorf("the new secret has %d bytes, %v", len(raw), err)
	}
}

// TestARotationWhoseAnswerWasLostLocksNobodyOut: the shop's program still has the first secret when its operator rotates again.
func TestARotationWhoseAnswerWasLostLocksNobodyOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.listen(&shop{})
	w.emit("7", "a", feed.OrderHeld)
	w.serve(t)
	for range 3 {
		if _, err := w.desk().Rotate(t.Context(), owner, id); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.desk().Rotate(t.Context(), owner, id); fault.Of(err) != fault.Conflict {
		t.Errorf("the fourth: %v", err)
	}
	w.emit("7", "b", feed.OrderFulfilled)
	w.serve(t)
	if first, last := w.posted[0].Keys[0], w.posted[1].Keys; !slices.Contains(last, first) || len(last) != 4 {
		t.Error("the first secret does not sign any more")
	}
}
