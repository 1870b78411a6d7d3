// Package notice tells people and programs once that something of a partner needs them.
//
// A notice is put once, under a key made of what it is about; that is the event. Metric, log line and e-mail follow from it, and are
// marked when they are done.
//
//	tell.go  who is told, and what is done when an e-mail fails    letter.go  the e-mail's words
package notice

import "time"

// Notice is an event of a partner.
type Notice struct {
	Partner string    `json:"partner"`
	Topic   Topic     `json:"topic"`
	Subject string    `json:"subject"` // what it is about, the same for the same thing: "token 2026-01-01T00:00:00Z"
	Step    int       `json:"step,omitempty"`
	At      time.Time `json:"at"`   // when it fell due, which is the same whoever notices it
	Text    string    `json:"text"` // for people: what happened, who must act, by when; nothing secret and nobody's name
	Next    string    `json:"next"`
	Link    string    `json:"link,omitempty"`
	// Deadline is when it is too late; zero: now.
	Deadline time.Time `json:"deadline,omitzero"`
	Told     bool      `json:"told,omitempty"`
}

// Topic is the type of the event, as receivers of events know it.
type Topic string

// The topics.
const (
	TokenWarning      Topic = "partner.token_warning"      // Step is the age in days
	TokenDead         Topic = "partner.token_dead"         // work is on hold
	TokenRestored     Topic = "partner.token_restored"     // work goes on
	CredentialWarning Topic = "partner.credential_warning" // Step is the days that are left
	OrderWaiting      Topic = "order.waiting_for_customer" // Step is the days that it has waited
	OrderQuestion     Topic = "order.question"             // somebody has to answer
	OrderOverdue      Topic = "order.overdue"              // a state was not left by its deadline
	OrderFailed       Topic = "order.failed"
	DomainDrift       Topic = "domain.drift"          // somebody changed what Microsoft's service counts on
	DomainOperator    Topic = "domain.needs_operator" // a person has to mend a zone
	DomainOverdue     Topic = "domain.overdue"        // a state was not left by its deadline
	ShopSilent        Topic = "connection.silent"     // a shop's webhooks look disabled
	MigrationStopped  Topic = "migration.stopped"     // its rule tripped, and a person decides
	MigrationOver     Topic = "migration.over"        // all of its customers are, or it was cancelled
	TransferWaiting   Topic = "transfer.waiting"      // somebody has to submit, accept or reject
	TransferQuestion  Topic = "transfer.question"     // what became of a write is not known
	TransferOverdue   Topic = "transfer.overdue"      // a state was not left by its deadline
	TransferEnded     Topic = "transfer.ended"
	EndpointDead      Topic = "endpoint.dead"   // what a shop should have been told was taken by nobody
	TakeoverTask      Topic = "takeover.task"   // people have to do something for a takeover
	TakeoverAlarm     Topic = "takeover.alarm"  // a takeover costs money or licences while nobody acts
	TakeoverLetter    Topic = "takeover.letter" // a message is to be sent on to somebody outside
)

// Entry is a notice with what was done about it.
type Entry struct {
	Notice

	Version int64 `json:"-"`
	// Noted: the metric and the log line are written.
	Noted bool      `json:"noted,omitempty"`
	Tries int       `json:"tries,omitempty"`
	Began time.Time `json:"began,omitzero"` // when it was tried first
	Due   time.Time `json:"due,omitzero"`   // when it is tried again; zero: never
}

// New makes the entry of a notice that nobody was told of yet.
func New(n Notice) Entry { return Entry{Notice: n, Due: n.At} }
