package local_test

import (
	"encoding/json"
	"mime"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/getkin/kin-openapi/openapi3"

	samples "github.com/seatwright/seatwright/events"
	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/api"
)

// contract is read once; it is never changed.
//
//nolint:gochecknoglobals // a constant that takes long to make
var contract = sync.OnceValues(func() (*openapi3.T, error) { return openapi3.NewLoader().LoadFromData(api.Contract()) })

// operation gives what the contract says of the request that a sample is.
func operation(t *testing.T, sample string) *openapi3.Operation {
	t.Helper()
	doc, err := contract()
	if err != nil {
		t.Fatalf("contract: %v", err)
	}
	raw, err := samples.Sample(sample)
	if err != nil {
		t.Fatal(err)
	}
	var e request
	if err := json.Unmarshal(raw, &e); err != nil {
		t.Fatalf("sample %s: %v", sample, err)
	}
	item := doc.Paths.Value(e.Resource)
	if item == nil || item.GetOperation(e.HTTPMethod) == nil {
		t.Fatalf("sample %s: the contract has no %s %s", sample, e.HTTPMethod, e.Resource)
	}
	return item.GetOperation(e.HTTPMethod)
}

// at gives what the contract says of a method at a path.
func at(t *testing.T, method, path string) *openapi3.Operation {
	t.Helper()
	doc, err := contract()
	if err != nil {
		t.Fatalf("contract: %v", err)
	}
	parts := strings.Split(path, "/")
	for template, item := range doc.Paths.Map() {
		like := strings.Split(template, "/")
		same := len(like) == len(parts)
		for i := 0; same && i < len(parts); i++ {
			same = like[i] == parts[i] || strings.HasPrefix(like[i], "{") && parts[i] != ""
		}
		if op := item.GetOperation(method); same && op != nil {
			return op
		}
	}
	t.Fatalf("the contract has no %s %s", method, path)
	return nil
}

// conforms looks whether the contract allows the answer to a sample.
func conforms(t *testing.T, sample string, a events.APIGatewayProxyResponse) {
	t.Helper()
	allows(t, sample, operation(t, sample), a)
}

// allows looks whether an operation may be answered so: the status, the content type and the body, to the last field.
func allows(t *testing.T, sample string, op *openapi3.Operation, a events.APIGatewayProxyResponse) {
	t.Helper()
	allowed := op.Responses.Status(a.StatusCode)
	if allowed == nil && a.StatusCode >= http.StatusBadRequest {
		allowed = op.Responses.Default()
	}
	if allowed == nil {
		t.Errorf("%s: the contract has no status %d", sample, a.StatusCode)
		return
	}
	kind, _, err := mime.ParseMediaType(a.Headers["Content-Type"])
	media := allowed.Value.Content[kind]
	if err != nil || media == nil {
		t.Errorf("%s: the contract has no content type %q for status %d", sample, a.Headers["Content-Type"], a.StatusCode)
		return
	}
	if kind == "text/html" {
		return // a page is for people
	}
	var body any
	if err := json.Unmarshal([]byte(a.Body), &body); err != nil {
		t.Errorf("%s: body of status %d: %v", sample, a.StatusCode, err)
		return
	}
	if err := media.Schema.Value.VisitJSON(body, openapi3.VisitAsResponse(), openapi3.EnableFormatValidation(), openapi3.MultiErrors()); err != nil {
		t.Errorf("%s: body of status %d: %v\n%s", sample, a.StatusCode, err, a.Body)
	}
	if at, extra := undeclared("", body, media.Schema.Value); extra {
		t.Errorf("%s: body of status %d: the contract has no field %s", sample, a.StatusCode, at)
	}
	if a.Headers["X-Correlation-Id"] == "" {
		t.Errorf("%s: answer without a correlation id", sample)
	}
}

// undeclared finds a field that the schema does not name. A schema of an answer allows more fields, so that clients bear with ours of tomorrow;
// our answers of today have none.
func undeclared(at string, v any, s *openapi3.Schema) (string, bool) {
	if s.Type == nil { // a value of any form
		return "", false
	}
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			p := s.Properties[name]
			if p == nil {
				p = s.AdditionalProperties.Schema // the names are data
			}
			if p == nil {
				return at + "/" + name, true
			}
			if at, extra := undeclared(at+"/"+name, value, p.Value); extra {
				return at, true
			}
		}
	case []any:
		for _, value := range v {
			if at, extra := undeclared(at+"/-", value, s.Items.Value); extra {
				return at, true
			}
		}
	}
	return "", false
}

func TestEveryAnswerOfAnOrdersLifeIsInTheContract(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	status(t, hook(t, s, "webhook", nil), http.StatusOK)
	o := finish(t, s, clock)
	status(t, ask(t, s, local.Reader, "show", "show", on(o.ID, "")), http.StatusOK)
	status(t, ask(t, s, local.Client, "answer", "answer", on(o.ID, "")), http.StatusConflict)
	status(t, ask(t, s, local.Client, "cancel", "cancel", on(o.ID, "")), http.StatusAccepted)
	o = finish(t, s, clock)
	a := ask(t, s, local.Reader, "show", "show", on(o.ID, ""))
	status(t, a, http.StatusOK)
	if v := shown(t, a); v.State != api.StateCancelled || v.Cancellation == nil || v.Lines[0].Ending == nil {
		t.Errorf("cancelled order: %s", a.Body)
	}
	status(t, ask(t, s, local.Client, "cancel", "cancel", on(o.ID, `{"at_term_end":"extend_monthly"}`)), http.StatusConflict)
	status(t, ask(t, s, local.Client, "show", "show", on("ord_none", "")), http.StatusNotFound)
}
