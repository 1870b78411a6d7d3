package memory_test

import (
	"testing"

	"github.com/seatwright/seatwright/localstack/memory"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/mail/mailtest"
	"github.com/seatwright/seatwright/shared/notice"
)

func TestMailSendsMail(t *testing.T) {
	t.Parallel()
	m := memory.NewMail("seatwright@example.com")
	mailtest.Run(t, func(*testing.T) mailtest.Box {
		return mailtest.Box{Post: m, Sent: func(*testing.T) []notice.Letter { return m.Sent() }}
	})
}

func TestMailFailsAsItIsTold(t *testing.T) {
	t.Parallel()
	m := memory.NewMail("seatwright@example.com")
	m.Fate = func(l notice.Letter) (bool, error) {
		if l.Subject == "lost" {
			return true, fault.Unknown.Errorf("no answer")
		}
		return false, fault.Denied.Errorf("no")
	}
	for subject, kind := range map[string]fault.Kind{"lost": fault.Unknown, "other": fault.Denied} {
		if err := m.Send(t.Context(), notice.Letter{To: []string{"a@acme.example"}, Subject: subject, Text: "x"}); fault.Of(err) != kind {
			t.Errorf("%s: %v", subject, err)
		}
	}
	if len(m.Sent()) != 1 {
		t.Errorf("sent %d", len(m.Sent()))
	}
}
