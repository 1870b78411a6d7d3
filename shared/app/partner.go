package app

import (
	"context"
	"errors"

	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/table"
)

// eachPartner does something for one partner after the other. One that fails does not stop the others.
func eachPartner(ctx context.Context, t *table.Table, do func(order.PartnerID) error) error {
	var failed error
	for after, more := "", true; more; more = after != "" {
		ids, next, err := t.Partners(ctx, after, listed)
		if err != nil {
			return errors.Join(failed, err)
		}
		for _, id := range ids {
			failed = errors.Join(failed, do(id))
		}
		after = next
	}
	return failed
}
