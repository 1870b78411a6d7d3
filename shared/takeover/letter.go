package takeover

import (
	"fmt"
	"strings"
	"time"
)

// Message is what is sent to people.
type Message struct {
	Kind MessageKind `json:"kind"`
	Text string      `json:"text"`
	Link string      `json:"link,omitempty"` // where the reader does what is asked
}

// MessageKind tells messages apart: a takeover sends one of each.
type MessageKind string

// Kinds of messages.
const (
	Invitation MessageKind = "invitation"
	Farewell   MessageKind = "letter_to_old_provider"
	Ended      MessageKind = "ended"
)

func invitation(t *Takeover, v *View) Message {
	text := "To take over the licences of " + t.Domain + ", a global administrator of the tenant has to accept the invitation."
	return Message{Kind: Invitation, Text: text, Link: v.Invitation}
}

// farewell is the letter to the old provider. Nobody but the provider can end its subscription, and in the new commerce only within seven days of a purchase
// or a renewal: so it is asked to turn renewal off.
func farewell(t *Takeover) Message {
	var b strings.Builder
	fmt.Fprintf(&b, "To %s\n\nThe customer with the tenant %s (%s) will not renew the subscriptions below. Please turn automatic renewal off,\n", t.Provider, t.Tenant, t.Domain)
	b.WriteString("or cancel them where their window is open, and confirm by answering this letter.\n\n")
	for _, o := range t.Old {
		fmt.Fprintf(&b, "subscription %s, %d seats, ends %s\n", o.ID, o.Seats, o.Ends.UTC().Format(time.DateOnly))
	}
	return Message{Kind: Farewell, Text: b.String()}
}
