package app

import (
	"context"
	"hash/fnv"
	"strconv"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/table"
)

// How many calls a minute all running copies of the worker make together. Microsoft documents 500, for some resources by the partner and for others
// by the pair of partner and customer; the rest is for everything else that is done for them meanwhile.
const (
	tenantCalls  = 300 // about one customer
	partnerCalls = 300 // about what is the partner's own, as its list of conversions is
	// lanes are the items that share what is the partner's, so that none is written by all copies.
	lanes = 4
)

// pacedSeller is the seller as often as all copies together may ask it: what a copy knows by itself (partnercenter.Budget) is what it has sent alone.
type pacedSeller struct {
	migration.Seller

	partner string
	kept    table.Migrations
}

// Services implements migration.Seller.
func (s pacedSeller) Services(ctx context.Context, t migration.Tenant) ([]migration.Service, error) {
	if err := s.about(ctx, t, 1); err != nil {
		return nil, err
	}
	return s.Seller.Services(ctx, t)
}

// Convert implements migration.Seller. It takes two calls: Microsoft is asked whether it would, first.
func (s pacedSeller) Convert(ctx context.Context, i *migration.Item, t *migration.Task) error {
	if err := s.about(ctx, i.Tenant, 2); err != nil {
		return err
	}
	return s.Seller.Convert(ctx, i, t)
}

// Converted implements migration.Seller.
func (s pacedSeller) Converted(ctx context.Context, t migration.Tenant, id migration.ServiceID) ([]migration.Conversion, error) {
	h := fnv.New32a()
	_, _ = h.Write([]byte(t))
	lane := migration.Tenant("all-" + strconv.FormatUint(uint64(h.Sum32()%lanes), 10))
	if err := s.draw(ctx, lane, partnerCalls/lanes, 1); err != nil {
		return nil, err
	}
	return s.Seller.Converted(ctx, t, id)
}

func (s pacedSeller) about(ctx context.Context, t migration.Tenant, calls int) error {
	return s.draw(ctx, t, tenantCalls, calls)
}

// draw takes calls from a bucket. It fails with fault.Throttled when there are too few: then none is made.
func (s pacedSeller) draw(ctx context.Context, of migration.Tenant, perMinute, calls int) error {
	got, _, err := s.kept.Draw(ctx, s.partner, of, perMinute, calls)
	if err == nil && got < calls {
		err = fault.After(fault.Throttled.Errorf("there are more calls to Partner Center than it allows: this one was not sent"), time.Minute/4)
	}
	return err
}
