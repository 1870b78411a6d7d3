package functions_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/functions"
	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/setting"
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
		call := "app.Main(app." + strings.ToUpper(f.Name[:1]) + f.Name[1:] // and what only this one has
		if found := strings.Contains(string(raw), call+")") || strings.Contains(string(raw), call+"("); !found || strings.Count(string(raw), "\n") > 25 {
			t.Errorf("%s/main.go: want at most 25 lines with %s", f.Name, call)
		}
		for _, op := range f.Operations {
			if !strings.Contains(string(raw), op.ID) {
				t.Errorf("%s/main.go: its comment does not name the operation %s", f.Name, op.ID)
			}
		}
	}
}

func TestRoutesAreTheOperationsOfTheContract(t *testing.T) {
	t.Parallel()
	_, all := contract(t)
	var got []string
	for _, f := range functions.All() {
		for _, op := range f.Operations {
			got = append(got, op.ID)
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
		for _, is := range []bool{len(f.Operations) > 0, f.Queue != "", f.Every != 0, f.Objects != "", f.Topic != ""} {
			if is {
				n++
			}
		}
		if n != 1 || f.Timeout <= 0 || f.MemoryMB < 128 {
			t.Errorf("%s: woken by %d things, time-out %s, %d MB", f.Name, n, f.Timeout, f.MemoryMB)
		}
	}
}

func TestEachFunctionHasTheSettingsOfWhatItUses(t *testing.T) {
	t.Parallel()
	for _, f := range functions.All() {
		need := map[setting.Name]bool{
			setting.Table:       len(f.Table) > 0 || f.Due,
			setting.Missed:      f.Counts,
			setting.SecretPath:  len(f.Read) > 0 || len(f.Write) > 0 || len(f.Stage) > 0,
			setting.MailFrom:    f.Mail,
			setting.AuditBucket: f.Seals,
			setting.SheetBucket: f.Sheets,
			setting.CallRate:    slices.ContainsFunc(f.Operations, asks),
			setting.Issuer:      slices.ContainsFunc(f.Operations, asks),
		}
		for _, q := range functions.Queues() {
			need[q.Address], need[q.Dead] = f.SendsTo(q) || f.Counts, f.Counts
		}
		for n, needed := range need {
			if has := slices.Contains(f.Settings, n); has != needed {
				t.Errorf("%s: has the setting %s: %t, and by its grants it needs it: %t", f.Name, n, has, needed)
			}
		}
	}
}

// asks reports whether an operation asks for a token.
func asks(o functions.Operation) bool { return o.Scope != "" }

func TestEachFunctionThatAsksForATokenMayCountCalls(t *testing.T) {
	t.Parallel()
	for _, f := range functions.All() {
		if slices.ContainsFunc(f.Operations, asks) && (!slices.Contains(f.Table, "GetItem") || !slices.Contains(f.Table, "PutItem")) {
			t.Errorf("%s: it may not draw from the allowance of a client: %v", f.Name, f.Table)
		}
	}
}

func TestEachOperationNamesAScopeOrProvesItselfOtherwise(t *testing.T) {
	t.Parallel()
	_, all := contract(t)
	for _, f := range functions.All() {
		for _, served := range f.Operations {
			scopes, asks := all[served.ID].scopes()
			proof, _ := all[served.ID].Extensions["x-proves-itself"].(string)
			if asks == slices.Contains([]string{"signature", "state"}, proof) {
				t.Errorf("%s: want a scope, or a signature or a one-time state, and not both", served.ID)
			}
			if asks && !slices.Equal(scopes, []string{served.Scope}) || !asks && served.Scope != "" {
				t.Errorf("%s: the contract's scopes are %v, the function's is %q", served.ID, scopes, served.Scope)
			}
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
