package app

import (
	"context"
	"log/slog"

	"github.com/seatwright/seatwright/shared/mail"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/table"
)

// letterBox keeps letters of partners who have a template for them: who wrote none wants none sent.
type letterBox struct{ table.Letters }

var _ migration.Letters = letterBox{}

// Put implements migration.Letters.
func (b letterBox) Put(ctx context.Context, l migration.Letter) error {
	_, err := b.Template(ctx, l.Partner, l.Event)
	if err != nil {
		return unlessGone(err)
	}
	return b.Letters.Put(ctx, l)
}

// sender sends letters.
func (w migrateWork) sender() migration.Sender {
	kept := w.table.Letters()
	return migration.Sender{Book: kept, Silence: kept, Post: w.post, Now: w.env.Now}
}

// letter sends a letter that is due.
func (w migrateWork) letter(ctx context.Context, partner string, t migration.Tenant, e migration.Event) error {
	if w.post == nil {
		return nil // it stays queued until there is a sender
	}
	l, err := w.sender().Send(ctx, partner, t, e)
	if err == nil {
		w.env.measure(ctx, "letter", once("Letter", slog.String("state", string(l.State))))
	}
	return unlessGone(err)
}

// openLetters opens the way to send letters to customers; nil where none is sent.
func (e *Env) openLetters() (migration.Post, error) {
	if e.Local != nil {
		return e.Local.Letters, nil
	}
	from := e.Settings[setting.MailFrom]
	if from == "" {
		return nil, nil //nolint:nilnil // no e-mail is a setting
	}
	cfg, err := e.sdkConfig()
	if err != nil {
		return nil, err
	}
	return mail.Open(cfg, from).Letters(e.Settings[setting.MailSet]), nil
}
