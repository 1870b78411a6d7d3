package local_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
)

// contoso puts a German tenant that signed the customer agreement into the world, and gives its id.
func contoso(t *testing.T, s *local.System, change func(*partnercenter.CustomerSeed)) string {
	t.Helper()
	seed := partnercenter.CustomerSeed{
		Domain: "contosodemo.onmicrosoft.com", Domains: []string{"contoso-demo.example.com"}, Company: "Contoso Demo", Country: "DE", Agreement: true,
	}
	if change != nil {
		change(&seed)
	}
	id, err := s.PartnerCenter.AddCustomer(seed)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// take places an order of the sample, with its body changed, and lets the worker work.
func take(t *testing.T, s *local.System, clock *local.Clock, sample string, replace ...string) order.Order {
	t.Helper()
	a := ask(t, s, local.Client, "order", sample, func(e *request) { e.Body = strings.NewReplacer(replace...).Replace(e.Body) })
	status(t, a, http.StatusAccepted)
	if err := s.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	return the(t, s, clock)
}

// reply answers the question of the one order.
func reply(t *testing.T, s *local.System, clock *local.Clock, field, value string) order.Order {
	t.Helper()
	id := the(t, s, clock).ID
	status(t, ask(t, s, local.Client, "answer", "answer", on(id, `{"field":"`+field+`","value":`+value+`}`)), http.StatusAccepted)
	return finish(t, s, clock)
}

// set up changes the sample partner's settings.
func setUp(t *testing.T, s *local.System, change func(*partner.Partner)) {
	t.Helper()
	now := settings(t, s, "settings.get", nil)
	p := decoded[partner.Partner](t, now, http.StatusOK)
	change(&p)
	status(t, settings(t, s, "settings.put", changed(t, p, now.Headers["ETag"])), http.StatusOK)
	s.Restart()
}

// minutes lets time pass, a minute after the other.
func minutes(t *testing.T, s *local.System, d time.Duration) {
	t.Helper()
	for range d / time.Minute {
		pass(t, s, time.Minute)
	}
}

// days lets days pass at once, each in one step: schedules run when it is over.
func days(t *testing.T, s *local.System, clock *local.Clock, n int) {
	t.Helper()
	for range n {
		clock.Advance(24*time.Hour - time.Minute)
		pass(t, s, time.Minute)
	}
}
