package app

import (
	"cmp"
	"context"
	"log/slog"
	"slices"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/rest"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/subscription"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/transfer"
)

// transferWork joins what works on transfers. It runs behind the queue of orders, in the group of the customer: the seller works on one thing of a customer at a time.
func (e *Env) transferWork(t *table.Table, s *sellers, licences subscription.Work) transfer.Worker {
	seller := func(ctx context.Context, partner string) (transfer.Seller, error) {
		c, err := s.client(ctx, order.PartnerID(partner))
		if err != nil {
			return transfer.Seller{}, err
		}
		return c.Transfers(e.Settings[setting.TransferType]), nil
	}
	return transfer.Worker{Seller: seller, House: transferHouse{t, s, licences}, Request: rest.NewID, Now: e.Now}
}

// workOnTransfer works on one transfer, or looks for those of a customer.
func (e *Env) workOnTransfer(ctx context.Context, work transfer.Worker, t *table.Table, m edge.Message, w wish) error {
	ctx = acting(ctx, actor{who: audit.Worker, correlation: m.Correlation})
	work.Book = newAuditedTransfers(t, e.trail(t))
	if w.Transfer == "" {
		found, err := work.Find(ctx, w.Partner, w.Tenant, m.Correlation)
		if len(found) > 0 {
			e.Log.InfoContext(ctx, "transfers found", "partner", w.Partner, "found", len(found))
		}
		if kind := fault.Of(err); kind != "" && m.Receives >= lastReceive {
			e.Log.WarnContext(ctx, "transfers not looked for", "partner", w.Partner, "error", err.Error())
			return nil // its event, or whoever asked, is too old by now
		}
		return err
	}
	ctx = edge.With(ctx, slog.String("transfer_id", w.Transfer))
	start := e.Now()
	after, err := work.Run(ctx, w.Partner, w.Transfer)
	if err != nil && m.Receives >= lastReceive {
		if stuck := work.Stick(ctx, w.Partner, w.Transfer); stuck != nil {
			e.Log.ErrorContext(ctx, "transfer not marked as stuck", "error", stuck.Error())
		}
	}
	if !after.Since.Before(start) && !after.Since.IsZero() {
		e.measure(ctx, "transfer state", once("TransferState", slog.String("state", string(after.State))))
	}
	return err
}

// transferHouse keeps our records of licences.
type transferHouse struct {
	table   *table.Table
	sellers *sellers
	work    subscription.Work
}

// Licences implements transfer.House.
func (h transferHouse) Licences(ctx context.Context, partner, tenant string) ([]transfer.Line, error) {
	if _, err := h.work.Refresh(ctx, partner, tenant); err != nil {
		return nil, err
	}
	c, err := h.sellers.client(ctx, order.PartnerID(partner))
	if err != nil {
		return nil, err
	}
	all, err := c.Licences().Licences.List(ctx, tenant)
	if err != nil {
		return nil, err
	}
	lines := make([]transfer.Line, 0, len(all))
	for id, f := range all {
		known, err := h.table.Subscriptions().Load(ctx, partner, id)
		if err != nil && fault.Of(err) != fault.NotFound {
			return nil, err
		}
		lines = append(lines, transfer.Line{
			ID: string(id), Product: f.Product, SKU: f.SKU, Name: f.Name, Quantity: f.Quantity, Term: f.Term, Billing: f.Billing, Status: f.Status,
			Ends: f.CommitmentEnds, CancelUntil: f.CancelUntil, Base: string(f.Base), NewCommerce: f.NewCommerce, Ordered: known.Order != "",
		})
	}
	slices.SortFunc(lines, func(a, b transfer.Line) int { return cmp.Compare(a.ID, b.ID) })
	return lines, nil
}
