package app

import (
	"context"
	"strconv"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/table"
)

// auditedDomains leaves a record with each change of a domain's setup that somebody asked for, and with each step by which its zone was changed, both or
// neither. It is for one run. How far the work is in between changes no zone, and leaves none.
type auditedDomains struct {
	table.Domains

	trail   audit.Trail
	last    map[string]domain.Setup // by id, as stored
	batches map[string]domain.Batch
}

var (
	_ domain.Book    = auditedDomains{}
	_ domain.Texts   = auditedDomains{}
	_ domain.Batches = auditedDomains{}
)

func newAuditedDomains(t *table.Table, trail audit.Trail) auditedDomains {
	return auditedDomains{Domains: t.Domains(), trail: trail, last: map[string]domain.Setup{}, batches: map[string]domain.Batch{}}
}

// Setup implements domain.Book.
func (d auditedDomains) Setup(ctx context.Context, partner, id string) (domain.Setup, error) {
	s, err := d.Domains.Setup(ctx, partner, id)
	if err == nil {
		d.last[id] = s
	}
	return s, err
}

// Save implements domain.Book.
func (d auditedDomains) Save(ctx context.Context, s *domain.Setup) error {
	before := d.last[s.ID]
	what := became(before, *s)
	var err error
	if what == "" {
		err = d.Domains.Save(ctx, s)
	} else {
		r := audit.Record{Aggregate: audit.Domain(s.Partner, s.Domain), What: what, Before: domainFacts(before), After: domainFacts(*s)}
		r.After["setup"] = s.ID
		err = d.left(ctx, s.Partner, r, func(all []audit.Entry) error { return d.SaveAudited(ctx, s, all) })
	}
	if err == nil {
		d.last[s.ID] = *s
	}
	return err
}

// became says what a save is for people who read the audit; "" for what is none of their business.
func became(before, after domain.Setup) audit.What {
	given := func(s domain.Setup) int { return len(s.Options.Consents.Rows) + len(s.Options.Consents.Classes) }
	switch {
	case after.Version == 0:
		return audit.DomainAsked
	case len(after.Applied) > len(before.Applied):
		return audit.DomainApplied
	case after.State == before.State:
		return ""
	case after.State == domain.Undoing:
		return audit.DomainUndone
	case after.State == domain.Asked && given(after) > given(before):
		return audit.DomainConsented
	case after.State == domain.Asked && after.Stage == before.Stage:
		return audit.DomainReplanned
	}
	switch after.State {
	case domain.Publishing, domain.Done, domain.RolledBack, domain.Drifted, domain.Operator, domain.Superseded:
		return audit.DomainReached + audit.What(after.State)
	case domain.Asked, domain.Planned, domain.Approved, domain.Staging, domain.ByHand, domain.Deployed, domain.Verifying, domain.Undoing, domain.Restoring, domain.Failed:
	}
	return ""
}

// domainFacts is what records say of a setup: nothing of people. The plan itself is kept under its hash.
func domainFacts(s domain.Setup) audit.Facts {
	if s.ID == "" {
		return nil
	}
	f := audit.Facts{"state": string(s.State), "stage": string(s.Stage), "host": string(s.Host.Kind), "customer": s.Customer}
	for name, v := range map[string]string{"account": s.Host.Account, "zone": s.Zone, "plan": s.Hash, "batch": s.Batch, "before": s.Export} {
		if v != "" {
			f[name] = v
		}
	}
	for i, row := range s.Options.Consents.Rows {
		f["consent row "+strconv.Itoa(i+1)] = row
	}
	for i, class := range s.Options.Consents.Classes {
		f["consent class "+strconv.Itoa(i+1)] = string(class)
	}
	return f
}

// left makes a change with its record.
func (d auditedDomains) left(ctx context.Context, partner string, r audit.Record, change func([]audit.Entry) error) error {
	by := actorOf(ctx)
	r.Partner, r.Who, r.Correlation = partner, by.who, by.correlation
	const tries = 5
	var err error
	for range tries {
		next, failed := d.trail.Next(ctx, audit.Change{Record: r})
		if failed != nil {
			return failed
		}
		if err = change(next); fault.Of(err) != fault.Conflict {
			return err
		}
		// Something else came into the chain in between.
	}
	return fault.Unavailable.Wrap(err, "domain: others are changing it; try again")
}

// Batch implements domain.Batches.
func (d auditedDomains) Batch(ctx context.Context, partner, id string) (domain.Batch, error) {
	b, err := d.Domains.Batch(ctx, partner, id)
	if err == nil {
		d.batches[id] = b
	}
	return b, err
}

// SaveBatch implements domain.Batches. A decision names the list that was shown; what became of each domain is in that domain's own chain.
func (d auditedDomains) SaveBatch(ctx context.Context, b *domain.Batch) error {
	r := audit.Record{Aggregate: audit.DomainBatch(b.Partner, b.ID), What: audit.DomainsAsked, After: audit.Facts{"list": b.List, "domains": strconv.Itoa(b.Domains)}}
	if before := d.batches[b.ID]; b.Version > 0 {
		if len(b.Jobs) <= len(before.Jobs) {
			return d.Domains.SaveBatch(ctx, b)
		}
		j := b.Jobs[len(b.Jobs)-1]
		r.What, r.After = audit.DomainsDecided, audit.Facts{"list": j.List, "domains": strconv.Itoa(j.Lines), "decision": "apply"}
		if j.Class != "" {
			r.After["decision"] = "consent " + string(j.Class)
		}
	}
	err := d.left(ctx, b.Partner, r, func(all []audit.Entry) error { return d.SaveBatchAudited(ctx, b, all) })
	if err == nil {
		d.batches[b.ID] = *b
	}
	return err
}
