package storefront

import (
	"cmp"
	"slices"
)

// Wanted is what the state of an order asks for.
type Wanted struct {
	// Lines are those that are wanted, by their keys; a line with no seats left is wanted with 0.
	Lines []Line
	// Grows says that more may be bought: the order is paid, and nothing ended it.
	Grows bool
	// End says that the order was cancelled and refunded in full, so that everything is to be given back.
	End bool
	// Renews is what the next term is to be; "" leaves it as it is.
	Renews Renewal
	// Reopened says that the shop shows an order open again that was cancelled or refunded before.
	Reopened bool
}

// Want computes what the state asks for.
func Want(s State) Wanted {
	e, latest := s.Ended, s.Latest
	cancelled, refunded, disputed := !e.Cancelled.IsZero(), !e.Refunded.IsZero(), !e.Disputed.IsZero()
	w := Wanted{Renews: latest.Renewal, Lines: slices.Clone(latest.Lines)}
	slices.SortFunc(w.Lines, func(a, b Line) int { return cmp.Compare(a.Key, b.Key) })
	// WooCommerce shows one status, so that a cancelled order which is refunded is shown as refunded alone: that is not open again.
	open := latest.Whole && latest.Ended.Cancelled.IsZero() && latest.Ended.Refunded.IsZero()
	w.Reopened = open && (cancelled && latest.Version.After(e.Cancelled) || refunded && latest.Version.After(e.Refunded))
	w.End = cancelled && refunded && !w.Reopened
	w.Grows = latest.Whole && latest.Paid && !cancelled && !refunded && !disputed
	if disputed {
		w.Renews = RenewalOff
	}
	return w
}
