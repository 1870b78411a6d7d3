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

// PutDelivery stores a delivery for 90 days. One that is there already, whatever its body, is left as it is: then again is
// true. Stored is the SHA-256 of the body that is kept, in hexadecimal, so that the caller sees whether it is the same.
// A body over MaxBody fails with fault.Invalid.
func (t *Table) PutDelivery(ctx context.Context, d webhook.Delivery) (again bool, stored string, err error) {
	if len(d.Body) > MaxBody {
		return false, "", fault.Invalid.Errorf("delivery: body of %d bytes: at most %d", len(d.Body), MaxBody)
	}
	packed, err := packBody(d.Body)
	if err != nil {
		return false, "", err
	}
	sum := sha256.Sum256(d.Body)
	hash := hex.EncodeToString(sum[:])
	parts := slices.Collect(slices.Chunk(packed, maxChunk))
	expires := d.At.Add(keep).Unix()
	// The head comes last: whoever finds it finds all chunks.
	for n, part := range parts[1:] {
		i := item(key.Chunk(d.Connection, d.Event, hash, n+1))
		i[attrBody], i[key.AttrExpires] = part, expires
		if err := t.store.Put(ctx, i, nil); err != nil {
			return false, "", wrap(err, "store a part of a delivery")
		}
	}
	head := item(key.Delivery(d.Connection, d.Event))
	head[attrTopic], head[attrAt], head[attrHash] = d.Topic, d.At.UnixNano(), hash
	head[attrBody], head[attrChunks], head[key.AttrExpires] = parts[0], int64(len(parts)-1), expires
	mark(head)
	err = t.store.Put(ctx, head, absent())
	if fault.Of(err) != fault.Conflict {
		return false, hash, wrap(err, "store a delivery")
	}
	before, err := t.get(ctx, key.Delivery(d.Connection, d.Event), "delivery")
	return true, text(before, attrHash), err
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
	return webhook.Delivery{
		Connection: connection, Event: event, Topic: text(head, attrTopic),
		At: time.Unix(0, number(head, attrAt)).UTC(), Body: body, SHA256: hash,
	}, nil
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

// Quarantine notes for 90 days that a delivery could not be used. The same note again is fine.
func (t *Table) Quarantine(ctx context.Context, n webhook.Note) error {
	i := item(key.Quarantine(n.Connection, n.At.UTC().Format(noteTime), n.Event))
	i[attrEvent], i[attrAt], i[attrReason], i[attrSuggestion] = n.Event, n.At.UnixNano(), n.Reason, n.Suggestion
	i[key.AttrExpires] = n.At.Add(keep).Unix()
	return wrap(t.store.Put(ctx, i, nil), "quarantine a delivery")
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
		notes = append(notes, webhook.Note{
			Connection: connection, Event: text(i, attrEvent), Reason: text(i, attrReason), Suggestion: text(i, attrSuggestion),
			At: time.Unix(0, number(i, attrAt)).UTC(),
		})
	}
	return notes, p.Next, nil
}
