package app

import (
	"context"
	"strings"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/feed"
	"github.com/seatwright/seatwright/shared/table"
)

// auditedEndpoints leaves a record with each change of an endpoint that somebody asked for, both or neither: it says where a partner's events go.
type auditedEndpoints struct {
	table.Feed

	trail audit.Trail
	by    actor
}

// SaveEndpoint implements feed.Endpoints.
func (a auditedEndpoints) SaveEndpoint(ctx context.Context, e *feed.Endpoint) error {
	what, before := audit.EndpointChanged+"registered", audit.Facts(nil)
	if e.Version > 0 {
		stored, err := a.Endpoint(ctx, e.ID)
		if err != nil {
			return err
		}
		what, before = audit.EndpointChanged+audit.What(e.State), endpointFacts(stored)
		if stored.State == e.State {
			what = audit.EndpointChanged + "typed"
		}
	}
	partner, _, _ := strings.Cut(e.Owner, "/")
	next, err := a.trail.Next(ctx, audit.Change{Record: audit.Record{
		Aggregate: audit.Endpoint(e.ID), Partner: partner, Who: a.by.who, What: what, Before: before, After: endpointFacts(*e), Correlation: a.by.correlation,
	}})
	if err != nil {
		return err
	}
	return a.SaveEndpointAudited(ctx, e, next)
}
