package price

import (
	"context"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
)

// Decide says what a person thinks of an import that waits: approved, it is applied by the next Run; else it is over. Saying the same again changes nothing,
// so that an approval whose run got lost can be repeated. It fails with fault.Invalid when there is no reason, with fault.NotFound when there is no such
// import, with fault.Conflict when it does not wait for a person, and with fault.Stale when somebody else decided at the same time.
func (d *Desk) Decide(ctx context.Context, partner, id string, said Decision) (Import, error) {
	if strings.TrimSpace(said.Reason) == "" {
		return Import{}, fault.At(fault.Invalid.Errorf("import %q: a decision needs a reason", id), fault.Field{Pointer: "/reason", Text: "say why"})
	}
	i, err := d.Records.Import(ctx, partner, id)
	if err != nil {
		return Import{}, err
	}
	if was := i.Decision; was != nil && was.Approve == said.Approve && (i.State == Applying || i.State == Applied || i.State == Refused) {
		return i, nil
	}
	if i.State != WaitingPerson && (said.Approve || i.State != WaitingUpload) {
		return Import{}, fault.Conflict.Errorf("import %q: it is %s, and waits for nobody's decision", id, i.State)
	}
	said.At = d.Now()
	i.Decision = &said
	if said.Approve {
		err = d.enter(ctx, &i, Applying)
	} else {
		err = d.refuse(ctx, &i, said.Reason)
	}
	return i, err
}

// Rollback takes back what a list has in use, so that what was in use before is again. Version is that of the pointer that the person saw. It fails with
// fault.Invalid when there is no reason, with fault.Stale when the pointer is another by now, and with fault.Conflict when nothing was in use before.
func (d *Desk) Rollback(ctx context.Context, l List, version int64, u Undone) (Pointer, error) {
	if strings.TrimSpace(u.Reason) == "" {
		return Pointer{}, fault.At(fault.Invalid.Errorf("prices %s: going back needs a reason", l), fault.Field{Pointer: "/reason", Text: "say why"})
	}
	p, err := d.Pointers.Pointer(ctx, l)
	if err != nil {
		return Pointer{}, err
	}
	if p.Version != version {
		return Pointer{}, fault.Stale.Errorf("prices %s: version %d is in use, not %d", l, p.Version, version)
	}
	u.At = d.Now()
	before, err := p.back(u)
	if err != nil {
		return Pointer{}, err
	}
	if err := d.shelve(ctx, l.Kind, before.Snapshot, nil); err != nil {
		return Pointer{}, err
	}
	err = d.Pointers.Flip(ctx, &p)
	return p, err
}

// Diff compares an import's snapshot with what it was compared with when it was read. It fails with fault.Conflict when the import has no snapshot,
// because it was not read yet or could not be.
func (d *Desk) Diff(ctx context.Context, i Import) (*Diff, error) {
	if i.Snapshot == "" || !i.List.Kind.HasPrices() {
		return nil, fault.Conflict.Errorf("import %q: it is %s, and has no prices to compare", i.ID, i.State)
	}
	next, err := d.snapshot(ctx, i.Snapshot)
	if err != nil {
		return nil, err
	}
	base := &Snapshot{Kind: next.Kind, Market: next.Market, Currency: next.Currency}
	if i.Base != "" {
		if base, err = d.snapshot(ctx, i.Base); err != nil {
			return nil, err
		}
	}
	return Compare(base, next, i.From), nil
}
