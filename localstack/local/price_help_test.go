package local_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/memory"
)

// through sends a request through the gateway.
func through(t *testing.T, s *local.System, method, path, body, token string, header map[string]string) events.APIGatewayProxyResponse {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, local.API+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for name, v := range header {
		r.Header.Set(name, v)
	}
	res, err := s.Transport().RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	a := events.APIGatewayProxyResponse{StatusCode: res.StatusCode, Body: string(raw), Headers: map[string]string{}}
	for name := range res.Header {
		a.Headers[name] = res.Header.Get(name)
	}
	return a
}

// served gives the status with which the bucket answers.
func served(files *memory.Files, r *http.Request) int {
	w := httptest.NewRecorder()
	files.ServeHTTP(w, r)
	return w.Code
}
