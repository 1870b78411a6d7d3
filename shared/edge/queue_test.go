package edge_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/edge"
)

// batch makes a batch of messages; "a1" is the first of group a.
func batch(t *testing.T, ids ...string) []byte {
	t.Helper()
	var e events.SQSEvent
	for _, id := range ids {
		c := "corr-" + id
		e.Records = append(e.Records, events.SQSMessage{
			MessageId: id, Body: "body " + id, Attributes: map[string]string{"MessageGroupId": id[:1], "ApproximateReceiveCount": "2"},
			MessageAttributes: map[string]events.SQSMessageAttribute{"correlation_id": {StringValue: &c, DataType: "String"}},
		})
	}
	raw, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestMessagesOfAGroupAreWorkedOnInOrderAndAFailureHoldsBackItsGroupOnly(t *testing.T) {
	t.Parallel()
	for limit := range 4 {
		o, log := options()
		var mu sync.Mutex
		var did []string
		h := edge.Queue(o, limit, func(_ context.Context, m edge.Message) error {
			mu.Lock()
			defer mu.Unlock()
			did = append(did, m.ID)
			if m.Receives != 2 || m.Correlation != "corr-"+m.ID || m.Body != "body "+m.ID || m.Group != m.ID[:1] {
				return fmt.Errorf("%+v", m)
			}
			if m.ID == "a2" {
				return errors.New("broken")
			}
			return nil
		})
		raw, err := h.Invoke(t.Context(), batch(t, "a1", "b1", "a2", "c1", "a3", "b2"))
		if err != nil || string(raw) != `{"batchItemFailures":[{"itemIdentifier":"a2"},{"itemIdentifier":"a3"}]}` {
			t.Errorf("%d at once: %s, %v\n%s", limit, raw, err, log)
		}
		if slices.Index(did, "b1") > slices.Index(did, "b2") || slices.Index(did, "a1") > slices.Index(did, "a2") || slices.Contains(did, "a3") || len(did) != 5 {
			t.Errorf("%d at once: order %v", limit, did)
		}
		if strings.Count(log.String(), "\n") != 5 || strings.Contains(log.String(), "body") {
			t.Errorf("log: %s", log)
		}
	}
}

func TestNoMoreGroupsThanTheLimitRunAtOnce(t *testing.T) {
	t.Parallel()
	o, _ := options()
	var mu sync.Mutex
	running, most := 0, 0
	both := make(chan struct{})
	h := edge.Queue(o, 2, func(context.Context, edge.Message) error {
		mu.Lock()
		running++
		if most = max(most, running); running == 2 && most == 2 {
			select {
			case <-both:
			default:
				close(both)
			}
		}
		mu.Unlock()
		<-both // two groups have been seen at once
		mu.Lock()
		running--
		mu.Unlock()
		return nil
	})
	if _, err := h.Invoke(t.Context(), batch(t, "a1", "b1", "c1", "d1")); err != nil || most != 2 {
		t.Errorf("%d at once, %v", most, err)
	}
}

func TestACallThatEndsItsGoroutineAcknowledgesNothing(t *testing.T) {
	t.Parallel()
	o, _ := options()
	h := edge.Queue(o, 2, func(_ context.Context, m edge.Message) error {
		if m.ID == "a1" {
			runtime.Goexit()
		}
		return nil
	})
	returned, done := false, make(chan struct{})
	payload := batch(t, "a1", "b1")
	go func() {
		defer close(done)
		_, _ = h.Invoke(t.Context(), payload)
		returned = true
	}()
	<-done
	if returned {
		t.Error("the invocation went on")
	}
}

func TestAScheduleTellsTheTimeOfItsEvent(t *testing.T) {
	t.Parallel()
	o, _ := options()
	var at time.Time
	broken := errors.New("broken")
	h := edge.Schedule(o, func(_ context.Context, when time.Time) error {
		at = when
		if when.Year() == 2020 {
			return broken
		}
		return nil
	})
	if _, err := h.Invoke(t.Context(), []byte(`{"time":"2026-11-21T12:00:00Z"}`)); err != nil || !at.Equal(now()) {
		t.Errorf("%s, %v", at, err)
	}
	if _, err := h.Invoke(t.Context(), []byte(`{"time":"2020-11-21T12:00:00Z"}`)); !errors.Is(err, broken) {
		t.Error(err)
	}
	for _, bad := range []string{"{}", "?"} {
		if _, err := h.Invoke(t.Context(), []byte(bad)); err == nil {
			t.Errorf("%s: no error", bad)
		}
	}
}

func TestAnEmptyBatchHasNoFailures(t *testing.T) {
	t.Parallel()
	o, _ := options()
	raw, err := edge.Queue(o, 1, nil).Invoke(t.Context(), []byte(`{"Records":[]}`))
	if diff := cmp.Diff(`{"batchItemFailures":[]}`, string(raw)); diff != "" || err != nil {
		t.Error(diff, err)
	}
}
