package dns

import (
	"context"
	"strconv"

	"github.com/seatwright/seatwright/shared/fault"
)

// Kind is what happens to a row, or what is said of it.
type Kind string

// Kinds. Only create, update and delete change anything.
const (
	Noop   Kind = "noop"
	Create Kind = "create"
	Update Kind = "update"
	Delete Kind = "delete"
	Block  Kind = "block" // nothing of the plan is applied while it stands
	Warn   Kind = "warn"
)

// Risk is how much can go wrong for people.
type Risk string

// Risks.
const (
	Harmless Risk = "harmless"
	Low      Risk = "low"
	High     Risk = "high" // mail or sign-in of people who work today
)

// Item is one line of a plan.
type Item struct {
	Kind    Kind    `json:"kind"`
	Code    string  `json:"code"`         // what it is about, the same for all zones: foreign_mx
	Row     *Row    `json:"row,omitzero"` // as it is; nil for what is created
	To      *Row    `json:"to,omitzero"`  // as it will be; its id is Row's, or ""
	Service Service `json:"service,omitempty"`
	Source  Source  `json:"source,omitempty"` // of To
	Reason  string  `json:"reason"`
	Risk    Risk    `json:"risk"`
	Loses   string  `json:"loses,omitempty"` // what a person would lose
	Need    Need    `json:"need,omitzero"`   // of a block: what lifts it, nothing when no consent does. Of a warning: what it offers
}

// Changes reports whether an item changes the zone.
func (i *Item) Changes() bool { return i.Kind == Create || i.Kind == Update || i.Kind == Delete }

// Consentable reports whether a consent lifts a block.
func (i *Item) Consentable() bool { return i.Need.Class != "" || len(i.Need.Rows) > 0 }

// Plan is what would be done to a zone, as it was read and as Microsoft answered. It is applied as it was shown or not at all.
type Plan struct {
	Domain  string  `json:"domain"`
	Zone    Zone    `json:"zone"`  // as it was read
	Facts   Facts   `json:"facts"` // as Microsoft answered
	Options Options `json:"options"`
	Items   []Item  `json:"items"`
	// ZoneDigest and FactsDigest are of what it was made of, Hash of all of it.
	ZoneDigest  string `json:"zone_digest"`
	FactsDigest string `json:"facts_digest"`
	Hash        string `json:"hash"`
}

// Prepare makes the plan that brings a zone to what Microsoft wants of it, and touches nothing that is not Microsoft's, SPF, or named in a consent. It fails
// with fault.Invalid for a domain outside the zone and for facts and options that are not such as can be planned; whatever stands in the way in the
// zone is an item of the plan. Lookups are made only for a domain that sends mail.
func Prepare(ctx context.Context, lookup Lookup, zone Zone, facts Facts, options Options) (Plan, error) {
	for _, check := range []func() error{zone.Check, facts.Check, options.Check} {
		if err := check(); err != nil {
			return Plan{}, err
		}
	}
	base, ok := Below(zone.Name, facts.Domain)
	if !ok {
		return Plan{}, fault.Invalid.Errorf("domain %s: not in the zone %s", facts.Domain, zone.Name)
	}
	p := newPlanner(&zone, &facts, &options, base)
	p.ownership()
	p.services()
	if err := p.mail(ctx, lookup); err != nil {
		return Plan{}, err
	}
	p.report()
	p.wildcards()
	p.together()
	s := newSum()
	plan := Plan{
		Domain: facts.Domain, Zone: zone, Facts: facts, Options: options, Items: p.items,
		ZoneDigest: p.digest(s), FactsDigest: facts.digest(s),
	}
	plan.Hash = plan.hash(s)
	return plan, nil
}

// Check fails with fault.Invalid when a zone's name is not in normal form or two rows have the same id, or none.
func (z *Zone) Check() error {
	if name, err := Name(z.Name); err != nil || name != z.Name {
		return fault.Invalid.Errorf("zone %q: not in normal form", z.Name)
	}
	seen := make(map[string]struct{}, len(z.Rows))
	for _, r := range z.Rows {
		if _, twice := seen[r.ID]; twice || r.ID == "" {
			return fault.Invalid.Errorf("zone %s: row id %q is not the row's alone", z.Name, r.ID)
		}
		seen[r.ID] = struct{}{}
	}
	return nil
}

// Ready reports whether nothing stands in the way.
func (p *Plan) Ready() bool { return p.count(Block) == 0 }

// Empty reports whether there is nothing to change.
func (p *Plan) Empty() bool { return p.count(Create)+p.count(Update)+p.count(Delete) == 0 }

func (p *Plan) count(k Kind) int {
	n := 0
	for i := range p.Items {
		if p.Items[i].Kind == k {
			n++
		}
	}
	return n
}

// Check fails with fault.Conflict when a plan is not what its hash says, and so not what was shown.
func (p *Plan) Check() error {
	if p.Hash != p.hash(newSum()) || p.ZoneDigest != p.Zone.Digest() || p.FactsDigest != p.Facts.Digest() {
		return fault.Conflict.Errorf("plan of %s: is not the one that was shown", p.Domain)
	}
	return nil
}

func (p *Plan) hash(s *sum) string {
	s.add(p.Domain, p.Zone.Name, p.ZoneDigest, p.FactsDigest)
	s.add(p.Options.words()...)
	for i := range p.Items {
		it := &p.Items[i]
		s.add(string(it.Kind), it.Code, string(it.Service), string(it.Source), it.Reason, string(it.Risk), it.Loses, string(it.Need.Class), strconv.Itoa(len(it.Need.Rows)))
		s.add(it.Need.Rows...)
		for _, r := range []*Row{it.Row, it.To} {
			if r != nil {
				s.add(r.ID, r.Name, string(r.Type))
				s.number(r.TTL)
				s.add(r.Value, r.Locked)
			}
			s.add("")
		}
	}
	return s.text()
}
