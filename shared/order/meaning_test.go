package order_test

import (
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

// meaning is a seller's table with a line for each kind.
func meaning(err error) order.Meaning {
	m := order.Meaning{Code: fault.Code(err), Class: order.Final, Whose: order.OfPartner, Buyer: "Please ask your reseller.", Operator: fault.Text(err)}
	switch fault.Of(err) { //nolint:exhaustive // all others are final
	case fault.Throttled:
		m.Class = order.Throttling
	case fault.Unavailable, fault.Unknown:
		m.Class = order.Transient
	case fault.Conflict:
		m.Class = order.Busy
	case fault.Stale:
		m.Class = order.Outdated
	case fault.Unauthenticated:
		m.Class = order.SignIn
	}
	if fault.Code(err) == "20003" {
		m.Class = order.Eventual
	}
	return m
}
