package app

import (
	"context"
	"fmt"

	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/webhook"
)

// saleWaker has the worker ask a shop.
type saleWaker struct {
	waker

	correlation string
}

var _ webhook.Later = saleWaker{}

// Later implements webhook.Later. A lost wish is a failure, as nothing else would find the delivery.
func (w saleWaker) Later(ctx context.Context, connection, event, about string) error {
	return w.sendOnce(ctx, wish{Connection: connection, Delivery: event}, key.Hash(connection, about), fmt.Sprintf("%s.%d", event, w.minute()), w.correlation)
}
