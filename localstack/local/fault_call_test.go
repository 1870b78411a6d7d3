package local_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	samples "github.com/seatwright/seatwright/events"
	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/order"
)

func TestABodyThatTwoReadersCouldUnderstandDifferentlyIsMalformed(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	for name, edit := range map[string]func(string) string{
		"not JSON":       func(string) string { return "customer=new" },
		"nothing":        func(string) string { return "" },
		"two values":     func(b string) string { return b + b },
		"a BOM":          func(b string) string { return "\xef\xbb\xbf" + b },
		"duplicate keys": func(b string) string { return `{"test":true,"test":false,` + b[1:] },
		"65 levels":      func(string) string { return strings.Repeat(`[`, 65) + strings.Repeat(`]`, 65) },
		"cut":            func(b string) string { return b[:len(b)-1] },
	} {
		a := ask(t, s, local.Client, "order", "order", func(e *request) { bodied(name[:1], edit(e.Body))(e) })
		if a.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: got %d %s", name, a.StatusCode, a.Body)
		}
	}
	if ids := s.OrderIDs(); len(ids) != 0 {
		t.Errorf("orders %v", ids)
	}
}

func TestAnOrderOfMoreThanAMebibyteIsTooLarge(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	a := ask(t, s, local.Client, "order", "order", func(e *request) { e.Body += strings.Repeat(" ", 1<<20+1-len(e.Body)) })
	status(t, a, http.StatusRequestEntityTooLarge)
	a = ask(t, s, local.Client, "order", "order", func(e *request) { e.Body += strings.Repeat(" ", 1<<20-len(e.Body)) })
	status(t, a, http.StatusAccepted)
}

func TestAKeyThatIsMissingOrUnreadableIsMalformed(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	for name, values := range map[string][]string{"missing": nil, "twice": {"a", "b"}, "no end": {`"a`}, "long": {strings.Repeat("a", 256)}} {
		a := ask(t, s, local.Client, "order", "order", func(e *request) { set(e, "Idempotency-Key", values...) })
		if a.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: got %d %s", name, a.StatusCode, a.Body)
		}
	}
	if ids := s.OrderIDs(); len(ids) != 0 {
		t.Errorf("orders %v", ids)
	}
}

func TestTheSameKeyWithAnotherBodyIsInvalidAndWithTheSameBodyTheSameOrder(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	first := ask(t, s, local.Client, "order", "order", nil)
	status(t, first, http.StatusAccepted)
	other := ask(t, s, local.Client, "order", "order", func(e *request) {
		e.Body = strings.Replace(e.Body, `"quantity": 3`, `"quantity": 4`, 1)
	})
	status(t, other, http.StatusUnprocessableEntity)
	again := ask(t, s, local.Client, "order", "order", nil)
	status(t, again, http.StatusAccepted)
	if again.Headers["Idempotency-Replayed"] != "true" || again.Body != first.Body {
		t.Errorf("the second answer is another one: %v\n%s\n%s", again.Headers, first.Body, again.Body)
	}
	in(t, finish(t, s, clock), order.Fulfilled)
	sold(t, s, 1, 1)
}

// warm starts a system whose function has fetched the issuer's keys, and gives the number of effects that took.
func warm(t *testing.T, points ...int) (*local.System, *local.Clock, int) {
	t.Helper()
	clock := local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC))
	seam := local.NewSeam(points...)
	s := start(t, local.Options{Clock: clock, Seam: seam})
	status(t, ask(t, s, local.Client, "order", "order", func(e *request) { set(e, "Idempotency-Key") }), http.StatusBadRequest)
	return s, clock, seam.Effects()
}

// crashed gives a system on which placing the sample order crashed right after its key was taken and before the order was written.
func crashed(t *testing.T) (*local.System, *local.Clock) {
	t.Helper()
	_, _, effects := warm(t)
	s, clock, _ := warm(t, 2*effects+1)
	raw, err := samples.Sample("order")
	if err != nil {
		t.Fatal(err)
	}
	token, err := s.Token(t.Context(), local.Client)
	if err != nil {
		t.Fatal(err)
	}
	var e request
	if err := json.Unmarshal(raw, &e); err != nil {
		t.Fatal(err)
	}
	set(&e, "Authorization", "Bearer "+token)
	payload, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	if out, err := s.Invoke(t.Context(), "order", payload); err == nil || len(s.OrderIDs()) > 0 {
		t.Fatalf("it did not crash in time: %s, orders %v", out, s.OrderIDs())
	}
	return s, clock
}

func TestTheSameKeyWhileTheFirstCallRunsIsAConflictUntilItsLeaseEnds(t *testing.T) {
	t.Parallel()
	s, clock := crashed(t)
	status(t, ask(t, s, local.Client, "order", "order", nil), http.StatusConflict)
	if ids := s.OrderIDs(); len(ids) != 0 {
		t.Fatalf("orders %v", ids)
	}
	clock.Advance(time.Minute)
	status(t, ask(t, s, local.Client, "order", "order", nil), http.StatusAccepted)
	in(t, finish(t, s, clock), order.Fulfilled)
	sold(t, s, 1, 1)
}

func TestTheSameCallManyTimesAtOnceIsOneOrder(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	token, err := s.Token(t.Context(), local.Client)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	var taken atomic.Int64
	for range 50 {
		all.Go(func() {
			a := send(t, s, "order", "order", func(e *request) { set(e, "Authorization", "Bearer "+token) })
			switch a.StatusCode {
			case http.StatusAccepted:
				taken.Add(1)
			case http.StatusConflict:
			default:
				t.Errorf("got %d %s", a.StatusCode, a.Body)
			}
		})
	}
	all.Wait()
	if taken.Load() == 0 {
		t.Error("nobody got the order")
	}
	in(t, finish(t, s, clock), order.Fulfilled)
	sold(t, s, 1, 1)
}

func TestATestOrderIsRefusedForALiveAccount(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	probe := func(e *request) { e.Body = `{"test":true,` + e.Body[1:] }
	a := ask(t, s, local.Foreign, "order", "order", probe)
	status(t, a, http.StatusUnprocessableEntity)
	if got := fmt.Sprint(pointers(t, a)); got != "[/test]" {
		t.Errorf("pointers %s", got)
	}
	status(t, ask(t, s, local.Client, "order", "order", probe), http.StatusAccepted)
}

// placed sends an order of the API with a body of its own and gives it when it ended or asks.
func placed(t *testing.T, s *local.System, clock *local.Clock, edit func(*request)) order.Order {
	t.Helper()
	status(t, ask(t, s, local.Client, "order", "order", edit), http.StatusAccepted)
	return finish(t, s, clock)
}

// answered answers the order's question and gives the order when it ended or asks again.
func answered(t *testing.T, s *local.System, clock *local.Clock, field, value string) order.Order {
	t.Helper()
	o := the(t, s, clock)
	var a events.APIGatewayProxyResponse
	if a = ask(t, s, local.Client, "answer", "answer", on(o.ID, fmt.Sprintf(`{"field":%q,"value":%s}`, field, value))); a.StatusCode != http.StatusAccepted {
		t.Fatalf("answer: %d %s", a.StatusCode, a.Body)
	}
	return finish(t, s, clock)
}
