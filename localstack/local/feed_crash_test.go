package local_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/localstack/sim/receiver"
	"github.com/seatwright/seatwright/shared/api"
)

// eventCall calls our API without a test at hand, as stories with crashes do.
func eventCall(ctx context.Context, s *local.System, method, path, body string, into any) error {
	token, err := s.Token(ctx, local.Client)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, method, local.API+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	res, err := s.Transport().RoundTrip(r)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s %s: %d", method, path, res.StatusCode)
	}
	return json.NewDecoder(res.Body).Decode(into)
}

// newsHeard tells the story of one order whose shop is told of it, with crashes from the moment when it is placed. It fails unless the feed has each event once,
// in sequence, and the shop's program got each of them, signed.
func newsHeard(ctx context.Context, points ...int) (effects, hits int, err error) {
	seam := local.NewSeam()
	clock := local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC))
	s, err := local.Start(ctx, local.Options{
		Clock: clock, Seam: seam, World: local.World{CheckoutReplay: true}, Idle: []string{"pricesheet", "seal", "refresh", "reread", "compare", "lead"},
	})
	if err != nil {
		return 0, 0, err
	}
	if _, err := s.PartnerCenter.AddCustomer(partnercenter.CustomerSeed{
		Domain: "contosodemo.onmicrosoft.com", Domains: []string{"contoso-demo.example.com"}, Country: "DE", Agreement: true,
	}); err != nil {
		return 0, 0, err
	}
	var e api.EndpointSecret
	if err := eventCall(ctx, s, "POST", "/v1/endpoints", `{"url":"`+hooks+`/shop"}`, &e); err != nil {
		return 0, 0, err
	}
	if err := s.Receiver.Set("/shop", receiver.Manner{Secrets: []string{e.Secret}}); err != nil {
		return 0, 0, err
	}
	if err := eventCall(ctx, s, "POST", "/v1/endpoints/"+e.Endpoint.Id+"/verify", "", &e.Endpoint); err != nil {
		return 0, 0, err
	}
	before := seam.Effects()
	seam.Plan(points...)
	if err := placedBy(ctx, s, clock); err != nil {
		return 0, 0, err
	}
	if err := s.Tick(ctx, 40*time.Minute); err != nil {
		return 0, 0, err
	}
	effects, hits = seam.Effects()-before, seam.Hits()
	seam.Plan()
	var p api.EventPage
	return effects, hits, errors.Join(eventCall(ctx, s, "GET", "/v1/events?limit=200", "", &p), complete(p.Events, s.Receiver.Received()))
}

// complete holds the feed of one order, and what its shop got, against what should be there.
func complete(feed []api.Event, got []receiver.Message) error {
	want := []string{"order.accepted", "order.provisioning", "order.fulfilled"}
	if len(feed) != len(want) {
		return fmt.Errorf("the feed has %d events: %+v", len(feed), feed)
	}
	came := map[string]int{}
	for _, m := range got {
		if m.Refused != "" {
			return fmt.Errorf("refused: %s", m.Refused)
		}
		came[m.ID]++
	}
	for i, e := range feed {
		if e.Type != want[i] || e.Data.Sequence != int64(i+1) || came[e.Id] == 0 {
			return fmt.Errorf("event %d: %+v, which came %d times", i, e, came[e.Id])
		}
	}
	return nil
}

// TestNoCrashLosesWhatAShopIsTold ends the functions before and after every outside effect of the story.
func TestNoCrashLosesWhatAShopIsTold(t *testing.T) {
	t.Parallel()
	effects, _, err := newsHeard(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var cases atomic.Int64
	group, ctx := errgroup.WithContext(t.Context())
	group.SetLimit(4)
	for point := range 2 * effects {
		if testing.Short() && point%23 != 0 {
			continue
		}
		group.Go(func() error {
			_, hits, err := newsHeard(ctx, point)
			if hits == 1 {
				cases.Add(1)
			}
			if err != nil {
				err = fmt.Errorf("crash at %d: %w", point, err)
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		t.Error(err)
	}
	fmt.Printf("property: no crash loses what a shop is told: %d distinct cases, of %d effects\n", cases.Load(), effects)
}
