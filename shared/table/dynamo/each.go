package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/seatwright/seatwright/shared/sdk"
	"github.com/seatwright/seatwright/shared/table/store"
)

// Each reads the whole table and calls visit for every item, in no particular order; it stops with visit's first error. Every item is read consistently,
// but not all at one moment: what is written meanwhile may be seen or not. No function may do this; it is for exports.
func (s *Store) Each(ctx context.Context, visit func(store.Item) error) error {
	in := &dynamodb.ScanInput{TableName: &s.table, ConsistentRead: aws.Bool(true), ReturnConsumedCapacity: types.ReturnConsumedCapacityTotal}
	for {
		_, watch := s.tries()
		out, err := s.client.Scan(ctx, in, watch)
		if err != nil {
			return sdk.Fail(err, "table: read the whole")
		}
		s.consumed("scan", out.ConsumedCapacity)
		for _, raw := range out.Items {
			i, err := decode(raw)
			if err != nil {
				return err
			}
			if err := visit(i); err != nil {
				return err
			}
		}
		if in.ExclusiveStartKey = out.LastEvaluatedKey; len(in.ExclusiveStartKey) == 0 {
			return nil
		}
	}
}
