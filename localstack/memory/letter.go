package memory

import (
	"context"
	"fmt"

	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/notice"
)

// Letters sends letters to customers; they are among what Sent gives, without their HTML.
type Letters struct{ mail *Mail }

var _ migration.Post = Letters{}

// Letters gives the mail as it sends letters to customers.
func (m *Mail) Letters() Letters { return Letters{m} }

// Send keeps a letter, and gives it an id by which news of it come.
func (l Letters) Send(ctx context.Context, m migration.Mail) (string, error) {
	if err := l.mail.Send(ctx, notice.Letter{To: []string{m.To}, Subject: m.Subject, Text: m.Text}); err != nil {
		return "", err
	}
	return fmt.Sprintf("local-%d", len(l.mail.Sent())), nil
}
