package domain

import (
	"context"
	"encoding/json"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/dns/zonefile"
	"github.com/seatwright/seatwright/shared/fault"
)

// View is a setup as people look at it.
type View struct {
	Setup  Setup
	Plan   *dns.Plan // that is shown; nil: there is none yet
	Text   string    // the plan as a diff that a person can sign
	Lines  []string  // what a person has to enter by hand now, or to take back
	Export string    // the zone before the first change, for a setup that needs a person
}

// Show gives a setup with its plan.
func (d Desk) Show(ctx context.Context, partner, id string) (View, error) {
	s, err := d.Book.Setup(ctx, partner, id)
	if err != nil {
		return View{}, err
	}
	v := View{Setup: s}
	if s.Hash != "" {
		plan, err := load(ctx, d.Texts, partner, s.Hash)
		if err != nil {
			return View{}, err
		}
		v.Plan, v.Text = &plan, plan.Text()
	}
	if s.State == Operator && s.Export != "" {
		text, err := d.Texts.Text(ctx, partner, s.Export)
		if err != nil {
			return View{}, err
		}
		v.Export = string(text)
	}
	v.Lines, err = d.lines(ctx, &s)
	return v, err
}

// lines writes what a person has to do at a host that we do not know.
func (d Desk) lines(ctx context.Context, s *Setup) ([]string, error) {
	if s.Host.Kind != File || s.last() == nil {
		return nil, nil
	}
	plan, err := load(ctx, d.Texts, s.Partner, s.last().Hash)
	if err != nil {
		return nil, err
	}
	after := plan.Predicted()
	switch s.State {
	case ByHand:
		steps, err := plan.Forward(plan.Zone)
		return zonefile.Lines(&plan.Zone, steps), err
	case Restoring:
		after.Mark()
		steps, err := plan.Back(after)
		return zonefile.Lines(&after, steps), err
	default:
		return nil, nil
	}
}

// keep keeps a plan under its hash.
func keep(ctx context.Context, texts Texts, partner string, p *dns.Plan) error {
	text, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return texts.PutText(ctx, partner, p.Hash, text)
}

// load gives a plan that was kept. It fails with fault.Conflict when it is not what its hash says.
func load(ctx context.Context, texts Texts, partner, hash string) (dns.Plan, error) {
	text, err := texts.Text(ctx, partner, hash)
	if err != nil {
		return dns.Plan{}, err
	}
	var p dns.Plan
	if err := json.Unmarshal(text, &p); err != nil || p.Hash != hash {
		return dns.Plan{}, fault.Conflict.Wrap(err, "plan %s: is not readable as it was kept", hash)
	}
	return p, p.Check()
}
