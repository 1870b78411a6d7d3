package memory

import (
	"context"
	"slices"
	"sync"

	"github.com/seatwright/seatwright/shared/mail"
	"github.com/seatwright/seatwright/shared/notice"
)

// Mail keeps what is sent. It is safe for concurrent use.
type Mail struct {
	// Fate, when set before the first use, decides how a sending goes: an error of it is the answer, and what the letter's fate is besides is for it to
	// say by sent. Nil: everything is sent.
	Fate func(l notice.Letter) (sent bool, err error)

	from string
	mu   sync.Mutex
	sent []notice.Letter
}

var _ notice.Post = (*Mail)(nil)

// NewMail gives the mail of a sender.
func NewMail(from string) *Mail { return &Mail{from: from} }

// Send keeps a letter.
func (m *Mail) Send(ctx context.Context, l notice.Letter) error {
	if err := first(ended(ctx), mail.Check(m.from, l)); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	sent, err := true, error(nil)
	if m.Fate != nil {
		sent, err = m.Fate(l)
	}
	if sent {
		l.To = slices.Clone(l.To)
		m.sent = append(m.sent, l)
	}
	return err
}

// Sent gives the letters that were sent, the oldest first.
func (m *Mail) Sent() []notice.Letter {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.sent)
}
