package app

import (
	"cmp"
	"context"
	"net/http"
	"strconv"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/subscription"
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
	out := api.SubscriptionOptions{Subscription: shownSubscription(s), Options: make([]api.SubscriptionOption, len(all))}
	for i, o := range all {
		out.Options[i] = api.SubscriptionOption{Wish: shownWish(o.Wish), Decision: shownDecision(o.Decision)}
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
	if end != "" && !api.AtTermEnd(end).Valid() {
		return nil, fault.Malformed.Errorf("want the parameter at_term_end to be end or extend_monthly")
	}
	how := cmp.Or(subscription.AtTermEnd(end), subscription.End)
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
	if rest != "" && !api.Rest(rest).Valid() {
		return nil, fault.Malformed.Errorf("want the parameter rest to be at_renewal or refuse")
	}
	seats, err := number(r, "seats", 1)
	if err != nil {
		return nil, err
	}
	delta, err := number(r, "delta", -mostSeats)
	if err != nil {
		return nil, err
	}
	w := subscription.Wish{Kind: subscription.Seats, Seats: seats, Delta: delta, Rest: subscription.Rest(rest)}
	switch {
	case seats != 0 && delta != 0:
		return nil, fault.Malformed.Errorf("want either the parameter seats or the parameter delta")
	case seats != 0 || delta != 0:
		return []subscription.Wish{w}, nil
	}
	more, fewer := w, w
	more.Delta, fewer.Delta = 1, -1
	return []subscription.Wish{more, fewer}, nil
}

// number gives a whole number of the query other than zero, or zero where there is none.
func number(r edge.Request, name string, least int) (int, error) {
	text, err := optional(r, name)
	if err != nil || text == "" {
		return 0, err
	}
	n, err := strconv.Atoi(text)
	if err != nil || n == 0 || n < least || n > mostSeats {
		return 0, fault.Malformed.Errorf("want the parameter %s to be a whole number other than zero, from %d to %d", name, least, mostSeats)
	}
	return n, nil
}

func shownWish(w subscription.Wish) api.Wish {
	out := api.Wish{
		Kind: api.ChangeKind(w.Kind), Seats: some(w.Seats), Delta: some(w.Delta), Rest: some(api.Rest(w.Rest)), AtTermEnd: some(api.AtTermEnd(w.AtTermEnd)),
		NextTerm: shownNext(w.Next),
	}
	if w.Kind == subscription.Renewal {
		out.AutoRenew = &w.On
	}
	if w.To != nil {
		out.To = &api.UpgradeTarget{ProductId: w.To.Product, SkuId: w.To.SKU}
	}
	return out
}
