package app

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/shopify"
	"github.com/seatwright/seatwright/shared/webhook"
)

// Webhook builds the function behind POST /v1/hooks/shopify/{connection_id}.
func Webhook(e *Env) (lambda.Handler, error) {
	t, err := e.OpenTable()
	if err != nil {
		return nil, err
	}
	secrets, err := e.OpenSecrets()
	if err != nil {
		return nil, err
	}
	q, err := e.openQueue(setting.OrderQueue)
	if err != nil {
		return nil, err
	}
	desk := order.Desk{Book: t, Waker: waker{queue: q, now: e.Now, log: e.Log}, Now: e.Now}
	r := webhook.Receive{Settings: t, Secrets: secret.NewCached(secrets, e.Now), Inbox: t, Platform: shopify.Platform{}, Now: e.Now}
	return edge.HTTP(edge.Options{Operation: "receiveShopify", Log: e.Log, Now: e.Now}, func(ctx context.Context, in edge.Request) (edge.Answer, error) {
		r, connection := r, in.Path["connection_id"]
		r.Placer = placer{desk: desk, correlation: in.Correlation}
		out, err := r.Receive(ctx, shopify.Incoming(connection, in.Header, in.Body))
		if errors.Is(err, fault.Unauthenticated) {
			e.measure(ctx, "signature refused", once("SignatureFailures"), slog.String("connection", connection))
		}
		if err != nil {
			return edge.Answer{}, err
		}
		result := api.Placed
		if !out.Placed {
			result = api.Quarantined
			e.measure(ctx, "delivery quarantined", once("Quarantined"), slog.String("connection", connection), slog.String("reason", out.Reason))
		} else {
			e.Log.InfoContext(ctx, "order taken in", "order_id", string(out.Order), "connection", connection)
		}
		return edge.Answer{Status: http.StatusOK, Body: api.Received{Result: result}, Note: string(result) + ", signed with the " + out.Secret + " secret"}, nil
	}), nil
}

// placer joins the webhook with the order desk.
type placer struct {
	desk        order.Desk
	correlation string
}

// Place implements webhook.Placer.
func (p placer) Place(ctx context.Context, o order.Order) error {
	o.Correlation = p.correlation
	_, err := p.desk.Place(ctx, o)
	return err
}
