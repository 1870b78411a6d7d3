// Package mailtest holds the suite that SES and its stand-in must pass.
package mailtest

import (
	"crypto/rand"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/notice"
)

// Box is a way to send, and what was sent by it.
type Box struct {
	notice.Post

	// Sent gives the letters that were sent so far, by anybody.
	Sent func(t *testing.T) []notice.Letter
}

// Run checks a way to send. Open gives one whose sender may send.
func Run(t *testing.T, open func(t *testing.T) Box) {
	t.Helper()
	t.Run("a letter comes as it was sent", func(t *testing.T) {
		t.Parallel()
		comes(t, open(t))
	})
	t.Run("a letter that cannot be sent is refused", func(t *testing.T) {
		t.Parallel()
		refused(t, open(t))
	})
}

func comes(t *testing.T, b Box) {
	l := notice.Letter{To: []string{"ops@acme.example", "it+" + strings.ToLower(rand.Text()) + "@acme.example"}, Subject: "Grüße: " + rand.Text(), Text: "One.\n\nTwo: §\n"}
	if err := b.Send(t.Context(), l); err != nil {
		t.Fatalf("send: %v", err)
	}
	if err := b.Send(t.Context(), notice.Letter{To: l.To[:1], Subject: l.Subject + "2", Text: "x"}); err != nil {
		t.Fatalf("send another: %v", err)
	}
	var same []notice.Letter
	for _, s := range b.Sent(t) {
		if s.Subject == l.Subject {
			same = append(same, s)
		}
	}
	if diff := cmp.Diff([]notice.Letter{l}, same); diff != "" {
		t.Fatalf("letters (-want +got):\n%s", diff)
	}
}

func refused(t *testing.T, b Box) {
	good := notice.Letter{To: []string{"ops@acme.example"}, Subject: "refused " + rand.Text(), Text: "x"}
	for name, edit := range map[string]func(*notice.Letter){
		"nobody":             func(l *notice.Letter) { l.To = nil },
		"too many":           func(l *notice.Letter) { l.To = slices.Repeat(l.To, 51) },
		"not an address":     func(l *notice.Letter) { l.To = []string{"ops"} },
		"a name":             func(l *notice.Letter) { l.To = []string{"Ops <ops@acme.example>"} },
		"two in one":         func(l *notice.Letter) { l.To = []string{"a@acme.example, b@acme.example"} },
		"no subject":         func(l *notice.Letter) { l.Subject = "" },
		"a header of others": func(l *notice.Letter) { l.Subject += "\r\nBcc: x@evil.example" },
		"no text":            func(l *notice.Letter) { l.Text = "" },
	} {
		l := good
		edit(&l)
		if err := b.Send(t.Context(), l); fault.Of(err) != fault.Invalid || strings.Contains(err.Error(), "acme") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	for _, s := range b.Sent(t) {
		if strings.HasPrefix(s.Subject, good.Subject) {
			t.Errorf("sent: %+v", s)
		}
	}
}
