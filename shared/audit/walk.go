package audit

import (
	"encoding/json"
	"fmt"
)

// Finding is something that is not as it was left. Seq is 0 when it is about a day's root.
type Finding struct {
	Aggregate Aggregate
	Seq       int64
	Day       Day
	Text      string
}

// String names the record or the root, and what is wrong with it.
func (f Finding) String() string {
	if f.Aggregate == "" {
		return fmt.Sprintf("root of %s: %s", f.Day, f.Text)
	}
	return fmt.Sprintf("%s, record %d: %s", f.Aggregate, f.Seq, f.Text)
}

// chain is one chain with what the roots say of it.
type chain struct {
	of    Aggregate
	all   map[int64]Entry
	top   int64
	heads map[int64]Head // by place
	days  map[Day]int64  // its last record on a day, by the day's root
	seals seals

	found  []Finding
	erased int
}

// seals is what the roots say, by chain.
type seals struct {
	days map[Day]bool // that are sealed
	of   map[Aggregate][]sealed
}

// sealed is the head of a chain on a day.
type sealed struct {
	Head

	day Day
}

func newSeals(roots []Root) seals {
	s := seals{days: map[Day]bool{}, of: map[Aggregate][]sealed{}}
	for _, r := range roots {
		s.days[r.Day] = true
		for _, h := range r.Heads {
			s.of[h.Aggregate] = append(s.of[h.Aggregate], sealed{h, r.Day})
		}
	}
	return s
}

// newChain joins entries with what the roots say of them.
func newChain(a Aggregate, all []Entry, s seals) *chain {
	c := &chain{of: a, all: map[int64]Entry{}, heads: map[int64]Head{}, days: map[Day]int64{}, seals: s}
	for _, e := range all {
		if _, two := c.all[e.Seq]; two {
			c.note(e.Seq, "there are two")
		}
		c.all[e.Seq], c.top = e, max(c.top, e.Seq)
	}
	for _, h := range s.of[a] {
		c.heads[h.Seq], c.days[h.day], c.top = h.Head, h.Seq, max(c.top, h.Seq)
	}
	return c
}

// walk goes from the newest record to the first. What a root or a record that is itself in order says of the one before is what that one must
// be; behind a record that is gone or altered nothing is known until the next head.
func (c *chain) walk(erased int64) {
	want := ""
	for seq := c.top; seq >= 1; seq-- {
		if h, ok := c.heads[seq]; ok {
			want = h.Hash
		}
		e, there := c.all[seq]
		if !there {
			c.note(seq, "removed")
			want = ""
			continue
		}
		if wrong := c.wrong(e, want); wrong != "" {
			c.note(seq, wrong)
			want = ""
			continue
		}
		c.beside(e, erased)
		want = e.Prev
	}
}

func (c *chain) wrong(e Entry, want string) string {
	var r Record
	switch {
	case want != "" && e.Hash() != want:
		if _, sealed := c.heads[e.Seq]; sealed {
			return "altered: it is not the one that was sealed"
		}
		return "altered: it is not the one that the record after it was left behind"
	case json.Unmarshal(e.Body, &r) != nil || r.Aggregate != c.of || r.Seq != e.Seq || (r.Prev == "") != (r.Seq == 1):
		return "altered: it is not a record of this place"
	}
	if c.seals.days[r.Day()] && c.days[r.Day()] < e.Seq {
		return fmt.Sprintf("added after %s was sealed", r.Day())
	}
	return ""
}

// beside holds the data of people against its hash in the record.
func (c *chain) beside(e Entry, erased int64) {
	switch {
	case e.Personal == "" && e.Private.Empty():
	case e.Private.Empty():
		c.erased++
		if e.Seq > erased {
			c.note(e.Seq, "the data of people beside it is gone, and no record says that it was erased")
		}
	case e.Private.mac() != e.Personal:
		c.note(e.Seq, "the data of people beside it was altered")
	}
}

func (c *chain) note(seq int64, text string) {
	c.found = append(c.found, Finding{Aggregate: c.of, Seq: seq, Text: text})
}
