package control

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"
)

// Luck is what happens to deliveries on their way. It is drawn from the seed and a delivery's name, so that the same run has
// the same luck, in whatever order it is asked for. The zero value is a network where nothing happens.
type Luck struct {
	Seed    string `json:"seed,omitempty"`
	Lose    int    `json:"lose,omitempty"`    // of a hundred deliveries so many are never sent
	Twice   int    `json:"twice,omitempty"`   // of a hundred so many are sent twice
	Late    int    `json:"late,omitempty"`    // of a hundred so many are late
	LateBy  int    `json:"late_by,omitempty"` // by at most so many seconds
	Shuffle bool   `json:"shuffle,omitempty"` // what is due at one time goes out in no order
}

// Check tells what is wrong with numbers that are no shares of a hundred.
func (l Luck) Check() error {
	for _, share := range [...]int{l.Lose, l.Twice, l.Late} {
		if share < 0 || share > 100 {
			return fmt.Errorf("luck: %d of a hundred", share)
		}
	}
	if l.LateBy < 0 {
		return fmt.Errorf("luck: late by %d seconds", l.LateBy)
	}
	return nil
}

// Loses reports whether a delivery is never sent.
func (l Luck) Loses(name string) bool { return l.hits(l.Lose, "lose", name) }

// Doubles reports whether a delivery is sent twice.
func (l Luck) Doubles(name string) bool { return l.hits(l.Twice, "twice", name) }

// Delay is by how much a delivery is late, in whole seconds.
func (l Luck) Delay(name string) time.Duration {
	if l.LateBy == 0 || !l.hits(l.Late, "late", name) {
		return 0
	}
	return time.Duration(1+Draw(l.Seed, "by", name)%uint64(l.LateBy)) * time.Second //nolint:gosec // Check keeps it positive
}

// Arrange puts what is due at one time into the order in which it goes out: as it came up, unless the deliveries are shuffled.
func Arrange[D any](l Luck, due []D, name func(D) string) {
	if !l.Shuffle {
		return
	}
	type ranked struct {
		rank uint64
		what D
	}
	all := make([]ranked, 0, len(due))
	for _, d := range due {
		all = append(all, ranked{Draw(l.Seed, "rank", name(d)), d})
	}
	slices.SortStableFunc(all, func(a, b ranked) int { return cmp.Compare(a.rank, b.rank) })
	for i := range all {
		due[i] = all[i].what
	}
}

func (l Luck) hits(share int, what, name string) bool {
	return share > 0 && Draw(l.Seed, what, name)%100 < uint64(share)
}

// Draw makes a number of words: the same words give the same number, others any.
func Draw(words ...string) uint64 {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", words))
	return binary.BigEndian.Uint64(sum[:])
}

// Post sends a body once, follows no redirect and gives the status of the answer: 0 when there was none in time. Of the
// answer at most 1 MiB is read. It fails only when the address is none.
func Post(ctx context.Context, web http.RoundTripper, to string, header http.Header, body []byte, within time.Duration) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return 0, fmt.Errorf("deliver: %w", err)
	}
	r.Header = header.Clone()
	res, err := web.RoundTrip(r)
	if err != nil {
		return 0, nil // that nobody answers is an outcome
	}
	defer func() { _ = res.Body.Close() }()
	if _, err := io.Copy(io.Discard, io.LimitReader(res.Body, maxControl)); err != nil {
		return 0, nil // an answer that is cut is none
	}
	return res.StatusCode, nil
}
