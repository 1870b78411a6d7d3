package webhook

import (
	"context"
	"encoding/json"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/storefront"
)

// Cursor is how far a shop's list of orders was read.
type Cursor struct {
	First time.Time `json:"first"` // when it was read first
	Since time.Time `json:"since"` // what changed before was seen
	// Missed is as of when the oldest change is that the shop lists and did not send since it was heard of last; zero: there is none.
	Missed time.Time `json:"missed,omitzero"`
}

// Cursors keeps them.
type Cursors interface {
	// Cursor gives that of a connection, or fault.NotFound.
	Cursor(ctx context.Context, connection string) (Cursor, error)
	SaveCursor(ctx context.Context, connection string, c Cursor) error
	// Heard gives when a delivery of the connection came last, give or take an hour; zero: none did.
	Heard(ctx context.Context, connection string) (time.Time, error)
}

// Net reads shops' lists of orders and takes in what no webhook told.
type Net struct {
	Work

	Cursors Cursors
	Now     func() time.Time
}

// Caught is what a look at a shop's list came to.
type Caught struct {
	Listed int
	Missed int // orders of which the webhooks had told less
	// Silent says that the shop's webhook looks disabled; Since is the oldest change that it did not send.
	Silent bool
	Since  time.Time
}

// Hearing is how exactly it is known when a shop was heard of last: a note for each delivery would cost as much as the delivery.
const Hearing = time.Hour

const (
	// overlap is how much of the list is read once more: of a list that moves while it is read a shop may leave an order out.
	overlap = time.Hour
	// firstLook is how far back the list of a new connection is read.
	firstLook = 24 * time.Hour
	// mostPages bounds one look; what is behind is read in the next.
	mostPages = 50
)

// Look reads what changed in a connection's shop since the last look. It does nothing for a paused connection, and for one whose shop cannot be asked.
func (n Net) Look(ctx context.Context, c partner.Connection) (Caught, error) {
	var out Caught
	if c.Paused {
		return out, nil
	}
	shop, err := n.Shop(ctx, c)
	if fault.Of(err) == fault.NotFound {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	began := n.Now()
	at, err := n.Cursors.Cursor(ctx, c.ID)
	if fault.Of(err) == fault.NotFound {
		at = Cursor{First: began, Since: began.Add(-firstLook)}
	} else if err != nil {
		return out, err
	}
	for page, pages := "", 0; pages == 0 || page != "" && pages < mostPages; pages++ {
		p, err := shop.Changed(ctx, at.Since.Add(-overlap), page)
		if err == nil {
			err = looked(ctx, shop, &p.Reading)
		}
		if err != nil {
			return out, err
		}
		out.Listed += len(p.Sales)
		if err := n.page(ctx, c, p.Sales, &at, &out); err != nil {
			return out, err
		}
		page = p.Next
	}
	at.Since = began
	return out, n.listen(ctx, c, at, &out)
}

// page takes in what the sales of a page tell that no webhook did.
func (n Net) page(ctx context.Context, c partner.Connection, listed []storefront.Sale, at *Cursor, out *Caught) error {
	states := map[string]storefront.State{}
	for _, s := range listed {
		r, err := n.Desk.Records.Record(ctx, c.ID, s.Order)
		if err != nil && fault.Of(err) != fault.NotFound {
			return err
		}
		states[s.Order] = r.State
	}
	missing := storefront.Missing(listed, states)
	for _, s := range missing {
		if differs(states[s.Order], s) {
			out.Missed++
			if at.Missed.IsZero() || s.Version.Before(at.Missed) {
				at.Missed = s.Version
			}
		}
	}
	_, err := n.Desk.Take(ctx, c, missing, "")
	return err
}

// listen tells whether the webhook looks disabled, and notes how far the list was read.
func (n Net) listen(ctx context.Context, c partner.Connection, at Cursor, out *Caught) error {
	last, err := n.Cursors.Heard(ctx, c.ID)
	if err != nil {
		return err
	}
	if last.After(at.Missed) {
		at.Missed = time.Time{}
	}
	out.Since = at.Missed
	out.Silent = storefront.Silent(storefront.Arrivals{Since: at.First, Last: last, Missed: at.Missed}, n.Now())
	return n.Cursors.SaveCursor(ctx, c.ID, at)
}

// differs reports whether a sale says another thing than what is known, and not only that it was looked at later.
func differs(s storefront.State, sale storefront.Sale) bool {
	after := storefront.Merge(s, sale)
	return said(after) != said(s)
}

func said(s storefront.State) string {
	s.Latest.Version, s.Latest.Read = time.Time{}, time.Time{}
	raw, err := json.Marshal(s)
	if err != nil {
		return "" // cannot be: amounts, texts and times can be written
	}
	return string(raw)
}
