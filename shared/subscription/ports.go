package subscription

import (
	"context"
	"time"
)

// Records keeps subscriptions.
type Records interface {
	// Load gives a subscription, or fault.NotFound.
	Load(ctx context.Context, partner string, id ID) (Subscription, error)
	// Save replaces it if the stored version is the one in s, and leaves s with the new version; version 0 is for one that is not there yet.
	// It fails with fault.Stale when somebody else wrote in between.
	Save(ctx context.Context, s *Subscription) error
}

// Changes keeps wishes, apart from the subscription's record: a hundred at once do not get into each other's way.
type Changes interface {
	// Ask keeps a wish, or fails with fault.Conflict when one with its id is there already, over or not.
	Ask(ctx context.Context, c Change) error
	// Change gives a wish, also one that is over, or fault.NotFound.
	Change(ctx context.Context, partner string, of ID, id string) (Change, error)
	// Pending gives up to limit wishes that are not over, in the order in which they came.
	Pending(ctx context.Context, partner string, of ID, limit int) ([]Change, error)
	// Finish saves the subscription as Save does and puts the wish among those that are over, both or neither.
	Finish(ctx context.Context, s *Subscription, c Change) error
}

// Seller is what a partner's seller does with licences. Reads fail with fault.Throttled or fault.Unavailable when they may be tried again.
// Writes fail with fault.Unknown when the request may have been carried out, with fault.Throttled or fault.Unavailable when it surely was not, with
// fault.Conflict when the seller is busy with the subscription, with fault.Gone when the window has closed, and with fault.Invalid or
// fault.Denied when it refuses.
type Seller struct {
	Licences Licences
	Upgrades Upgrades
}

// Licences reads and writes subscriptions.
type Licences interface {
	// Read gives what the seller shows of a subscription, or fault.NotFound.
	Read(ctx context.Context, tenant string, id ID) (Facts, error)
	// Edit brings a state about and gives what the seller shows then. It may be sent again for the same state: it is a state, not a difference.
	Edit(ctx context.Context, request string, tenant string, id ID, e Edit) (Facts, error)
	// List gives the subscriptions of a customer.
	List(ctx context.Context, tenant string) (map[ID]Facts, error)
}

// Upgrades moves seats to other products.
type Upgrades interface {
	// Offers gives what a subscription can be upgraded to now.
	Offers(ctx context.Context, tenant string, id ID) ([]Transition, error)
	// Upgrade moves seats, and gives the subscription that has them then. It is not to be repeated when its outcome is not known.
	Upgrade(ctx context.Context, request string, tenant string, id ID, to Target) (ID, error)
	// Upgraded gives the upgrades that were begun at or after a time: which subscription has the seats, and whether it is through.
	Upgraded(ctx context.Context, tenant string, id ID, since time.Time) ([]Moved, error)
}

// Moved is an upgrade as the seller remembers it.
type Moved struct {
	Product string
	SKU     string
	To      ID
	Seats   int
	At      time.Time
	State   MovedState
	Why     string
}

// MovedState is how far an upgrade is.
type MovedState string

// The states of an upgrade.
const (
	Moving    MovedState = "in_progress"
	Through   MovedState = "completed"
	NotMoved  MovedState = "failed"
	MovedElse MovedState = "unknown"
)

// Holds tells whether a partner's work stands still because its sign-in is dead.
type Holds interface {
	// Held reports so, and gives the reason for people.
	Held(ctx context.Context, partner string) (bool, string, error)
}
