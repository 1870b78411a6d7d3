package app

import (
	"context"
	"fmt"
	"strconv"

	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/takeover"
)

// takeoverHands does what a takeover needs: it places our own orders, and has people told.
type takeoverHands struct{ leader }

var _ takeover.Hands = takeoverHands{}

// takeoverSource names the order of a takeover. The same plan is the same order however often it is asked for; one that ended with nothing bought is another
// attempt.
func takeoverSource(t *takeover.Takeover) order.Source {
	return order.Source{
		Kind: "api", Of: "takeover", Ref: fmt.Sprintf("%s/%s/%d", t.ID, t.Plan.Hash, t.Attempt), Name: t.ID,
	}
}

func takeoverOrder(t *takeover.Takeover) order.ID {
	return order.NewID(order.PartnerID(t.Partner), takeoverSource(t))
}

// ordered reports whether a takeover came as far as an order.
func ordered(t *takeover.Takeover) bool {
	switch t.State {
	case takeover.Requested, takeover.TenantResolved, takeover.CustomerLinked, takeover.RelationshipPending, takeover.RelationshipOK, takeover.Inventoried,
		takeover.Planned, takeover.Transferring, takeover.Abandoned:
		return false
	case takeover.NeedsHuman:
		return t.Failed == takeover.Ordering
	default:
		return !t.Transfer
	}
}

// Order implements takeover.Hands.
func (h takeoverHands) Order(ctx context.Context, t *takeover.Takeover) error {
	o := order.Order{
		Partner: order.PartnerID(t.Partner), Source: takeoverSource(t), Correlation: t.ID, Customer: order.Customer{Existing: true, Tenant: order.TenantID(t.Tenant)},
	}
	for i, b := range t.Plan.Buys {
		o.Lines = append(o.Lines, order.Line{Key: strconv.Itoa(i + 1), Item: order.Item(b.Item), Quantity: b.Seats})
	}
	_, err := h.desk.Place(ctx, o)
	return err
}

// Transfer implements takeover.Hands. A transfer is asked for through its own operations, by a person whom the task tells of it: the old provider has to
// submit it before anything moves. What is transferred shows in the tenant.
func (h takeoverHands) Transfer(context.Context, *takeover.Takeover) error { return nil }

// Send implements takeover.Hands.
func (h takeoverHands) Send(ctx context.Context, t *takeover.Takeover, m takeover.Message) error {
	return h.table.Takeovers().Letter(ctx, t, m)
}
