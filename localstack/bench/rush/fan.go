package rush

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/receiver"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/feed"
)

// Crowd is many programs of shops that are told of the same. It runs in real time: what it shows is who waits for whom.
type Crowd struct {
	Endpoints  int // ten of each shop
	Slow, Dead int // of them; every other dead one does not answer at all
	Each       int // events of each shop
	Every      time.Duration
	Workers    int // that take from the queue of events at a time
	Batch      int // messages that each takes
	Now        func() time.Time
}

// What a slow program takes for each message, and how long the healthy ones are waited for.
const (
	slowness = 500 * time.Millisecond
	patience = 3 * time.Minute
	ofShop   = 10
)

// Heard is what the healthy programs of a crowd heard.
type Heard struct {
	Messages        int
	Missing, Double int
	Median, P99     time.Duration // from an event to its arrival
}

// fan is a crowd on its way.
type fan struct {
	Crowd
	*local.System

	made map[string]time.Time // events, by their order
}

// Tell tells a crowd, and gives what became of that.
func Tell(ctx context.Context, c Crowd) (Heard, error) {
	f := &fan{Crowd: c, made: map[string]time.Time{}}
	var err error
	if f.System, err = local.Start(ctx, local.Options{Now: c.Now, Sleep: pause}); err != nil {
		return Heard{}, err
	}
	for n := range c.Endpoints {
		if err := f.open(ctx, n); err != nil {
			return Heard{}, err
		}
	}
	ctx, stop := context.WithCancel(ctx)
	var workers sync.WaitGroup
	for range c.Workers {
		workers.Go(func() { f.work(ctx) })
	}
	err = errors.Join(f.emit(ctx), f.wait(ctx))
	stop()
	workers.Wait()
	return f.heard(), err
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// anywhere lets every address be registered: the receiver is in this process.
type anywhere struct{}

func (anywhere) Check(string) error { return nil }

func (anywhere) Post(context.Context, feed.Message) (feed.Answer, error) {
	return feed.Answer{}, fault.Denied.Errorf("post: not from here")
}

func shopOf(n int) string { return fmt.Sprintf("sample/client/fan%02d", n/ofShop) }

func pathOf(n int) string { return fmt.Sprintf("/fan/%03d", n) }

// open registers a program, which counts as proven. The first are slow, the next dead.
func (f *fan) open(ctx context.Context, n int) error {
	table := f.Table().Feed()
	e, _, err := feed.Desk{Endpoints: table, Secrets: f.Secrets, Post: anywhere{}, Now: f.Now}.Register(ctx, feed.Wish{Owner: shopOf(n), URL: "https://receiver.sim" + pathOf(n)})
	if err != nil {
		return err
	}
	e.State = feed.Verified
	var m receiver.Manner
	switch {
	case n < f.Slow:
		m.Delay = slowness.String()
	case n < f.Slow+f.Dead && n%2 == 0:
		m.Hang = true
	case n < f.Slow+f.Dead:
		m.Status = 503
	}
	return errors.Join(table.SaveEndpoint(ctx, &e), f.Receiver.Set(pathOf(n), m))
}

// work takes messages until the end.
func (f *fan) work(ctx context.Context) {
	for ctx.Err() == nil {
		if n, err := f.take(ctx); err != nil || n == 0 {
			_ = pause(ctx, 5*time.Millisecond) // the end is looked at above
		}
	}
}

// take hands messages to the function as the stack does, a batch at a time: who is in one waits for the slowest of it.
func (f *fan) take(ctx context.Context) (int, error) {
	got := f.Events.Receive(f.Batch)
	if len(got) == 0 {
		return 0, nil
	}
	var e events.SQSEvent
	var handles []string
	for _, m := range got {
		handles = append(handles, m.Handle)
		e.Records = append(e.Records, events.SQSMessage{
			MessageId: m.ID, ReceiptHandle: m.Handle, Body: m.Body, EventSource: "aws:sqs",
			Attributes: map[string]string{"MessageGroupId": m.Group, "ApproximateReceiveCount": strconv.Itoa(m.Receives), "SentTimestamp": strconv.FormatInt(m.FirstSent.UnixMilli(), 10)},
		})
	}
	payload, err := json.Marshal(e)
	if err != nil {
		return 0, err
	}
	if _, err := f.Invoke(ctx, "callback", payload); err != nil {
		return len(got), f.Events.Release(handles...)
	}
	return len(got), f.Events.Delete(handles...)
}

// emit has something happen in each shop every now and then.
func (f *fan) emit(ctx context.Context) error {
	table := f.Table().Feed()
	for k := range f.Each {
		for n := 0; n < f.Endpoints; n += ofShop {
			order := fmt.Sprintf("ord_fan%02d%05d", n/ofShop, k)
			f.made[order] = f.Now()
			_, err := feed.Emit(ctx, table, feed.News{
				Owner: shopOf(n), Order: order, Key: "accepted 1", Type: feed.OrderAccepted, At: f.made[order], Data: feed.Data{Order: order, Status: "accepted"},
			})
			if err != nil {
				return err
			}
		}
		if err := errors.Join(f.Wake(ctx, "spread"), pause(ctx, f.Every)); err != nil {
			return err
		}
	}
	return nil
}

// healthy reports whether the program at a path takes everything at once.
func (f *fan) healthy(path string) bool {
	var n int
	_, err := fmt.Sscanf(path, "/fan/%d", &n)
	return err == nil && n >= f.Slow+f.Dead
}

// wait waits until the healthy programs have heard everything.
func (f *fan) wait(ctx context.Context) error {
	for end := f.Now().Add(patience); f.Now().Before(end); {
		if f.heard().Missing == 0 {
			return nil
		}
		if err := errors.Join(f.Wake(ctx, "spread"), pause(ctx, 100*time.Millisecond)); err != nil {
			return err
		}
	}
	return nil // what is missing is counted
}

func (f *fan) heard() Heard {
	var h Heard
	var took []time.Duration
	for _, m := range f.Receiver.Received() {
		if !f.healthy(m.Path) {
			continue
		}
		h.Messages++
		if m.Again {
			h.Double++
			continue
		}
		took = append(took, m.At.Sub(f.made[m.Order]))
	}
	h.Missing = (f.Endpoints-f.Slow-f.Dead)*f.Each - len(took)
	if slices.Sort(took); len(took) > 0 {
		h.Median, h.P99 = took[len(took)/2], took[int(math.Ceil(float64(len(took))*0.99))-1]
	}
	return h
}
