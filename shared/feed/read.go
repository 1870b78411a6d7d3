package feed

import (
	"context"
	"strconv"

	"github.com/seatwright/seatwright/shared/fault"
)

// MostRead is the largest page of a feed.
const MostRead = 200

// Read gives a page of an owner's feed, the oldest first. Cursor is "" at the beginning, and what the last page gave behind it; it stays good forever,
// and reading on from it leaves nothing out and gives nothing twice, whatever is added in between. It fails with fault.Invalid for a
// cursor that no page gave.
func Read(ctx context.Context, feeds Feeds, owner, cursor string, limit int) (page []Event, next string, err error) {
	after, err := position(cursor)
	if err != nil {
		return nil, "", err
	}
	page, err = feeds.Page(ctx, owner, after, min(max(limit, 1), MostRead))
	if err != nil {
		return nil, "", err
	}
	if n := len(page); n > 0 {
		after = page[n-1].Position
	}
	return page, strconv.FormatInt(after, 36), nil
}

// position reads a cursor. It takes the one form only that is given out, so that two cursors are the same place only if they are the same text.
func position(cursor string) (int64, error) {
	if cursor == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(cursor, 36, 64)
	if err != nil || n < 0 || strconv.FormatInt(n, 36) != cursor {
		return 0, fault.At(fault.Invalid.Errorf("the cursor is none that a page gave"), fault.Field{Pointer: "/cursor", Text: "want what the last page gave"})
	}
	return n, nil
}
