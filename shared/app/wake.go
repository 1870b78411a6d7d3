package app

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/queue"
)

// wish is the body of a message: work on this. It carries nothing else, as a message may be old when it arrives.
type wish struct {
	Order        string `json:"order,omitempty"`
	Partner      string `json:"partner,omitempty"` // of all but an order
	Subscription string `json:"subscription,omitempty"`
	// Tenant is the subscription's customer where the seller told of a change: it is read anew, and may be one that we do not know yet.
	Tenant string `json:"tenant,omitempty"`

	Connection string `json:"connection,omitempty"` // of a shop
	Delivery   string `json:"delivery,omitempty"`   // the name that it is kept under

	Setup string `json:"setup,omitempty"` // of a domain
	Batch string `json:"batch,omitempty"` // a request for many domains

	Endpoint string `json:"endpoint,omitempty"` // that something waits for; it has no partner

	Transfer  string `json:"transfer,omitempty"`  // between partners
	Transfers bool   `json:"transfers,omitempty"` // all of the tenant are looked for

	Reading   string `json:"reading,omitempty"`   // of a partner's customers
	Refill    string `json:"refill,omitempty"`    // why what is filled in for a partner's customers is filled in anew
	Forecast  string `json:"forecast,omitempty"`  // of taking them over
	Migration string `json:"migration,omitempty"` // of which the tenant is taken over; without one, it is conducted
	Cause     string `json:"cause,omitempty"`     // whose failures are tried again
	Looked    bool   `json:"looked,omitempty"`    // a person's word that nothing was bought
	Letter    string `json:"letter,omitempty"`    // to the tenant: its event
}

// waker sends wishes.
type waker struct {
	queue Sender
	now   func() time.Time
	log   *slog.Logger
}

// Wake sends a wish. A lost one is only logged: the order is due soon and the sweep will find it.
func (w waker) Wake(ctx context.Context, o order.Order) {
	if err := w.send(ctx, o); err != nil {
		w.log.WarnContext(ctx, "wish not sent", "order_id", string(o.ID), "error", err.Error())
	}
}

// send sends a wish. The queue silently drops a message with the deduplication id of another within five minutes, so the id holds the order's version
// and the minute: the same wish twice in a minute is one, a later one is another.
func (w waker) send(ctx context.Context, o order.Order) error {
	return w.sendOnce(ctx, wish{Order: string(o.ID)}, group(o), fmt.Sprintf("%s.%d.%d", o.ID, o.Version, w.minute()), o.Correlation)
}

func (w waker) minute() int64 { return w.now().Unix() / 60 }

// sendAgain sends a wish that is repeated each minute until the order has gone on. Of those within five minutes the queue keeps one, so that a crowd
// of orders that takes its time does not fill the queue.
func (w waker) sendAgain(ctx context.Context, o order.Order) error {
	return w.sendOnce(ctx, wish{Order: string(o.ID)}, group(o), fmt.Sprintf("%s.%d.h%d", o.ID, o.Version, w.minute()/5), o.Correlation)
}

func (w waker) sendOnce(ctx context.Context, what wish, group, dedup, correlation string) error {
	m, err := messageOf(ctx, what, group, dedup, correlation)
	if err != nil {
		return err
	}
	return w.queue.Send(ctx, m)
}

// messageOf makes the message of a wish.
func messageOf(ctx context.Context, what wish, group, dedup, correlation string) (queue.Message, error) {
	body, err := json.Marshal(what)
	if err != nil {
		return queue.Message{}, err
	}
	m := queue.Message{Group: group, Dedup: dedup, Body: string(body)}
	m.Attributes = map[string]string{}
	if correlation != "" {
		m.Attributes["correlation_id"] = correlation
	}
	// aws-lambda-go puts X-Ray's header into the context under this name; the queue hands it on, so that one trace holds the whole order.
	if trace, ok := ctx.Value("x-amzn-trace-id").(string); ok && trace != "" {
		m.Attributes[queue.Trace] = trace
	}
	return m, nil
}

// group gives the message group: one customer's orders are worked on one after the other. It is a convenience for the seller, which is busy with one
// order of a customer at a time; correctness rests on conditions.
func group(o order.Order) string {
	who := string(o.Customer.Tenant)
	if who == "" {
		who = o.Customer.Domain
	}
	return groupOf(string(o.Partner), who)
}
