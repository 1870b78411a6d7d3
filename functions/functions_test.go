package functions_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	samples "github.com/seatwright/seatwright/events"
	"github.com/seatwright/seatwright/functions"
	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/shopify"
)

type operation struct {
	*openapi3.Operation
	method, path string
}

func contract(t *testing.T) (*openapi3.T, map[string]operation) {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(api.Contract())
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]operation{}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			all[op.OperationID] = operation{op, method, path}
		}
	}
	return doc, all
}

// scopes gives what a caller's token must have; false for an operation that asks for no token.
func (o operation) scopes() ([]string, bool) {
	if o.Security == nil {
		return nil, false
	}
	var all []string
	for _, r := range *o.Security {
		for _, s := range r {
			all = append(all, s...)
		}
	}
	return all, len(all) > 0
}

func TestTheContractIsValid(t *testing.T) {
	t.Parallel()
	doc, _ := contract(t)
	if err := doc.Validate(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestFoldersAreTheList(t *testing.T) {
	t.Parallel()
	var want, got []string
	for _, f := range functions.All() {
		want = append(want, f.Name)
	}
	found, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range found {
		if e.IsDir() {
			got = append(got, e.Name())
		}
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestEachMainCallsItsConstructor(t *testing.T) {
	t.Parallel()
	for _, f := range functions.All() {
		raw, err := os.ReadFile(filepath.Join(f.Name, "main.go"))
		if err != nil {
			t.Error(err)
			continue
		}
		call := "app.Main(app." + strings.ToUpper(f.Name[:1]) + f.Name[1:] + ")"
		if !strings.Contains(string(raw), call) || strings.Count(string(raw), "\n") > 25 {
			t.Errorf("%s/main.go: want at most 25 lines with %s", f.Name, call)
		}
		if f.Operation != "" && !strings.Contains(string(raw), f.Operation) {
			t.Errorf("%s/main.go: its comment does not name the operation %s", f.Name, f.Operation)
		}
	}
}

func TestRoutesAreTheOperationsOfTheContract(t *testing.T) {
	t.Parallel()
	_, all := contract(t)
	var got []string
	for _, f := range functions.All() {
		if f.Operation != "" {
			got = append(got, f.Operation)
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff(slices.Sorted(maps.Keys(all)), got); diff != "" {
		t.Error(diff)
	}
}

func TestEachFunctionIsWokenByOneThing(t *testing.T) {
	t.Parallel()
	for _, f := range functions.All() {
		n := 0
		for _, is := range []bool{f.Operation != "", f.Queue != "", f.Every != 0} {
			if is {
				n++
			}
		}
		if n != 1 || f.Timeout <= 0 || f.MemoryMB < 128 {
			t.Errorf("%s: woken by %d things, time-out %s, %d MB", f.Name, n, f.Timeout, f.MemoryMB)
		}
	}
}

func TestEachOperationNamesAScopeOrProvesItselfBySignature(t *testing.T) {
	t.Parallel()
	_, all := contract(t)
	for _, f := range functions.All() {
		op, ok := all[f.Operation]
		if !ok {
			continue
		}
		scopes, asks := op.scopes()
		signature := op.Extensions["x-proves-itself"] == "signature"
		if asks == signature {
			t.Errorf("%s: want a scope or a signature, and not both", f.Operation)
		}
		if asks && !slices.Equal(scopes, []string{f.Scope}) || !asks && f.Scope != "" {
			t.Errorf("%s: the contract's scopes are %v, the function's is %q", f.Operation, scopes, f.Scope)
		}
	}
}

func TestEachOperationAnswersFailuresWithAProblem(t *testing.T) {
	t.Parallel()
	_, all := contract(t)
	for id, op := range all {
		d := op.Responses.Default()
		if d == nil || d.Value.Content["application/problem+json"] == nil {
			t.Errorf("%s: no default answer of application/problem+json", id)
		}
	}
}

func sample(t *testing.T, name string) events.APIGatewayProxyRequest {
	t.Helper()
	raw, err := samples.Sample(name)
	if err != nil {
		t.Fatal(err)
	}
	var e events.APIGatewayProxyRequest
	if err := json.Unmarshal(raw, &e); err != nil {
		t.Fatal(err)
	}
	return e
}

func TestEachFunctionHasASampleEvent(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, f := range functions.All() {
		known[f.Name] = true
		if _, err := samples.Sample(f.Name); err != nil {
			t.Error(err)
		}
	}
	names, err := samples.Names("")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		if of, _, _ := strings.Cut(n, "."); !known[of] {
			t.Errorf("%s.json belongs to no function", n)
		}
	}
}

func TestSampleRequestsFitTheContract(t *testing.T) {
	t.Parallel()
	_, all := contract(t)
	for _, f := range functions.All() {
		op, ok := all[f.Operation]
		if !ok {
			continue
		}
		names, err := samples.Names(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range names {
			e := sample(t, n)
			if e.HTTPMethod != op.method || e.Resource != op.path {
				t.Errorf("%s: %s %s, want %s %s", n, e.HTTPMethod, e.Resource, op.method, op.path)
			}
			if op.RequestBody == nil || e.Body == "" {
				continue
			}
			var body any
			if err := json.Unmarshal([]byte(e.Body), &body); err != nil {
				t.Errorf("%s: %v", n, err)
			} else if err := op.RequestBody.Value.Content["application/json"].Schema.Value.VisitJSON(body); err != nil {
				t.Errorf("%s: %v", n, err)
			}
		}
	}
}

func TestExamplesOfEachOperationAreItsSampleEvents(t *testing.T) {
	t.Parallel()
	_, all := contract(t)
	for _, f := range functions.All() {
		op, ok := all[f.Operation]
		if !ok {
			continue
		}
		names, err := samples.Names(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		var want, got []string
		for _, n := range names {
			want = append(want, "../../events/"+n+".json")
		}
		listed, _ := op.Extensions["x-sample-events"].([]any)
		for _, l := range listed {
			path, _ := l.(string)
			got = append(got, path)
		}
		slices.Sort(got)
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", f.Operation, diff)
		}
	}
}

func TestSampleWebhooksAreSigned(t *testing.T) {
	t.Parallel()
	names, err := samples.Names("webhook")
	if err != nil || len(names) == 0 {
		t.Fatal(err)
	}
	for _, n := range names {
		e := sample(t, n)
		if !shopify.Verify(samples.ShopifySecret, []byte(e.Body), e.Headers["X-Shopify-Hmac-Sha256"]) || e.PathParameters["connection_id"] != samples.ShopifyConnection {
			t.Errorf("%s: its signature or its connection is not the sample's", n)
		}
	}
}
