package app

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
)

// leave leaves a record of what somebody did to what is known of a partner's customers.
func (c migrationCounter) leave(ctx context.Context, a audit.Aggregate, partner string, what audit.What, facts audit.Facts) error {
	by := actorOf(ctx)
	return c.env.trail(c.table).Leave(ctx, audit.Record{Aggregate: a, Partner: partner, Who: by.who, Correlation: by.correlation, What: what, After: facts}, nil)
}

// readBase begins a reading. While one is under way it is that one.
func (c migrationCounter) readBase(ctx context.Context, r edge.Request) (edge.Answer, error) {
	var b api.BaseReading
	if len(r.Body) > 0 {
		var err error
		if b, err = edge.JSON[api.BaseReading](r.Body); err != nil {
			return edge.Answer{}, err
		}
	}
	g, err := c.kept.Reading(ctx, r.Partner)
	if err != nil && fault.Of(err) != fault.NotFound {
		return edge.Answer{}, err
	}
	if err != nil || !g.Done.IsZero() {
		if err := c.resellersFirst(ctx, r.Partner); err != nil {
			return edge.Answer{}, err
		}
		if g, err = c.begin(ctx, r.Partner, g, value(b.Whole)); err != nil {
			return edge.Answer{}, err
		}
	}
	if err := c.wake.reading(ctx, &g); err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusAccepted, Body: shownReading(g), Note: g.ID}, nil
}

// resellersFirst refuses to read the customers of an indirect provider's resellers before it is known who these are.
func (c migrationCounter) resellersFirst(ctx context.Context, id string) error {
	p, err := c.table.Partner(ctx, order.PartnerID(id))
	if err != nil || p.Tier != partner.Indirect {
		return err
	}
	known, _, err := c.kept.Indirects(ctx, id, "", 1)
	if err == nil && len(known) == 0 {
		return fault.Conflict.Errorf("the partner sells through resellers: send the file with their MPN ids first")
	}
	return err
}

// begin makes the reading that comes after another one.
func (c migrationCounter) begin(ctx context.Context, partner string, former migration.Reading, whole bool) (migration.Reading, error) {
	now := c.env.Now()
	g := migration.Reading{ID: "r-" + strings.ToLower(now.UTC().Format("20060102t150405.000")), Partner: partner, Began: now, Version: former.Version}
	if former.ID != "" && !whole {
		g.Former, g.Since = former.ID, former.Began
	}
	if err := c.leave(ctx, audit.Base(partner), partner, audit.BaseRead, audit.Facts{"reading": g.ID, "former": g.Former}); err != nil {
		return g, err
	}
	err := c.kept.SaveReading(ctx, &g)
	if fault.Of(err) == fault.Stale { // somebody began one at the same moment
		return c.kept.Reading(ctx, partner)
	}
	return g, err
}

func shownReading(g migration.Reading) api.Reading {
	p := g.Progress()
	return api.Reading{
		Id: g.ID, Began: g.Began, Ended: some(g.Done), Done: !g.Done.IsZero(), Due: some(g.Due), Since: some(g.Since), Whole: some(g.Whole),
		Customers: p.Customers, Services: p.Services, Kept: p.Kept, Gone: p.Gone,
	}
}

func (c migrationCounter) getBase(ctx context.Context, r edge.Request) (edge.Answer, error) {
	g, err := c.kept.Reading(ctx, r.Partner)
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusOK, Body: shownReading(g)}, nil
}

// basePage is a page of customers as they were read. What Microsoft shows of them is passed on in our own words.
type basePage struct {
	Customers []baseCustomer `json:"customers"`
	Next      string         `json:"next,omitempty"`
}

type baseCustomer struct {
	Customer migration.Customer  `json:"customer"`
	Services []migration.Service `json:"services"`
	Seen     time.Time           `json:"seen"`
	Gone     bool                `json:"gone,omitempty"`
	Entry    *shownFilled        `json:"entry,omitempty"`
}

// shownFilled is what callers see of what is filled in.
type shownFilled struct {
	migration.Entry

	Partner *struct{} `json:"partner,omitempty"`
}

func (c migrationCounter) listBase(ctx context.Context, r edge.Request) (edge.Answer, error) {
	after, err := cursor(r)
	if err != nil {
		return edge.Answer{}, err
	}
	g, err := c.kept.Reading(ctx, r.Partner)
	if err != nil {
		return edge.Answer{}, err
	}
	found, next, err := c.kept.Folders(ctx, r.Partner, after, onPage)
	if err != nil {
		return edge.Answer{}, unfit(err)
	}
	page := basePage{Customers: []baseCustomer{}, Next: next}
	for _, f := range found {
		one := baseCustomer{Customer: f.Customer, Services: append([]migration.Service{}, f.Services...), Seen: f.Seen, Gone: !g.Done.IsZero() && f.Reading != g.ID}
		e, err := c.kept.Entry(ctx, r.Partner, f.Customer.Tenant)
		if err == nil {
			one.Entry = &shownFilled{Entry: e}
		} else if fault.Of(err) != fault.NotFound {
			return edge.Answer{}, err
		}
		page.Customers = append(page.Customers, one)
	}
	return edge.Answer{Status: http.StatusOK, Body: page}, nil
}
