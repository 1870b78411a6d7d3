package app

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/webhook"
)

// Compare builds the function that a rule wakes every quarter of an hour: it compares once more what is due, reads the lists of shops' orders, and takes in
// what no webhook told.
func Compare(e *Env) (lambda.Handler, error) {
	w, err := e.openShops()
	if err != nil {
		return nil, err
	}
	return edge.Schedule(edge.Options{Operation: "compare", Log: e.Log, Now: e.Now}, w.compare), nil
}

// compare goes through all that is due and all connections. One that fails does not stop the others: it is tried again in a quarter of an hour.
func (s shopWork) compare(ctx context.Context, _ time.Time) error {
	failed := s.settle(ctx)
	return errors.Join(failed, eachPartner(ctx, s.table, func(id order.PartnerID) error { return s.partner(ctx, id) }))
}

// partner reads the lists of a partner's shops.
func (s shopWork) partner(ctx context.Context, id order.PartnerID) error {
	const perPage = 50
	var failed error
	for after, more := "", true; more; more = after != "" {
		all, next, err := s.table.Connections(ctx, id, after, perPage)
		if err != nil {
			return err
		}
		for _, c := range all {
			failed = errors.Join(failed, s.shop(ctx, c))
		}
		after = next
	}
	return failed
}

// settle compares the orders of shops that are due.
func (s shopWork) settle(ctx context.Context) error {
	const limit = 500
	due, failed := s.table.DueSales(ctx, s.env.Now(), limit)
	for _, d := range due {
		c, err := s.table.Connection(ctx, d[0])
		if err == nil && !c.Paused {
			var out webhook.Outcome
			if out, err = s.desk.of(c.ID, "").Settle(ctx, c, d[1], nil, ""); err == nil {
				s.env.taken(ctx, c.ID, out)
			}
		}
		failed = errors.Join(failed, s.ours(ctx, d[0], err))
	}
	return failed
}

// shop reads the list of one shop's orders.
func (s shopWork) shop(ctx context.Context, c partner.Connection) error {
	net := webhook.Net{Work: s.of(c.ID, ""), Cursors: s.table, Now: s.env.Now}
	caught, err := net.Look(ctx, c)
	if err != nil {
		return s.ours(ctx, c.ID, err)
	}
	of := slog.String("connection", c.ID)
	s.env.measure(ctx, "shop compared", metric{name: "DeliveriesMissed", unit: "Count", value: float64(caught.Missed)}, of, slog.Int("listed", caught.Listed))
	if !caught.Silent {
		return nil
	}
	return s.table.PutNotice(ctx, silent(c, caught))
}

// silent is what people are told of a shop that stopped to send, once for each time that it does.
func silent(c partner.Connection, caught webhook.Caught) notice.Notice {
	return notice.Notice{
		Partner: string(c.Partner), Topic: notice.ShopSilent, Subject: "connection " + c.ID, At: caught.Since,
		Text: "The shop of connection " + c.ID + " changes orders and sends no webhooks: they look disabled. Orders are read from the shop's list every 15 minutes meanwhile.",
		Next: "Look at the webhooks in the shop, and switch them on again.",
	}
}

// ours logs a failure of the outside and gives back what is a defect of ours.
func (s shopWork) ours(ctx context.Context, connection string, err error) error {
	if err == nil || fault.Of(err) == "" {
		return err
	}
	s.env.Log.WarnContext(ctx, "shop not compared", "connection", connection, "error", err.Error())
	return nil
}
