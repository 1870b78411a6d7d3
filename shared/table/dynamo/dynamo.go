// Package dynamo keeps items in DynamoDB.
//
//	dynamo.go   the five operations        failure.go  failures of the SDK to kinds
//	express.go  conditions and queries     value.go    values
package dynamo

import (
	"cmp"
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/sdk"
	"github.com/seatwright/seatwright/shared/table/store"
)

// Store is a table of DynamoDB. It is safe for concurrent use.
type Store struct {
	client  *dynamodb.Client
	table   string
	observe func(op string, units float64)
	retryer aws.RetryerV2
}

var _ store.Store = (*Store)(nil)

// Open gives the table of that name. When observe is not nil, it hears of every operation ("put ORDER") and the capacity
// units that it took. A write that a condition stopped takes units too; DynamoDB does not report those, so they are computed.
func Open(cfg aws.Config, table string, observe func(op string, units float64)) *Store {
	if observe == nil {
		observe = func(string, float64) {}
	}
	client := dynamodb.NewFromConfig(cfg, func(o *dynamodb.Options) { o.HTTPClient = sdk.Client(cfg) })
	return &Store{client: client, table: table, observe: observe, retryer: sdk.Retryer(cfg)}
}

// tries gives the option that watches a request's tries.
func (s *Store) tries() (*sdk.Tries, func(*dynamodb.Options)) {
	t := &sdk.Tries{RetryerV2: s.retryer}
	return t, func(o *dynamodb.Options) { o.Retryer = t }
}

// Get reads an item.
func (s *Store) Get(ctx context.Context, k store.Key) (store.Item, error) {
	if err := store.CheckKey(k); err != nil {
		return nil, err
	}
	_, watch := s.tries()
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &s.table, Key: keyOf(k), ConsistentRead: aws.Bool(true), ReturnConsumedCapacity: types.ReturnConsumedCapacityTotal,
	}, watch)
	if err != nil {
		return nil, sdk.Fail(err, "table: read an item")
	}
	s.consumed(store.Op("get", k.PK), out.ConsumedCapacity)
	if len(out.Item) == 0 {
		return nil, fault.NotFound.Errorf("item: not there")
	}
	return decode(out.Item)
}

// Put writes a whole item.
func (s *Store) Put(ctx context.Context, i store.Item, c *store.Condition) error {
	if err := cmp.Or(store.Check(i), store.CheckCondition(c)); err != nil {
		return err
	}
	t, watch := s.tries()
	e := condition(c)
	out, err := s.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &s.table, Item: encode(i), ConditionExpression: e.text(), ExpressionAttributeNames: e.names, ExpressionAttributeValues: e.values,
		ReturnConsumedCapacity:              types.ReturnConsumedCapacityTotal,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	}, watch)
	op := store.Op("put", i.Key().PK)
	if stored, stopped := conditionFailed(err); stopped {
		before, err := decode(stored)
		if err != nil {
			return err
		}
		s.observe(op, float64(store.TableUnits(before, i)))
		if store.Same(before, i) {
			return nil
		}
		return fault.Conflict.Errorf("item: the condition does not hold")
	}
	if err != nil {
		return failWrite(err, t)
	}
	s.consumed(op, out.ConsumedCapacity)
	return nil
}

// Delete removes an item.
func (s *Store) Delete(ctx context.Context, k store.Key, c *store.Condition) error {
	if err := cmp.Or(store.CheckKey(k), store.CheckCondition(c)); err != nil {
		return err
	}
	t, watch := s.tries()
	e := condition(c)
	out, err := s.client.DeleteItem(ctx, &dynamodb.DeleteItemInput{
		TableName: &s.table, Key: keyOf(k), ConditionExpression: e.text(), ExpressionAttributeNames: e.names, ExpressionAttributeValues: e.values,
		ReturnConsumedCapacity:              types.ReturnConsumedCapacityTotal,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	}, watch)
	op := store.Op("delete", k.PK)
	if stored, stopped := conditionFailed(err); stopped {
		before, err := decode(stored)
		if err != nil {
			return err
		}
		s.observe(op, float64(store.TableUnits(before, nil)))
		return fault.Conflict.Errorf("item: the condition does not hold")
	}
	if err != nil {
		return failWrite(err, t)
	}
	s.consumed(op, out.ConsumedCapacity)
	return nil
}

// Query reads a page.
func (s *Store) Query(ctx context.Context, q store.Query) (store.Page, error) {
	in, x, err := s.query(q)
	if err != nil {
		return store.Page{}, err
	}
	_, watch := s.tries()
	out, err := s.client.Query(ctx, in, watch)
	if err != nil {
		return store.Page{}, sdk.Fail(err, "table: query")
	}
	s.consumed(store.Op("query", q.Partition), out.ConsumedCapacity)
	var p store.Page
	for _, raw := range out.Items {
		i, err := decode(raw)
		if err != nil {
			return store.Page{}, err
		}
		p.Items = append(p.Items, i)
	}
	if len(out.LastEvaluatedKey) > 0 {
		last, err := decode(out.LastEvaluatedKey)
		if err != nil {
			return store.Page{}, err
		}
		p.Next = store.NextOf(last, x)
	}
	return p, nil
}

// Transact writes all or nothing. The SDK gives the request a token, so that its own repetition does nothing twice.
func (s *Store) Transact(ctx context.Context, writes []store.Write) error {
	if err := store.CheckTransact(writes); err != nil {
		return err
	}
	in := &dynamodb.TransactWriteItemsInput{ReturnConsumedCapacity: types.ReturnConsumedCapacityTotal}
	for _, w := range writes {
		e := condition(w.If)
		if w.Put == nil {
			in.TransactItems = append(in.TransactItems, types.TransactWriteItem{Delete: &types.Delete{
				TableName: &s.table, Key: keyOf(w.Delete), ConditionExpression: e.text(), ExpressionAttributeNames: e.names, ExpressionAttributeValues: e.values,
			}})
			continue
		}
		in.TransactItems = append(in.TransactItems, types.TransactWriteItem{Put: &types.Put{
			TableName: &s.table, Item: encode(w.Put), ConditionExpression: e.text(), ExpressionAttributeNames: e.names, ExpressionAttributeValues: e.values,
		}})
	}
	t, watch := s.tries()
	out, err := s.client.TransactWriteItems(ctx, in, watch)
	if err != nil {
		return failWrite(err, t)
	}
	for i := range out.ConsumedCapacity {
		s.consumed("transact", &out.ConsumedCapacity[i])
	}
	return nil
}

func (s *Store) consumed(op string, c *types.ConsumedCapacity) {
	if c != nil && c.CapacityUnits != nil {
		s.observe(op, *c.CapacityUnits)
	}
}
