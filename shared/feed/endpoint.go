package feed

import (
	"slices"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Endpoint is where a shop wants to be told.
type Endpoint struct {
	ID    string `json:"id"`
	Owner string `json:"owner"` // whose events it gets: a connection, or a partner
	URL   string `json:"url"`
	// Types are what it wants: types, or a group of them such as "order.*"; none: all.
	Types []string      `json:"types,omitempty"`
	State EndpointState `json:"state"`
	// Reason says why it is disabled.
	Reason Reason    `json:"reason,omitempty"`
	At     time.Time `json:"at"`    // of its registration
	Since  time.Time `json:"since"` // of its state

	Version int64 `json:"-"`
}

// EndpointState is whether an endpoint is told.
type EndpointState string

// The states. Only a verified one is told.
const (
	Pending  EndpointState = "pending" // nobody has proven yet that who listens there wants it
	Verified EndpointState = "verified"
	Disabled EndpointState = "disabled"
)

// Reason is why an endpoint is disabled.
type Reason string

// The reasons.
const (
	ByOwner Reason = "owner" // asked for
	IsGone  Reason = "gone"  // it answered 410
)

// group is the end of a group of types.
const group = ".*"

// mostTypes bounds a list of types, which says less than "all" when it is longer than all.
const mostTypes = 30

// checkTypes refuses types that nothing has.
func checkTypes(types []string) error {
	if len(types) > mostTypes {
		return unfit("/types", "want at most 30")
	}
	for i, t := range types {
		if slices.Contains(types[:i], t) || !grouped(t) && !Type(t).known() {
			return unfit("/types", "want types of events, each once, or a group such as order.*")
		}
	}
	return nil
}

func grouped(t string) bool {
	head, is := strings.CutSuffix(t, group)
	return is && slices.Contains([]string{"order", "subscription", "migration"}, head)
}

// wants reports whether an event of a type is for the endpoint.
func (e Endpoint) wants(t Type) bool {
	return e.State == Verified && (len(e.Types) == 0 || slices.ContainsFunc(e.Types, func(wanted string) bool {
		head, is := strings.CutSuffix(wanted, "*")
		return wanted == string(t) || is && strings.HasPrefix(string(t), head)
	}))
}

// enter puts an endpoint into a state.
func (e *Endpoint) enter(s EndpointState, why Reason, now time.Time) {
	e.State, e.Reason, e.Since = s, why, now
}

func unfit(pointer, text string) error {
	return fault.At(fault.Invalid.Errorf("endpoint: %s", text), fault.Field{Pointer: pointer, Text: text})
}
