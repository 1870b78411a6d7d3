package dynamo

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table/store"
)

// expression is a text of DynamoDB's with its placeholders: any attribute name may be one of its many reserved words.
type expression struct {
	parts  []string
	join   string
	names  map[string]string
	values map[string]types.AttributeValue
}

func (e *expression) name(attribute string) string {
	if e.names == nil {
		e.names = map[string]string{}
	}
	p := "#" + strconv.Itoa(len(e.names))
	e.names[p] = attribute
	return p
}

func (e *expression) value(v any) string {
	if e.values == nil {
		e.values = map[string]types.AttributeValue{}
	}
	p := ":" + strconv.Itoa(len(e.values))
	e.values[p] = encodeValue(v)
	return p
}

func (e *expression) text() *string {
	if len(e.parts) == 0 {
		return nil
	}
	return aws.String(strings.Join(e.parts, e.join))
}

// condition writes a condition; nil gives none.
func condition(c *store.Condition) *expression {
	e := &expression{join: " OR "}
	if c == nil {
		return e
	}
	if c.Absent {
		e.parts = append(e.parts, "attribute_not_exists("+e.name(key.AttrPK)+")")
	}
	if c.Equal != nil {
		all := []string{"attribute_exists(" + e.name(key.AttrPK) + ")"}
		for _, a := range slices.Sorted(maps.Keys(c.Equal)) {
			all = append(all, e.name(a)+" = "+e.value(c.Equal[a]))
		}
		e.parts = append(e.parts, "("+strings.Join(all, " AND ")+")")
	}
	for a, bound := range c.OrBelow {
		e.parts = append(e.parts, e.name(a)+" < "+e.value(bound))
	}
	return e
}

// query writes a query and gives the index that it is for.
func (s *Store) query(q store.Query) (*dynamodb.QueryInput, key.Index, error) {
	x, err := store.CheckQuery(q)
	if err != nil {
		return nil, x, err
	}
	in := &dynamodb.QueryInput{
		TableName: &s.table, Limit: aws.Int32(int32(min(cmp.Or(q.Limit, 100), 10000))), //nolint:gosec // bounded
		ReturnConsumedCapacity: types.ReturnConsumedCapacityTotal,
	}
	if q.Backward {
		in.ScanIndexForward = aws.Bool(false)
	}
	if q.Index == "" {
		in.ConsistentRead = aws.Bool(true)
	} else {
		in.IndexName = &x.Name
	}
	if q.After != "" {
		after, err := store.AfterOf(q, x)
		if err != nil {
			return nil, x, err
		}
		in.ExclusiveStartKey = encode(after)
	}
	e := &expression{join: " AND "}
	e.parts = append(e.parts, e.name(x.Partition)+" = "+e.value(q.Partition))
	if q.Prefix != "" {
		e.parts = append(e.parts, "begins_with("+e.name(x.Sort)+", "+e.value(q.Prefix)+")")
	}
	if q.UpTo != nil {
		e.parts = append(e.parts, e.name(x.Sort)+" <= "+e.value(*q.UpTo))
	}
	in.KeyConditionExpression, in.ExpressionAttributeNames, in.ExpressionAttributeValues = e.text(), e.names, e.values
	return in, x, nil
}
