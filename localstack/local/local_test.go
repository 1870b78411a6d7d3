package local_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	samples "github.com/seatwright/seatwright/events"
	"github.com/seatwright/seatwright/localstack/local"
)

func start(t *testing.T, o local.Options) *local.System {
	t.Helper()
	if o.Clock == nil {
		o.Clock = local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC))
	}
	s, err := local.Start(t.Context(), o)
	if err != nil {
		t.Fatalf("start: %v", err)
	}
	return s
}

// send invokes a function with one of the samples, changed by edit, and gives the answer.
func send(t *testing.T, s *local.System, function, sample string, edit func(*events.APIGatewayProxyRequest)) events.APIGatewayProxyResponse {
	t.Helper()
	raw, err := samples.Sample(sample)
	if err != nil {
		t.Fatalf("sample: %v", err)
	}
	var e events.APIGatewayProxyRequest
	if err := json.Unmarshal(raw, &e); err != nil {
		t.Fatalf("sample: %v", err)
	}
	if edit != nil {
		edit(&e)
	}
	payload, err := json.Marshal(e)
	if err != nil {
		t.Fatalf("event: %v", err)
	}
	out, err := s.Invoke(t.Context(), function, payload)
	if err != nil {
		t.Fatalf("invoke %s: %v", function, err)
	}
	var answer events.APIGatewayProxyResponse
	if err := json.Unmarshal(out, &answer); err != nil {
		t.Fatalf("answer: %v", err)
	}
	return answer
}

func TestASignedOrderBecomesALicence(t *testing.T) {
	t.Parallel()
	s := start(t, local.Options{World: local.World{ProvisionAfter: 30 * time.Second}})
	if a := send(t, s, "webhook", "webhook", nil); a.StatusCode != http.StatusOK {
		t.Fatalf("webhook: %d %s", a.StatusCode, a.Body)
	}
	if err := s.Drain(t.Context()); err != nil {
		t.Fatalf("drain: %v", err)
	}
	if err := s.Tick(t.Context(), 5*time.Minute); err != nil {
		t.Fatalf("tick: %v", err)
	}
	if n := len(s.PartnerCenter.Orders()); n != 1 {
		t.Fatalf("%d orders at Partner Center", n)
	}
	for _, n := range s.Secrets.Names() {
		t.Log(n)
	}
	t.Logf("units %+v violations %+v", s.Store.Units(), s.PartnerCenter.Violations())
	for _, i := range s.Store.All() {
		t.Log(i.Key(), i["due_at"], i["version"])
	}
}
