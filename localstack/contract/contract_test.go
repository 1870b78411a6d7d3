package contract_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/seatwright/seatwright/localstack/contract"
	"github.com/seatwright/seatwright/localstack/sign"
	"github.com/seatwright/seatwright/shared/api"
)

func read(t *testing.T) contract.Book {
	t.Helper()
	b, err := contract.Read()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEachOperationOfTheContractIsInItsChapterWithASample(t *testing.T) {
	t.Parallel()
	doc, err := openapi3.NewLoader().LoadFromData(api.Contract())
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]contract.Operation{}
	for _, c := range read(t).Chapters {
		for _, op := range c.Operations {
			if op.Tag != c.Name || c.Description == "" {
				t.Errorf("%s is in chapter %q, which says %q", op.ID, c.Name, c.Description)
			}
			found[op.ID] = op
		}
	}
	n := 0
	for path, item := range doc.Paths.Map() {
		for method, o := range item.Operations() {
			n++
			op := found[o.OperationID]
			if op.Path != path || op.Method != method || op.Summary == "" || len(op.Samples) == 0 || len(op.Answers) == 0 {
				t.Errorf("%s: %+v", o.OperationID, op)
			}
			if (len(op.Scopes) == 0) != (op.Proof != "") {
				t.Errorf("%s: scopes %v, proof %q", op.ID, op.Scopes, op.Proof)
			}
		}
	}
	if n != len(found) {
		t.Errorf("%d operations in the contract, %d in the book", n, len(found))
	}
}

func TestASampleIsARequestOfItsOperation(t *testing.T) {
	t.Parallel()
	for _, c := range read(t).Chapters {
		for _, op := range c.Operations {
			for _, s := range op.Samples {
				path := op.Path
				for name, v := range s.Vars {
					path = strings.ReplaceAll(path, "{"+name+"}", v)
				}
				if path != s.Path || s.Header.Get("Authorization") != "" {
					t.Errorf("%s: %s is at %s, not at %s", op.ID, s.Name, s.Path, path)
				}
			}
		}
	}
}

func TestEachShopsHookHasASignedSample(t *testing.T) {
	t.Parallel()
	hooks := read(t).Hooks()
	if _, ok := hooks["shopify"]; !ok {
		t.Errorf("no Shopify among %v", hooks)
	}
	for platform, op := range hooks {
		if !slices.ContainsFunc(op.Samples, func(s contract.Sample) bool { _, signed := sign.Of(s.Header); return signed }) {
			t.Errorf("%s: no sample is signed", platform)
		}
	}
}

func TestADocumentIsToldFieldByField(t *testing.T) {
	t.Parallel()
	var order contract.Operation
	for _, c := range read(t).Chapters {
		for _, op := range c.Operations {
			if op.ID == "placeOrder" {
				order = op
			}
		}
	}
	at := func(name string, depth int) contract.Line {
		t.Helper()
		i := slices.IndexFunc(order.Body.Lines, func(l contract.Line) bool { return l.Name == name && l.Depth == depth })
		if i < 0 {
			t.Fatalf("no field %s", name)
		}
		return order.Body.Lines[i]
	}
	if l := at("lines", 0); !l.Required || l.Type != "list of object" || !strings.Contains(l.Rules, "at least 1") {
		t.Errorf("%+v", l)
	}
	if l := at("kind", 1); !strings.HasPrefix(l.Rules, "one of ") {
		t.Errorf("%+v", l)
	}
	if l := at("quantity", 1); l.Type != "integer" || !l.Required {
		t.Errorf("%+v", l)
	}
}
