package dynamo_test

import (
	"context"
	"crypto/rand"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/sdk/sdktest"
	"github.com/seatwright/seatwright/shared/table/dynamo"
	"github.com/seatwright/seatwright/shared/table/store"
	"github.com/seatwright/seatwright/shared/table/tabletest"
)

// makeTable makes a table by the schema, and removes it after the test.
func makeTable(t *testing.T) (aws.Config, string) {
	t.Helper()
	cfg := sdktest.Config(t)
	client := dynamodb.NewFromConfig(cfg)
	name := "test-" + rand.Text()
	in := &dynamodb.CreateTableInput{TableName: &name, BillingMode: types.BillingModePayPerRequest}
	in.KeySchema, in.AttributeDefinitions = keys(key.AttrPK, key.AttrSK, false)
	for _, x := range key.Indexes() {
		schema, attributes := keys(x.Partition, x.Sort, x.SortIsNumber)
		in.AttributeDefinitions = append(in.AttributeDefinitions, attributes...)
		in.GlobalSecondaryIndexes = append(in.GlobalSecondaryIndexes, types.GlobalSecondaryIndex{
			IndexName: &x.Name, KeySchema: schema, Projection: &types.Projection{ProjectionType: types.ProjectionTypeKeysOnly},
		})
	}
	if _, err := client.CreateTable(t.Context(), in); err != nil {
		t.Fatalf("create the table: %v", err)
	}
	t.Cleanup(func() {
		if _, err := client.DeleteTable(context.WithoutCancel(t.Context()), &dynamodb.DeleteTableInput{TableName: &name}); err != nil {
			t.Logf("delete the table: %v", err)
		}
	})
	return cfg, name
}

func keys(partition, sort string, number bool) ([]types.KeySchemaElement, []types.AttributeDefinition) {
	kind := types.ScalarAttributeTypeS
	if number {
		kind = types.ScalarAttributeTypeN
	}
	return []types.KeySchemaElement{{AttributeName: &partition, KeyType: types.KeyTypeHash}, {AttributeName: &sort, KeyType: types.KeyTypeRange}},
		[]types.AttributeDefinition{{AttributeName: &partition, AttributeType: types.ScalarAttributeTypeS}, {AttributeName: &sort, AttributeType: kind}}
}

func TestDynamoDBIsAStore(t *testing.T) {
	t.Parallel()
	cfg, name := makeTable(t)
	s := dynamo.Open(cfg, name, nil)
	tabletest.Run(t, func(*testing.T) store.Store { return s })
}

func TestDynamoDBBillsWhatTheSuiteExpects(t *testing.T) {
	t.Parallel()
	cfg, name := makeTable(t)
	tabletest.RunUnits(t, func(_ *testing.T, observe func(string, float64)) store.Store {
		return dynamo.Open(cfg, name, observe)
	})
}

func TestDynamoDBKeepsTheTable(t *testing.T) {
	t.Parallel()
	cfg, name := makeTable(t)
	s := dynamo.Open(cfg, name, nil)
	tabletest.RunTable(t, func(*testing.T) store.Store { return s })
}
