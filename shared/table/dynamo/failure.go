package dynamo

import (
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/sdk"
)

// conditionFailed tells whether a condition stopped a write, and gives what is stored instead.
func conditionFailed(err error) (map[string]types.AttributeValue, bool) {
	var failed *types.ConditionalCheckFailedException
	if !errors.As(err, &failed) {
		return nil, false
	}
	return failed.Item, true
}

// failWrite makes a failure of a write. Once any of its tries may have been carried out, its outcome is not known, whatever the
// last try says; only a condition is an answer all the same, and it is looked at before.
func failWrite(err error, t *sdk.Tries) error {
	if cancelled, ok := errors.AsType[*types.TransactionCanceledException](err); ok {
		return failTransaction(cancelled)
	}
	kind, sent := writeKind(err)
	switch {
	case sent || t.Sent:
		return fault.Unknown.Wrap(err, "table: write")
	case kind == "":
		return fmt.Errorf("table: write: %w", err)
	}
	return kind.Wrap(err, "table: write")
}

func writeKind(err error) (fault.Kind, bool) {
	switch sdk.Code(err) {
	case "TransactionConflictException": // a transaction on the same item was faster
		return fault.Throttled, false
	case "TransactionInProgressException": // an earlier try of the same transaction
		return fault.Unavailable, true
	}
	return sdk.Kind(err)
}

// failTransaction looks for the reason: nothing of a cancelled transaction was carried out.
func failTransaction(c *types.TransactionCanceledException) error {
	busy := false
	for _, r := range c.CancellationReasons {
		switch aws.ToString(r.Code) {
		case "ConditionalCheckFailed":
			return fault.Conflict.Wrap(c, "item: the condition does not hold")
		case "TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded":
			busy = true
		case "ItemCollectionSizeLimitExceeded", "ValidationError":
			return fault.Invalid.Wrap(c, "table: transaction refused")
		}
	}
	if busy {
		return fault.Throttled.Wrap(c, "table: transaction")
	}
	return fmt.Errorf("table: transaction: %w", c)
}
