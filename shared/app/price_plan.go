package app

import (
	"context"
	"net/http"
	"regexp"
	"strconv"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/price"
	"github.com/seatwright/seatwright/shared/table"
)

// defaultPlan is the plan that prices what names none.
const defaultPlan = "default"

var planForm = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]*$`)

func (c priceCounter) plans(ctx context.Context, r edge.Request) (edge.Answer, error) {
	all, err := c.prices.Plans(ctx, r.Partner)
	if err != nil {
		return edge.Answer{}, err
	}
	out := planList{Plans: []planEntry{}}
	for _, p := range all {
		out.Plans = append(out.Plans, planEntry{ID: p.ID, Version: p.Version, Name: p.Name, Rules: len(p.Rules)})
	}
	return edge.Answer{Status: http.StatusOK, Body: out}, nil
}

type planList struct {
	Plans []planEntry `json:"plans"`
}

type planEntry struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`
	Name    string `json:"name"`
	Rules   int    `json:"rules"`
}

func (c priceCounter) plan(ctx context.Context, r edge.Request) (edge.Answer, error) {
	return answeredPlan(c.prices.Plan(ctx, r.Partner, r.Path["plan_id"]))
}

func answeredPlan(p price.Plan, err error) (edge.Answer, error) {
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{
		Status: http.StatusOK, Body: api.Plan{Id: p.ID, Version: int(p.Version), Plan: shownPlan(p)}, Header: map[string]string{"ETag": tag(p.Version)},
		Note: "version " + strconv.FormatInt(p.Version, 10),
	}, nil
}

// putPlan saves a plan as a new version.
func (c priceCounter) putPlan(ctx context.Context, r edge.Request) (edge.Answer, error) {
	id := r.Path["plan_id"]
	if !planForm.MatchString(id) {
		return edge.Answer{}, fault.Malformed.Errorf("want a plan's id of small letters, digits, hyphens and underscores")
	}
	seen, err := change(r)
	if err != nil {
		return edge.Answer{}, err
	}
	reason, err := parameter(r, "reason")
	if err != nil {
		return edge.Answer{}, err
	}
	b, err := edge.JSON[api.NewPlan](r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	p, err := planOf(id, b)
	if err != nil {
		return edge.Answer{}, err
	}
	now := c.env.Now()
	for n := range p.Rules {
		if o := p.Rules[n].Override; o != nil {
			o.By, o.At = r.Client, now
		}
	}
	p.Version = seen.Base
	if seen.New {
		p.Version = 0
	} else if seen.Base == 0 {
		return edge.Answer{}, fault.Stale.Errorf("If-Match names no version of the plan")
	}
	if err := p.Check(); err != nil {
		return edge.Answer{}, err
	}
	s := table.PlanSave{Plan: p, By: r.Client, At: now, Reason: reason}
	if err := c.prices.SavePlan(ctx, r.Partner, &s); err != nil {
		return edge.Answer{}, err
	}
	return answeredPlan(s.Plan, nil)
}

// book gives the plan that the query names, ready to price.
func (c priceCounter) book(ctx context.Context, r edge.Request) (*price.Book, error) {
	id, err := optional(r, "plan")
	if err != nil {
		return nil, err
	}
	if id == "" {
		id = defaultPlan
	}
	p, err := c.prices.Plan(ctx, r.Partner, id)
	if fault.Of(err) == fault.NotFound {
		return nil, fault.NotFound.Wrap(err, "there is no plan named %s yet", id)
	}
	if err != nil {
		return nil, err
	}
	return p.Ready(), nil
}
