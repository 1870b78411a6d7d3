// Package backup writes a table's items as lines of text and loads them into an empty table: the way back when a table is lost or spoiled, and the drill
// for it.
//
// The lines are those of DynamoDB's own export to S3, unpacked: {"Item":{"PK":{"S":"a"},"version":{"N":"1"},"doc":{"B":"base64"}}}. They come in no
// particular order.
package backup

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/table/store"
)

// Source is a table that can be read as a whole.
type Source interface {
	// Each calls visit for every item, one after the other, and stops with its first error. What is written meanwhile may be seen or not.
	Each(ctx context.Context, visit func(store.Item) error) error
}

// MaxLine is the longest line in bytes that Load takes. An item at DynamoDB's limit stays far below, also when every byte of it has to be escaped.
const MaxLine = 16 * 1024 * 1024

// line is one line of an export: values by attribute, each under the letter of its type.
type line struct {
	Item map[string]map[string]json.RawMessage
}

// Export writes every item as a line, and gives their number. It fails with fault.Invalid for a text that is not UTF-8, which no line can hold.
func Export(ctx context.Context, to io.Writer, from Source) (int, error) {
	n := 0
	w := bufio.NewWriter(to)
	err := from.Each(ctx, func(i store.Item) error {
		n++
		raw, err := encode(i)
		if err == nil {
			_, err = w.Write(raw)
		}
		return err
	})
	if err := errors.Join(err, w.Flush()); err != nil {
		return n, fmt.Errorf("export item %d: %w", n, err)
	}
	return n, nil
}

// Load puts the item of every line, and gives the number of lines that are done. An item that is there already just as it stands in the line is fine, so a load
// that broke off is repeated from its start.
//
// It stops at the first line that cannot be loaded and names it: with fault.Conflict when the item is there with other content, with fault.Malformed when it is no
// line of an export, and else as the store does.
func Load(ctx context.Context, from io.Reader, to store.Store) (int, error) {
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, MaxLine)
	n := 0
	for lines.Scan() {
		i, err := decode(lines.Bytes())
		if err == nil {
			err = to.Put(ctx, i, &store.Condition{Absent: true})
		}
		if fault.Of(err) == fault.Conflict {
			err = fault.Conflict.Errorf("the item is there already, with other content")
		}
		if err != nil {
			return n, fmt.Errorf("load line %d: %w", n+1, err)
		}
		n++
	}
	err := lines.Err()
	if errors.Is(err, bufio.ErrTooLong) {
		err = fault.Malformed.Errorf("longer than %d bytes", MaxLine)
	}
	if err != nil {
		return n, fmt.Errorf("load line %d: %w", n+1, err)
	}
	return n, nil
}
