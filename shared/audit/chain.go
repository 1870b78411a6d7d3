package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"
)

// Entry is a record in its place in the chain.
type Entry struct {
	Record

	// Body is the record as it was hashed. What is read back must be these very bytes.
	Body []byte
	// Private lies beside the chain; the zero value when there is none, or none any more.
	Private Private
	// With is the place of the first of those that were left together with it: they lie in one item.
	With int64
}

// Hash gives the entry's hash, which the next one holds.
func (e Entry) Hash() string {
	sum := sha256.Sum256(e.Body)
	return hex.EncodeToString(sum[:])
}

// Read makes an entry of its stored parts.
func Read(body []byte, p Private) (Entry, error) {
	e := Entry{Body: body, Private: p}
	if err := json.Unmarshal(body, &e.Record); err != nil {
		return e, fmt.Errorf("read an audit record: %w", err)
	}
	return e, nil
}

// follow puts a record behind the last of its chain; last is the zero value for the first. Time does not run backwards within a chain,
// whatever the clocks of two machines say.
func follow(last Entry, r Record, personal map[string]string, now time.Time) (Entry, error) {
	r.Seq, r.At = last.Seq+1, now.UTC().Truncate(time.Millisecond)
	var e Entry
	if last.Seq > 0 {
		r.Prev = last.Hash()
		if r.At.Before(last.At) {
			r.At = last.At
		}
	}
	e.Private = apart(personal)
	r.Personal = e.Private.mac()
	body, err := json.Marshal(r)
	if err != nil {
		return Entry{}, fmt.Errorf("write an audit record: %w", err)
	}
	e.Record, e.Body = r, body
	return e, nil
}
