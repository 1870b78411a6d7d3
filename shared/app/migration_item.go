package app

import (
	"context"
	"net/http"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
)

type itemPage struct {
	Items []shownItem `json:"items"`
	Next  string      `json:"next,omitempty"`
}

// shownItem is what callers see of a customer of a migration: all but how it is kept.
type shownItem struct {
	migration.Item

	Partner   *struct{} `json:"partner,omitempty"`
	Migration *struct{} `json:"migration,omitempty"`
	Version   *struct{} `json:"version,omitempty"`
}

func (c migrationCounter) items(ctx context.Context, r edge.Request) (edge.Answer, error) {
	h, err := c.head(ctx, r)
	if err != nil {
		return edge.Answer{}, err
	}
	after, err := cursor(r)
	if err != nil {
		return edge.Answer{}, err
	}
	state, err := optional(r, "state")
	if err != nil {
		return edge.Answer{}, err
	}
	var states []migration.State
	if state != "" {
		if !api.ListMigrationItemsParamsState(state).Valid() {
			return edge.Answer{}, fault.Malformed.Errorf("want the parameter state to be one of the contract's")
		}
		states = append(states, migration.State(state))
	}
	found, next, err := c.kept.ItemPage(ctx, h.ID, states, after, onPage)
	if err != nil {
		return edge.Answer{}, unfit(err)
	}
	page := itemPage{Items: []shownItem{}, Next: next}
	for _, i := range found {
		page.Items = append(page.Items, shownItem{Item: i})
	}
	return edge.Answer{Status: http.StatusOK, Body: page}, nil
}

type failureList struct {
	Failures []shownFailure `json:"failures"`
}

type shownFailure struct {
	Cause     migration.Cause     `json:"cause"`
	Customers int                 `json:"customers"`
	Services  int                 `json:"services"`
	Who       migration.Who       `json:"who"`
	Action    string              `json:"action"`
	Look      bool                `json:"look"`
	Example   migration.Tenant    `json:"example"`
	Service   migration.ServiceID `json:"service,omitempty"`
	Text      string              `json:"text"`
}

func (c migrationCounter) failures(ctx context.Context, r edge.Request) (edge.Answer, error) {
	h, err := c.head(ctx, r)
	if err != nil {
		return edge.Answer{}, err
	}
	all, err := migration.Groups(ctx, c.kept, h.ID)
	if err != nil {
		return edge.Answer{}, err
	}
	out := failureList{Failures: []shownFailure{}}
	for _, g := range all {
		out.Failures = append(out.Failures, shownFailure{
			Cause: g.Cause, Customers: g.Customers, Services: g.Services, Who: g.Cure.Who, Action: g.Cure.Action, Look: g.Cure.Look, Example: g.Example, Service: g.Service, Text: g.Text,
		})
	}
	return edge.Answer{Status: http.StatusOK, Body: out}, nil
}

// retry has the failures of a cause tried again, behind the queue.
func (c migrationCounter) retry(ctx context.Context, r edge.Request) (edge.Answer, error) {
	b, err := edge.JSON[api.MigrationRetry](r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	if err := asRetry(b); err != nil {
		return edge.Answer{}, err
	}
	h, err := c.head(ctx, r)
	if err != nil {
		return edge.Answer{}, err
	}
	cause := migration.Cause(b.Cause)
	switch h.State {
	case migration.HeadRunning, migration.HeadOver, migration.HeadPaused, migration.HeadStopped:
	case migration.HeadPreparing, migration.HeadCancelling, migration.HeadCancelled:
		return edge.Answer{}, fault.Conflict.Errorf("migration %s is %s: nothing can be retried", h.ID, h.State)
	}
	if cause.Cure().Look && !value(b.Looked) {
		return edge.Answer{}, fault.At(fault.Invalid.Errorf("%s", cause.Cure().Action), fault.Field{Pointer: "/looked", Text: "want a person's word that nothing was bought"})
	}
	name, err := named("", "retryMigration", r)
	if err != nil {
		return edge.Answer{}, err
	}
	facts := audit.Facts{"cause": b.Cause}
	if err := c.leave(ctx, audit.Migration(r.Partner, h.ID), r.Partner, audit.MigrantsRetried, facts); err != nil {
		return edge.Answer{}, err
	}
	if err := c.wake.retry(ctx, &h, b.Cause, value(b.Looked), name, r.Correlation); err != nil {
		return edge.Answer{}, err
	}
	return c.answered(ctx, http.StatusAccepted, h)
}

// recounted is what the customers themselves say.
type recounted struct {
	Same       bool                    `json:"same"`
	Difference string                  `json:"difference,omitempty"`
	Counters   []api.MigrationCounters `json:"counters"`
}

func (c migrationCounter) recount(ctx context.Context, r edge.Request) (edge.Answer, error) {
	h, err := c.head(ctx, r)
	if err != nil {
		return edge.Answer{}, err
	}
	t, difference, err := migration.Recount(ctx, c.kept, c.kept, h.ID)
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusOK, Body: recounted{difference == "", difference, shownTally(t)}}, nil
}
