package edge_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
)

// register keeps calls in a map, with the rules that the interface asks for.
type register struct {
	mu    sync.Mutex
	calls map[[4]string]entry
	until time.Time
	lost  error // what Finish fails with
}

type entry struct {
	fingerprint, owner string
	answer             []byte
	done               bool
}

func (r *register) Begin(_ context.Context, key [4]string, fingerprint, owner string, until time.Time) ([]byte, bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.until = until
	c, there := r.calls[key]
	switch {
	case there && c.fingerprint != fingerprint:
		return nil, false, fault.Invalid.Errorf("the key was used for another request")
	case there && !c.done:
		return nil, false, fault.Conflict.Errorf("the first call still runs")
	case there:
		return c.answer, true, nil
	}
	r.calls[key] = entry{fingerprint: fingerprint, owner: owner}
	return nil, false, nil
}

func (r *register) Finish(_ context.Context, key [4]string, owner string, answer []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.lost == nil && r.calls[key].owner == owner {
		r.calls[key] = entry{fingerprint: r.calls[key].fingerprint, owner: owner, answer: answer, done: true}
	}
	return r.lost
}

func (r *register) Abandon(_ context.Context, key [4]string, owner string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.calls[key].owner == owner {
		delete(r.calls, key)
	}
	return nil
}

// desk counts the calls that got through.
type desk struct {
	reg  *register
	n    int
	fail error
	then func()
}

func newDesk() *desk { return &desk{reg: &register{calls: map[[4]string]entry{}}} }

func (d *desk) post(t *testing.T, body string, keys ...string) events.APIGatewayProxyResponse {
	t.Helper()
	o, _ := options()
	e := post(body)
	e.MultiValueHeaders["idempotency-key"] = keys
	return invoke(t, o, e, edge.Once(o, d.reg, true, func(context.Context, edge.Request) (edge.Answer, error) {
		d.n++
		if d.then != nil {
			d.then()
		}
		if d.fail != nil {
			return edge.Answer{}, d.fail
		}
		return edge.Answer{Status: 202, Body: map[string]int{"n": d.n}, Header: map[string]string{"Location": "/v1/orders/7"}}, nil
	}))
}

func TestASecondCallGetsTheFirstAnswerAgain(t *testing.T) {
	t.Parallel()
	d := newDesk()
	first := d.post(t, `{"a":1,"b":2}`, `"key-1"`)
	second := d.post(t, ` {"b":2, "a":1}`, `key-1`)
	if d.n != 1 || second.StatusCode != 202 || second.Body != first.Body || second.Headers["Location"] != "/v1/orders/7" {
		t.Errorf("%d calls, %+v", d.n, second)
	}
	if second.Headers["Idempotency-Replayed"] != "true" || first.Headers["Idempotency-Replayed"] != "" {
		t.Errorf("%v", second.Headers)
	}
	if other := d.post(t, `{}`, `key-2`); other.StatusCode != 202 || d.n != 2 {
		t.Errorf("another key: %+v", other)
	}
}

func TestAKeyStandsForOneRequest(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.post(t, `{"a":1}`, `key-1`)
	if got := d.post(t, `{"a":2}`, `key-1`); got.StatusCode != 422 || d.n != 1 {
		t.Errorf("%d calls, %+v", d.n, got)
	}
}

func TestACallWhileTheFirstRunsIsAConflict(t *testing.T) {
	t.Parallel()
	d := newDesk()
	var inner events.APIGatewayProxyResponse
	d.then = func() { d.then = nil; inner = d.post(t, `{}`, `key-1`) }
	if outer := d.post(t, `{}`, `key-1`); inner.StatusCode != 409 || outer.StatusCode != 202 || d.n != 1 {
		t.Errorf("%d calls, %d inside %d", d.n, inner.StatusCode, outer.StatusCode)
	}
}

func TestAFailedCallMayBeRepeatedOrCorrected(t *testing.T) {
	t.Parallel()
	for _, fail := range []error{errors.New("defect"), fault.Unavailable.Errorf("later"), fault.Invalid.Errorf("mend it")} {
		d := newDesk()
		d.fail = fail
		if got := d.post(t, `{"a":1}`, `key-1`); got.StatusCode < 400 {
			t.Errorf("%+v", got)
		}
		d.fail = nil
		if got := d.post(t, `{"a":2}`, `key-1`); got.StatusCode != 202 || d.n != 2 {
			t.Errorf("%v: %d calls, %+v", fail, d.n, got)
		}
	}
}

func TestAnAnswerThatCouldNotBeKeptIsGivenAllTheSame(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.reg.lost = errors.New("no store")
	if got := d.post(t, `{}`, `key-1`); got.StatusCode != 202 {
		t.Errorf("%+v", got)
	}
	if want := now().Add(35 * time.Second); !d.reg.until.Equal(want) {
		t.Errorf("lease until %s, want %s", d.reg.until, want)
	}
}

func TestKeysThatCannotBeReadAreMalformed(t *testing.T) {
	t.Parallel()
	for _, keys := range [][]string{nil, {""}, {"a", "b"}, {`"open`}, {`""`}, {"a b"}, {"a,b"}, {"ä"}, {strings.Repeat("x", 256)}, {`"` + strings.Repeat("x", 256) + `"`}, {`"a", "b"`}} {
		d := newDesk()
		if got := d.post(t, `{}`, keys...); got.StatusCode != 400 || d.n != 0 {
			t.Errorf("%.30q: %d", keys, got.StatusCode)
		}
	}
	for i, good := range []string{`"a b"`, strings.Repeat("x", 255), `"` + strings.Repeat("x", 255) + `"`, `"a\"b"`, "8e03978e-40d5"} {
		d := newDesk()
		if got := d.post(t, fmt.Sprintf(`{"i":%d}`, i), good); got.StatusCode != 202 {
			t.Errorf("%.30q: %s", good, got.Body)
		}
	}
}

func TestAKeyThatIsNotRequiredMayBeMissing(t *testing.T) {
	t.Parallel()
	o, _ := options()
	if got := invoke(t, o, post(""), edge.Once(o, nil, false, fine)); got.StatusCode != 202 {
		t.Errorf("%+v", got)
	}
}
