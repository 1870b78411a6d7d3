package app

import (
	"context"
	"encoding/json"
	"log/slog"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/mail"
	"github.com/seatwright/seatwright/shared/migration"
)

// Heard builds the function that the mail service's reports wake: a letter bounced, or its reader complained.
func Heard(e *Env) (lambda.Handler, error) {
	t, err := e.OpenTable()
	if err != nil {
		return nil, err
	}
	kept := t.Letters()
	s := migration.Sender{Book: kept, Silence: kept, Now: e.Now}
	return edge.Topic(edge.Options{Operation: "heard", Log: e.Log, Now: e.Now}, func(ctx context.Context, message string) error {
		n, known, err := newsOf(message)
		if err != nil || !known {
			return err
		}
		e.measure(ctx, "letter", once("Letter", slog.String("state", string(n.State))))
		return unlessGone(s.Hear(acting(ctx, actor{who: audit.Worker}), n))
	}), nil
}

// report is what Amazon documents that SES publishes of an e-mail.
type report struct {
	Event string `json:"eventType"`
	Mail  struct {
		ID   string              `json:"messageId"`
		Tags map[string][]string `json:"tags"`
	} `json:"mail"`
	Bounce struct {
		Type    string `json:"bounceType"`
		SubType string `json:"bounceSubType"`
	} `json:"bounce"`
	Complaint struct {
		Feedback string `json:"complaintFeedbackType"`
	} `json:"complaint"`
}

// newsOf reads a report; false for one that says nothing of a letter that counts: Amazon tries on after a bounce that is not permanent.
func newsOf(message string) (migration.News, bool, error) {
	var r report
	if err := json.Unmarshal([]byte(message), &r); err != nil {
		return migration.News{}, false, fault.Malformed.Wrap(err, "the message is no report of an e-mail")
	}
	tag := func(name string) string {
		if v := r.Mail.Tags[name]; len(v) == 1 {
			return v[0]
		}
		return ""
	}
	n := migration.News{Partner: tag(mail.TagPartner), Tenant: migration.Tenant(tag(mail.TagTenant)), Event: migration.Event(tag(mail.TagEvent)), Message: r.Mail.ID}
	switch {
	case n.Partner == "" || n.Tenant == "" || n.Event == "":
		return n, false, nil // a notice to people, which is no letter
	case r.Event == "Bounce" && r.Bounce.Type == "Permanent":
		n.State, n.Why = migration.Bounced, "the address does not take it: "+r.Bounce.SubType
	case r.Event == "Complaint":
		n.State, n.Why = migration.Complained, "its reader complained "+r.Complaint.Feedback
	default:
		return n, false, nil
	}
	return n, true, nil
}
