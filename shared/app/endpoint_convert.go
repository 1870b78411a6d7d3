package app

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/feed"
)

// idForm is that of ids in the contract.
var idForm = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// Bounds of the contract.
const (
	longAddress = 2000
	longType    = 60
	mostTypes   = 30
	longID      = 64
)

// newEndpoint reads an endpoint that is asked for, or says all that is wrong with it.
func newEndpoint(raw []byte) (api.NewEndpoint, error) {
	n, err := edge.JSON[api.NewEndpoint](raw)
	if err != nil {
		return n, err
	}
	var bad forms
	bad.text("/url", &n.Url, 1, longAddress, nil)
	bad.text("/connection_id", n.ConnectionId, 1, longID, idForm)
	bad.types(value(n.Types))
	return n, bad.failed("the endpoint cannot be registered so")
}

func newTypes(raw []byte) (api.EndpointTypes, error) {
	b, err := edge.JSON[api.EndpointTypes](raw)
	if err != nil {
		return b, err
	}
	var bad forms
	bad.types(b.Types)
	return b, bad.failed("the types cannot be so")
}

func (f *forms) types(all []string) {
	if len(all) > mostTypes {
		*f = append(*f, fault.Field{Pointer: "/types", Text: fmt.Sprintf("want at most %d", mostTypes)})
	}
	for i, t := range all {
		f.text(fmt.Sprintf("/types/%d", i), &t, 1, longType, nil)
	}
}

// newReplay reads what is to be sent once more.
func newReplay(raw []byte) (feed.Again, error) {
	n, err := edge.JSON[api.NewReplay](raw)
	if err != nil {
		return feed.Again{}, err
	}
	var bad forms
	bad.text("/endpoint_id", n.EndpointId, 1, longID, idForm)
	bad.text("/event_id", n.EventId, 1, longID, idForm)
	bad.text("/order_id", n.OrderId, 1, longID, idForm)
	return feed.Again{
		Endpoint: value(n.EndpointId), Event: value(n.EventId), Order: value(n.OrderId), From: value(n.FromTime).UTC(), To: value(n.ToTime).UTC(),
	}, bad.failed("the events cannot be named so")
}

func shownEndpoint(e feed.Endpoint) api.Endpoint {
	shown := api.Endpoint{
		Id: e.ID, Url: e.URL, Types: slices.Clone(e.Types), State: api.EndpointState(e.State), RegisteredAt: e.At, Since: e.Since,
		Reason: some(api.EndpointReason(e.Reason)),
	}
	if shown.Types == nil {
		shown.Types = []string{}
	}
	shown.ConnectionId = some(feed.ShopOf(e.Owner))
	return shown
}

func shownEvent(e feed.Event) api.Event {
	d := e.Data
	shown := api.Event{Id: e.ID, Type: string(e.Type), Timestamp: e.At, Data: api.EventData{
		OrderId: d.Order, Sequence: d.Sequence, Status: d.Status, AllowedActions: []api.AllowedAction{}, ShopOrderId: some(d.ShopOrder), LineId: some(d.Line),
		CustomerId: some(d.Customer), SubscriptionId: some(d.Subscription), Seats: some(d.Seats), Reason: some(d.Reason),
		CommittedUntil: some(d.CommittedUntil), Link: some(d.Link),
	}}
	for _, a := range d.Actions {
		shown.Data.AllowedActions = append(shown.Data.AllowedActions, api.AllowedAction{Name: a.Name, Until: some(a.Until)})
	}
	return shown
}

func shownDelivery(d feed.Delivery) api.Callback {
	shown := api.Callback{
		EventId: d.Event, ReplayId: some(d.Replay), State: api.CallbackState(d.State), MadeAt: d.Made, DueAt: some(d.Due), Attempts: []api.CallbackAttempt{},
	}
	for _, p := range d.Posts {
		a := api.CallbackAttempt{At: p.At, Status: some(p.Status), Outcome: string(p.Outcome), DurationMs: some(p.Millis)}
		if a.Outcome == "" {
			a.Outcome = "under_way"
		}
		shown.Attempts = append(shown.Attempts, a)
	}
	return shown
}

// endpointFacts says what is known of an endpoint in a record: its host, as the rest of an address may hold a secret of the shop.
func endpointFacts(e feed.Endpoint) audit.Facts {
	f := audit.Facts{"endpoint": e.ID, "owner": e.Owner, "state": string(e.State), "types": strings.Join(e.Types, " ")}
	if u, err := url.Parse(e.URL); err == nil {
		f["host"] = u.Host
	}
	if !e.Since.IsZero() {
		f["since"] = e.Since.UTC().Format(time.RFC3339)
	}
	return f
}
