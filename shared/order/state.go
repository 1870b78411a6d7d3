package order

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/seatwright/seatwright/shared/money"
)

// State is what an operator sees of an order.
type State string

// The states. The last three are ends; in Waiting and AsksPerson a person has to act.
const (
	Accepted     State = "accepted"
	Checking     State = "checking"
	Waiting      State = "waiting_for_customer"
	Buying       State = "buying"
	NotKnown     State = "outcome_unknown"
	Provisioning State = "provisioning"
	AsksPerson   State = "question"
	Fulfilled    State = "fulfilled"
	Failed       State = "failed"
	Cancelled    State = "cancelled"
)

// Ended reports whether nothing more will happen to the order by itself. A fulfilled order can still be cancelled.
func (s State) Ended() bool { return s == Fulfilled || s == Failed || s == Cancelled }

// StepName is one thing that is done for an order.
type StepName string

// The steps, in their order. StepReturn is done once for each line that a cancel has to give back or let run out.
const (
	StepCheck     StepName = "check"     // domain prefix, or the existing tenant
	StepTenant    StepName = "tenant"    // create the customer tenant
	StepAgreement StepName = "agreement" // attest the customer agreement
	StepCart      StepName = "cart"      // find the availability, create a cart
	StepCheckout  StepName = "checkout"  // buy
	StepWatch     StepName = "watch"     // wait for the licences
	StepReturn    StepName = "return"    // cancel
)

// Intent is a step written down before it is tried. Line is the position that StepReturn works on.
type Intent struct {
	Step    StepName  `json:"step,omitempty"`
	Attempt int       `json:"attempt,omitempty"`
	At      time.Time `json:"at,omitzero"`
	Looks   int       `json:"looks,omitempty"` // how often it was looked for without an answer
	Line    int       `json:"line,omitempty"`
}

// Request gives the id under which an attempt is sent: always the same for the same attempt, another for any other.
func (o *Order) Request() RequestID {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s|%s|%d|%d", o.ID, o.Intent.Step, o.Intent.Line, o.Intent.Attempt))
	sum[6] = sum[6]&0x0f | 0x80 // version 8: made by our own rule (RFC 9562, 5.8)
	sum[8] = sum[8]&0x3f | 0x80
	h := hex.EncodeToString(sum[:16])
	return RequestID(h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:])
}

// Result is how a step went.
type Result string

// The results of a step.
const (
	Done    Result = "done"
	Refused Result = "refused" // the seller said no
	Lost    Result = "unknown" // no answer; it is looked up
	Wait    Result = "waiting" // to be tried or looked at again later
)

// Step is a line of an order's history: what was tried, how it went, and the evidence in words and ids.
type Step struct {
	Name     StepName  `json:"name"`
	Attempt  int       `json:"attempt,omitempty"`
	Result   Result    `json:"result"`
	At       time.Time `json:"at"`
	Count    int       `json:"count,omitempty"` // how often in a row, when more than once
	Evidence string    `json:"evidence"`
}

// Question is what a person has to answer before the order goes on.
type Question struct {
	Field   string `json:"field"` // JSON pointer of the field to correct; "" asks for a choice only
	Text    string `json:"text"`
	Pattern string `json:"pattern,omitempty"` // the form that the seller asks for
	// Choices are the answers that a question without a field allows.
	Choices []string `json:"choices,omitempty"`
	Stuck   bool     `json:"stuck,omitempty"` // asked because our own work failed five times; a replayed message answers it too
}

// Choices of a question without a field.
const (
	Retry  = "retry"  // the cause was mended outside: try the same again
	Settle = "settle" // go on with what was bought, and leave the rest
)

// AtTermEnd is what becomes of a licence that is too late to give back.
type AtTermEnd string

// The ends of a term.
const (
	End           AtTermEnd = "end"
	ExtendMonthly AtTermEnd = "extend_monthly"
)

// Return is the wish to cancel an order.
type Return struct {
	At        time.Time `json:"at"`
	AtTermEnd AtTermEnd `json:"at_term_end"`
	By        string    `json:"by,omitempty"` // the API client
	Done      time.Time `json:"done,omitzero"`
}

// Ending is what a cancel came to for one line.
type Ending struct {
	At             time.Time     `json:"at"`
	Immediate      bool          `json:"immediate"` // the licence is gone and nothing more is owed
	AtTermEnd      AtTermEnd     `json:"at_term_end,omitempty"`
	CommittedUntil time.Time     `json:"committed_until,omitzero"`
	Owed           *money.Amount `json:"owed,omitempty"` // what the seller will still bill until then
	OwedReason     string        `json:"owed_reason,omitempty"`
}
