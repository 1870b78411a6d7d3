package app

import (
	"context"
	"net/http"
	"strconv"

	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/subscription"
)

type (
	wishShown struct {
		Kind      string       `json:"kind"`
		Seats     *int         `json:"seats,omitempty"`
		Delta     *int         `json:"delta,omitempty"`
		Rest      *string      `json:"rest,omitempty"`
		AtTermEnd *string      `json:"at_term_end,omitempty"`
		AutoRenew *bool        `json:"auto_renew,omitempty"`
		Next      *nextTerm    `json:"next_term,omitempty"`
		To        *upgradeBody `json:"to,omitempty"`
	}
	optionShown struct {
		Wish     wishShown `json:"wish"`
		Decision decision  `json:"decision"`
	}
	optionsShown struct {
		Subscription subscriptionDetail `json:"subscription"`
		Options      []optionShown      `json:"options"`
	}
)

// options answers what can be done with a subscription now, at its renewal or not at all, without changing anything.
func (c licenceCounter) options(ctx context.Context, r edge.Request) (edge.Answer, error) {
	wishes, err := thought(r)
	if err != nil {
		return edge.Answer{}, err
	}
	s, all, err := c.desk.Options(ctx, r.Partner, subscriptionID(r), wishes)
	if err != nil {
		return edge.Answer{}, err
	}
	out := optionsShown{Subscription: shownSubscription(s), Options: []optionShown{}}
	for _, o := range all {
		out.Options = append(out.Options, optionShown{shownWish(o.Wish), shownDecision(o.Decision)})
	}
	return edge.Answer{Status: http.StatusOK, Body: out, Header: map[string]string{"ETag": tag(s.Edition)}}, nil
}

// thought gives the wishes that are decided on: one of each kind, with what the query says of seats and of the end of the term. Upgrades are those
// that the seller offers.
func thought(r edge.Request) ([]subscription.Wish, error) {
	more, err := numbers(r)
	if err != nil {
		return nil, err
	}
	end, err := optional(r, "at_term_end")
	if err != nil {
		return nil, err
	}
	how, err := atTermEnd(some(end))
	if err != nil {
		return nil, fault.Malformed.Errorf("want the parameter at_term_end to be end or extend_monthly")
	}
	if how == "" {
		how = subscription.End
	}
	return append(more,
		subscription.Wish{Kind: subscription.Cancel, AtTermEnd: how},
		subscription.Wish{Kind: subscription.Suspend},
		subscription.Wish{Kind: subscription.Resume},
		subscription.Wish{Kind: subscription.Renewal, On: true},
		subscription.Wish{Kind: subscription.Renewal, AtTermEnd: how},
		subscription.Wish{Kind: subscription.Schedule},
		subscription.Wish{Kind: subscription.Nickname},
		subscription.Wish{Kind: subscription.PartnerOfRecord},
	), nil
}

// numbers gives the wishes for seats: as asked in the query, or one more and one less.
func numbers(r edge.Request) ([]subscription.Wish, error) {
	rest, err := optional(r, "rest")
	if err != nil {
		return nil, err
	}
	if rest != "" && rest != string(subscription.AtRenewal) && rest != string(subscription.Refuse) {
		return nil, fault.Malformed.Errorf("want the parameter rest to be at_renewal or refuse")
	}
	var all []subscription.Wish
	for name, of := range map[string]func(n int) subscription.Wish{
		"seats": func(n int) subscription.Wish { return subscription.Wish{Kind: subscription.Seats, Seats: n} },
		"delta": func(n int) subscription.Wish { return subscription.Wish{Kind: subscription.Seats, Delta: n} },
	} {
		text, err := optional(r, name)
		if err != nil {
			return nil, err
		}
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil || n == 0 || n < 0 && name == "seats" || n > 1<<30 || n < -1<<30 {
			return nil, fault.Malformed.Errorf("want the parameter %s to be a whole number other than zero", name)
		}
		w := of(n)
		w.Rest = subscription.Rest(rest)
		all = append(all, w)
	}
	if len(all) == 2 {
		return nil, fault.Malformed.Errorf("want either the parameter seats or the parameter delta")
	}
	if len(all) == 0 {
		all = []subscription.Wish{
			{Kind: subscription.Seats, Delta: 1, Rest: subscription.Rest(rest)}, {Kind: subscription.Seats, Delta: -1, Rest: subscription.Rest(rest)},
		}
	}
	return all, nil
}

func shownWish(w subscription.Wish) wishShown {
	out := wishShown{
		Kind: string(w.Kind), Seats: some(w.Seats), Delta: some(w.Delta), Rest: some(string(w.Rest)), AtTermEnd: some(string(w.AtTermEnd)),
	}
	if w.Kind == subscription.Renewal {
		out.AutoRenew = &w.On
	}
	if w.Next != nil {
		n := nextTerm(*w.Next)
		out.Next = &n
	}
	if w.To != nil {
		out.To = &upgradeBody{Product: w.To.Product, SKU: w.To.SKU}
	}
	return out
}
