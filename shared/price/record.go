package price

import "time"

// Import is one sheet on its way into use.
type Import struct {
	ID       string     `json:"id"`
	Version  int64      `json:"version"` // counts the writes; 0: not written yet
	List     List       `json:"list"`
	Timeline Timeline   `json:"timeline"`
	Month    string     `json:"month,omitempty"`    // of the sheet, as 2026-12; "" when nobody said
	File     string     `json:"file"`               // the name that the file has for people
	Object   string     `json:"object"`             // the blob that is waited for
	Size     int64      `json:"size,omitempty"`     // bytes, as announced; 0: not announced
	From     time.Time  `json:"effective,omitzero"` // its prices are compared with those in use at this time; zero: not read yet, and nobody said
	By       string     `json:"by"`                 // who asked for it
	Created  time.Time  `json:"created"`
	State    State      `json:"state"`
	Since    time.Time  `json:"since"`              // when the state was entered
	Outcome  string     `json:"outcome,omitempty"`  // why it was refused or left, in a sentence for people
	Attempt  int        `json:"attempt,omitempty"`  // how often its file was read
	Reading  Reading    `json:"reading,omitzero"`   // what was seen in the file
	Findings []Finding  `json:"findings,omitempty"` // what the guards say
	Decision *Decision  `json:"decision,omitempty"` // what a person said to them
	Snapshot SnapshotID `json:"snapshot,omitempty"` // the rows that it would put in use, once they are kept
	Base     SnapshotID `json:"base,omitempty"`     // the snapshot that it was compared with and, when it holds only changes, merged into
	Diff     Summary    `json:"diff,omitzero"`      // against Base
}

// State is how far an import is.
type State string

// States of an import. One that is applied, refused or unchanged stays so.
const (
	WaitingUpload State = "waiting_upload" // for the file
	BeingRead     State = "reading"        // the file is there
	WaitingPerson State = "waiting_person" // a guard says that the sheet is not what it seems
	Applying      State = "applying"       // nothing is in the way; its rows are being put in use
	Applied       State = "applied"        // they were put in use, and may have been taken back since
	Refused       State = "refused"        // by a person, or because the file cannot be read
	NothingNew    State = "unchanged"      // the same prices are in use already
)

// Over tells whether nothing will happen to the import any more.
func (s State) Over() bool { return s == Applied || s == Refused || s == NothingNew }

// Decision is what a person said to an import that waited.
type Decision struct {
	By      string    `json:"by"`
	At      time.Time `json:"at"`
	Reason  string    `json:"reason"`
	Approve bool      `json:"approve"`
}

// Reading is what was seen in a file.
type Reading struct {
	Rows     int            `json:"rows"`              // good ones of the list's market and currency
	Rejected int            `json:"rejected"`          // rows written to the rejects
	Skipped  int            `json:"skipped,omitempty"` // good rows of another market or currency
	Drift    []Drift        `json:"drift,omitempty"`   // how the header differs from the documented one
	Segments map[string]int `json:"segments,omitempty"`
	Changes  map[Change]int `json:"changes,omitempty"` // rows by what the sheet itself says of them
}

// SnapshotBlob names the blob of a snapshot.
func SnapshotBlob(id SnapshotID) string { return "prices/snapshots/" + string(id) }

// TraceBlob names the blob that tells which line each row of an import's snapshot came from.
func TraceBlob(partner, id string) string { return "prices/imports/" + partner + "/" + id + "/trace" }

// RejectsBlob names the CSV of an import's rejected rows.
func RejectsBlob(partner, id string) string {
	return "prices/imports/" + partner + "/" + id + "/rejects.csv"
}
