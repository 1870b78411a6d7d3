package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"time"

	"github.com/seatwright/seatwright/localstack/bench/status"

	"github.com/aws/aws-lambda-go/events"

	samples "github.com/seatwright/seatwright/events"
	"github.com/seatwright/seatwright/functions"
	"github.com/seatwright/seatwright/localstack/local"
)

// The webhook and its peer take turns in blocks of calls, after some calls that are not counted.
const (
	blocks     = 6
	block      = 200
	warmup     = 100
	webhookAim = 1.5
)

// contender is one of the two, warm.
type contender struct {
	*process

	services *services
	took     []time.Duration // of a processor, for each block
	resident float64         // MB
}

// acknowledged compares the webhook's function with one that is written by hand and makes the same calls, hand-signed: the time of a processor for a
// call, both behind the same Runtime API and with the same services.
func acknowledged(ctx context.Context, r *report, c *consumption) error {
	w, err := begin(ctx, local.World{})
	if err != nil {
		return err
	}
	event, err := delivery(0)
	if err != nil {
		return err
	}
	open, server, endpoint, err := openServices(ctx, w.Store, `{"current":"`+samples.ShopifySecret+`"}`)
	if err != nil {
		return err
	}
	defer server.Close() //nolint:errcheck // nobody is served any more
	f := functions.All()[slices.IndexFunc(functions.All(), func(f functions.Function) bool { return f.Name == "webhook" })]
	own := &contender{services: open}
	if own.process, err = launch(ctx, io.Discard, bootstrap(runtime.GOARCH, f.Name), environment(f, endpoint)); err != nil {
		return err
	}
	defer own.stop()
	peer := &contender{services: open}
	if peer.process, err = launch(ctx, io.Discard, bootstrap(runtime.GOARCH, "bench-peer"), nil, endpoint, samples.ShopifySecret); err != nil {
		return err
	}
	defer peer.stop()
	if c.hookCalls, err = race(ctx, event, own, peer); err != nil {
		return err
	}
	a, b := sum(own.took), sum(peer.took)
	x := row{group: groupWebhook, name: "webhook acknowledged, CPU a warm call", figure: ms(a / (blocks * block)), bound: ms(b/(blocks*block)) + " by hand", ratio: fmt.Sprintf("%.2f", ratio(a, b))}
	x.aim, x.verdict = aim(ratio(a, b), webhookAim, "%.1f")
	r.add(x)
	r.add(row{group: groupWebhook, name: "webhook, memory in use", figure: fmt.Sprintf("%.1f MB", own.resident), bound: fmt.Sprintf("%.1f MB by hand", peer.resident), ratio: fmt.Sprintf("%.2f", own.resident/peer.resident), aim: "shown"})
	c.hook = a / (blocks * block)
	r.note("Webhook: %d warm calls each, in turns, of the sample (12 KB event); %d calls to AWS a time, answered after %s; user and system time of the process.", blocks*block, c.hookCalls, away)
	return nil
}

// race lets the two take turns, and sees to it that they make the same calls to AWS: it gives how many.
func race(ctx context.Context, event []byte, own, peer *contender) (int, error) {
	a, err := own.warm(ctx, event)
	if err != nil {
		return 0, err
	}
	b, err := peer.warm(ctx, event)
	if err != nil {
		return 0, err
	}
	if !maps.Equal(a, b) {
		return 0, fmt.Errorf("the peer makes other calls than the webhook: %v instead of %v", b, a)
	}
	for range blocks {
		for _, c := range []*contender{own, peer} {
			if err := c.lap(ctx, event); err != nil {
				return 0, err
			}
		}
	}
	n := 0
	for _, calls := range a {
		n += int(calls)
	}
	return n, nil
}

// warm makes the calls that are not measured, and gives which calls to AWS the last of them made.
func (c *contender) warm(ctx context.Context, event []byte) (map[string]int64, error) {
	if _, err := c.api.started(ctx, c.process); err != nil {
		return nil, err
	}
	if err := c.calls(ctx, event, warmup); err != nil {
		return nil, err
	}
	before := c.services.counted()
	if err := c.calls(ctx, event, 1); err != nil {
		return nil, err
	}
	made := c.services.counted()
	for op, n := range before {
		made[op] -= n
	}
	return made, nil
}

// lap measures a block of calls.
func (c *contender) lap(ctx context.Context, event []byte) error {
	before, err := c.used()
	if err != nil {
		return err
	}
	if err := c.calls(ctx, event, block); err != nil {
		return err
	}
	after, err := c.used()
	if err != nil {
		return err
	}
	c.took = append(c.took, after-before)
	c.resident, err = status.Memory(strconv.Itoa(c.cmd.Process.Pid), "VmRSS")
	return err
}

// calls has the process acknowledge the event so often.
func (c *contender) calls(ctx context.Context, event []byte, times int) error {
	for range times {
		out, err := c.api.call(ctx, event)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		var a events.APIGatewayProxyResponse
		if err := json.Unmarshal(out, &a); err != nil || a.StatusCode != http.StatusOK || !bytes.Contains(out, []byte("placed")) {
			return fmt.Errorf("%s: does not acknowledge the sample: %s", c.name, out)
		}
	}
	return nil
}

func sum(all []time.Duration) time.Duration {
	var total time.Duration
	for _, d := range all {
		total += d
	}
	return total
}
