package transfer

import "time"

// Direction says which way subscriptions go.
type Direction string

// The directions.
const (
	In  Direction = "in"  // to us
	Out Direction = "out" // from us
)

// State is how far a transfer is.
type State string

// States. Those of one direction alone say so.
const (
	Asked      State = "asked"      // in: not requested at the seller yet
	Requesting State = "requesting" // in: the request may be at the seller
	Waiting    State = "waiting"    // in: the other partner has to submit
	Cancelling State = "cancelling" // in: the request is being taken back
	Offered    State = "offered"    // out: a person decides about what is shown
	Approved   State = "approved"   // out: a person agreed, and nothing is submitted yet
	Submitting State = "submitting" // out: it may be submitted
	Declining  State = "declining"  // out: a person refused, and the seller still shows it as open
	Moving     State = "moving"     // the seller is at it
	Taking     State = "taking"     // the seller is through, and our records follow
	Done       State = "done"
	Cancelled  State = "cancelled"
	Rejected   State = "rejected"
	Expired    State = "expired"
	Failed     State = "failed"
	Operator   State = "needs_operator" // what became of a write is not known: a person looks
)

// Over reports whether nothing is left to be done.
func (s State) Over() bool {
	switch s {
	case Done, Cancelled, Rejected, Expired, Failed:
		return true
	case Asked, Requesting, Waiting, Cancelling, Offered, Approved, Submitting, Declining, Moving, Taking, Operator:
	}
	return false
}

// Transfer is everything that is known of one.
type Transfer struct {
	ID        string    `json:"id"`
	Partner   string    `json:"partner"`
	Direction Direction `json:"direction"`
	Tenant    string    `json:"tenant"` // the customer's, a GUID in lower case
	Customer  string    `json:"customer,omitempty"`
	Other     Party     `json:"other"`
	// Contact is the customer's address to which the seller writes, and Ours the one at which it reaches us.
	Contact  string   `json:"contact,omitempty"`
	Ours     string   `json:"ours,omitempty"`
	Products []string `json:"products,omitempty"` // kinds of products that may be moved; none: all
	Reseller string   `json:"reseller,omitempty"` // MPN id of our partner of record

	State    State     `json:"state"`
	Created  time.Time `json:"created"`
	Since    time.Time `json:"since"`
	Due      time.Time `json:"due,omitzero"`      // when it is looked at again
	Deadline time.Time `json:"deadline,omitzero"` // of its state
	Seller   Shown     `json:"seller,omitzero"`
	Known    bool      `json:"known,omitempty"` // the book knows which transfer of the seller's it is
	// Request names the write that is tried, and Sent is when it was written down.
	Request  string    `json:"request,omitempty"`
	Sent     time.Time `json:"sent,omitzero"`
	Before   []string  `json:"before,omitempty"` // in: the customer's subscriptions with us before
	Offer    Offer     `json:"offer,omitzero"`   // out: what leaves
	Decision *Decision `json:"decision,omitempty"`
	Lines    []Line    `json:"lines,omitempty"` // what was moved, as the seller shows it
	Task     *Task     `json:"task,omitempty"`
	Problem  *Problem  `json:"problem,omitempty"`
	Tries    int       `json:"tries,omitempty"`
	Late     bool      `json:"late,omitempty"`
	Steps    []Step    `json:"steps,omitempty"`

	Correlation string  `json:"correlation,omitempty"`
	Version     int64   `json:"version"`
	Tell        []Event `json:"-"` // put with the next save
}

// Party is the other partner.
type Party struct {
	Tenant string `json:"tenant"` // a GUID in lower case
	Name   string `json:"name,omitempty"`
}

// Line is a subscription that is moved.
type Line struct {
	ID          string    `json:"id"`
	Product     string    `json:"product"`
	SKU         string    `json:"sku,omitempty"`
	Name        string    `json:"name,omitempty"`
	Quantity    int       `json:"quantity"`
	Term        string    `json:"term,omitempty"`
	Billing     string    `json:"billing,omitempty"`
	Status      string    `json:"status"`
	Ends        time.Time `json:"ends,omitzero"`         // midnight of the last day that is included
	CancelUntil time.Time `json:"cancel_until,omitzero"` // zero: never
	Base        string    `json:"base,omitempty"`        // of an add-on
	NewCommerce bool      `json:"new_commerce,omitempty"`
	Ordered     bool      `json:"ordered,omitempty"` // an order of ours bought it
}

// Offer is what leaves when a person agrees, and its hash.
type Offer struct {
	Hash  string    `json:"hash"`
	Lines []Line    `json:"lines"`
	At    time.Time `json:"at"`
}

// Decision is a person's word about an offer.
type Decision struct {
	Accept bool      `json:"accept"`
	Hash   string    `json:"hash"`
	Lines  []string  `json:"lines,omitempty"` // the subscriptions that go
	By     string    `json:"by"`
	At     time.Time `json:"at"`
}

// Problem is what stands in the way.
type Problem struct {
	Code string    `json:"code"`
	Text string    `json:"text"`
	At   time.Time `json:"at"`
}

// Step is something that happened.
type Step struct {
	At   time.Time `json:"at"`
	Name string    `json:"name"`
	Text string    `json:"text,omitempty"`
}

const (
	maxSteps = 40
	// MaxLines is how many subscriptions one transfer may have.
	MaxLines = 25

	day = 24 * time.Hour
	// lost is after how long a transfer is found again whose work was begun and never ended.
	lost = 10 * time.Minute
	// open is how long a request is open where the seller does not say it.
	open = 30 * day
)

// enter puts a transfer into a state, from which its time counts anew.
func (t *Transfer) enter(s State, now time.Time, text string) {
	t.State, t.Since, t.Due, t.Deadline = s, now, now.Add(lost), t.deadline(s, now)
	t.Tries, t.Late, t.Problem = 0, false, nil
	t.Task = t.task(s)
	if s.Over() || s == Operator {
		t.Due = time.Time{}
	}
	t.Steps = append(t.Steps[max(0, len(t.Steps)-maxSteps+1):len(t.Steps):len(t.Steps)], Step{At: now, Name: string(s), Text: text})
	t.announce(now, text)
}

// deadline gives by when a state should be left. An open request ends at the seller's time.
func (t *Transfer) deadline(s State, now time.Time) time.Time {
	switch s {
	case Waiting, Offered, Declining:
		if !t.Seller.Expires.IsZero() {
			return t.Seller.Expires
		}
		return now.Add(open)
	case Asked:
		return t.Created.Add(14 * day) // the customer accepts us as its reseller first
	case Requesting, Submitting:
		return now.Add(time.Hour)
	case Approved:
		return t.Decision.At.Add(day)
	case Cancelling:
		return now.Add(day)
	case Moving, Taking:
		return now.Add(3 * day)
	case Done, Cancelled, Rejected, Expired, Failed, Operator:
	}
	return time.Time{}
}
