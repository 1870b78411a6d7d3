package migration

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

func (r Reader) page(ctx context.Context, g *Reading, page []Customer, changed map[Tenant]bool) error {
	put := 0
	for some := range slices.Chunk(page, max(r.AtOnce, 1)) {
		for _, p := range r.sightings(ctx, g, some, changed) {
			if err := r.put(ctx, g, p); err != nil {
				return err
			}
			if put++; put%noted == 0 {
				if err := r.Shelf.SaveReading(ctx, g); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// sighting is one customer as it was found.
type sighting struct {
	folder Folder
	again  bool // it was read before the reading was interrupted
	kept   bool // nothing changed
	err    error
	ended  bool
}

// sightings looks at some customers at the same time.
func (r Reader) sightings(ctx context.Context, g *Reading, some []Customer, changed map[Tenant]bool) []sighting {
	all := make([]sighting, len(some))
	if len(some) == 1 {
		all[0] = r.sight(ctx, g, some[0], changed)
		return all
	}
	var group sync.WaitGroup
	for n, c := range some {
		group.Go(func() { all[n] = r.sight(ctx, g, c, changed) })
	}
	group.Wait()
	for _, p := range all {
		if !p.ended {
			runtime.Goexit() // a goroutine was ended from inside: so is this one
		}
	}
	return all
}

// sight reads one customer, unless it is known: from before the reading was interrupted, or because nothing changed.
func (r Reader) sight(ctx context.Context, g *Reading, c Customer, changed map[Tenant]bool) sighting {
	f, err := r.Shelf.Folder(ctx, g.Partner, c.Tenant)
	if err != nil && fault.Of(err) != fault.NotFound {
		return sighting{err: err, ended: true}
	}
	known := err == nil
	p := sighting{again: known && f.Reading == g.ID, ended: true}
	p.kept = known && f.Seen.Before(g.Began) && (p.again || changed != nil && f.Reading == g.Former && !changed[c.Tenant] && !f.turned(r.Now()))
	switch {
	case p.again:
	case p.kept:
		c = c.detailed(f.Customer)
	default:
		p.err = r.fresh(ctx, &f, &c)
	}
	f.Partner, f.Customer, f.Reading = g.Partner, c, g.ID
	p.folder = f
	return p
}

// put keeps a customer that was read, and counts it.
func (r Reader) put(ctx context.Context, g *Reading, p sighting) error {
	if fault.Of(p.err) == fault.NotFound {
		g.Page.Gone++
		return nil
	}
	if p.err != nil {
		return p.err
	}
	g.Page.Customers++
	g.Page.Services += len(p.folder.Services)
	if p.kept {
		g.Page.Kept++
	}
	if p.again {
		return nil
	}
	return r.Shelf.Keep(ctx, p.folder)
}

// fresh reads a customer and its services.
func (r Reader) fresh(ctx context.Context, f *Folder, c *Customer) error {
	f.Seen = r.Now()
	if r.Details != nil {
		if err := r.Details(ctx, c); err != nil {
			return err
		}
	}
	services, err := r.Source.Services(ctx, c.Tenant)
	f.Services = services
	return err
}

// turned reports whether a term has ended since the services were read: what time alone brings is nobody's change, so that no seller lists it as one.
func (f *Folder) turned(now time.Time) bool {
	return slices.ContainsFunc(f.Services, func(s Service) bool {
		over := s.Ends.AddDate(0, 0, 1)
		return s.Live() && !s.Ends.IsZero() && f.Seen.Before(over) && !now.Before(over)
	})
}

// detailed gives a customer as the list shows it, with what was known of it besides.
func (c Customer) detailed(known Customer) Customer {
	for shown, before := range map[*string]string{
		&c.Company: known.Company, &c.Domain: known.Domain, &c.Email: known.Email, &c.Country: known.Country, &c.Currency: known.Currency, &c.MPN: known.MPN,
	} {
		*shown = cmp.Or(*shown, before)
	}
	c.Reached, c.Consented, c.Agreed = cmp.Or(c.Reached, known.Reached), cmp.Or(c.Consented, known.Consented), cmp.Or(c.Agreed, known.Agreed)
	if c.Since.IsZero() {
		c.Since = known.Since
	}
	return c
}
