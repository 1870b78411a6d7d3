package feed

import (
	"context"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// OwnerOf names whose events are those of an order: a shop's, by its connection, or where that is "" those of the client of the API that placed it.
func OwnerOf(partner, shop, client string) string {
	if shop != "" {
		return partner + "/shop/" + shop
	}
	return partner + "/client/" + client
}

// ShopOf gives the shop of an owner, "" for a client.
func ShopOf(owner string) string {
	const parts = 3
	if all := strings.SplitN(owner, "/", parts); len(all) == parts && all[1] == "shop" {
		return all[2]
	}
	return ""
}

// News is an event that is to be emitted.
type News struct {
	Owner string
	Order string
	Key   string // of the transition, the same whoever emits it and however often: "fulfilled 7"
	Type  Type
	At    time.Time // of the transition
	Data  Data      // Order and Sequence are filled in

	// Version is that of the record with which the news were written down, and Record which one that is: "" for the order's own; else a subscription.
	Version int64
	Record  string
}

// emitTries bounds how often others may be quicker with an event of the same order.
const emitTries = 20

// Emit writes an event down unless its transition was told of already, and gives the one that is there. It has no place in the feed until Spread gives
// it one. It fails with fault.Invalid for an event that nobody could be told, with fault.Conflict when the same transition was told of as another type, and
// with fault.Unavailable when too many others write events of the order.
func Emit(ctx context.Context, journal Journal, n News) (Event, error) {
	e := Event{Owner: n.Owner, Order: n.Order, Key: n.Key, Type: n.Type, At: n.At.UTC(), Data: n.Data}
	if err := e.check(); err != nil {
		return Event{}, err
	}
	e.ID = eventID(e)
	for range emitTries {
		last, found, err := journal.Find(ctx, e.Owner, e.Order, e.Key)
		if err != nil {
			return Event{}, err
		}
		if found != nil && found.Type != e.Type {
			return Event{}, fault.Conflict.Errorf("event: the transition was told of as %s, not as %s", found.Type, e.Type)
		}
		if found != nil {
			return *found, nil
		}
		e.Sequence = last + 1
		e.Data.Order, e.Data.Sequence = e.Order, e.Sequence
		if _, err := e.Body(); err != nil {
			return Event{}, err
		}
		err = journal.Append(ctx, e)
		if err == nil {
			return e, nil
		}
		if fault.Of(err) != fault.Stale {
			return Event{}, err
		}
	}
	return Event{}, fault.Unavailable.Errorf("event: others write events of the same order all the time")
}

func (e Event) check() error {
	switch {
	case e.Owner == "" || e.Order == "" || e.Key == "":
		return fault.Invalid.Errorf("event: want owner, order and key")
	case len(e.Owner)+len(e.Order)+len(e.Key) > 600:
		return fault.Invalid.Errorf("event: owner, order or key too long")
	case !e.Type.known():
		return fault.Invalid.Errorf("event: type %q is unknown", e.Type)
	case e.At.IsZero():
		return fault.Invalid.Errorf("event: want the time of the transition")
	}
	return nil
}
