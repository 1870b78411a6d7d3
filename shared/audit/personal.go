package audit

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
)

// Private is data of people beside a record, with the key of its hash. The chain holds only the hash: without the key, which goes
// with the data, nobody can find out by trying what was there.
type Private struct {
	Data map[string]string
	Salt []byte
}

const saltBytes = 16

// apart gives data of people a key of its own. Empty values are left out.
func apart(personal map[string]string) Private {
	p := Private{Data: map[string]string{}}
	for name, value := range personal {
		if value != "" {
			p.Data[name] = value
		}
	}
	if len(p.Data) == 0 {
		return Private{}
	}
	p.Salt = make([]byte, saltBytes)
	rand.Read(p.Salt) // documented never to fail
	return p
}

// Empty reports whether nothing is there.
func (p Private) Empty() bool { return len(p.Data) == 0 && len(p.Salt) == 0 }

// mac gives the keyed hash, "" of nothing.
func (p Private) mac() string {
	if p.Empty() {
		return ""
	}
	text, err := json.Marshal(p.Data) // its names are in order
	if err != nil {
		return "unreadable" // a map of texts can always be written
	}
	h := hmac.New(sha256.New, p.Salt)
	h.Write(text)
	return hex.EncodeToString(h.Sum(nil))
}

// Erasable keeps data of people beside its chains.
type Erasable interface {
	Chains
	// Chain gives all entries of a chain, in their order.
	Chain(ctx context.Context, a Aggregate) ([]Entry, error)
	// Strip removes what lies beside an entry, and leaves the entry itself as it is. It may be done again.
	Strip(ctx context.Context, e Entry) error
}

// through is the fact of an erasure that names the last record it is about.
const through = "through"

// Erase removes the data of people beside all records of a chain, and tells how many had any. The erasure is a record itself, left first: what is gone
// without one is a finding. It may be called again, and goes on where a crash ended it.
func Erase(ctx context.Context, t Trail, from Erasable, a Aggregate, who, correlation string) (int, error) {
	all, err := from.Chain(ctx, a)
	if err != nil {
		return 0, err
	}
	var with []Entry
	for _, e := range all {
		if !e.Private.Empty() {
			with = append(with, e)
		}
	}
	if len(with) == 0 {
		return 0, nil
	}
	last := with[len(with)-1].Seq
	if erasedThrough(all) < last {
		err := t.Leave(ctx, Record{
			Aggregate: a, Partner: all[0].Partner, Who: who, What: PersonalDataErased, Correlation: correlation,
			After: Facts{through: strconv.FormatInt(last, 10)},
		}, nil)
		if err != nil {
			return 0, err
		}
	}
	for _, e := range with {
		if err := from.Strip(ctx, e); err != nil {
			return 0, err
		}
	}
	return len(with), nil
}

// erasedThrough gives the last record whose data of people was to be erased; 0 for none.
func erasedThrough(all []Entry) int64 {
	last := int64(0)
	for _, e := range all {
		if e.What != PersonalDataErased {
			continue
		}
		if n, err := strconv.ParseInt(e.After[through], 10, 64); err == nil && n < e.Seq {
			last = max(last, n)
		}
	}
	return last
}
