package localstack_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/backup"
	"github.com/seatwright/seatwright/shared/table/dynamo"
	"github.com/seatwright/seatwright/shared/table/store"
)

// restore is the restore drill: the live table is exported to lines and loaded into an empty one, which must then hold the same.
func restore(t *testing.T, c *deployed) {
	t.Helper()
	live := dynamo.Open(c.Config, c.Stack.Outputs["TableName"], nil)
	restored := dynamo.Open(c.Config, emptyTable(t, c), nil)
	lines, n := exported(t, live)
	loaded, err := backup.Load(t.Context(), strings.NewReader(strings.Join(lines, "")), restored)
	if err != nil || loaded != n || n == 0 {
		t.Fatalf("loaded %d of %d items: %v", loaded, n, err)
	}
	again, _ := exported(t, restored)
	if diff := cmp.Diff(lines, again); diff != "" {
		t.Errorf("items (-exported +restored):\n%s", diff)
	}
	t.Logf("%d items restored", n)
	t.Run("orders", func(t *testing.T) {
		sameOrders(t, live, restored)
	})
}

// exported gives the lines of a table in an order of their own.
func exported(t *testing.T, from *dynamo.Store) ([]string, int) {
	t.Helper()
	var b bytes.Buffer
	n, err := backup.Export(t.Context(), &b, from)
	if err != nil {
		t.Fatalf("export: %v", err)
	}
	return slices.Sorted(strings.Lines(b.String())), n
}

// emptyTable makes a table with the keys and indexes of the live one, and gives its name. It goes with the test.
func emptyTable(t *testing.T, c *deployed) string {
	t.Helper()
	client, name := dynamodb.NewFromConfig(c.Config), "restored"
	out, err := client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: aws.String(c.Stack.Outputs["TableName"])})
	if err != nil {
		t.Fatalf("look at the live table: %v", err)
	}
	in := &dynamodb.CreateTableInput{
		TableName: &name, BillingMode: types.BillingModePayPerRequest,
		KeySchema: out.Table.KeySchema, AttributeDefinitions: out.Table.AttributeDefinitions,
	}
	for _, x := range out.Table.GlobalSecondaryIndexes {
		in.GlobalSecondaryIndexes = append(in.GlobalSecondaryIndexes, types.GlobalSecondaryIndex{IndexName: x.IndexName, KeySchema: x.KeySchema, Projection: x.Projection})
	}
	if len(in.GlobalSecondaryIndexes) != len(key.Indexes()) {
		t.Fatalf("the live table has %d indexes, the schema %d", len(in.GlobalSecondaryIndexes), len(key.Indexes()))
	}
	if _, err := client.CreateTable(t.Context(), in); err != nil {
		t.Fatalf("make an empty table: %v", err)
	}
	t.Cleanup(func() {
		if _, err := client.DeleteTable(context.WithoutCancel(t.Context()), &dynamodb.DeleteTableInput{TableName: &name}); err != nil {
			t.Errorf("remove the table: %v", err)
		}
	})
	return name
}

// sameOrders reads every order that has ended through both tables; another may have been worked on since the export. What the restored one finds by its index
// has to be there.
func sameOrders(t *testing.T, live, restored *dynamo.Store) {
	t.Helper()
	was, is := table.Open(live, now), table.Open(restored, now)
	amounts := cmp.Comparer(func(a, b money.Amount) bool { return a.String() == b.String() })
	ended := 0
	for _, id := range orderIDs(t, restored) {
		want, err := was.Load(t.Context(), id)
		if err != nil {
			t.Fatalf("order %s: %v", id, err)
		}
		got, err := is.Load(t.Context(), id)
		if err != nil {
			t.Fatalf("restored order %s: %v", id, err)
		}
		if !want.State.Ended() {
			continue
		}
		ended++
		if diff := cmp.Diff(want, got, amounts); diff != "" {
			t.Errorf("order %s (-live +restored):\n%s", id, diff)
		}
	}
	if ended == 0 {
		t.Error("no order has ended")
	}
	due, err := is.Due(t.Context(), now().Add(100*24*time.Hour), 100)
	if err != nil {
		t.Errorf("find what is due: %v", err)
	}
	for _, d := range due {
		if d.Order == "" {
			continue // subscriptions have no order's due time
		}
		// The index keeps whole seconds, rounded up.
		if o, err := is.Load(t.Context(), d.Order); err != nil || d.At.Sub(o.Due) < 0 || d.At.Sub(o.Due) >= time.Second {
			t.Errorf("order %s is due at %s by the index and at %s by itself: %v", d.Order, d.At, o.Due, err)
		}
	}
	t.Logf("%d orders compared, %d found by the index", ended, len(due))
}

func orderIDs(t *testing.T, s *dynamo.Store) []order.ID {
	t.Helper()
	var ids []order.ID
	err := s.Each(t.Context(), func(i store.Item) error {
		if id, ok := key.OrderID(i.Key().PK); ok {
			ids = append(ids, order.ID(id))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}
