package local_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/order"
)

// troubles are the ways in which an outside system fails to answer well.
func troubles() map[string]control.Fault {
	html, json := map[string]string{"Content-Type": "text/html"}, map[string]string{"Content-Type": "application/json"}
	wait := map[string]string{"Retry-After": "7"}
	later := map[string]string{"Retry-After": "Fri, 20 Nov 2026 14:03:00 GMT"}
	return map[string]control.Fault{
		"401, empty":                 {Status: http.StatusUnauthorized},
		"429":                        {Status: http.StatusTooManyRequests},
		"429, wait 7 s":              {Status: http.StatusTooManyRequests, Header: wait},
		"429, wait until":            {Status: http.StatusTooManyRequests, Header: later},
		"500":                        {Status: http.StatusInternalServerError},
		"503, HTML":                  {Status: http.StatusServiceUnavailable, Header: html, Body: "<html>busy</html>"},
		"500 after the effect":       {Status: http.StatusInternalServerError, Effect: true},
		"200, HTML":                  {Status: http.StatusOK, Header: html, Body: "<html>sign in</html>"},
		"200, HTML after the effect": {Status: http.StatusOK, Header: html, Body: "<html>sign in</html>", Effect: true},
		"10 MB":                      {Status: http.StatusOK, Header: json, Body: strings.Repeat(" ", 1<<10), Repeat: 10 << 10},
		"10 MB after the effect":     {Status: http.StatusOK, Header: json, Body: strings.Repeat(" ", 1<<10), Repeat: 10 << 10, Effect: true},
		"not JSON":                   {Status: http.StatusOK, Header: json, Body: `{"id":`, Effect: true},
		"nothing":                    {Status: http.StatusOK, Header: json, Effect: true},
		"half":                       {Cut: control.CutHalf},
		"cut before":                 {Cut: control.CutBefore},
		"cut after":                  {Cut: control.CutAfter},
	}
}

// places are the calls that the path makes at Partner Center, in their order.
func places() []control.Fault {
	const customer = "/v1/customers/*"
	return []control.Fault{
		{Method: http.MethodHead, Path: "/v1/domains/*"},
		{Method: http.MethodPost, Path: "/v1/customers"},
		{Method: http.MethodGet, Path: "/v1/agreements"},
		{Method: http.MethodPost, Path: customer + "/agreements"},
		{Method: http.MethodGet, Path: customer + "/products/*/skus/*/availabilities"},
		{Method: http.MethodPost, Path: customer + "/carts"},
		{Method: http.MethodPost, Path: checkoutPath},
		{Method: http.MethodGet, Path: customer + "/orders/*"},
		{Method: http.MethodGet, Path: customer + "/orders/*/provisioningstatus"},
		{Method: http.MethodGet, Path: customer + "/subscriptions/*"},
	}
}

// troubled tells the story of an order with a fault on its way.
func troubled(t *testing.T, f control.Fault, w local.World) error {
	t.Helper()
	s, clock := begin(t, w)
	inject(t, s, f)
	if a := send(t, s, "webhook", "webhook", nil); a.StatusCode != http.StatusOK {
		return fmt.Errorf("webhook: %d", a.StatusCode)
	}
	o := finish(t, s, clock)
	switch {
	case slices.ContainsFunc(s.PartnerCenter.Faults(), func(left control.Fault) bool { return left.Times == f.Times }):
		return fmt.Errorf("the fault never hit: %+v", s.PartnerCenter.Calls())
	case o.State != order.Fulfilled:
		return fmt.Errorf("state %s, question %+v: %+v", o.State, o.Question, o.Steps)
	case len(s.PartnerCenter.Orders()) != 1 || len(s.PartnerCenter.Customers()) != 1:
		return fmt.Errorf("%d orders, %d customers", len(s.PartnerCenter.Orders()), len(s.PartnerCenter.Customers()))
	case len(s.PartnerCenter.Violations()) > 0 || len(s.Queue.Dead()) > 0:
		return fmt.Errorf("violations %+v, %d dead letters", s.PartnerCenter.Violations(), len(s.Queue.Dead()))
	}
	password := s.PartnerCenter.Password(string(o.Customer.Tenant))
	kept, err := s.Secrets.Read(t.Context(), "tenant/sample/"+string(o.Customer.Tenant)+"/admin")
	if err != nil || password == "" || !strings.Contains(kept, password) {
		return fmt.Errorf("the administrator's password is lost: %w", err)
	}
	return nil
}

