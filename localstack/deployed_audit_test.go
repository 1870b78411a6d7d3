package localstack_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/seatwright/seatwright/events"
	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/dynamo"
	"github.com/seatwright/seatwright/shared/table/store"
)

// audited looks at the records that all scripts left: the operator's command finds nothing amiss, before and after the data of people of an order is
// erased, and names a record that is taken away. The daily function puts the days that are over under roots in the bucket.
func audited(t *testing.T, c *deployed) {
	t.Helper()
	if err := invoke(t.Context(), c, "seal"); err != nil {
		t.Fatalf("seal: %v", err)
	}
	operated(t, c, "audit-verify")
	a := longest(t, c)
	operated(t, c, "audit-erase", "-chain", string(a))
	operated(t, c, "audit-verify")
	v, err := c.Operator().Auditor()
	if err != nil {
		t.Fatal(err)
	}
	before, err := v.Verify(t.Context(), "")
	if err != nil || len(before.Findings) > 0 || before.Records == 0 || before.Erased == 0 {
		t.Fatalf("%+v, %v", before, err)
	}
	if sealed := now().Hour() > 0; sealed && before.Roots == 0 { // yesterday is sealed at one o'clock
		t.Error("no day is sealed")
	}
	fmt.Printf("audit on LocalStack: %d records in %d chains, %d roots\n", before.Records, before.Chains, before.Roots)
	k := key.Audit(string(a), 1)
	live := dynamo.Open(c.Config, c.Stack.Outputs["TableName"], nil)
	if err := live.Delete(t.Context(), store.Key{PK: string(k.PK), SK: string(k.SK)}, nil); err != nil {
		t.Fatal(err)
	}
	after, err := v.Verify(t.Context(), "")
	if err != nil || len(after.Findings) == 0 || after.Findings[0].String() != string(a)+", record 1: removed" {
		t.Errorf("taken away: %v, %v", after.Findings, err)
	}
}

// operated runs the operator's command on the stack.
func operated(t *testing.T, c *deployed, args ...string) {
	t.Helper()
	out := c.Stack.Outputs
	line := []string{"env", "SEATWRIGHT_TABLE=" + out["TableName"], "SEATWRIGHT_AUDIT_BUCKET=" + out["AuditBucketName"], "go", "run", "./operate"}
	if code, err := c.Stack.Run(t.Context(), append(line, args...)); err != nil || code != 0 {
		t.Fatalf("operate %v: status %d, %v", args, code, err)
	}
}

// longest gives an order of several items, so that one can be taken away and the others tell.
func longest(t *testing.T, c *deployed) audit.Aggregate {
	t.Helper()
	tab := table.Open(dynamo.Open(c.Config, c.Stack.Outputs["TableName"], nil), now)
	grown, err := tab.Opened(t.Context(), audit.DayOf(now()))
	if err != nil {
		t.Fatal(err)
	}
	var found audit.Aggregate
	most := int64(1)
	for _, a := range grown {
		all, err := tab.Chain(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		if last := all[len(all)-1]; strings.HasPrefix(string(a), "order/") && last.With > most {
			found, most = a, last.With
		}
	}
	if found == "" {
		t.Fatal("no order left records twice")
	}
	return found
}

// invoke wakes a function with its sample event, as its rule does.
func invoke(ctx context.Context, c *deployed, function string) error {
	event, err := events.Sample(function)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "/2015-03-31/functions/seatwright-"+function+"/invocations", bytes.NewReader(event))
	if err != nil {
		return err
	}
	res, err := c.send(c.Stack.Endpoint(), r)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	var failed struct {
		Message string `json:"errorMessage"`
	}
	if res.StatusCode != http.StatusOK || json.Unmarshal(body, &failed) == nil && failed.Message != "" {
		return errors.Join(err, fmt.Errorf("status %d: %s", res.StatusCode, body))
	}
	return err
}
