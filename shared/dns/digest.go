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

func (s *sum) flush() {
	s.hash.Write(s.buf)
	s.buf = s.buf[:0]
}

func (s *sum) text() string {
	s.flush()
	return hex.EncodeToString(s.hash.Sum(nil))
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
	return digest(z.Name, all)
}

func digest(zone string, all []content) string {
	slices.SortFunc(all, content.compare)
	s := newSum()
	s.add(zone)
	for _, c := range all {
		s.add(c.Name, string(c.Type), c.Data, c.Locked, strconv.FormatUint(uint64(c.TTL), 10))
	}
	return s.text()
}

// Digest gives Microsoft's answer in short, whatever the order in which it came.
func (f *Facts) Digest() string {
	lines := make([]string, 0, len(f.Wanted)+len(f.Notes))
	for _, w := range f.Wanted {
		lines = append(lines, w.Name+"\x00"+string(w.Type)+"\x00"+w.Value+"\x00"+strconv.FormatUint(uint64(w.TTL), 10)+"\x00"+string(w.Service)+"\x00"+
			strconv.FormatBool(w.Optional)+"\x00"+string(w.Source))
	}
	lines = append(lines, f.Notes...)
	slices.Sort(lines)
	s := newSum()
	s.add(f.Domain, string(f.Cloud), strconv.FormatBool(f.Verified))
	s.add(lines...)
	return s.text()
}
