package app

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/shopify"
	"github.com/seatwright/seatwright/shared/standardwebhook"
	"github.com/seatwright/seatwright/shared/storefront"
	"github.com/seatwright/seatwright/shared/stripe"
	"github.com/seatwright/seatwright/shared/webhook"
	"github.com/seatwright/seatwright/shared/woocommerce"
)

// Webhook builds the function behind POST /v1/hooks/{platform}/{connection_id}, for each platform.
func Webhook(e *Env) (lambda.Handler, error) {
	t, err := e.OpenTable()
	if err != nil {
		return nil, err
	}
	secrets, err := e.OpenSecrets()
	if err != nil {
		return nil, err
	}
	desk, err := e.openSales(t)
	if err != nil {
		return nil, err
	}
	toSales, err := e.openQueue(setting.SaleQueue)
	if err != nil {
		return nil, err
	}
	h := &hooks{
		env: e, desk: desk, receive: webhook.Receive{Settings: t, Secrets: secret.NewCached(secrets, e.Now), Inbox: t, Now: e.Now},
		later: waker{queue: toSales, now: e.Now, log: e.Log}, heard: t.Hear, ears: map[string]time.Time{},
	}
	all := map[string]lambda.Handler{}
	for kind, operation := range map[string]string{
		partner.Shopify: "receiveShopify", partner.WooCommerce: "receiveWooCommerce", partner.Stripe: "receiveStripe", partner.Standard: "receiveStandard",
	} {
		o := edge.Options{Operation: operation, Log: e.Log, Now: e.Now, AlsoForm: kind == partner.WooCommerce}
		all["POST /v1/hooks/"+kind+"/{connection_id}"] = edge.HTTP(o, h.call(kind))
	}
	return edge.Routes(all), nil
}

// platform gives a shop system by its name.
func platform(kind string) (storefront.Platform, error) {
	switch kind {
	case partner.Shopify:
		return shopify.Webhook{}, nil
	case partner.WooCommerce:
		return woocommerce.Webhook{}, nil
	case partner.Stripe:
		return stripe.Webhook{}, nil
	case partner.Standard:
		return standardwebhook.Webhook{}, nil
	}
	return nil, fault.NotFound.Errorf("platform %q: not known", kind)
}

// hooks takes webhooks in.
type hooks struct {
	env     *Env
	desk    sales
	receive webhook.Receive
	later   waker
	heard   func(ctx context.Context, connection string, at time.Time) error

	mu   sync.Mutex
	ears map[string]time.Time // when a shop was noted to be heard of
}

func (h *hooks) call(kind string) edge.Call {
	return func(ctx context.Context, in edge.Request) (edge.Answer, error) {
		p, err := platform(kind)
		if err != nil {
			return edge.Answer{}, err
		}
		r, connection := h.receive, in.Path["connection_id"]
		r.Platform, r.Kind, r.Desk, r.Later = p, kind, h.desk.of(connection, in.Correlation), saleWaker{h.later, in.Correlation}
		out, err := r.Receive(ctx, connection, storefront.Delivery{Header: in.Header, Body: in.Body})
		if errors.Is(err, fault.Unauthenticated) {
			h.env.measure(ctx, "signature refused", once("SignatureFailures"), slog.String("connection", connection))
		}
		if err != nil {
			return edge.Answer{}, err
		}
		h.env.taken(ctx, connection, out)
		h.hear(ctx, connection)
		note := string(out.Result)
		if out.Secret != "" {
			note += ", signed with the " + out.Secret + " secret"
		}
		return edge.Answer{Status: http.StatusOK, Body: api.Received{Result: api.ReceivedResult(out.Result)}, Note: note}, nil
	}
}

// hear notes that a shop was heard of, once an hour for each process. Where the note is lost, the next delivery makes it.
func (h *hooks) hear(ctx context.Context, connection string) {
	now := h.env.Now()
	h.mu.Lock()
	known := now.Sub(h.ears[connection]) < webhook.Hearing
	if !known {
		h.ears[connection] = now
	}
	h.mu.Unlock()
	if known {
		return
	}
	if err := h.heard(ctx, connection, now); err != nil {
		h.env.Log.WarnContext(ctx, "shop not noted as heard of", "connection", connection, "error", err.Error())
	}
}

// taken logs and measures what became of something that a shop told.
func (e *Env) taken(ctx context.Context, connection string, out webhook.Outcome) {
	of := slog.String("connection", connection)
	if out.Late {
		e.measure(ctx, "previous secret is about to retire", once("SecretRetiring"), of)
	}
	switch out.Result {
	case webhook.Quarantined:
		e.measure(ctx, "delivery quarantined", once("Quarantined"), of, slog.String("reason", string(out.Reason)))
	case webhook.Placed, webhook.Changed:
		ids := make([]string, len(out.Orders))
		for i, id := range out.Orders {
			ids[i] = string(id)
		}
		e.Log.InfoContext(ctx, "order taken in", "order_id", strings.Join(ids, " "), "connection", connection)
	case webhook.Queued, webhook.Unchanged, webhook.Ignored:
	}
}
