package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/aws/aws-lambda-go/events"

	samples "github.com/seatwright/seatwright/events"
	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/memory"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/table"
)

// What the sample webhook says, and what another order says instead.
const (
	sampleRef    = "820982911946154508"
	sampleDomain = "NorthwindDemo01"
	sampleEvent  = "98880550-7158-44d4-b7cd-2c97c8a091b5"
)

// world is the whole system in one process, in virtual time: nothing waits, so all time is work.
type world struct {
	*local.System
	clock *local.Clock
	logs  *counter
}

// counter counts what is written.
type counter struct{ bytes, lines atomic.Int64 }

func (c *counter) Write(b []byte) (int, error) {
	c.bytes.Add(int64(len(b)))
	c.lines.Add(1) // a log handler writes a line at a time
	return len(b), nil
}

func begin(ctx context.Context, w local.World) (*world, error) {
	clock, logs := local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC)), &counter{}
	s, err := local.Start(ctx, local.Options{Clock: clock, Log: slog.New(slog.NewJSONHandler(logs, nil)), World: w})
	return &world{System: s, clock: clock, logs: logs}, err
}

// delivery gives the sample webhook as the n-th order of the shop, for a tenant of its own; 0 is the sample as it is.
func delivery(n int) ([]byte, error) {
	raw, err := samples.Sample("webhook")
	if err != nil || n == 0 {
		return raw, err
	}
	var e events.APIGatewayProxyRequest
	if err := json.Unmarshal(raw, &e); err != nil {
		return nil, err
	}
	e.Body = strings.NewReplacer(sampleRef, fmt.Sprintf("7%017d", n), sampleDomain, fmt.Sprintf("Northwind%05d", n)).Replace(e.Body)
	mac := hmac.New(sha256.New, []byte(samples.ShopifySecret))
	mac.Write([]byte(e.Body))
	set(&e, "X-Shopify-Hmac-Sha256", base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	set(&e, "X-Shopify-Event-Id", strings.Replace(sampleEvent, "98880550", fmt.Sprintf("%08d", n), 1))
	return json.Marshal(e)
}

func set(e *events.APIGatewayProxyRequest, name, value string) {
	e.Headers[name], e.MultiValueHeaders[name] = value, []string{value}
}

// again gives the sample of an API order, for the tenant that the sample webhook made.
func (w *world) again(ctx context.Context) ([]byte, error) {
	raw, err := samples.Sample("order.existing")
	if err != nil {
		return nil, err
	}
	var e events.APIGatewayProxyRequest
	if err := json.Unmarshal(raw, &e); err != nil {
		return nil, err
	}
	token, err := w.Token(ctx, local.Client)
	if err != nil {
		return nil, err
	}
	set(&e, "Authorization", "Bearer "+token)
	e.Body = strings.Replace(e.Body, "contoso-demo.example.com", strings.ToLower(sampleDomain)+".onmicrosoft.com", 1)
	return json.Marshal(e)
}

// send calls a function of the API and wants a success.
func (w *world) send(ctx context.Context, function string, event []byte) error {
	out, err := w.Invoke(ctx, function, event)
	if err != nil {
		return err
	}
	var a events.APIGatewayProxyResponse
	if err := json.Unmarshal(out, &a); err != nil {
		return err
	}
	if a.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s: %d %s", function, a.StatusCode, a.Body)
	}
	return nil
}

// finish works until so many orders are fulfilled. Time passes only while one of them waits.
func (w *world) finish(ctx context.Context, want int) error {
	const minutes = 60
	for range minutes {
		if err := w.Drain(ctx); err != nil {
			return err
		}
		done, err := w.fulfilled(ctx)
		if err != nil || done == want {
			return err
		}
		if err := w.Tick(ctx, time.Minute); err != nil {
			return err
		}
	}
	return fmt.Errorf("the orders are not fulfilled after %d minutes", minutes)
}

// fulfilled counts past the system's own table, which would bill the reads.
func (w *world) fulfilled(ctx context.Context) (int, error) {
	all, err := w.aside(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, id := range w.OrderIDs() {
		o, err := all.Load(ctx, order.ID(id))
		if err != nil {
			return 0, err
		}
		if o.State == order.Fulfilled {
			n++
		}
	}
	return n, nil
}

// aside copies the table.
func (w *world) aside(ctx context.Context) (*table.Table, error) {
	s := memory.NewStore(w.clock.Now)
	for _, i := range w.Store.All() {
		if err := s.Put(ctx, i, nil); err != nil {
			return nil, err
		}
	}
	return table.Open(s, w.clock.Now), nil
}
