package edge_test

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/go-jose/go-jose/v4"

	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
)

// bucket is a bucket for each client, which does not fill up.
type bucket struct {
	mu    sync.Mutex
	left  map[string]int
	asked int
	down  bool
}

func (b *bucket) Draw(_ context.Context, client string, _, want int) (got, left int, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked++
	if b.down {
		return 0, 0, fault.Unavailable.Errorf("table: try later")
	}
	got = min(want, b.left[client])
	b.left[client] -= got
	return got, b.left[client], nil
}

// often calls n times as a client, and gives the answers.
func often(t *testing.T, g *edge.Guard, h *house, client string, n int) []events.APIGatewayProxyResponse {
	t.Helper()
	bearer := "Bearer " + token(t, jose.RS256, h.key, claims(map[string]any{"client_id": client}))
	var all []events.APIGatewayProxyResponse
	for range n {
		o, _ := options()
		o.Guard, o.Scope, o.Shops = g, "orders.write", true
		e := post("{}")
		e.MultiValueHeaders["authorization"] = []string{bearer}
		all = append(all, invoke(t, o, e, fine))
	}
	return all
}

func TestAClientThatCallsTooOftenIsToldHowLongToWait(t *testing.T) {
	t.Parallel()
	h, b := newHouse(t), &bucket{left: map[string]int{"client-1": 120, "shop-1": 600}}
	g := h.guard()
	g.Rate = &edge.Rate{Allowance: b, PerMinute: 600, Now: now}
	all := often(t, g, h, "client-1", 121)
	for n, a := range all[:120] {
		if a.StatusCode != 202 {
			t.Fatalf("call %d: %d", n, a.StatusCode)
		}
	}
	if b.asked != 13 {
		t.Errorf("the bucket was asked %d times for 121 calls, want 13", b.asked)
	}
	first, last := all[0], all[120]
	if first.Headers["RateLimit"] != `"calls";r=119;t=49` || first.Headers["RateLimit-Policy"] != `"calls";q=600;w=60` {
		t.Errorf("first answer: %v", first.Headers)
	}
	if last.StatusCode != 429 || last.Headers["Retry-After"] != "1" || last.Headers["RateLimit"] != `"calls";r=0;t=60` {
		t.Errorf("last answer: %d %v", last.StatusCode, last.Headers)
	}
	if a := often(t, g, h, "shop-1", 1)[0]; a.StatusCode != 202 {
		t.Errorf("another client: %d", a.StatusCode)
	}
}

func TestWhereTheBucketCannotBeAskedCallsAreLetThrough(t *testing.T) {
	t.Parallel()
	h, b := newHouse(t), &bucket{down: true}
	g := h.guard()
	g.Rate = &edge.Rate{Allowance: b, PerMinute: 600, Now: now}
	if a := often(t, g, h, "client-1", 1)[0]; a.StatusCode != 202 || a.Headers["RateLimit"] != "" {
		t.Errorf("%d %v", a.StatusCode, a.Headers)
	}
}

func TestWhatWasDrawnLongAgoIsNotSpent(t *testing.T) {
	t.Parallel()
	h, b := newHouse(t), &bucket{left: map[string]int{"client-1": 1000}}
	g, clock := h.guard(), now()
	g.Rate = &edge.Rate{Allowance: b, PerMinute: 600, Now: func() time.Time { return clock }}
	often(t, g, h, "client-1", 2)
	clock = clock.Add(30 * time.Second)
	if often(t, g, h, "client-1", 1); b.asked != 2 {
		t.Errorf("asked %d times, want 2", b.asked)
	}
}

func TestAShopsClientCallsWhatIsAboutItsShopAlone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, shops := range []bool{true, false} {
		o, _ := options()
		o.Guard, o.Scope, o.Shops = h.guard(), "orders.write", shops
		e := post("{}")
		e.MultiValueHeaders["authorization"] = []string{"Bearer " + token(t, jose.RS256, h.key, claims(map[string]any{"client_id": "shop-1"}))}
		who := ""
		out := invoke(t, o, e, func(ctx context.Context, r edge.Request) (edge.Answer, error) {
			who = r.Partner + "/" + r.Shop
			return fine(ctx, r)
		})
		if want := map[bool]int{true: http.StatusAccepted, false: http.StatusForbidden}[shops]; out.StatusCode != want || shops != (who == "p1/con_1") {
			t.Errorf("shops %t: %d, %q", shops, out.StatusCode, who)
		}
	}
}

func TestAMapOfABodyHasTheFormOfItsValues(t *testing.T) {
	t.Parallel()
	type entry struct {
		Seats int `json:"seats"`
	}
	type body struct {
		By map[string]entry `json:"by"`
	}
	if v, err := edge.JSON[body]([]byte(`{"by":{"a/b":{"seats":3}}}`)); err != nil || v.By["a/b"].Seats != 3 {
		t.Errorf("%+v, %v", v, err)
	}
	for raw, pointer := range map[string]string{
		`{"by":[]}`:                  "/by",
		`{"by":{"a/b":{}}}`:          "/by/a~1b/seats",
		`{"by":{"c":{"seats":"3"}}}`: "/by/c/seats",
		`{"by":{"c":{"chairs":3}}}`:  "/by/c/seats",
	} {
		_, err := edge.JSON[body]([]byte(raw))
		if f := fault.Fields(err); len(f) == 0 || f[0].Pointer != pointer {
			t.Errorf("%s: %v", raw, f)
		}
	}
}
