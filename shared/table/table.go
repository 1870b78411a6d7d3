// Package table keeps our nouns in the one table that shared/key draws.
//
//	order.go     orders, claims and what is due   partner.go      partners, API clients, connections
//	hold.go      holds and what waits for them    notice.go       notices
//	lease.go     leases                           registry.go     the list of partners
//	delivery.go  webhooks, and notes about them   idempotency.go  calls under an Idempotency-Key
//	consent.go   links to a sign-in               subscription.go licences and wishes, licence.go their lists
//	audit.go     records of changes; audit_with.go: with the change itself
//	domain.go    domains set up, batch.go many    text.go         plans and zone files
//	news.go      what orders have to tell         feed.go         events, feed_place.go their feeds
//	endpoint.go  where shops are told             callback.go     what is on its way there
//	order_list.go  orders by time                 allowance.go  what a client may still call
//	transfer.go  transfers between partners
//	connection.go  shops' connections       takeover.go    takeovers and their calendar
//	migration.go   migrations                     migration_item.go, migration_count.go  their customers and counters
//	migration_base.go, migration_entry.go         what is known of customers before; migration_forecast.go: what is to become of them
//	migration_client.go  clients, taken over      migration_due.go  what is due of all that
//	letter.go    letters to customers             list.go       pages of lists
//	pack.go      what is kept compressed          dictionary*.go  what the compression knows beforehand
//
// It keeps to five operations on items (table/store), none of which lists the whole table: backups are the
// database's own point-in-time recovery and exports, and table/backup loads an export.
package table

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table/store"
)

// Table keeps orders, deliveries and settings. It is safe for concurrent use.
type Table struct {
	store store.Store
	now   func() time.Time
}

// Open gives the table on a store. The clock judges what has expired: the database removes it days later.
func Open(s store.Store, now func() time.Time) *Table { return &Table{store: s, now: now} }

// Names of attributes that only this package reads.
const (
	attrDoc         = "doc"
	attrWrite       = "write"
	attrBy          = "by"
	attrPartner     = "partner"
	attrShop        = "shop"
	attrTopic       = "topic"
	attrAt          = "at" // nanoseconds since 1970
	attrHash        = "hash"
	attrBody        = "body"
	attrChunks      = "chunks"
	attrEvent       = "event"
	attrReason      = "reason"
	attrSuggestion  = "suggestion"
	attrStatus      = "status"
	attrOwner       = "owner"
	attrFingerprint = "fingerprint"
	attrUntil       = "until" // milliseconds since 1970
	attrAnswer      = "answer"
	attrPrivate     = "private"
)

func absent() *store.Condition { return &store.Condition{Absent: true} }

func at(k key.Key) store.Key { return store.Key{PK: string(k.PK), SK: string(k.SK)} }

// item begins an item with its key.
func item(k key.Key) store.Item {
	return store.Item{key.AttrPK: string(k.PK), key.AttrSK: string(k.SK)}
}

// mark makes the item this writer's own. A store takes an item that is there already; with the mark, of two writers who would write
// the very same only one is told that it did.
func mark(i store.Item) {
	b := make([]byte, 8)
	rand.Read(b) // documented never to fail
	i[attrWrite] = b
}

// get reads an item and names it in the failure.
func (t *Table) get(ctx context.Context, k key.Key, what string) (store.Item, error) {
	i, err := t.store.Get(ctx, at(k))
	if fault.Of(err) == fault.NotFound {
		return nil, fault.NotFound.Errorf("%s: not there", what)
	}
	return i, wrap(err, "read "+what)
}

// wrap says what was attempted and leaves the kind.
func wrap(err error, doing string) error {
	if err == nil {
		return nil
	}
	if kind := fault.Of(err); kind != "" {
		return kind.Wrap(err, "%s", doing)
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// Values of attributes; an attribute that is missing gives the zero value, and the reader's own checks find it.
func text(i store.Item, name string) string {
	s, _ := i[name].(string)
	return s
}

func number(i store.Item, name string) int64 {
	n, _ := i[name].(int64)
	return n
}

func raw(i store.Item, name string) []byte {
	b, _ := i[name].([]byte)
	return b
}
