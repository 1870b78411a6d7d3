package table

import (
	"context"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/consent"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/hold"
	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/table/store"
)

// SaveAudited is Save with records of the change, both or neither. It fails with fault.Stale also when the records' place was taken in between.
func (t *Table) SaveAudited(ctx context.Context, o *order.Order, all []audit.Entry) error {
	w, err := audited(all)
	if err != nil {
		return err
	}
	err = t.putOrder(ctx, o, o.Version+1, unchanged(o.Version), w)
	if fault.Of(err) == fault.Conflict {
		return fault.Stale.Errorf("order: changed in between")
	}
	return wrap(err, "save order")
}

// SaveConsentAudited is SaveConsent likewise.
func (t *Table) SaveConsentAudited(ctx context.Context, c *consent.Consent, all []audit.Entry) error {
	i, err := consentItem(c, c.Version+1)
	if err != nil {
		return err
	}
	w, err := audited(all)
	if err != nil {
		return err
	}
	err = t.store.Transact(ctx, []store.Write{{Put: i, If: unchanged(c.Version)}, w})
	if fault.Of(err) == fault.Conflict {
		return fault.Stale.Errorf("consent: changed in between")
	}
	if err == nil {
		c.Version++
	}
	return wrap(err, "save consent")
}

// AppendSettingsAudited is AppendSettings likewise. It fails with fault.Conflict when only the records' place was taken.
func (t *Table) AppendSettingsAudited(ctx context.Context, v partner.Version, all []audit.Entry) error {
	w, err := audited(all)
	if err != nil {
		return err
	}
	return t.appendSettings(ctx, v, w)
}

// SettleAudited is Settle likewise: the hold, the notice and the records.
func (t *Table) SettleAudited(ctx context.Context, partner string, s hold.Standing, n *notice.Notice, all []audit.Entry) error {
	w, err := audited(all)
	if err != nil {
		return err
	}
	return t.settle(ctx, partner, s, n, w)
}
