package dynamo

import (
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table/store"
)

func keyOf(k store.Key) map[string]types.AttributeValue {
	return encode(store.Item{key.AttrPK: k.PK, key.AttrSK: k.SK})
}

func encode(i store.Item) map[string]types.AttributeValue {
	m := make(map[string]types.AttributeValue, len(i))
	for name, v := range i {
		m[name] = encodeValue(v)
	}
	return m
}

// encodeValue writes a value of a checked item.
func encodeValue(v any) types.AttributeValue {
	switch v := v.(type) {
	case int64:
		return &types.AttributeValueMemberN{Value: strconv.FormatInt(v, 10)}
	case []byte:
		return &types.AttributeValueMemberB{Value: append([]byte{}, v...)}
	case string:
		return &types.AttributeValueMemberS{Value: v}
	}
	return &types.AttributeValueMemberNULL{Value: true}
}

// decode reads an item; one that holds another type than we write fails. No item gives nil.
func decode(m map[string]types.AttributeValue) (store.Item, error) {
	if len(m) == 0 {
		return nil, nil
	}
	i := make(store.Item, len(m))
	for name, v := range m {
		switch v := v.(type) {
		case *types.AttributeValueMemberS:
			i[name] = v.Value
		case *types.AttributeValueMemberB:
			i[name] = append([]byte{}, v.Value...)
		case *types.AttributeValueMemberN:
			n, err := strconv.ParseInt(v.Value, 10, 64)
			if err != nil {
				return nil, fmt.Errorf("table: attribute %s: not a whole number", name)
			}
			i[name] = n
		default:
			return nil, fmt.Errorf("table: attribute %s of type %T", name, v)
		}
	}
	return i, nil
}
