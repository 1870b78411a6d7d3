package edge_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/seatwright/seatwright/shared/edge"
)

func now() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }

// options gives options whose log is kept.
func options() (edge.Options, *bytes.Buffer) {
	var log bytes.Buffer
	return edge.Options{Operation: "placeOrder", Log: slog.New(slog.NewJSONHandler(&log, nil)), Now: now}, &log
}

func post(body string) events.APIGatewayProxyRequest {
	return events.APIGatewayProxyRequest{
		Path: "/v1/orders", HTTPMethod: "POST", Body: body, PathParameters: map[string]string{"order_id": "7"},
		MultiValueHeaders: map[string][]string{"content-type": {"application/json; charset=utf-8"}, "x-correlation-id": {"abcd-1234"}},
	}
}

func invoke(t *testing.T, o edge.Options, e events.APIGatewayProxyRequest, call edge.Call) events.APIGatewayProxyResponse {
	t.Helper()
	payload, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := edge.HTTP(o, call).Invoke(t.Context(), payload)
	if err != nil {
		t.Fatal(err)
	}
	var out events.APIGatewayProxyResponse
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func fine(context.Context, edge.Request) (edge.Answer, error) {
	return edge.Answer{Status: 202, Body: map[string]string{"id": "7"}}, nil
}
