package domain

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/dns"
)

// Event is something of a setup that a person has to know. It is put with the same write as the state that it tells of.
type Event struct {
	Topic    Topic
	Subject  string // what it is about, the same for the same thing
	At       time.Time
	Text     string // what happened; nothing secret and nobody's name
	Next     string // what to do
	Link     string
	Deadline time.Time // by when; zero: none
}

// Topic is the kind of an event.
type Topic string

// The topics.
const (
	TopicDrift    Topic = "domain.drift" // somebody changed what Microsoft's service counts on
	TopicOperator Topic = "domain.needs_operator"
	TopicLate     Topic = "domain.overdue" // a state was not left by its deadline
)

// moving reports whether a state is one in which the setup goes on by itself, at once or when it is due.
func (s State) moving() bool {
	switch s {
	case Asked, Approved, Staging, Publishing, ByHand, Deployed, Verifying, Undoing, Restoring, Done:
		return true
	case Planned, RolledBack, Drifted, Failed, Operator, Superseded:
	}
	return false
}

// busy reports whether the setup is changing its zone, so that no other may begin to.
func (s State) busy() bool {
	switch s {
	case Approved, Staging, Publishing, Deployed, Undoing, Restoring:
		return true
	case Asked, Planned, ByHand, Verifying, Done, RolledBack, Drifted, Failed, Operator, Superseded:
	}
	return false
}

const (
	day = 24 * time.Hour
	// lost is after how long a setup is found again whose work was begun and never ended.
	lost = 10 * time.Minute
)

// deadline gives by when a state should be left. A state that waits for a person's decision has none.
func (s State) deadline(now time.Time) time.Time {
	switch s {
	case Asked, Approved, Staging, Publishing, Deployed, Undoing, Restoring:
		return now.Add(day)
	case Verifying:
		return now.Add(3 * day) // Microsoft documents up to 72 hours
	case ByHand:
		return now.Add(14 * day)
	case Planned, Done, RolledBack, Drifted, Failed, Operator, Superseded:
	}
	return time.Time{}
}

// enter puts a setup into a state, from which its time counts anew.
func (s *Setup) enter(state State, now time.Time, text string) {
	s.State, s.Since, s.Deadline, s.Due = state, now, state.deadline(now), time.Time{}
	s.Tries, s.Late = 0, false
	if state.moving() {
		s.Due = now.Add(lost)
	}
	s.note(now, string(state), text)
	if state == Operator {
		s.tell(TopicOperator, now, "needs a person: "+s.why(), "look at the setup, whose export is the zone before the first change")
	}
}

const maxSteps = 40

func (s *Setup) note(now time.Time, name, text string) {
	steps := append([]Step(nil), s.Steps...)
	steps = append(steps, Step{At: now, Name: name, Text: text})
	s.Steps = steps[max(0, len(steps)-maxSteps):]
}

func (s *Setup) why() string {
	if s.Problem == nil {
		return string(s.State)
	}
	return s.Problem.Text
}

func (s *Setup) tell(t Topic, at time.Time, text, next string) {
	s.Tell = append(s.Tell, Event{
		Topic: t, Subject: "domain setup " + s.ID, At: at, Text: s.Domain + " " + text, Next: next, Link: "/v1/dns/plans/" + s.ID, Deadline: s.Deadline,
	})
}

// Overdue gives the event that nobody took up a setup in time, once it is so: the work, which tells everything else, may be what is broken.
func (s Setup) Overdue(now time.Time) []Event {
	if s.Late || s.Tries > 0 || s.Deadline.IsZero() || now.Before(s.Deadline) {
		return nil
	}
	s.Tell = nil
	s.late(s.Deadline)
	return s.Tell
}

func (s *Setup) late(at time.Time) {
	text := "is late: it should have left the state " + string(s.State) + " by now"
	if s.Problem != nil {
		text += "; " + s.Problem.Text
	}
	s.Late = true
	s.tell(TopicLate, at, text, "look at the setup's last steps")
}

// alarm tells of changes that need somebody, once for each that are different.
func (s *Setup) alarm(now time.Time) {
	var ours []string
	for _, c := range s.Changes {
		if c.Ours {
			ours = append(ours, c.String())
		}
	}
	if len(ours) == 0 {
		s.Alarm = ""
		return
	}
	text := strings.Join(ours, "; ")
	sum := sha256.Sum256([]byte(text))
	if d := hex.EncodeToString(sum[:8]); d != s.Alarm {
		s.Alarm = d
		s.tell(TopicDrift, now, "is not as it was set up: "+text, "plan it again, or undo the change at its host")
	}
}

// Row is a setup's line in its batch.
type Row struct {
	Setup   string   `json:"setup"`
	State   State    `json:"state"`
	Stage   Stage    `json:"stage"`
	Line    dns.Line `json:"line"`
	Problem string   `json:"problem,omitempty"` // its text
}

// Row gives a setup's line in its batch.
func (s *Setup) Row() Row {
	r := Row{Setup: s.ID, State: s.State, Stage: s.Stage, Line: s.Line}
	if s.Problem != nil {
		r.Problem = s.Problem.Text
	}
	return r
}
