package app

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/subscription"
)

// Limits of the contract.
const (
	mostSeats    = 1_000_000
	mostQuantity = 100_000
)

var (
	productForm = regexp.MustCompile(`^[A-Z0-9]{4,20}$`)
	skuForm     = regexp.MustCompile(`^[A-Z0-9]{4}$`)
)

// number looks at a number that is there.
func (f *forms) number(pointer string, v *int, least, most int) {
	if v != nil && (*v < least || *v > most) {
		*f = append(*f, fault.Field{Pointer: pointer, Text: fmt.Sprintf("want %d to %d", least, most)})
	}
}

// wish gives a wish whose fields have the contract's form; the policy refuses what is not possible.
func (f forms) wish(w subscription.Wish) (subscription.Wish, error) {
	if len(f) > 0 {
		return w, fault.At(fault.Invalid.Errorf("the wish cannot be taken: %d field(s) to correct", len(f)), f...)
	}
	return w, nil
}

// seatsForm: a number of seats comes with the edition that the caller saw, in If-Match. A difference needs none: it is right whatever the number is.
func seatsForm(r edge.Request) (subscription.Wish, error) {
	b, err := edge.JSON[api.SeatChange](r.Body)
	if err != nil {
		return subscription.Wish{}, err
	}
	var bad forms
	if (b.Seats == nil) == (b.Delta == nil) {
		bad = append(bad, fault.Field{Pointer: "/seats", Text: "want either seats or delta"})
	}
	bad.number("/seats", b.Seats, 1, mostSeats)
	bad.number("/delta", b.Delta, -mostSeats, mostSeats)
	if b.Delta != nil && *b.Delta == 0 {
		bad = append(bad, fault.Field{Pointer: "/delta", Text: "want a difference other than zero"})
	}
	if b.Rest != nil {
		bad.choice("/rest", b.Rest.Valid())
	}
	w, err := bad.wish(subscription.Wish{
		Kind: subscription.Seats, Seats: value(b.Seats), Delta: value(b.Delta), Rest: subscription.Rest(value(b.Rest)),
	})
	if err == nil && b.Seats != nil {
		w.Saw, err = saw(r)
	}
	return w, err
}

// saw gives the edition of the subscription that the caller saw.
func saw(r edge.Request) (int64, error) {
	match := r.Header.Values("If-Match")
	if len(match) != 1 || match[0] == "*" {
		return 0, fault.Malformed.Errorf("want the header If-Match with the ETag of the subscription whose seats are set; a difference needs none")
	}
	text, ok := strings.CutSuffix(strings.TrimPrefix(strings.TrimPrefix(match[0], "W/"), `"`), `"`)
	edition, err := strconv.ParseInt(text, 10, 64)
	if err != nil || !ok || edition < 1 {
		return 0, fault.Stale.Errorf("If-Match names no edition of the subscription")
	}
	return edition, nil
}

func cancelForm(r edge.Request) (subscription.Wish, error) {
	var b api.Cancellation
	if len(r.Body) > 0 {
		var err error
		if b, err = edge.JSON[api.Cancellation](r.Body); err != nil {
			return subscription.Wish{}, err
		}
	}
	var bad forms
	bad.termEnd(b.AtTermEnd)
	return bad.wish(subscription.Wish{Kind: subscription.Cancel, AtTermEnd: subscription.AtTermEnd(value(b.AtTermEnd))})
}

func (f *forms) termEnd(how *api.AtTermEnd) {
	if how != nil {
		f.choice("/at_term_end", how.Valid())
	}
}

// plainForm reads nothing: the operation says it all.
func plainForm(k subscription.Kind) wishForm {
	return func(r edge.Request) (subscription.Wish, error) {
		if len(r.Body) > 0 {
			_, err := edge.JSON[struct{}](r.Body)
			return subscription.Wish{Kind: k}, err
		}
		return subscription.Wish{Kind: k}, nil
	}
}

// renewalForm: off says what becomes of the service, because that is what differs.
func renewalForm(r edge.Request) (subscription.Wish, error) {
	b, err := edge.JSON[api.RenewalSetting](r.Body)
	if err != nil {
		return subscription.Wish{}, err
	}
	var bad forms
	bad.termEnd(b.AtTermEnd)
	if !b.AutoRenew && b.AtTermEnd == nil {
		bad = append(bad, fault.Field{Pointer: "/at_term_end", Text: "want end or extend_monthly where renewal is turned off"})
	}
	return bad.wish(subscription.Wish{Kind: subscription.Renewal, On: b.AutoRenew, AtTermEnd: subscription.AtTermEnd(value(b.AtTermEnd))})
}

func scheduleForm(r edge.Request) (subscription.Wish, error) {
	b, err := edge.JSON[api.ScheduledChange](r.Body)
	w := subscription.Wish{Kind: subscription.Schedule}
	n := b.NextTerm
	if err != nil || n == nil {
		return w, err
	}
	var bad forms
	bad.item("/next_term", n.ProductId, n.SkuId, &n.TermDuration, &n.BillingPlan)
	bad.number("/next_term/quantity", &n.Quantity, 1, mostQuantity)
	w.Next = &subscription.Next{Product: n.ProductId, SKU: n.SkuId, Term: string(n.TermDuration), Billing: string(n.BillingPlan), Quantity: n.Quantity}
	return bad.wish(w)
}

// item looks at what is bought and for how long.
func (f *forms) item(at, product, sku string, term *api.TermDuration, billing *api.BillingPlan) {
	f.text(at+"/product_id", &product, 4, 20, productForm)
	f.text(at+"/sku_id", &sku, 4, 4, skuForm)
	if term != nil {
		f.choice(at+"/term_duration", term.Valid())
	}
	if billing != nil {
		f.choice(at+"/billing_plan", billing.Valid())
	}
}

func upgradeForm(r edge.Request) (subscription.Wish, error) {
	b, err := edge.JSON[api.UpgradeRequest](r.Body)
	if err != nil {
		return subscription.Wish{}, err
	}
	var bad forms
	bad.item("", b.ProductId, b.SkuId, b.TermDuration, b.BillingPlan)
	bad.number("/seats", b.Seats, 1, mostQuantity)
	bad.text("/into_subscription_id", b.IntoSubscriptionId, 0, 36, guidForm)
	return bad.wish(subscription.Wish{Kind: subscription.Upgrade, To: &subscription.Target{
		Product: b.ProductId, SKU: b.SkuId, Term: string(value(b.TermDuration)), Billing: string(value(b.BillingPlan)), Seats: value(b.Seats),
		Into: subscription.ID(strings.ToLower(value(b.IntoSubscriptionId))),
	}})
}

func nicknameForm(r edge.Request) (subscription.Wish, error) {
	b, err := edge.JSON[api.NicknameSetting](r.Body)
	if err != nil {
		return subscription.Wish{}, err
	}
	var bad forms
	if bad.text("/nickname", &b.Nickname, 1, 256, nil); len(bad) == 0 && strings.TrimSpace(b.Nickname) == "" {
		bad = append(bad, fault.Field{Pointer: "/nickname", Text: "want a name that is not blank"})
	}
	return bad.wish(subscription.Wish{Kind: subscription.Nickname, Text: b.Nickname})
}

func partnerForm(r edge.Request) (subscription.Wish, error) {
	b, err := edge.JSON[api.PartnerOfRecordSetting](r.Body)
	if err != nil {
		return subscription.Wish{}, err
	}
	var bad forms
	bad.text("/mpn", &b.Mpn, 5, 10, mpnForm)
	return bad.wish(subscription.Wish{Kind: subscription.PartnerOfRecord, Text: b.Mpn})
}
