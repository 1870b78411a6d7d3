package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	samples "github.com/seatwright/seatwright/events"
	"github.com/seatwright/seatwright/localstack/local"
)

// Aims for what a lone order and a change take of the table, of the queue and of the seller.
const (
	orderQueueAim   = 4.0
	orderOutsideAim = 14.0
	changeUnitsAim  = 26.0
	changeQueueAim  = 3.0
	changeCallsAim  = 5.0
)

// sampleLicence is the licence of which the samples speak.
const sampleLicence = "7a2f3c1e-5b6d-4e8f-9a01-23456789abcd"

// changes counts what a change of seats and a cancel take, of a licence that an order bought and that nobody has looked at for a while.
func changes(ctx context.Context, r *report) error {
	w, err := begin(ctx, local.World{})
	if err != nil {
		return err
	}
	hook, err := delivery(0)
	if err != nil {
		return err
	}
	if _, err := w.story(ctx, "webhook", hook, 1); err != nil {
		return err
	}
	all := w.PartnerCenter.Subscriptions()
	if len(all) == 0 {
		return errors.New("the order bought no licence")
	}
	for _, c := range []struct{ name, sample string }{{"a seat more", "subscription.seats.delta"}, {"a licence cancelled", "subscription.cancel"}} {
		w.clock.Advance(time.Hour)
		event, err := w.change(ctx, c.sample, all[0].ID, c.sample)
		if err != nil {
			return err
		}
		t, err := w.measured(ctx, "subscription", event, func() error { return w.Drain(ctx) })
		if err != nil {
			return err
		}
		addUnits(r, c.name, t.units, changeUnitsAim)
		addCalls(r, c.name, t, changeQueueAim, changeCallsAim)
	}
	if now := w.PartnerCenter.Subscriptions()[0]; now.Quantity != all[0].Quantity+1 || now.Status != "deleted" {
		return fmt.Errorf("the changes were not made: %+v", now)
	}
	return nil
}

// change gives the sample of a change, for a licence and under a key of its own.
func (w *world) change(ctx context.Context, sample, licence, key string) ([]byte, error) {
	raw, err := samples.Sample(sample)
	if err != nil {
		return nil, err
	}
	var e events.APIGatewayProxyRequest
	if err := json.Unmarshal([]byte(strings.ReplaceAll(string(raw), sampleLicence, licence)), &e); err != nil {
		return nil, err
	}
	token, err := w.Token(ctx, local.Client)
	if err != nil {
		return nil, err
	}
	set(&e, "Authorization", "Bearer "+token)
	set(&e, "Idempotency-Key", key)
	return json.Marshal(e)
}
