package order

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// grace is how long a message may take to be worked on before the sweep sends another.
const grace = 2 * time.Minute

// furthest is how long before its start an order is taken in.
const furthest = 366 * day

// earliest is how far the day has begun elsewhere before it begins in UTC: a signature may be of that day.
const earliest = 14 * time.Hour

// signedLater complains about a signature of a day to come.
func signedLater(pointer string) fault.Field {
	return fault.Field{Pointer: pointer, Text: "want a day that has come"}
}

// Book is where orders are taken in and changed from outside.
type Book interface {
	// Create puts a new order, or fails with fault.Conflict when its id is there already.
	Create(ctx context.Context, o *Order) error
	Load(ctx context.Context, id ID) (Order, error)
	Save(ctx context.Context, o *Order) error
}

// Waker asks for an order to be worked on soon. It may lose the wish: the sweep finds every order that is due.
type Waker interface {
	Wake(ctx context.Context, o Order)
}

// Desk takes orders, cancels and answers. Each is written down first and worked on later.
type Desk struct {
	Book  Book
	Waker Waker
	Now   func() time.Time
	// Shop is the connection whose orders alone there are for who stands at the desk; "": all of the partner's.
	Shop string
	// Seen is the version that a change is meant for; 0: whichever there is.
	Seen int64
}

// NewID gives the id of the order that a source names: the same order has the same id however often it comes.
func NewID(p PartnerID, s Source) ID {
	return ID("ord_" + digest(string(p), s.Kind, s.Of, s.Ref))
}

// Content gives a hash of what is asked for, without what became of it.
func Content(o Order) string {
	lines := make([]Line, len(o.Lines))
	for i, l := range o.Lines {
		lines[i] = Line{
			Key: l.Key, SKU: l.SKU, Item: l.Item, Quantity: l.Quantity, Nickname: l.Nickname, Base: l.Base, Parent: l.Parent,
			Promotion: l.Promotion, Ends: l.Ends, RenewsTo: l.RenewsTo, Attested: l.Attested,
		}
	}
	asked, err := json.Marshal(struct {
		Customer  Customer
		Agreement *Consent
		Lines     []Line
		Test      bool
		MPN       string    `json:",omitempty"`
		NotBefore time.Time `json:",omitzero"`
	}{o.Customer, o.Agreement, lines, o.Test, o.MPN, o.NotBefore})
	if err != nil {
		return ""
	}
	return digest(string(asked))
}

func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(h.Sum(nil)[:16]))
}

// Place takes an order in. The same order again is the first one, whatever became of it since. It fails with fault.Invalid
// and the fields to mend, or with fault.Conflict when the same source and reference asked for something else before.
func (d Desk) Place(ctx context.Context, o Order) (Order, error) {
	if err := Check(o); err != nil {
		return Order{}, err
	}
	now := d.Now()
	if o.NotBefore.After(now.Add(furthest)) {
		return Order{}, fault.At(fault.Invalid.Errorf("the order cannot be taken: 1 field(s) to correct"),
			fault.Field{Pointer: "/not_before", Text: "want a time within a year"})
	}
	if o.Agreement != nil && o.Agreement.Date.After(now.Add(earliest)) {
		return Order{}, fault.At(fault.Invalid.Errorf("the order cannot be taken: 1 field(s) to correct"), signedLater("/agreement/date"))
	}
	o.ID, o.Source.Content, o.Shop = NewID(o.Partner, o.Source), Content(o), d.shopOf(o)
	for i := range o.Lines {
		o.Lines[i].State = LineOpen
	}
	o.enter(Accepted, now)
	o.Created, o.Due = now, now.Add(grace)
	o.Intent = Intent{Step: StepCheck, Attempt: 1, At: now}
	err := d.Book.Create(ctx, &o)
	if fault.Of(err) == fault.Conflict {
		return d.again(ctx, o)
	}
	if err != nil {
		return Order{}, err
	}
	d.Waker.Wake(ctx, o)
	return o, nil
}

// again gives the order that is there already, and wakes it: the first message may have been lost with a crash.
func (d Desk) again(ctx context.Context, o Order) (Order, error) {
	stored, err := d.Book.Load(ctx, o.ID)
	if err != nil {
		return Order{}, err
	}
	if stored.Source.Content != o.Source.Content {
		return Order{}, fault.Conflict.Errorf("order %s: %s %s was ordered before with other content", o.ID, o.Source.Kind, o.Source.Ref)
	}
	if stored.State == Accepted {
		d.Waker.Wake(ctx, stored)
	}
	return stored, nil
}

// shopOf gives the shop that an order is of: what a shop's system sends, and what its client places, is the shop's.
func (d Desk) shopOf(o Order) string {
	if o.Source.Kind != "api" {
		return o.Source.Of
	}
	return d.Shop
}

// Show gives a partner's order, or fault.NotFound: also for another partner's or another shop's.
func (d Desk) Show(ctx context.Context, p PartnerID, id ID) (Order, error) {
	o, err := d.Book.Load(ctx, id)
	if err != nil {
		return Order{}, err
	}
	if o.Partner != p || d.Shop != "" && o.Shop != d.Shop {
		return Order{}, fault.NotFound.Errorf("order %s: not found", id)
	}
	return o, nil
}

// change applies a change to the newest version of an order, and wakes it. A change that gives false changes nothing.
func (d Desk) change(ctx context.Context, p PartnerID, id ID, change func(*Order) (bool, error)) (Order, error) {
	const tries = 6
	for range tries {
		o, err := d.Show(ctx, p, id)
		if err != nil {
			return Order{}, err
		}
		if d.Seen > 0 && o.Version != d.Seen {
			return Order{}, fault.Stale.Errorf("order %s: changed since it was seen", id)
		}
		changed, err := change(&o)
		if err != nil || !changed {
			return o, err
		}
		o.Parked, o.Due = false, d.Now().Add(grace)
		err = d.Book.Save(ctx, &o)
		if fault.Of(err) == fault.Stale {
			continue
		}
		if err == nil {
			d.Waker.Wake(ctx, o)
		}
		return o, err
	}
	return Order{}, fault.Unavailable.Errorf("order %s: is being changed by others; try again", id)
}
