package webhook

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/storefront"
	"github.com/seatwright/seatwright/shared/subscription"
)

// Record is what is known of an order of a shop, and what was done about it.
type Record struct {
	Connection string           `json:"connection"`
	Order      string           `json:"order"` // the shop's key
	State      storefront.State `json:"state"`
	Delivery   string           `json:"delivery,omitempty"` // what told of it last
	// Orders are those of ours that were placed after the first, whose id follows from where it comes from.
	Orders  []order.ID          `json:"orders,omitempty"`
	Lines   map[string]Asked    `json:"lines,omitempty"` // by the shop's keys of lines
	Todo    []Todo              `json:"todo,omitempty"`
	Matters []Matter            `json:"matters,omitempty"`
	Waived  []storefront.Reason `json:"waived,omitempty"` // what a person let pass
	// Filled is what a person filled in on a form, and Forms how many forms that came to: each is good once.
	Filled storefront.Filled `json:"filled,omitempty"`
	Forms  int               `json:"forms,omitempty"`
	// Due is when it is compared again; zero: with the next delivery.
	Due time.Time `json:"due,omitzero"`
	// Version counts the writes; a write succeeds only on the version that was read.
	Version int64 `json:"-"`
}

// Asked is what was asked of a line after it was placed.
type Asked struct {
	Seats   int             `json:"seats,omitempty"` // 0: those that were placed
	Changes int             `json:"changes"`
	Lapsed  bool            `json:"lapsed,omitempty"` // renewal is off because the shop's order said so
	Licence subscription.ID `json:"licence"`
	Change  string          `json:"change"` // the last wish of it
}

// Todo is an action that was written down, and may have been carried out.
type Todo struct {
	Key    string        `json:"key"`
	Op     storefront.Op `json:"op"`
	Line   string        `json:"line,omitempty"`
	Target int           `json:"target,omitempty"`
	Place  *order.Order  `json:"place,omitempty"` // the order to place, as it was decided
	Of     order.ID      `json:"of,omitempty"`    // the order to cancel
	// Licence and Change are the wish for a licence.
	Licence subscription.ID `json:"licence,omitempty"`
	Change  string          `json:"change,omitempty"`
}

// Matter is something for a person.
type Matter struct {
	Key        string            `json:"key"`
	Line       string            `json:"line,omitempty"`
	Reason     storefront.Reason `json:"reason"`
	Text       string            `json:"text"`
	Suggestion string            `json:"suggestion,omitempty"`
	Until      time.Time         `json:"until,omitzero"`
	At         time.Time         `json:"at"`
	Noted      bool              `json:"noted,omitempty"` // it is in the list
	Over       bool              `json:"over,omitempty"`  // it is mended, and may still be in the list
	Form       int               `json:"form,omitempty"`  // the form that may mend it; 0: none
}

// Records keeps what is known of shops' orders.
type Records interface {
	// Record gives it, or fault.NotFound.
	Record(ctx context.Context, connection, order string) (Record, error)
	// SaveRecord replaces it if the stored version is the one in r, and leaves r with the next; version 0 is for one that is not there yet. It fails with
	// fault.Stale when somebody else wrote in between.
	SaveRecord(ctx context.Context, r *Record) error
}

// Mark says that an order of a shop buys a product for a tenant.
type Mark struct {
	Partner    order.PartnerID
	Tenant     string // the domain or the id
	SKU        string // the shop's
	Connection string
	Order      string
	At         time.Time
}

// Marks tells orders that buy the same from each other.
type Marks interface {
	// Mark keeps a mark. When one of another order that is not older than since is there, it is left as it is, and given.
	Mark(ctx context.Context, m Mark, since time.Time) (other *Mark, err error)
}

// Orders takes orders in, and cancels them.
type Orders interface {
	// Load gives an order of ours, or fault.NotFound.
	Load(ctx context.Context, id order.ID) (order.Order, error)
	// Place fails with fault.Conflict when the order was placed before with other content, and with fault.Invalid when it cannot be taken. The same order
	// again is fine, and is carried on with.
	Place(ctx context.Context, o order.Order) error
	// Cancel fails with fault.Conflict when there is nothing to cancel. The same wish again is fine.
	Cancel(ctx context.Context, p order.PartnerID, id order.ID) error
}

// Licences reads licences, and takes wishes in.
type Licences interface {
	// Licence gives what is known of a licence, or fault.NotFound.
	Licence(ctx context.Context, p order.PartnerID, id subscription.ID) (subscription.Subscription, error)
	// Change gives a wish and what became of it, or fault.NotFound.
	Change(ctx context.Context, p order.PartnerID, id subscription.ID, change string) (subscription.Change, error)
	// Ask takes a wish in, or fails with fault.Conflict when the policy refuses it. The same wish again is fine.
	Ask(ctx context.Context, p order.PartnerID, id subscription.ID, change string, w subscription.Wish) error
}
