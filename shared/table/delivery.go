package table

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table/store"
	"github.com/seatwright/seatwright/shared/webhook"
)

// Limits of a delivery's body: as it comes, and in one item. An item holds 400 KiB with everything else in it.
const (
	MaxBody  = 1 << 20
	maxChunk = 350_000
)

// keepDeliveries is for how long deliveries and notes about them are kept, and so for how long a repeated one is known.
const keepDeliveries = 30 * 24 * time.Hour

// PutDelivery stores a delivery for 30 days. One that is there already, whatever its body, is left as it is and given.
// A body over MaxBody fails with fault.Invalid.
func (t *Table) PutDelivery(ctx context.Context, d webhook.Delivery) (webhook.Kept, error) {
	var none webhook.Kept
	if len(d.Body) > MaxBody {
		return none, fault.Invalid.Errorf("delivery: body of %d bytes: at most %d", len(d.Body), MaxBody)
	}
	packed, err := packBody(d.Body)
	if err != nil {
		return none, err
	}
	sum := sha256.Sum256(d.Body)
	hash := hex.EncodeToString(sum[:])
	parts := slices.Collect(slices.Chunk(packed, maxChunk))
	expires := d.At.Add(keepDeliveries).Unix()
	// The head comes last: whoever finds it finds all chunks.
	for n, part := range parts[1:] {
		i := item(key.Chunk(d.Connection, d.Event, hash, n+1))
		i[attrBody], i[key.AttrExpires] = part, expires
		if err := t.store.Put(ctx, i, nil); err != nil {
			return none, wrap(err, "store a part of a delivery")
		}
	}
	head := item(key.Delivery(d.Connection, d.Event))
	head[attrTopic], head[attrAt], head[attrHash] = d.Topic, d.At.UnixNano(), hash
	head[attrBody], head[attrChunks], head[key.AttrExpires] = parts[0], int64(len(parts)-1), expires
	if len(d.Header) > 0 {
		doc, err := pack(d.Header)
		if err != nil {
			return none, err
		}
		head[attrDoc] = doc
	}
	mark(head)
	err = t.store.Put(ctx, head, absent())
	if fault.Of(err) != fault.Conflict {
		return webhook.Kept{SHA256: hash, At: d.At}, wrap(err, "store a delivery")
	}
	before, err := t.get(ctx, key.Delivery(d.Connection, d.Event), "delivery")
	if err != nil {
		return none, err
	}
	return webhook.Kept{Again: true, SHA256: text(before, attrHash), At: time.Unix(0, number(before, attrAt)).UTC()}, nil
}

// Delivery gives a stored delivery, or fault.NotFound. A body that is not what was stored is an error without a kind.
func (t *Table) Delivery(ctx context.Context, connection, event string) (webhook.Delivery, error) {
	head, err := t.get(ctx, key.Delivery(connection, event), "delivery")
	if err != nil {
		return webhook.Delivery{}, err
	}
	if number(head, key.AttrExpires) <= t.now().Unix() {
		return webhook.Delivery{}, fault.NotFound.Errorf("delivery: expired")
	}
	hash := text(head, attrHash)
	packed := slices.Clone(raw(head, attrBody))
	for n := range number(head, attrChunks) {
		part, err := t.get(ctx, key.Chunk(connection, event, hash, int(n)+1), "part of a delivery")
		if err != nil {
			return webhook.Delivery{}, fmt.Errorf("delivery is not whole: %w", incomplete(err))
		}
		packed = append(packed, raw(part, attrBody)...)
	}
	body, err := unpackBody(packed)
	if err != nil {
		return webhook.Delivery{}, wrap(err, "read a delivery")
	}
	if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) != hash {
		return webhook.Delivery{}, errors.New("read a delivery: its body is not the one that was stored")
	}
	d := webhook.Delivery{
		Connection: connection, Event: event, Topic: text(head, attrTopic),
		At: time.Unix(0, number(head, attrAt)).UTC(), Body: body, SHA256: hash,
	}
	if doc := raw(head, attrDoc); doc != nil {
		err = wrap(unpack(doc, &d.Header), "read a delivery")
	}
	return d, err
}

// incomplete: a missing part is our defect, not an answer to the caller's question.
func incomplete(err error) error {
	if fault.Of(err) == fault.NotFound {
		return fmt.Errorf("%s", err.Error())
	}
	return err
}

// order of the notes of a connection: a time of fixed width sorts as text.
const noteTime = "2006-01-02T15:04:05.000000000Z"

// Quarantine notes for 30 days that a delivery could not be used, or that an order of a shop waits for a person. The same note again is fine.
func (t *Table) Quarantine(ctx context.Context, n webhook.Note) error {
	i, err := document(noteKey(n), n)
	if err != nil {
		return err
	}
	i[key.AttrExpires] = n.At.Add(keepDeliveries).Unix()
	return wrap(t.store.Put(ctx, i, nil), "quarantine a delivery")
}

// Mended takes a note away; one that is not there is fine.
func (t *Table) Mended(ctx context.Context, n webhook.Note) error {
	return wrap(t.store.Delete(ctx, at(noteKey(n)), nil), "take a note away")
}

func noteKey(n webhook.Note) key.Key {
	return key.Quarantine(n.Connection, n.At.UTC().Format(noteTime), n.Event)
}

// Quarantined gives a page of a connection's notes, the oldest first. Next is what to give as after for the page behind
// it, and "" on the last; a page may have fewer notes than the limit.
func (t *Table) Quarantined(ctx context.Context, connection, after string, limit int) (notes []webhook.Note, next string, err error) {
	pk := string(key.Quarantine(connection, "", "").PK)
	p, err := t.store.Query(ctx, store.Query{Partition: pk, Limit: limit, After: after})
	if err != nil {
		return nil, "", wrap(err, "list quarantined deliveries")
	}
	for _, i := range p.Items {
		if number(i, key.AttrExpires) <= t.now().Unix() {
			continue
		}
		var n webhook.Note
		if err := unpack(raw(i, attrDoc), &n); err != nil {
			return nil, "", wrap(err, "list quarantined deliveries")
		}
		notes = append(notes, n)
	}
	return notes, p.Next, nil
}
