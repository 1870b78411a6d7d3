package feed

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Type is what an event tells of.
type Type string

// The types. Those of a migration begin with Migrations.
const (
	OrderAccepted           Type = "order.accepted"
	OrderHeld               Type = "order.held"
	OrderAwaitingCustomer   Type = "order.awaiting_customer"
	OrderProvisioning       Type = "order.provisioning"
	OrderFulfilled          Type = "order.fulfilled"
	OrderPartiallyFulfilled Type = "order.partially_fulfilled"
	OrderFailed             Type = "order.failed"
	OrderCancelled          Type = "order.cancelled"
	OrderCancelRejected     Type = "order.cancel_rejected"
	SeatsChanged            Type = "subscription.seats_changed"
	RenewalUpcoming         Type = "subscription.renewal_upcoming"
	SubscriptionExpired     Type = "subscription.expired"

	Migrations = "migration."
)

// verify is the type of the event that proves an endpoint. It is nobody's to want, and in no feed.
const verify Type = "endpoint.verify"

// Types lists all types but those of migrations.
func Types() []Type {
	return []Type{
		OrderAccepted, OrderHeld, OrderAwaitingCustomer, OrderProvisioning, OrderFulfilled, OrderPartiallyFulfilled, OrderFailed, OrderCancelled,
		OrderCancelRejected, SeatsChanged, RenewalUpcoming, SubscriptionExpired,
	}
}

// known: the part behind "migration." is a word of small letters.
func (t Type) known() bool {
	word, migration := strings.CutPrefix(string(t), Migrations)
	if !migration {
		return slices.Contains(Types(), t)
	}
	return len(word) > 0 && len(word) <= 40 && strings.Trim(word, "abcdefghijklmnopqrstuvwxyz_") == ""
}

// Event is something that became of an order.
type Event struct {
	ID       string    `json:"id"`    // evt_ and 26 letters, which sort by time
	Owner    string    `json:"owner"` // whose feed it is in
	Order    string    `json:"order"`
	Sequence int64     `json:"sequence"` // within the order: 1, 2, 3, and none left out
	Key      string    `json:"key"`      // of the transition that it tells of; unique within the order
	Type     Type      `json:"type"`
	At       time.Time `json:"at"`
	Data     Data      `json:"data"`

	// Position is the place in the owner's feed: 1, 2, 3; 0 until it is spread. Listed is when it got it, never before the one in front.
	Position int64     `json:"position,omitempty"`
	Listed   time.Time `json:"listed,omitzero"`
}

// Data is what an event says of an order: ids and states. Names, addresses and credentials are never in it; who may know them asks by the ids.
type Data struct {
	Order    string `json:"order_id"`
	Sequence int64  `json:"sequence"`
	Status   string `json:"status"`
	// Actions are what may be asked for now; none is an empty list.
	Actions []Action `json:"allowed_actions"`

	ShopOrder      string    `json:"shop_order_id,omitempty"` // by which the shop knows it
	Line           string    `json:"line_id,omitempty"`
	Customer       string    `json:"customer_id,omitempty"` // id of the customer's tenant
	Subscription   string    `json:"subscription_id,omitempty"`
	Seats          int       `json:"seats,omitempty"`  // of the subscription, as they are now
	Reason         string    `json:"reason,omitempty"` // a code such as tenant_domain_invalid
	CommittedUntil time.Time `json:"committed_until,omitzero"`
	Link           string    `json:"link,omitempty"` // where a person goes on
}

// Action is something that may be asked for, and until when; zero: no end is known.
type Action struct {
	Name  string    `json:"name"`
	Until time.Time `json:"until,omitzero"`
}

// MaxBody is the size that a receiver has to expect of a body, in bytes.
const MaxBody = 20_000

// Body gives what is posted, the same bytes each time. It fails with fault.Invalid when that is too long.
func (e Event) Body() ([]byte, error) {
	if e.Data.Actions == nil {
		e.Data.Actions = []Action{}
	}
	body, err := json.Marshal(struct {
		Type Type      `json:"type"`
		At   time.Time `json:"timestamp"`
		Data Data      `json:"data"`
	}{e.Type, e.At.UTC(), e.Data})
	if err != nil {
		return nil, fault.Invalid.Wrap(err, "event: its data cannot be written")
	}
	if len(body) >= MaxBody {
		return nil, fault.Invalid.Errorf("event: %d bytes, want less than %d", len(body), MaxBody)
	}
	return body, nil
}

// eventID has the form of a ULID: the time in milliseconds, and instead of random bits a digest of what the event is of.
func eventID(e Event) string {
	sum := sha256.Sum256([]byte(e.Owner + "\x00" + e.Order + "\x00" + e.Key))
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(max(0, e.At.UnixMilli())))
	crockford := base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)
	return "evt_" + crockford.EncodeToString(append(ms[2:], sum[:10]...))
}
