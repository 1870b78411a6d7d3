package transfer

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Licences is the kind of product that we know and show: licences of the new commerce. A transfer may be limited to kinds.
const Licences = "OnlineServicesNCE"

// offer gives what would leave: the customer's licences with us, and the hash by which a person agrees to just these, as they are.
func offer(t *Transfer, have []Line, now time.Time) Offer {
	o := Offer{At: now, Lines: []Line{}}
	wanted := len(t.Products) == 0 || slices.ContainsFunc(t.Products, func(p string) bool { return strings.EqualFold(p, Licences) })
	for _, l := range have {
		if wanted && l.NewCommerce && l.Status == "active" {
			o.Lines = append(o.Lines, l)
		}
	}
	slices.SortFunc(o.Lines, func(a, b Line) int { return cmp.Compare(a.ID, b.ID) })
	text, _ := json.Marshal(struct { //nolint:errchkjson // texts, numbers and times
		Tenant, Other, Seller string
		Lines                 []Line
	}{t.Tenant, t.Other.Tenant, t.Seller.ID, o.Lines})
	sum := sha256.Sum256(text)
	o.Hash = hex.EncodeToString(sum[:])
	return o
}

// approved looks once more at what leaves, and writes down that it is being submitted. What is different goes back to the person.
func (r *run) approved(ctx context.Context) error {
	t := r.t
	shown, err := r.seller.Views.Read(ctx, t.Tenant, t.Seller.ID)
	if err != nil || r.follow(shown) {
		return err
	}
	have, err := r.House.Licences(ctx, t.Partner, t.Tenant)
	if err != nil {
		return err
	}
	if now := offer(t, have, r.Now()); now.Hash != t.Decision.Hash {
		t.Offer, t.Decision = now, nil
		r.enter(Offered, "what leaves is different from what was shown")
		r.trouble("changed", "the subscriptions were changed after they were shown; look at them again")
		return nil
	}
	t.Request, t.Sent = r.Request(), r.Now()
	r.enter(Submitting, "as "+t.Request)
	return nil
}

// submit has the subscriptions leave, once. Whoever comes after a crash only looks.
func (r *run) submit(ctx context.Context) error {
	t := r.t
	if !r.fresh {
		shown, err := r.seller.Views.Read(ctx, t.Tenant, t.Seller.ID)
		if err != nil || r.follow(shown) {
			return err
		}
		r.trouble("outcome_unknown", "the answer is lost, and Partner Center does not show that it is submitted")
		r.pause(backoff(t.Tries))
		return nil
	}
	err := r.seller.Hands.Submit(ctx, t.Request, t.Tenant, t.Seller.ID, t.Decision.Lines)
	switch kind := fault.Of(err); {
	case err == nil:
		r.enter(Moving, "submitted")
	case kind == fault.Unknown:
		r.unknown(err)
	case kind == "":
		return err
	case final(kind):
		t.Decision = nil
		r.enter(Offered, "Partner Center refused: "+fault.Text(err))
		r.trouble(code(err), fault.Text(err))
	default:
		r.again(Approved, err)
	}
	return nil
}

// decline refuses the request at the seller. Where the seller does not take that, a person does it in the portal; in both cases nothing leaves.
func (r *run) decline(ctx context.Context) error {
	t := r.t
	if t.Task == nil {
		err := r.seller.Hands.End(ctx, t.Request, t.Tenant, t.Seller.ID, Refused)
		if final(fault.Of(err)) {
			t.Task = t.decline()
			t.tell(TopicWaiting, r.Now(), "is rejected here, and Partner Center does not take that from a program", t.Task.Instructions)
		} else if err != nil {
			return err
		}
	}
	return r.watch(ctx)
}

// lines gives the subscriptions that a person agreed to.
func (d *Decision) lines() []string {
	if d == nil {
		return nil
	}
	return d.Lines
}

// left gives the subscriptions that were agreed to and are not with us any more, as they were when they were shown.
func (t *Transfer) left(have []Line) []Line {
	var gone []Line
	for _, id := range t.Decision.lines() {
		still := slices.ContainsFunc(have, func(l Line) bool { return l.ID == id && l.Status == "active" })
		if at := slices.IndexFunc(t.Offer.Lines, func(l Line) bool { return l.ID == id }); !still && at >= 0 {
			gone = append(gone, t.Offer.Lines[at])
		}
	}
	return gone
}
