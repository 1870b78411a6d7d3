package app

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/price"
	"github.com/seatwright/seatwright/shared/table"
)

// auditedPrices leaves a record with each change of a partner's prices that somebody makes or that prices come into use by, both or neither. How far an
// import is in between is no change of prices, and leaves none.
type auditedPrices struct {
	table.Prices

	trail audit.Trail
}

var (
	_ price.Records  = auditedPrices{}
	_ price.Pointers = auditedPrices{}
)

// called lets the client of a call be who acts.
func called(call edge.Call) edge.Call {
	return func(ctx context.Context, r edge.Request) (edge.Answer, error) { return call(acting(ctx, caller(r)), r) }
}

// left makes a change with its record. What people wrote lies apart from it.
func (p auditedPrices) left(ctx context.Context, partner string, r audit.Record, wrote map[string]string, change func([]audit.Entry) error) error {
	by := actorOf(ctx)
	r.Aggregate, r.Partner, r.Who, r.Correlation = audit.Prices(partner), partner, by.who, by.correlation
	const tries = 5
	var err error
	for range tries {
		next, failed := p.trail.Next(ctx, audit.Change{Record: r, Personal: wrote})
		if failed != nil {
			return failed
		}
		if err = change(next); fault.Of(err) != fault.Conflict {
			return err
		}
		// Something else came into the chain in between.
	}
	return fault.Unavailable.Wrap(err, "prices: others are changing them; try again")
}

// SaveImport implements price.Records.
func (p auditedPrices) SaveImport(ctx context.Context, i *price.Import) error {
	r, wrote := audit.Record{What: audit.ImportBegun, After: importFacts(*i)}, map[string]string{"file": i.File}
	if i.Version > 0 {
		if i.Decision == nil {
			return p.Prices.SaveImport(ctx, i)
		}
		before, err := p.Import(ctx, i.List.Partner, i.ID)
		if err != nil {
			return err
		}
		if before.Decision != nil { // what was decided has its record already
			return p.Prices.SaveImport(ctx, i)
		}
		r.Before, wrote = importFacts(before), map[string]string{"reason": i.Decision.Reason}
		if r.What = audit.ImportRejected; i.Decision.Approve {
			r.What = audit.ImportApproved
		}
	}
	return p.left(ctx, i.List.Partner, r, wrote, func(all []audit.Entry) error { return p.SaveImportAudited(ctx, i, all) })
}

// importFacts is what records say of an import. The name of its file is a person's.
func importFacts(i price.Import) audit.Facts {
	f := audit.Facts{"import": i.ID, "list": i.List.String(), "version": strconv.FormatInt(i.Version, 10), "state": string(i.State)}
	for name, v := range map[string]string{"month": i.Month, "timeline": string(i.Timeline), "rows": string(i.Snapshot)} {
		if v != "" {
			f[name] = v
		}
	}
	for _, found := range i.Findings {
		f["guard "+found.Guard] = found.Text
	}
	return f
}

// Flip implements price.Pointers. What comes into use is the last entry; a way back takes one off and adds none.
func (p auditedPrices) Flip(ctx context.Context, next *price.Pointer) error {
	before, err := p.Pointer(ctx, next.List)
	if err != nil {
		return err
	}
	r, wrote := audit.Record{What: audit.PricesInUse, Before: pointerFacts(before), After: pointerFacts(*next)}, map[string]string(nil)
	r.After["version"] = strconv.FormatInt(next.Version+1, 10)
	if u := takenOff(before, *next); u != nil {
		r.What, wrote = audit.PricesRolledBack, map[string]string{"reason": u.Reason}
	}
	return p.left(ctx, next.List.Partner, r, wrote, func(all []audit.Entry) error { return p.FlipAudited(ctx, next, all) })
}

// pointerFacts is what records say of a list.
func pointerFacts(p price.Pointer) audit.Facts {
	f := audit.Facts{"list": p.List.String(), "version": strconv.FormatInt(p.Version, 10)}
	if e, ok := p.InUse(); ok {
		f["import"], f["rows"] = e.Import, string(e.Snapshot)
		if e.By != "" {
			f["approved by"] = e.By
		}
	}
	return f
}

// takenOff gives who took back what was in use before; nil where nobody did.
func takenOff(before, after price.Pointer) *price.Undone {
	was, ok := before.InUse()
	if !ok {
		return nil
	}
	for _, e := range slices.Backward(after.Entries) {
		if e.Import == was.Import && e.At.Equal(was.At) {
			return e.Undone
		}
	}
	return nil
}

// SavePlan saves a plan, with who did so, when and why, as Prices does.
func (p auditedPrices) SavePlan(ctx context.Context, partner string, s *table.PlanSave) error {
	r := audit.Record{What: audit.PlanSaved, After: planFacts(s.Plan, s.Plan.Version+1)}
	if s.Plan.Version > 0 {
		before, err := p.Plan(ctx, partner, s.Plan.ID)
		if err != nil && fault.Of(err) != fault.NotFound {
			return err
		}
		r.Before = planFacts(before, before.Version)
	}
	return p.left(ctx, partner, r, map[string]string{"reason": s.Reason}, func(all []audit.Entry) error {
		return p.Prices.SavePlan(ctx, partner, s, all...)
	})
}

// planFacts is what records say of a plan: all of it is kept under its version.
func planFacts(p price.Plan, version int64) audit.Facts {
	return audit.Facts{"plan": p.ID, "version": strconv.FormatInt(version, 10), "rules": strconv.Itoa(len(p.Rules))}
}

// SaveNaming keeps what a partner calls an offer, as Prices does. The same name again is no change.
func (p auditedPrices) SaveNaming(ctx context.Context, partner string, k price.Kind, n price.Naming) error {
	before, err := p.Naming(ctx, partner, k, n.Product, n.SKU)
	if err != nil && fault.Of(err) != fault.NotFound {
		return err
	}
	if err == nil && before == n {
		return nil
	}
	facts := func(n price.Naming) audit.Facts { return audit.Facts{"name": n.Name, "order": strconv.Itoa(n.Order)} }
	r := audit.Record{What: audit.OfferRenamed, Before: facts(before), After: facts(n)}
	r.After["offer"] = strings.TrimSuffix(n.Product+":"+n.SKU, ":")
	return p.left(ctx, partner, r, nil, func(all []audit.Entry) error { return p.Prices.SaveNaming(ctx, partner, k, n, all...) })
}
