package table

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table/store"
)

// attrTokens is how many thousandths of a call a client may make.
const attrTokens = "tokens"

// thousandths of a call: a bucket fills by less than a call between two looks.
const thousandths = 1000

// Draw takes up to want calls from a client's bucket, which holds a minute's calls and fills up evenly. It gives how many it took and how many are left.
// It fails with fault.Unavailable when others draw from it all the time.
func (t *Table) Draw(ctx context.Context, client string, perMinute, want int) (got, left int, err error) {
	return t.drawFrom(ctx, key.Spent(client), perMinute, want)
}

func (t *Table) drawFrom(ctx context.Context, k key.Key, perMinute, want int) (got, left int, err error) {
	const tries = 5
	for range tries {
		got, left, err = t.draw(ctx, k, int64(perMinute), int64(want))
		if fault.Of(err) != fault.Conflict {
			return got, left, err
		}
	}
	return 0, 0, fault.Unavailable.Wrap(err, "draw from an allowance: it is drawn from by others; try again")
}

func (t *Table) draw(ctx context.Context, k key.Key, perMinute, want int64) (got, left int, err error) {
	before, err := t.store.Get(ctx, at(k))
	condition, now := absent(), t.now().UnixMilli()
	tokens := perMinute * thousandths
	switch {
	case err == nil:
		condition = &store.Condition{Equal: store.Item{attrWrite: raw(before, attrWrite)}}
		filled := (now - number(before, attrAt)) * perMinute * thousandths / time.Minute.Milliseconds()
		tokens = min(number(before, attrTokens)+max(filled, 0), tokens)
	case fault.Of(err) != fault.NotFound:
		return 0, 0, wrap(err, "read an allowance")
	}
	taken := min(want, tokens/thousandths)
	if taken == 0 {
		return 0, 0, nil
	}
	tokens -= taken * thousandths
	i := item(k)
	i[attrTokens], i[attrAt] = tokens, max(now, number(before, attrAt))
	i[key.AttrExpires] = t.now().Add(time.Hour).Unix()
	mark(i)
	if err := t.store.Put(ctx, i, condition); err != nil {
		return 0, 0, wrap(err, "draw from an allowance")
	}
	return int(taken), int(tokens / thousandths), nil
}
