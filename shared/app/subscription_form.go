package app

import (
	"strconv"
	"strings"

	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/subscription"
)

// What the operations take. Only what has no place in a wish is refused here; the policy refuses the rest.
type (
	seatsBody struct {
		Seats *int    `json:"seats,omitempty"`
		Delta *int    `json:"delta,omitempty"`
		Rest  *string `json:"rest,omitempty"`
	}
	cancelBody struct {
		AtTermEnd *string `json:"at_term_end,omitempty"`
	}
	renewalBody struct {
		AutoRenew bool    `json:"auto_renew"`
		AtTermEnd *string `json:"at_term_end,omitempty"`
	}
	nextTerm struct {
		Product  string `json:"product_id"`
		SKU      string `json:"sku_id"`
		Term     string `json:"term_duration"`
		Billing  string `json:"billing_plan"`
		Quantity int    `json:"quantity"`
	}
	scheduleBody struct {
		Next *nextTerm `json:"next_term,omitempty"`
	}
	upgradeBody struct {
		Product string  `json:"product_id"`
		SKU     string  `json:"sku_id"`
		Term    *string `json:"term_duration,omitempty"`
		Billing *string `json:"billing_plan,omitempty"`
		Seats   *int    `json:"seats,omitempty"`
		Into    *string `json:"into_subscription_id,omitempty"`
	}
	nicknameBody struct {
		Nickname string `json:"nickname"`
	}
	partnerBody struct {
		MPN string `json:"mpn"`
	}
)

// seatsForm: a number of seats comes with the edition that the caller saw, in If-Match. A difference needs none: it is right whatever the number is.
func seatsForm(r edge.Request) (subscription.Wish, error) {
	b, err := edge.JSON[seatsBody](r.Body)
	if err != nil {
		return subscription.Wish{}, err
	}
	w := subscription.Wish{Kind: subscription.Seats, Seats: value(b.Seats), Delta: value(b.Delta), Rest: subscription.Rest(value(b.Rest))}
	var bad []fault.Field
	if (b.Seats == nil) == (b.Delta == nil) {
		bad = append(bad, fault.Field{Pointer: "/seats", Text: "want either seats or delta"})
	}
	if b.Seats != nil && w.Seats < 1 {
		bad = append(bad, fault.Field{Pointer: "/seats", Text: "want at least one seat; cancel the subscription to end it"})
	}
	if b.Delta != nil && w.Delta == 0 {
		bad = append(bad, fault.Field{Pointer: "/delta", Text: "want a difference other than zero"})
	}
	if w.Rest != "" && w.Rest != subscription.AtRenewal && w.Rest != subscription.Refuse {
		bad = append(bad, fault.Field{Pointer: "/rest", Text: "want at_renewal or refuse"})
	}
	if len(bad) > 0 {
		return w, unfitWish(bad...)
	}
	if b.Seats != nil {
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

func unfitWish(bad ...fault.Field) error {
	return fault.At(fault.Invalid.Errorf("the wish cannot be taken: %d field(s) to correct", len(bad)), bad...)
}

func cancelForm(r edge.Request) (subscription.Wish, error) {
	var b cancelBody
	if len(r.Body) > 0 {
		var err error
		if b, err = edge.JSON[cancelBody](r.Body); err != nil {
			return subscription.Wish{}, err
		}
	}
	how, err := atTermEnd(b.AtTermEnd)
	return subscription.Wish{Kind: subscription.Cancel, AtTermEnd: how}, err
}

func atTermEnd(text *string) (subscription.AtTermEnd, error) {
	how := subscription.AtTermEnd(value(text))
	if how != "" && how != subscription.End && how != subscription.ExtendMonthly {
		return how, unfitWish(fault.Field{Pointer: "/at_term_end", Text: "want end or extend_monthly"})
	}
	return how, nil
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
	b, err := edge.JSON[renewalBody](r.Body)
	if err != nil {
		return subscription.Wish{}, err
	}
	how, err := atTermEnd(b.AtTermEnd)
	if err == nil && !b.AutoRenew && how == "" {
		err = unfitWish(fault.Field{Pointer: "/at_term_end", Text: "want end or extend_monthly where renewal is turned off"})
	}
	return subscription.Wish{Kind: subscription.Renewal, On: b.AutoRenew, AtTermEnd: how}, err
}

func scheduleForm(r edge.Request) (subscription.Wish, error) {
	b, err := edge.JSON[scheduleBody](r.Body)
	w := subscription.Wish{Kind: subscription.Schedule}
	if err != nil || b.Next == nil {
		return w, err
	}
	n := subscription.Next(*b.Next)
	w.Next = &n
	return w, nil
}

func upgradeForm(r edge.Request) (subscription.Wish, error) {
	b, err := edge.JSON[upgradeBody](r.Body)
	if err != nil {
		return subscription.Wish{}, err
	}
	return subscription.Wish{Kind: subscription.Upgrade, To: &subscription.Target{
		Product: b.Product, SKU: b.SKU, Term: value(b.Term), Billing: value(b.Billing), Seats: value(b.Seats),
		Into: subscription.ID(strings.ToLower(value(b.Into))),
	}}, nil
}

func nicknameForm(r edge.Request) (subscription.Wish, error) {
	b, err := edge.JSON[nicknameBody](r.Body)
	const most = 256
	if err == nil && (strings.TrimSpace(b.Nickname) == "" || len(b.Nickname) > most) {
		err = unfitWish(fault.Field{Pointer: "/nickname", Text: "want 1 to 256 bytes"})
	}
	return subscription.Wish{Kind: subscription.Nickname, Text: b.Nickname}, err
}

func partnerForm(r edge.Request) (subscription.Wish, error) {
	b, err := edge.JSON[partnerBody](r.Body)
	if err == nil && (b.MPN == "" || strings.Trim(b.MPN, "0123456789") != "" || len(b.MPN) > 20) {
		err = unfitWish(fault.Field{Pointer: "/mpn", Text: "want the digits of a partner's location", Pattern: "^[0-9]{1,20}$"})
	}
	return subscription.Wish{Kind: subscription.PartnerOfRecord, Text: b.MPN}, err
}
