package notice

import (
	"fmt"
	"strings"
	"time"
)

// Letter is an e-mail of plain text.
type Letter struct {
	To      []string
	Subject string
	Text    string
}

// Compose writes a notice's e-mail: what happened, what to do and where, and by when.
func Compose(n Notice, to []string) Letter {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", n.Text)
	if n.Next != "" {
		fmt.Fprintf(&b, "\nWhat to do: %s\n", n.Next)
	}
	if n.Link != "" {
		fmt.Fprintf(&b, "Where: %s\n", n.Link)
	}
	switch {
	case !n.Deadline.IsZero():
		fmt.Fprintf(&b, "By when: %s\n", n.Deadline.UTC().Format("2 January 2006, 15:04 UTC"))
	case n.Topic == TokenDead:
		b.WriteString("By when: as soon as possible. Until then the partner's work waits.\n")
	}
	fmt.Fprintf(&b, "\nPartner: %s\nEvent: %s\nTime: %s\n", n.Partner, n.Topic, n.At.UTC().Format(time.RFC3339))
	return Letter{To: to, Subject: "Seatwright: " + n.title() + " (" + n.Partner + ")", Text: b.String()}
}

// title says in a few words what a notice is about.
func (n Notice) title() string {
	switch n.Topic {
	case TokenWarning:
		return fmt.Sprintf("the sign-in is %d days old", n.Step)
	case TokenDead:
		return "work is on hold, a new sign-in is needed"
	case TokenRestored:
		return "work goes on"
	case CredentialWarning:
		if n.Step == 1 {
			return "the app's secret expires in a day"
		}
		return fmt.Sprintf("the app's secret expires in %d days", n.Step)
	case OrderWaiting:
		return "an order waits for its customer"
	case OrderQuestion:
		return "an order asks a question"
	case OrderOverdue:
		return "an order is late"
	case OrderFailed:
		return "an order has failed"
	case DomainDrift:
		return "a domain is no longer as it was set up"
	case DomainOperator:
		return "a domain needs a person"
	case DomainOverdue:
		return "a domain is late"
	case ShopSilent:
		return "a shop sends no webhooks any more"
	case TransferWaiting:
		return "a transfer between partners waits for somebody"
	case TransferQuestion:
		return "a transfer between partners asks a question"
	case TransferOverdue:
		return "a transfer between partners is late"
	case TransferEnded:
		return "a transfer between partners is over"
	case MigrationStopped:
		return "a migration has stopped and a person decides"
	case MigrationOver:
		return "a migration is over"
	case EndpointDead:
		return "a shop's program does not take what it is told"
	case TakeoverTask:
		return "a takeover waits for people"
	case TakeoverAlarm:
		return "a takeover costs money or licences"
	case TakeoverLetter:
		return "a message is to be sent on"
	}
	return string(n.Topic)
}
