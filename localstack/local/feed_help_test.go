package local_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/receiver"
	"github.com/seatwright/seatwright/shared/api"
)

// listener is a system whose shops are told of events.
type listener struct {
	*local.System

	clock *local.Clock
}

const hooks = "https://receiver.sim"

func telling(t *testing.T) listener {
	t.Helper()
	clock := local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC))
	return listener{start(t, local.Options{Clock: clock, Idle: []string{"pricesheet", "seal", "refresh"}}), clock}
}

// ask calls an operation as a client, and holds the answer against the contract.
func (w listener) ask(t *testing.T, client, method, path, body string, header map[string]string) events.APIGatewayProxyResponse {
	t.Helper()
	token, err := w.Token(t.Context(), client)
	must(t, err)
	a := through(t, w.System, method, path, body, token, header)
	bare, _, _ := strings.Cut(path, "?")
	allows(t, method+" "+path, at(t, method, bare), a)
	return a
}

// listen registers a receiver at a path and proves it. It takes only what is signed.
func (w listener) listen(t *testing.T, path string, types ...string) api.EndpointSecret {
	t.Helper()
	n := api.NewEndpoint{Url: hooks + path}
	if len(types) > 0 {
		n.Types = &types
	}
	body, err := json.Marshal(n)
	must(t, err)
	e := decoded[api.EndpointSecret](t, w.ask(t, local.Client, "POST", "/v1/endpoints", string(body), nil), http.StatusCreated)
	must(t, w.Receiver.Set(path, receiver.Manner{Secrets: []string{e.Secret}}))
	status(t, w.ask(t, local.Client, "POST", "/v1/endpoints/"+e.Endpoint.Id+"/verify", "", nil), http.StatusOK)
	return e
}

// came gives what a receiver took or refused of events, without the proof.
func (w listener) came(path string) []receiver.Message {
	var all []receiver.Message
	for _, m := range w.Receiver.Received() {
		if m.Path == path && m.Type != "endpoint.verify" {
			all = append(all, m)
		}
	}
	return all
}

// read reads the whole feed of a client, in pages of a size.
func (w listener) read(t *testing.T, client, size string) []api.Event {
	t.Helper()
	var all []api.Event
	for after := ""; ; {
		path := "/v1/events?limit=" + size
		if after != "" {
			path += "&cursor=" + after
		}
		p := decoded[api.EventPage](t, w.ask(t, client, "GET", path, "", nil), http.StatusOK)
		if all = append(all, p.Events...); len(p.Events) == 0 {
			return all
		}
		after = p.Next
	}
}

func (w listener) deliveries(t *testing.T, e api.EndpointSecret) []api.Callback {
	t.Helper()
	return decoded[api.CallbackPage](t, w.ask(t, local.Client, "GET", "/v1/endpoints/"+e.Endpoint.Id+"/deliveries", "", nil), http.StatusOK).Deliveries
}
