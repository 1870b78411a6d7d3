package audit

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Head is the last record of a chain on a day.
type Head struct {
	Aggregate Aggregate `json:"aggregate"`
	Seq       int64     `json:"seq"`
	Hash      string    `json:"hash"`
}

// Root is a day: the heads of all chains that grew on it, under one hash, and the root of the day before. Every day has one, also a quiet one.
type Root struct {
	Day      Day    `json:"day"`
	Previous string `json:"previous,omitempty"` // hash of the root of the day before; "" of the first
	Merkle   string `json:"merkle"`
	Heads    []Head `json:"heads"`
}

// Safe keeps what cannot be changed or removed before its time.
type Safe interface {
	// Put keeps a text under a name until a time. It fails with fault.Conflict when the name is taken.
	Put(ctx context.Context, name string, body []byte, until time.Time) error
	// Get gives a text, or fault.NotFound.
	Get(ctx context.Context, name string) ([]byte, error)
	// List gives the names that begin with a prefix, in their order.
	List(ctx context.Context, prefix string) ([]string, error)
}

// Roots is how the names of roots begin.
const Roots = "root/"

// newRoot puts heads under one root. The same heads give the same bytes, in whatever order they come.
func newRoot(d Day, previous string, heads []Head) (Root, []byte, error) {
	heads = slices.Clone(heads)
	slices.SortFunc(heads, func(a, b Head) int { return cmp.Compare(a.Aggregate, b.Aggregate) })
	r := Root{Day: d, Previous: previous, Merkle: merkle(heads), Heads: heads}
	body, err := json.Marshal(r)
	if err != nil {
		return r, nil, fmt.Errorf("write a root: %w", err)
	}
	return r, body, nil
}

// name gives a root its name: with its own hash in it, another text cannot take its place unseen.
func name(d Day, hash string) string { return Roots + string(d) + "/" + hash + ".json" }

// named reads a name back.
func named(name string) (d Day, hash string, ok bool) {
	rest, found := strings.CutPrefix(name, Roots)
	day, file, two := strings.Cut(rest, "/")
	hash, ended := strings.CutSuffix(file, ".json")
	return Day(day), hash, found && two && ended && !Day(day).Begins().IsZero()
}

func hashOf(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// merkle gives the Merkle tree hash of RFC 9162 (2.1.1) over the heads, so that one head can be proven to somebody who must not see the others.
func merkle(heads []Head) string {
	leaves := make([][sha256.Size]byte, len(heads))
	for i, h := range heads {
		leaves[i] = sha256.Sum256(fmt.Appendf([]byte{0}, "%s\n%d\n%s", h.Aggregate, h.Seq, h.Hash))
	}
	top := tree(leaves)
	return hex.EncodeToString(top[:])
}

func tree(leaves [][sha256.Size]byte) [sha256.Size]byte {
	switch len(leaves) {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return leaves[0]
	}
	split := 1
	for split*2 < len(leaves) {
		split *= 2
	}
	left, right := tree(leaves[:split]), tree(leaves[split:])
	return sha256.Sum256(append(append([]byte{1}, left[:]...), right[:]...))
}