func TestNoTroubleOfPartnerCenterLosesAnOrderOrBuysTwice(t *testing.T) {
	t.Parallel()
	var g errgroup.Group
	g.SetLimit(2)
	var cases atomic.Int64
	all := troubles()
	for p, place := range places() {
		for n, name := range slices.Sorted(maps.Keys(all)) {
			for _, times := range []int{1, 2} {
				if testing.Short() && (p+n+times)%61 != 0 {
					continue
				}
				f := all[name]
				if place.Method == http.MethodHead && f.Status == http.StatusOK && f.Header["Content-Type"] != "text/html" {
					continue // that is how Partner Center says that a domain is taken
				}
				f.Method, f.Path, f.Times = place.Method, place.Path, times
				g.Go(func() error {
					cases.Add(1)
					if err := troubled(t, f, local.World{ProvisionAfter: 20 * time.Second}); err != nil {
						t.Errorf("%s %s, %s, %d times: %v", f.Method, f.Path, name, times, err)
					}
					return nil
				})
			}
		}
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	fmt.Printf("property: no trouble of Partner Center loses an order or buys twice: %d distinct cases\n", cases.Load())
}

func TestTheHabitsOfTheServiceChangeNothing(t *testing.T) {
	t.Parallel()
	for name, q := range map[string]partnercenter.Quirks{
		"a BOM": {BOM: true},
		"all":   {BOM: true, StringCodes: true, UpperGUIDs: true, NoZone: true, EndBy2000: true, Days: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, clock := begin(t, local.World{Quirks: q, VisibleAfter: 5 * time.Minute})
			inject(t, s, control.Fault{Method: http.MethodPost, Path: checkoutPath, Cut: control.CutAfter, Times: 2})
			status(t, hook(t, s, "webhook", nil), http.StatusOK)
			o := finish(t, s, clock)
			in(t, o, order.Fulfilled)
			sold(t, s, 1, 1)
			status(t, ask(t, s, local.Client, "cancel", "cancel", on(o.ID, "")), http.StatusAccepted)
			in(t, finish(t, s, clock), order.Cancelled)
			sold(t, s, 1, 1)
		})
	}
}

func TestNoTroubleOfTheSignInLosesAnOrderOrBuysTwice(t *testing.T) {
	t.Parallel()
	all := troubles()
	for n, name := range slices.Sorted(maps.Keys(all)) {
		if testing.Short() && n%12 != 0 {
			continue
		}
		f := all[name]
		f.Method, f.Times = http.MethodPost, 3
		s, clock := begin(t, local.World{})
		if err := s.Entra.Inject(f); err != nil {
			t.Fatal(err)
		}
		status(t, hook(t, s, "webhook", nil), http.StatusOK)
		if o := finish(t, s, clock); o.State != order.Fulfilled {
			t.Errorf("%s: state %s: %+v", name, o.State, o.Steps)
		}
		sold(t, s, 1, 1)
	}
}

func TestAnAccessTokenThatExpiresOnTheWayIsReplaced(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{ProvisionAfter: 3 * time.Hour})
	status(t, hook(t, s, "webhook", nil), http.StatusOK)
	pass(t, s, 4*time.Hour)
	in(t, finish(t, s, clock), order.Fulfilled)
	for _, c := range s.PartnerCenter.Calls() {
		if c.Status == http.StatusUnauthorized {
			t.Errorf("%s %s was asked with an expired token", c.Method, c.Path)
		}
	}
	sold(t, s, 1, 1)
}

func TestAThrottledPartnerIsServedLater(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{Throttle: 2})
	status(t, hook(t, s, "webhook", nil), http.StatusOK)
	in(t, finish(t, s, clock), order.Fulfilled)
	sold(t, s, 1, 1)
}
