package app

import (
	"context"
	"errors"
	"reflect"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/table"
)

// baseFilling fills in what is known of a partner's customers, by what the partner sells at one moment and by the answers that are remembered.
type baseFilling struct {
	kept    table.Migrations
	partner string
	match   *migration.Matcher
	filler  migration.Filler
}

// filling opens what one run fills in by.
func (b base) filling(ctx context.Context, partner string) (baseFilling, error) {
	now := b.env.Now()
	c, err := b.prices.catalogue(ctx, partner, now)
	if err != nil {
		return baseFilling{}, err
	}
	rules, err := b.kept.Rules(ctx, partner)
	if err != nil {
		return baseFilling{}, err
	}
	m := migration.NewMatcher(c.plans, rules, migration.Usual())
	day := func() time.Time { return now }
	return baseFilling{b.kept, partner, m, migration.Filler{Match: m, Prices: c, Currency: c.partner.Currency, Now: day}}, nil
}

// overwrites is how often an entry is filled in anew because somebody edited it in between.
const overwrites = 5

// keep fills a customer's entry in and keeps it. One that would stay as it is is not written.
func (f baseFilling) keep(ctx context.Context, folder *migration.Folder) (migration.Entry, error) {
	for n := 1; ; n++ {
		was, err := f.kept.Entry(ctx, f.partner, folder.Customer.Tenant)
		if err != nil && fault.Of(err) != fault.NotFound {
			return was, err
		}
		next, err := f.save(ctx, folder, was, was)
		if fault.Of(err) != fault.Stale || n == overwrites {
			return next, err
		}
	}
}

// save keeps an entry, filled in, if it is another than the one that is stored.
func (f baseFilling) save(ctx context.Context, folder *migration.Folder, was, edited migration.Entry) (migration.Entry, error) {
	next, err := f.filler.Fill(ctx, folder, edited)
	if err != nil || was.Version > 0 && reflect.DeepEqual(was, next) {
		return next, err
	}
	return next, f.kept.SaveEntry(ctx, &next)
}

// all fills in the entries of all customers, and reports whether it came to the end before it was late.
func (f baseFilling) all(ctx context.Context, late func() bool) (whole bool, err error) {
	over := errors.New("the function's time is over")
	err = f.each(ctx, func(folder *migration.Folder, was migration.Entry) error {
		if late() {
			return over
		}
		_, err := f.save(ctx, folder, was, was)
		if fault.Of(err) == fault.Stale { // somebody edits it
			_, err = f.keep(ctx, folder)
		}
		return err
	})
	if errors.Is(err, over) {
		return false, nil
	}
	return err == nil, err
}

// each goes through the customers in the order of their tenants, each with the entry that is kept of it; one without has the version 0.
func (f baseFilling) each(ctx context.Context, do func(*migration.Folder, migration.Entry) error) error {
	folders := pager[migration.Folder]{read: func(after string) ([]migration.Folder, string, error) {
		return f.kept.Folders(ctx, f.partner, after, onFolders)
	}}
	entries := pager[migration.Entry]{read: func(after string) ([]migration.Entry, string, error) {
		return f.kept.Entries(ctx, f.partner, after, onFolders)
	}}
	for {
		folder, err := folders.first()
		if err != nil || folder == nil {
			return err
		}
		e, err := entries.first()
		for err == nil && e != nil && e.Tenant < folder.Customer.Tenant {
			entries.drop()
			e, err = entries.first()
		}
		if err != nil {
			return err
		}
		var was migration.Entry
		if e != nil && e.Tenant == folder.Customer.Tenant {
			was = *e
		}
		if err := do(folder, was); err != nil {
			return err
		}
		folders.drop()
	}
}

// onFolders is how many customers are read at once.
const onFolders = 250

// pager goes through a list page by page.
type pager[T any] struct {
	read  func(after string) ([]T, string, error)
	page  []T
	after string
	ended bool
}

// first gives what comes next, nil behind the last.
func (p *pager[T]) first() (*T, error) {
	for len(p.page) == 0 {
		if p.ended {
			return nil, nil //nolint:nilnil // the end is no failure
		}
		var err error
		if p.page, p.after, err = p.read(p.after); err != nil {
			return nil, err
		}
		p.ended = p.after == ""
	}
	return &p.page[0], nil
}

func (p *pager[T]) drop() { p.page = p.page[1:] }
