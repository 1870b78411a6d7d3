package price

import (
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// maxEntries bounds a pointer: five years of months. What falls out is still in the records of imports.
const maxEntries = 60

// Pointer says which snapshot a list's prices come from, and which came before. It is one record: who reads it once sees one version.
type Pointer struct {
	List    List    `json:"list"`
	Version int64   `json:"version"` // counts the writes; 0: never written
	Entries []Entry `json:"entries"` // oldest first
}

// Entry is a snapshot that was put in use.
type Entry struct {
	Snapshot SnapshotID `json:"snapshot"`
	Import   string     `json:"import"`           // whose rows these are
	Trace    string     `json:"trace"`            // blob that tells of each row which line of which file it was
	Month    string     `json:"month,omitempty"`  // of the sheet, as 2026-12
	From     time.Time  `json:"from"`             // from when on it is what prices are looked up in: when it came into use, or the beginning of its month if that was before
	At       time.Time  `json:"at"`               // when it came into use
	By       string     `json:"by,omitempty"`     // who approved it; "": it was applied without a question
	Undone   *Undone    `json:"undone,omitempty"` // it was taken back
}

// Undone is who took a snapshot back, when and why.
type Undone struct {
	By     string    `json:"by"`
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

// InUse gives the entry whose snapshot is in use: the latest that was not taken back. It reports false when there is none.
func (p *Pointer) InUse() (Entry, bool) {
	for _, e := range slices.Backward(p.Entries) {
		if e.Undone == nil {
			return e, true
		}
	}
	return Entry{}, false
}

// AsOf gives the entry that prices of a time are looked up in: the latest that was not taken back and is from then or before, or else the first.
func (p *Pointer) AsOf(t time.Time) (Entry, bool) {
	var first Entry
	found := false
	for _, e := range slices.Backward(p.Entries) {
		if e.Undone != nil {
			continue
		}
		if first, found = e, true; !e.From.After(t) {
			return e, true
		}
	}
	return first, found
}

// has tells whether an import was ever put in use, be it taken back since or not. It is how a delivery that comes again knows that its work is done.
func (p *Pointer) has(id string) bool {
	return slices.ContainsFunc(p.Entries, func(e Entry) bool { return e.Import == id })
}

// undone gives who took a snapshot back, or nil when nobody did or it came into use again since.
func (p *Pointer) undone(id SnapshotID) *Undone {
	for _, e := range slices.Backward(p.Entries) {
		if e.Snapshot == id {
			return e.Undone
		}
	}
	return nil
}

// push puts an entry in use.
func (p *Pointer) push(e Entry) {
	if len(p.Entries) >= maxEntries {
		p.Entries = p.Entries[len(p.Entries)-maxEntries+1:]
	}
	p.Entries = append(slices.Clone(p.Entries), e)
}

// back takes back what is in use, so that what was in use before is again. It fails with fault.Conflict when nothing was.
func (p *Pointer) back(u Undone) (Entry, error) {
	p.Entries = slices.Clone(p.Entries)
	for n, e := range slices.Backward(p.Entries) {
		if e.Undone == nil {
			p.Entries[n].Undone = &u
			if before, ok := p.InUse(); ok {
				return before, nil
			}
			break
		}
	}
	return Entry{}, fault.Conflict.Errorf("prices %s: no earlier sheet is there to go back to", p.List)
}
