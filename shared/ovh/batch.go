package ovh

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/rest"
)

// batchSize is how many rows are read in one call.
const batchSize = 50

func decimal(n int64) string { return strconv.FormatInt(n, 10) }

// fill reads the rows of these ids that rows does not have yet. Those that are not there are left out.
func (c *Client) fill(ctx context.Context, zone string, ids []int64, rows map[int64]Record) error {
	var wanted []int64
	for _, id := range ids {
		if _, ok := rows[id]; !ok {
			wanted = append(wanted, id)
		}
	}
	for part := range slices.Chunk(wanted, batchSize) {
		if err := c.fillPart(ctx, zone, part, rows); err != nil {
			return err
		}
	}
	return nil
}

// fillPart reads at most batchSize rows. Batches are little documented, so that an answer of another form, or a refusal,
// has the rows read one by one, now and later.
func (c *Client) fillPart(ctx context.Context, zone string, ids []int64, rows map[int64]Record) error {
	if len(ids) > 1 && !c.singly.Load() {
		ok, err := c.batch(ctx, zone, ids, rows)
		if ok || err != nil {
			return err
		}
		c.singly.Store(true)
	}
	for _, id := range ids {
		r, err := c.Record(ctx, zone, id)
		switch {
		case fault.Of(err) == fault.NotFound:
		case err != nil:
			return err
		case r.ID != id:
			return fault.Unavailable.Errorf("read zone %s: OVHcloud answered with another row than was asked for", zone)
		default:
			rows[id] = r
		}
	}
	return nil
}

// element is what a batch has for each id.
type element struct {
	Value *wireRecord     `json:"value"`
	Error json.RawMessage `json:"error"`
}

// batch reports whether the answer is a batch's.
func (c *Client) batch(ctx context.Context, zone string, ids []int64, rows map[int64]Record) (bool, error) {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = decimal(id)
	}
	var raw json.RawMessage
	err := c.do(ctx, rest.Request{
		Method: http.MethodGet, Route: "/domain/zone/{zone}/record/{ids}", Args: []string{zone, strings.Join(words, ",")},
		Header: http.Header{"X-Ovh-Batch": {","}},
	}, &raw)
	if kind := fault.Of(err); kind == fault.Invalid || kind == fault.NotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	var all []element
	if json.Unmarshal(raw, &all) != nil || len(all) != len(ids) {
		return false, nil //nolint:nilerr // not a batch: the rows are read one by one
	}
	read := map[int64]Record{}
	for _, e := range all {
		switch failed := len(e.Error) > 0 && string(e.Error) != "null"; {
		case e.Value != nil && slices.Contains(ids, e.Value.ID):
			read[e.Value.ID] = e.Value.record()
		case e.Value != nil || !failed:
			return false, nil
		}
	}
	maps.Copy(rows, read)
	return true, nil
}
