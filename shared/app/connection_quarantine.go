package app

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/storefront"
	"github.com/seatwright/seatwright/shared/webhook"
)

// quarantine lists what came from the shop and waits for a person.
func (c connections) quarantine(ctx context.Context, r edge.Request) (edge.Answer, error) {
	after, err := cursor(r)
	if err != nil {
		return edge.Answer{}, err
	}
	found, _, err := c.find(ctx, r)
	if err != nil {
		return edge.Answer{}, err
	}
	notes, next, err := c.table.Quarantined(ctx, found.ID, after, onPage)
	if err != nil {
		return edge.Answer{}, unfit(err)
	}
	page := api.QuarantinePage{Waiting: make([]api.QuarantineEntry, len(notes)), Next: some(next)}
	var links formLinks
	for i, n := range notes {
		page.Waiting[i] = api.QuarantineEntry{
			At: n.At, Reason: string(n.Code), Text: n.Reason, Suggestion: n.Suggestion, Delivery: some(n.Delivery), Order: some(n.Order), Line: some(n.Line),
			Until: sometime(n.Until), Waivable: n.Order != "" && n.Code.Waivable(),
		}
		if n.Form == 0 {
			continue
		}
		if links.key == nil {
			if links, err = c.links(ctx, r); err != nil {
				return edge.Answer{}, err
			}
		}
		link, err := links.of(n)
		if err != nil {
			return edge.Answer{}, err
		}
		page.Waiting[i].Link = &link
	}
	return edge.Answer{Status: http.StatusOK, Body: page}, nil
}

// replay has the worker take a delivery in once more: it may have to ask the shop. What was mended meanwhile counts then.
func (c connections) replay(ctx context.Context, r edge.Request) (edge.Answer, error) {
	n, err := edge.JSON[api.DeliveryReplay](r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	found, _, err := c.find(ctx, r)
	if err != nil {
		return edge.Answer{}, err
	}
	if found.Paused {
		return edge.Answer{}, fault.Conflict.Errorf("the connection is paused; resume it first")
	}
	if _, err := c.table.Delivery(ctx, found.ID, n.Delivery); err != nil {
		return edge.Answer{}, err
	}
	// Each call is a message of its own: something may have been mended since the one a moment ago.
	if err := c.later.sendOnce(ctx, wish{Connection: found.ID, Delivery: n.Delivery}, key.Hash(found.ID, n.Delivery), rand.Text(), r.Correlation); err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusAccepted, Body: n}, nil
}

// waive lets an order of the shop pass in spite of a reason. The record of who did it comes first.
func (c connections) waive(ctx context.Context, r edge.Request) (edge.Answer, error) {
	n, err := edge.JSON[api.Waiver](r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	found, _, err := c.find(ctx, r)
	if err != nil {
		return edge.Answer{}, err
	}
	why := storefront.Reason(n.Reason)
	if !why.Waivable() {
		return edge.Answer{}, fault.At(fault.Invalid.Errorf("the reason has to be mended, it cannot be let pass"), fault.Field{Pointer: "/reason", Text: "is not waivable"})
	}
	if _, err := c.table.Record(ctx, found.ID, n.Order); err != nil {
		return edge.Answer{}, err
	}
	by, id := caller(r), string(found.Partner)
	record := audit.Record{
		Aggregate: audit.Settings(id), Partner: id, Who: by.who, What: audit.ReasonWaived, Correlation: by.correlation,
		After: audit.Facts{"connection": found.ID, "order": n.Order, "reason": n.Reason},
	}
	if err := c.env.trail(c.table).Leave(ctx, record, nil); err != nil {
		return edge.Answer{}, err
	}
	out, err := c.sales.of(found.ID, r.Correlation).Waive(ctx, found, n.Order, why)
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusOK, Body: waived(out), Note: string(out.Result)}, nil
}

func waived(out webhook.Outcome) api.Waived {
	w := api.Waived{Result: string(out.Result), Orders: []string{}, Text: some(out.Text)}
	for _, id := range out.Orders {
		w.Orders = append(w.Orders, string(id))
	}
	return w
}

// keys stores what the shop's API is asked by.
func (c connections) keys(ctx context.Context, r edge.Request) (edge.Answer, error) {
	n, err := edge.JSON[api.NewShopKeys](r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	found, version, err := c.find(ctx, r)
	if err != nil {
		return edge.Answer{}, err
	}
	k := partner.ShopKeys{Token: value(n.Token), Key: value(n.Key), Secret: value(n.Secret), Version: value(n.Version)}
	if err := k.Check(found.Platform); err != nil {
		return edge.Answer{}, err
	}
	text, err := json.Marshal(k) //nolint:gosec // it goes to the secret store and nowhere else
	if err != nil {
		return edge.Answer{}, err
	}
	secrets := auditedSecrets{c.secrets, c.env.trail(c.table)}
	if err := secrets.Write(acting(ctx, caller(r)), shopSecret(found.ID), string(text)); err != nil {
		return edge.Answer{}, err
	}
	return c.shown(ctx, r, found, version)
}
