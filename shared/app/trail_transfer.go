package app

import (
	"context"
	"strconv"
	"strings"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/transfer"
)

// auditedTransfers leaves a record with each state that a transfer reaches, both or neither. It is for one run. How often it is looked at in between leaves none.
type auditedTransfers struct {
	table.Transfers

	trail audit.Trail
	last  map[string]transfer.Transfer // by id, as stored
}

var _ transfer.Book = auditedTransfers{}

func newAuditedTransfers(t *table.Table, trail audit.Trail) auditedTransfers {
	return auditedTransfers{Transfers: t.Transfers(), trail: trail, last: map[string]transfer.Transfer{}}
}

// Load implements transfer.Book.
func (a auditedTransfers) Load(ctx context.Context, partner, id string) (transfer.Transfer, error) {
	t, err := a.Transfers.Load(ctx, partner, id)
	if err == nil {
		a.last[id] = t
	}
	return t, err
}

// Save implements transfer.Book.
func (a auditedTransfers) Save(ctx context.Context, t *transfer.Transfer) error {
	before := a.last[t.ID]
	if t.Version > 0 && before.State == t.State && (before.Decision == nil) == (t.Decision == nil) {
		if err := a.Transfers.Save(ctx, t); err != nil {
			return err
		}
		a.last[t.ID] = *t
		return nil
	}
	by := actorOf(ctx)
	r := audit.Record{
		Aggregate: audit.Transfer(t.Partner, t.ID), Partner: t.Partner, Who: by.who, What: audit.TransferReached + audit.What(t.State),
		Before: transferFacts(before), After: transferFacts(*t), Request: t.Request, Correlation: by.correlation,
	}
	const tries = 5
	var err error
	for range tries {
		next, failed := a.trail.Next(ctx, audit.Change{Record: r})
		if failed != nil {
			return failed
		}
		if err = a.SaveAudited(ctx, t, next); fault.Of(err) != fault.Conflict {
			if err == nil {
				a.last[t.ID] = *t
			}
			return err
		}
		// Something else came into the chain in between.
	}
	return fault.Unavailable.Wrap(err, "transfer: others are changing it; try again")
}

// transferFacts is what records say of a transfer: nothing of people.
func transferFacts(t transfer.Transfer) audit.Facts {
	if t.ID == "" {
		return nil
	}
	f := audit.Facts{"state": string(t.State), "direction": string(t.Direction), "customer": t.Tenant, "other": t.Other.Tenant}
	for name, v := range map[string]string{"seller": t.Seller.ID, "seller_status": t.Seller.Word, "shown": t.Offer.Hash} {
		if v != "" {
			f[name] = v
		}
	}
	if d := t.Decision; d != nil {
		f["decision"], f["decided_about"] = map[bool]string{true: "accept", false: "reject"}[d.Accept], d.Hash
		if len(d.Lines) > 0 {
			f["leaving"] = strings.Join(d.Lines, " ")
		}
	}
	for i, l := range t.Lines {
		f["moved "+strconv.Itoa(i+1)] = l.ID
	}
	return f
}
