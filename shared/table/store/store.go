// Package store is the little of DynamoDB that Seatwright uses: five operations on items, with conditions as data.
//
// Two things implement it, and must pass the same suite (tabletest): DynamoDB through the SDK (table/dynamo), and
// localstack/memory. What neither models is refused with fault.Invalid before anything is sent (check.go).
package store

import "context"

// Item is one item: attribute names to values of type string, int64 or []byte. Other types are refused.
// Every item has the key attributes "PK" and "SK".
type Item map[string]any

// Key is the primary key of an item.
type Key struct{ PK, SK string }

// Condition must hold for the stored item, or the write fails with fault.Conflict.
type Condition struct {
	// Absent: there is no such item. It does not go together with Equal.
	Absent bool
	// Equal: the item is there and each of these attributes has this value.
	Equal Item
	// OrBelow: instead of the above it is enough that this number attribute of the stored item is below the value; for
	// leases. One attribute at most.
	OrBelow map[string]int64
}

// Write is one put or delete of a transaction.
type Write struct {
	Put    Item // nil: delete Key
	Delete Key
	If     *Condition
}

// Query asks for items of one partition of the table, or of an index, in the order of the sort key.
type Query struct {
	Index     string // "" for the table
	Partition string
	Prefix    string // the sort key begins with this; the table and string-sorted indexes only
	UpTo      *int64 // the sort key is at most this; number-sorted indexes only
	Limit     int    // at most this many items; 0: 100
	After     string // the Next of the page before
	Backward  bool   // from the last item to the first; the table only
}

// Page is a part of a query's answer, at most 1 MiB of items. Next is "" when there is no more; it is opaque. A page may be
// empty although it has a Next, and a Next may lead to an empty page.
type Page struct {
	Items []Item
	Next  string
}

// Store keeps items.
//
// All methods fail with fault.Throttled or fault.Unavailable when they may be tried again; a write that may have been
// carried out although no answer came fails with fault.Unknown. A write whose condition does not hold fails with fault.Conflict.
type Store interface {
	// Get reads an item, consistently, or fails with fault.NotFound.
	Get(ctx context.Context, k Key) (Item, error)
	// Put writes a whole item. When the condition does not hold but the stored item is exactly the one to be written, that
	// is fine: the SDK repeats a put whose answer was lost, and its own first try must not look like somebody else's.
	// Two writers that must know which of them won put something of their own into the item.
	Put(ctx context.Context, i Item, c *Condition) error
	// Delete removes an item; one that is not there is fine unless the condition says otherwise.
	Delete(ctx context.Context, k Key, c *Condition) error
	// Query reads a page: of the table consistently; of an index the projected attributes, and eventually consistent.
	Query(ctx context.Context, q Query) (Page, error)
	// Transact writes all or nothing, at most 100, no key twice. Its conditions are strict.
	Transact(ctx context.Context, w []Write) error
}
