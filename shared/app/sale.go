package app

import (
	"context"
	"encoding/json"
	"log/slog"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/webhook"
)

// Sale builds the function that the queue of sales wakes: it takes in deliveries that their shop has to be asked about, or that are replayed.
func Sale(e *Env) (lambda.Handler, error) {
	w, err := e.openShops()
	if err != nil {
		return nil, err
	}
	return edge.Queue(edge.Options{Operation: "sale", Log: e.Log, Now: e.Now}, atOnce, w.message), nil
}

// shopWork takes in what shops have to be asked for.
type shopWork struct {
	env   *Env
	table *table.Table
	desk  sales
	shops shops
}

func (e *Env) openShops() (shopWork, error) {
	t, err := e.OpenTable()
	if err != nil {
		return shopWork{}, err
	}
	secrets, err := e.OpenSecrets()
	if err != nil {
		return shopWork{}, err
	}
	desk, err := e.openSales(t)
	return shopWork{env: e, table: t, desk: desk, shops: newShops(e, secrets)}, err
}

// of gives the work on one connection.
func (s shopWork) of(connection, correlation string) webhook.Work {
	return webhook.Work{
		Settings: s.table, Inbox: s.table, Deliveries: s.table, Desk: s.desk.of(connection, correlation), Platform: platform, Shop: s.shops.open,
	}
}

func (s shopWork) message(ctx context.Context, m edge.Message) error {
	var w wish
	if err := json.Unmarshal([]byte(m.Body), &w); err != nil {
		return fault.Malformed.Wrap(err, "the message is no wish")
	}
	if w.Connection == "" || w.Delivery == "" {
		return fault.Malformed.Errorf("the message names no delivery")
	}
	ctx = edge.With(ctx, slog.String("connection", w.Connection))
	work := s.of(w.Connection, m.Correlation)
	out, err := work.Run(ctx, w.Connection, w.Delivery)
	if err != nil && m.Receives >= lastReceive {
		if stuck := work.GiveUp(ctx, w.Connection, w.Delivery, err); stuck != nil {
			s.env.Log.ErrorContext(ctx, "delivery not put aside", "error", stuck.Error())
		}
	}
	if err == nil {
		s.env.taken(ctx, w.Connection, out)
	}
	return err
}
