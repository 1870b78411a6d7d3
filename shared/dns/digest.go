package dns

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"slices"
	"strconv"
	"strings"
)

// sum digests a list of words, each with its length, so that no two lists are the same bytes.
type sum struct {
	hash hash.Hash
	buf  []byte // not hashed yet
}

const full = 1024 // octets that are hashed at once

func newSum() *sum { return &sum{hash: sha256.New(), buf: make([]byte, 0, full)} }

func (s *sum) add(words ...string) {
	for _, w := range words {
		if len(s.buf)+len(w)+20 > full { // 20: a length, as digits, and its colon
			s.flush()
		}
		s.buf = strconv.AppendInt(s.buf, int64(len(w)), 10)
		s.buf = append(s.buf, ':')
		s.buf = append(s.buf, w...)
	}
}

// number adds a number as its digits.
func (s *sum) number(n uint32) {
	var digits [10]byte
	s.add(string(strconv.AppendUint(digits[:0], uint64(n), 10)))
}

func (s *sum) flush() {
	s.hash.Write(s.buf)
	s.buf = s.buf[:0]
}

// text gives the digest, and begins the next one.
func (s *sum) text() string {
	s.flush()
	text := hex.EncodeToString(s.hash.Sum(nil))
	s.hash.Reset()
	return text
}

// brief digests words to something short enough for an id.
func brief(words ...string) string {
	s := newSum()
	s.add(words...)
	return s.text()[:12]
}

// content is a row without its id: what a digest and a comparison see of it.
type content struct {
	Record
	TTL    uint32 // as the world sees it
	Locked string
}

func (z *Zone) content(r Row) content {
	return content{Record: z.Record(r), TTL: z.ttl(r), Locked: r.Locked}
}

func (c content) compare(o content) int {
	if n := strings.Compare(c.Name, o.Name); n != 0 {
		return n
	}
	if n := strings.Compare(string(c.Type), string(o.Type)); n != 0 {
		return n
	}
	if n := strings.Compare(c.Data, o.Data); n != 0 {
		return n
	}
	if n := strings.Compare(c.Locked, o.Locked); n != 0 {
		return n
	}
	return int(c.TTL) - int(o.TTL)
}

// Digest gives a zone's rows in short. It is the same for rows in another order, with other ids, with other quotes, and for a time to live that is the
// zone's own, said or not. It does not see the serial, which hosts also raise for nothing.
func (z *Zone) Digest() string {
	all := make([]content, len(z.Rows))
	for i, r := range z.Rows {
		all[i] = z.content(r)
	}
	return newSum().zone(z.Name, all)
}

// zone digests the rows of a zone.
func (s *sum) zone(name string, all []content) string {
	order := make([]int, len(all)) // they are long: their numbers are moved instead
	for i := range all {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return all[a].compare(all[b]) })
	s.add(name)
	for _, i := range order {
		c := &all[i]
		s.add(c.Name, string(c.Type), c.Data, c.Locked)
		s.number(c.TTL)
	}
	return s.text()
}

// Digest gives Microsoft's answer in short, whatever the order in which it came.
func (f *Facts) Digest() string { return f.digest(newSum()) }

func (f *Facts) digest(s *sum) string {
	lines := make([]string, 0, len(f.Wanted)+len(f.Notes))
	var line []byte
	for i := range f.Wanted {
		w := &f.Wanted[i]
		line = line[:0]
		for _, word := range [...]string{w.Name, string(w.Type), w.Value} {
			line = append(append(line, word...), 0)
		}
		line = append(strconv.AppendUint(line, uint64(w.TTL), 10), 0)
		line = append(append(line, w.Service...), 0)
		line = append(strconv.AppendBool(line, w.Optional), 0)
		lines = append(lines, string(append(line, w.Source...)))
	}
	lines = append(lines, f.Notes...)
	slices.Sort(lines)
	s.add(f.Domain, string(f.Cloud), strconv.FormatBool(f.Verified))
	s.add(lines...)
	return s.text()
}
