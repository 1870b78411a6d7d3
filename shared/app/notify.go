package app

import (
	"context"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/mail"
	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/setting"
)

// Notify builds the function that a rule wakes each minute: it tells people and alarms of what a partner's sign-in needs.
func Notify(e *Env) (lambda.Handler, error) {
	t, err := e.OpenTable()
	if err != nil {
		return nil, err
	}
	post, err := e.openMail()
	if err != nil {
		return nil, err
	}
	teller := notice.Teller{
		Book: t, Post: post, Note: e.note, Lost: e.lost, Now: e.Now, Sleep: e.Sleep,
		Readers: func(ctx context.Context, id string) ([]string, error) {
			p, err := t.Partner(ctx, order.PartnerID(id))
			return p.Notify, err
		},
	}
	return edge.Schedule(edge.Options{Operation: "notify", Log: e.Log, Now: e.Now}, func(ctx context.Context, _ time.Time) error {
		return teller.Run(ctx)
	}), nil
}

// openMail opens the way to send e-mail; nil where none is sent.
func (e *Env) openMail() (notice.Post, error) {
	if e.Local != nil {
		return e.Local.Mail, nil
	}
	from := e.Settings[setting.MailFrom]
	if from == "" {
		return nil, nil //nolint:nilnil // no e-mail is a setting
	}
	cfg, err := e.sdkConfig()
	if err != nil {
		return nil, err
	}
	return mail.Open(cfg, from), nil
}

// note measures and logs a notice. The metric has the notice's own time, and alarms look at its maximum, so that a repetition changes nothing.
func (e *Env) note(ctx context.Context, n notice.Notice) {
	m := metric{unit: "Count", value: 1, at: n.At}
	switch n.Topic {
	case notice.TokenWarning:
		m.name = "TokenWarning"
	case notice.TokenDead:
		m.name = "TokenDead"
	case notice.TokenRestored:
		m.name = "TokenRestored"
	case notice.CredentialWarning:
		m.name = "CredentialWarning"
	case notice.OrderWaiting:
		m.name = "OrderWaiting"
	case notice.OrderQuestion:
		m.name = "OrderQuestion"
	case notice.OrderOverdue:
		m.name = "OrderOverdue"
	case notice.OrderFailed:
		m.name = "OrderFailed"
	case notice.DomainDrift:
		m.name = "DomainDrift"
	case notice.DomainOperator:
		m.name = "DomainOperator"
	case notice.DomainOverdue:
		m.name = "DomainOverdue"
	case notice.ShopSilent:
		m.name = "ShopSilent"
	case notice.MigrationStopped:
		m.name = "MigrationStopped"
	case notice.MigrationOver:
		m.name = "MigrationOver"
	case notice.TransferQuestion:
		m.name = "TransferQuestion"
	case notice.TransferOverdue:
		m.name = "TransferOverdue"
	case notice.EndpointDead:
		m.name = "EndpointDead"
	case notice.TakeoverAlarm:
		m.name = "TakeoverAlarm"
	default:
		m.name = "OtherNotice"
	}
	e.measure(ctx, "notice", m, slog.String("topic", string(n.Topic)), slog.String("partner", n.Partner), slog.String("subject", n.Subject),
		slog.Int("step", n.Step), slog.String("text", n.Text))
}

// lost measures and logs an e-mail that could not be sent.
func (e *Env) lost(ctx context.Context, n notice.Notice, err error, last bool) {
	e.measure(ctx, "e-mail not sent", once("MailFailed"), slog.String("topic", string(n.Topic)), slog.String("partner", n.Partner),
		slog.Bool("given_up", last), slog.String("code", fault.Code(err)), slog.String("error", err.Error()))
}
