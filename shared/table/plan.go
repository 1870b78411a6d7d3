package table

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/price"
	"github.com/seatwright/seatwright/shared/table/store"
)

// PlanSave is a plan as it was saved once, with who did so when and why.
type PlanSave struct {
	Plan   price.Plan `json:"plan"`
	By     string     `json:"by"`
	At     time.Time  `json:"at"`
	Reason string     `json:"reason"`
}

// Plan gives a partner's plan in use, or fault.NotFound.
func (p Prices) Plan(ctx context.Context, partner, id string) (price.Plan, error) {
	i, err := p.table.get(ctx, key.Plan(partner, id), "plan")
	if err != nil {
		return price.Plan{}, err
	}
	return savedPlan(i)
}

func savedPlan(i store.Item) (price.Plan, error) {
	var found PlanSave
	if err := unpack(raw(i, attrDoc), &found); err != nil {
		return price.Plan{}, wrap(err, "read plan")
	}
	found.Plan.Version = number(i, key.AttrVersion)
	return found.Plan, nil
}

// Plans gives a partner's plans by their ids.
func (p Prices) Plans(ctx context.Context, partner string) ([]price.Plan, error) {
	var all []price.Plan
	err := p.each(ctx, partner, key.Plans, func(i store.Item) error {
		found, err := savedPlan(i)
		all = append(all, found)
		return err
	})
	return all, wrap(err, "list plans")
}

// each gives all items of a partner's prices whose sort keys begin so.
func (p Prices) each(ctx context.Context, partner, prefix string, give func(store.Item) error) error {
	for after, more := "", true; more; more = after != "" {
		page, err := p.table.store.Query(ctx, store.Query{Partition: string(key.PriceImport(partner, "").PK), Prefix: prefix, After: after})
		if err != nil {
			return err
		}
		for _, i := range page.Items {
			if err := give(i); err != nil {
				return err
			}
		}
		after = page.Next
	}
	return nil
}

// SavePlan makes a plan the one in use and keeps it as a version too, with records of it, all or nothing, if the stored version is the one in it (0: if there
// is none yet). It leaves the plan with the next version, or fails with fault.Stale, or with fault.Conflict when only the records' place was taken.
func (p Prices) SavePlan(ctx context.Context, partner string, s *PlanSave, all ...audit.Entry) error {
	doc, next := *s, s.Plan.Version+1
	doc.Plan.Version = 0
	use, err := document(key.Plan(partner, s.Plan.ID), doc)
	if err != nil {
		return err
	}
	old, err := document(key.PlanVersion(partner, s.Plan.ID, next), doc)
	if err != nil {
		return err
	}
	use[key.AttrVersion] = next
	err = p.table.together(ctx, "plan", []store.Write{{Put: use, If: unchanged(s.Plan.Version)}, {Put: old, If: absent()}}, all)
	if err == nil {
		s.Plan.Version = next
	}
	return err
}

// Namings gives what a partner calls the products of a kind.
func (p Prices) Namings(ctx context.Context, partner string, k price.Kind) ([]price.Naming, error) {
	var all []price.Naming
	err := p.each(ctx, partner, key.Offers+key.Under(string(k)), func(i store.Item) error {
		var n price.Naming
		err := unpack(raw(i, attrDoc), &n)
		all = append(all, n)
		return err
	})
	return all, wrap(err, "list names of offers")
}

// SaveNaming keeps what a partner calls a product, with records of it, both or neither. It fails with fault.Conflict when the records' place was taken.
func (p Prices) SaveNaming(ctx context.Context, partner string, k price.Kind, n price.Naming, all ...audit.Entry) error {
	i, err := document(key.Offer(partner, string(k), n.Product, n.SKU), n)
	if err != nil {
		return err
	}
	return p.table.together(ctx, "name of an offer", []store.Write{{Put: i}}, all)
}
