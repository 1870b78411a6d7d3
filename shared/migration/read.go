package migration

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Source reads a partner's customers at the seller. All calls fail with fault.Throttled or fault.Unavailable when they may be made again.
type Source interface {
	// Customers gives a page of all customers; next is "" on the last.
	Customers(ctx context.Context, cursor string) (page []Customer, next string, err error)
	// Services gives all subscriptions of a customer, or fault.NotFound when it is no customer any more.
	Services(ctx context.Context, t Tenant) ([]Service, error)
	// Changed gives the customers whose subscriptions may have changed since a time. It fails with fault.Gone when the seller cannot say so far back.
	Changed(ctx context.Context, since time.Time) (map[Tenant]bool, error)
}

// Shelf keeps what was read.
type Shelf interface {
	// Folder gives a customer as it was read last, or fault.NotFound.
	Folder(ctx context.Context, partner string, t Tenant) (Folder, error)
	// Keep replaces a customer's folder; keeping the same again changes nothing.
	Keep(ctx context.Context, f Folder) error
	// SaveReading replaces the reading if its stored version is the one in r (0: if there is none yet), and leaves r with the next version. It fails with
	// fault.Stale when somebody else wrote in between.
	SaveReading(ctx context.Context, r *Reading) error
}

// Reading is how far the reading of a partner's customers is.
type Reading struct {
	ID      string    `json:"id"`
	Partner string    `json:"partner"`
	Began   time.Time `json:"began"`
	Done    time.Time `json:"done,omitzero"`
	Due     time.Time `json:"due,omitzero"` // when it goes on, after the seller asked to wait
	Cursor  string    `json:"cursor,omitempty"`
	// Former is the reading before, and Since when it began: of it everything is kept that did not change. Zero: everything is read.
	Former string    `json:"former,omitempty"`
	Since  time.Time `json:"since,omitzero"`
	// Whole says why everything is read; "" when only changes are.
	Whole string `json:"whole,omitempty"`

	// Before counts the finished pages and Page the one that is being read, which is counted anew when the reading is resumed.
	Before  Read  `json:"before"`
	Page    Read  `json:"page"`
	Version int64 `json:"version"`
}

// Read counts customers and what was read of them.
type Read struct {
	Customers int `json:"customers"`
	Services  int `json:"services"`
	Kept      int `json:"kept"` // customers without a change, whose services were not read again
	Gone      int `json:"gone"` // customers that ceased to be some while they were read
}

func (r Read) add(o Read) Read {
	return Read{Customers: r.Customers + o.Customers, Services: r.Services + o.Services, Kept: r.Kept + o.Kept, Gone: r.Gone + o.Gone}
}

// Progress counts what was read until now.
func (r *Reading) Progress() Read { return r.Before.add(r.Page) }

// Reader reads a partner's customers, resumed where it stood.
type Reader struct {
	Source Source
	Shelf  Shelf
	// Details reads what the list of customers does not show of one, before its services are read. It fails as Source does; nil: the list shows everything.
	Details func(ctx context.Context, c *Customer) error
	// AtOnce is how many customers are asked about at a time; 0: one.
	AtOnce int
	Now    func() time.Time
}

// noted is after how many customers the progress is written down: at five hundred requests a minute, every two seconds.
const noted = 16

// Run reads until the end, until the context ends or until the seller asks to wait, which it notes in Due. What was read is read again only when
// the reading ends between a customer and its note; of those that are asked about together, all.
func (r Reader) Run(ctx context.Context, g *Reading) error {
	changed, err := r.changed(ctx, g)
	if err != nil {
		return r.rest(ctx, g, err)
	}
	for g.Done.IsZero() {
		page, next, err := r.Source.Customers(ctx, g.Cursor)
		if err != nil {
			return r.rest(ctx, g, err)
		}
		g.Page = Read{}
		if err := r.page(ctx, g, page, changed); err != nil {
			return r.rest(ctx, g, err)
		}
		g.Before, g.Page, g.Cursor, g.Due = g.Progress(), Read{}, next, time.Time{}
		if next == "" {
			g.Done = r.Now()
		}
		if err := r.Shelf.SaveReading(ctx, g); err != nil {
			return err
		}
	}
	return nil
}

// changed asks what changed since the former reading; nil means everything is read.
func (r Reader) changed(ctx context.Context, g *Reading) (map[Tenant]bool, error) {
	if g.Since.IsZero() {
		g.Whole = "nothing was read before"
		return nil, nil
	}
	changed, err := r.Source.Changed(ctx, g.Since)
	if fault.Of(err) == fault.Gone {
		g.Whole = "the seller does not tell changes since then"
		return nil, nil
	}
	if changed == nil {
		changed = map[Tenant]bool{}
	}
	return changed, err
}

// pause is how long a reading rests when the seller does not say.
const pause = time.Minute

// rest notes when a reading goes on that the seller stopped for now. Other failures are the caller's.
func (r Reader) rest(ctx context.Context, g *Reading, err error) error {
	if !fault.Of(err).Retryable() {
		return err
	}
	g.Due = r.Now().Add(max(fault.RetryAfter(err), pause))
	return r.Shelf.SaveReading(ctx, g)
}
