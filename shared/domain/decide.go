package domain

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
)

// Candidates are the domains of a batch about which one decision can be made: a consent for a class, or to apply.
type Candidates struct {
	Class  dns.Class // "": those that are ready to be applied
	Digest string    // of the list: whoever decides tells which one was shown
	Rows   []Row
}

// decision is one domain of a list that was shown.
type decision struct {
	Setup string `json:"setup"`
	Hash  string `json:"hash"`
}

// Candidates gives the domains in whose way only a consent of the class stands; for "", those that are ready.
func (d Desk) Candidates(ctx context.Context, partner, id string, class dns.Class) (Candidates, error) {
	c, _, err := d.candidates(ctx, partner, id, class)
	return c, err
}

func (d Desk) candidates(ctx context.Context, partner, id string, class dns.Class) (Candidates, []byte, error) {
	if _, err := d.Batches.Batch(ctx, partner, id); err != nil {
		return Candidates{}, nil, err
	}
	rows, err := d.Batches.Lines(ctx, partner, id)
	if err != nil {
		return Candidates{}, nil, err
	}
	c := Candidates{Class: class, Rows: []Row{}}
	all := []decision{}
	for _, r := range rows {
		if r.State == Planned && (class == "" && r.Line.State == dns.Ready || class != "" && r.Line.Only(class)) {
			c.Rows = append(c.Rows, r)
			all = append(all, decision{Setup: r.Setup, Hash: r.Line.Hash})
		}
	}
	slices.SortFunc(all, func(a, b decision) int { return strings.Compare(a.Setup, b.Setup) })
	text, err := json.Marshal(struct {
		Class dns.Class  `json:"class"`
		All   []decision `json:"all"`
	}{class, all})
	c.Digest = digest(text)
	return c, text, err
}

// ConsentMany gives the consent of a class for the domains of the list that was shown. It fails with fault.Stale when the list is another by now.
func (d Desk) ConsentMany(ctx context.Context, partner, id string, class dns.Class, shown string) (Batch, error) {
	if class == "" {
		return Batch{}, fault.At(fault.Invalid.Errorf("batch %s: a consent needs a class", id), fault.Field{Pointer: "/class", Text: "needed"})
	}
	return d.decide(ctx, partner, id, class, shown)
}

// ApplyMany applies the plans of the list that was shown. It fails with fault.Stale when the list is another by now.
func (d Desk) ApplyMany(ctx context.Context, partner, id, shown string) (Batch, error) {
	return d.decide(ctx, partner, id, "", shown)
}

// decide records a decision, which the worker carries out domain by domain. The same again finds the first.
func (d Desk) decide(ctx context.Context, partner, id string, class dns.Class, shown string) (Batch, error) {
	b, err := d.Batches.Batch(ctx, partner, id)
	if err != nil {
		return b, err
	}
	if slices.ContainsFunc(b.Jobs, func(j Job) bool { return j.List == shown }) {
		return b, nil
	}
	c, text, err := d.candidates(ctx, partner, id, class)
	switch {
	case err != nil:
		return b, err
	case c.Digest != shown:
		return b, fault.Stale.Errorf("batch %s: the list is another than the one with the digest %q by now; look at it again", id, shown)
	case len(c.Rows) == 0:
		return b, fault.Conflict.Errorf("batch %s: the list is empty", id)
	case len(b.Jobs) >= maxJobs:
		return b, fault.Conflict.Errorf("batch %s: %d decisions were made for it, and no more are taken", id, maxJobs)
	}
	if err := d.Texts.PutText(ctx, partner, shown, text); err != nil {
		return b, err
	}
	now := d.Now()
	b.Jobs = append(slices.Clone(b.Jobs), Job{Class: class, List: shown, Lines: len(c.Rows), At: now})
	b.Due = now.Add(lost)
	return b, d.saveBatch(ctx, &b)
}

// work carries a portion of a decision out.
func (d Desk) work(ctx context.Context, b *Batch, j *Job) error {
	var list struct {
		All []decision `json:"all"`
	}
	if err := d.read(ctx, b, j.List, &list); err != nil {
		return err
	}
	for _, one := range list.All[j.Done:min(j.Done+portion, len(list.All))] {
		d.place = j.Done
		err := d.carry(ctx, b.Partner, j.Class, one)
		switch kind := fault.Of(err); {
		case err == nil:
		case kind == fault.Conflict, kind == fault.Stale, kind == fault.Invalid, kind == fault.NotFound:
			j.Skipped++
		default:
			return err
		}
		j.Done++
	}
	return nil
}

// carry makes one domain's part of a decision. A plan that is another by now, or a setup that somebody else moved on, is left alone.
func (d Desk) carry(ctx context.Context, partner string, class dns.Class, one decision) error {
	if class == "" {
		_, err := d.Apply(ctx, partner, one.Setup, one.Hash)
		return err
	}
	s, err := d.Book.Setup(ctx, partner, one.Setup)
	if err != nil || slices.Contains(s.Options.Consents.Classes, class) {
		return err
	}
	_, err = d.Consent(ctx, partner, one.Setup, one.Hash, dns.Consents{Classes: []dns.Class{class}})
	return err
}
