package table

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/table/store"
)

// Domains keeps the setups of customers' domains, requests for many of them, and the texts that belong to both.
type Domains struct{ table *Table }

var (
	_ domain.Book    = Domains{}
	_ domain.Texts   = Domains{}
	_ domain.Batches = Domains{}
	_ domain.Leases  = (*Table)(nil)
)

// Domains gives the domains of the table.
func (t *Table) Domains() Domains { return Domains{t} }

// Setup gives a setup, or fault.NotFound.
func (d Domains) Setup(ctx context.Context, partner, id string) (domain.Setup, error) {
	var s domain.Setup
	i, err := d.table.get(ctx, key.Domain(partner, id), "setup of a domain")
	if err != nil {
		return s, err
	}
	if err := unpack(raw(i, attrDoc), &s); err != nil {
		return s, wrap(err, "read the setup of a domain")
	}
	s.Version = number(i, key.AttrVersion)
	return s, nil
}

// Current gives the id of a domain's newest setup, or fault.NotFound.
func (d Domains) Current(ctx context.Context, partner, name string) (string, error) {
	i, err := d.table.get(ctx, key.DomainNamed(partner, name), "domain")
	return text(i, attrBy), err
}

// Save replaces the setup if its stored version is the one in s, and leaves s with the next version, or fails with fault.Stale. A first save makes it the
// domain's current one; the line of its request is written with it.
func (d Domains) Save(ctx context.Context, s *domain.Setup) error { return d.SaveAudited(ctx, s, nil) }

// SaveAudited is Save with records of it, both or neither. It fails with fault.Conflict when only the records' place was taken.
func (d Domains) SaveAudited(ctx context.Context, s *domain.Setup, all []audit.Entry) error {
	i, err := setupItem(*s)
	if err != nil {
		return err
	}
	more, err := besides(s)
	if err != nil {
		return err
	}
	writes := append([]store.Write{{Put: i, If: unchanged(s.Version)}}, more...)
	if err := d.table.together(ctx, "setup of a domain", writes, all); err != nil {
		return err
	}
	s.Version++
	s.Tell = nil
	return nil
}

// besides lists what is written with a setup: that it is its domain's, the line of its request, and what people have to know.
func besides(s *domain.Setup) ([]store.Write, error) {
	var writes []store.Write
	if s.Version == 0 {
		named := item(key.DomainNamed(s.Partner, s.Domain))
		named[attrBy] = s.ID
		writes = append(writes, store.Write{Put: named})
	}
	if s.Batch != "" {
		line, err := document(key.BatchLine(s.Partner, s.Batch, s.Domain), s.Row())
		if err != nil {
			return nil, err
		}
		writes = append(writes, store.Write{Put: line})
	}
	for _, e := range s.Tell {
		told, err := noticed(notice.New(domainNotice(s, e)))
		if err != nil {
			return nil, err
		}
		writes = append(writes, store.Write{Put: told})
	}
	return writes, nil
}

// domainNotice gives the notice of what people have to know of a setup.
func domainNotice(s *domain.Setup, e domain.Event) notice.Notice {
	return notice.Notice{
		Partner: s.Partner, Topic: notice.Topic(e.Topic), Subject: e.Subject, At: e.At, Text: e.Text, Next: e.Next, Link: e.Link, Deadline: e.Deadline,
	}
}

// Tell puts what people have to know of a setup, once however often it is told.
func (d Domains) Tell(ctx context.Context, s *domain.Setup, all []domain.Event) error {
	for _, e := range all {
		if err := d.table.PutNotice(ctx, domainNotice(s, e)); err != nil {
			return err
		}
	}
	return nil
}

// setupItem gives the item of a setup, one version on.
func setupItem(s domain.Setup) (store.Item, error) {
	next := s.Version + 1
	s.Version = 0 // it is an attribute of its own
	i, err := document(key.Domain(s.Partner, s.ID), s)
	if err != nil {
		return nil, err
	}
	i[key.AttrVersion] = next
	if !s.Due.IsZero() {
		i[key.AttrShard], i[key.AttrDue] = key.DomainShard(s.ID), ceil(s.Due)
	}
	return i, nil
}

// Due gives up to limit setups and requests for many domains that have to be looked at by now, as Table.Due does for orders.
func (d Domains) Due(ctx context.Context, now time.Time, limit int) ([]Waiting, error) {
	return d.table.due(ctx, key.DomainShardNames(), now, limit)
}
