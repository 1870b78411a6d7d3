package app

import (
	"context"
	"strconv"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
)

// save saves a connection on the version that was read, with a record of the change, both or neither.
func (c connections) save(ctx context.Context, after partner.Connection, base int64) (int64, error) {
	const tries = 3
	var version int64
	var err error
	for range tries {
		version, err = c.saveOnce(ctx, after, base)
		if fault.Of(err) != fault.Conflict || len(fault.Fields(err)) > 0 {
			return version, err
		}
		// Something else came into the chain in between.
	}
	return version, err
}

func (c connections) saveOnce(ctx context.Context, after partner.Connection, base int64) (int64, error) {
	before, err := c.table.Connection(ctx, after.ID)
	was := valueText(before)
	if fault.Of(err) == fault.NotFound {
		was, err = "", nil
	}
	if err != nil {
		return 0, err
	}
	by, id := actorOf(ctx), string(after.Partner)
	next, err := c.env.trail(c.table).Next(ctx, audit.Change{Record: audit.Record{
		Aggregate: audit.Settings(id), Partner: id, Who: by.who, What: audit.ConnectionSaved, Correlation: by.correlation,
		Before: audit.Facts{"connection": was, "version": strconv.FormatInt(base, 10)},
		After:  audit.Facts{"connection": valueText(after), "version": strconv.FormatInt(base+1, 10)},
	}})
	if err != nil {
		return 0, err
	}
	return c.table.SaveConnection(ctx, after, base, next)
}
