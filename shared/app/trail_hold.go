package app

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/hold"
	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/table"
)

// auditedHolds leaves a record when a partner's work is stopped and when it goes on, with the change itself, both or neither.
type auditedHolds struct {
	*table.Table

	trail audit.Trail
	// usual is who acts where nobody said so.
	usual string
}

var _ hold.Ledger = auditedHolds{}

// Settle implements hold.Ledger. What changes a hold is told to people, and nothing else is.
func (h auditedHolds) Settle(ctx context.Context, partner string, s hold.Standing, n *notice.Notice) error {
	if n == nil {
		return h.Table.Settle(ctx, partner, s, nil)
	}
	by, ok := actorIn(ctx)
	if !ok {
		by.who = h.usual
	}
	r := audit.Record{
		Aggregate: audit.SignIn(partner), Partner: partner, Who: by.who, What: audit.HoldLifted, Correlation: by.correlation,
		Before: audit.Facts{"work": "stopped"}, After: audit.Facts{"work": "goes on"},
	}
	if s.Hold != nil {
		r.What, r.Before, r.After = audit.HoldPlaced, r.After, r.Before
		r.After["code"] = s.Hold.Cause.Code
		if !s.Hold.Refused.IsZero() {
			r.After["sign-in of"] = s.Hold.Refused.UTC().Format(time.RFC3339)
		}
	}
	next, err := h.trail.Next(ctx, audit.Change{Record: r})
	if err != nil {
		return err
	}
	return h.SettleAudited(ctx, partner, s, n, next)
}
