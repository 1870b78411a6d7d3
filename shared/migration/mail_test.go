package migration_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
)

// office keeps one letter, and sends it.
type office struct {
	clock  time.Time
	letter migration.Letter
	hushed map[string]string
	sent   int // that left the mail service
	asked  int // times that a person or the start asked for one
	fate   func(call string, after bool) error
	html   string
}

func newOffice() *office {
	o := &office{clock: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC), hushed: map[string]string{}, asked: 1}
	o.letter = migration.Greeting(&migration.Item{Partner: "acme", Tenant: tenant(1), Email: "a@example.com", Company: "Contoso", Filled: map[migration.Field]string{migration.Username: "ann"}}, o.clock)
	o.letter.Version = 1
	return o
}

func (o *office) effect(call string, do func()) error {
	if o.fate != nil {
		if err := o.fate(call, false); err != nil {
			return err
		}
	}
	do()
	if o.fate != nil {
		return o.fate(call, true)
	}
	return nil
}

func (o *office) Letter(context.Context, string, migration.Tenant, migration.Event) (migration.Letter, error) {
	return o.letter, nil
}

func (o *office) SaveLetter(_ context.Context, l *migration.Letter) (err error) {
	lost := o.effect("save", func() {
		if l.Version != o.letter.Version {
			err = fault.Stale.Errorf("changed")
			return
		}
		l.Version++
		o.letter = *l
	})
	if err != nil {
		return err
	}
	return lost
}

func (o *office) Template(context.Context, string, migration.Event) (migration.Template, error) {
	return migration.Template{Subject: "Welcome", Text: "{{company}}", HTML: o.html}, nil
}

func (o *office) Silent(_ context.Context, address string) (string, error) {
	return o.hushed[address], nil
}

func (o *office) Hush(_ context.Context, address, why string) error {
	return o.effect("hush", func() { o.hushed[address] = why })
}

func (o *office) Send(context.Context, migration.Mail) (string, error) {
	return fmt.Sprint("message ", o.sent+1), o.effect("send", func() { o.sent++ })
}

func (o *office) sender() migration.Sender {
	return migration.Sender{Book: o, Silence: o, Post: o, Now: func() time.Time { return o.clock }}
}

func (o *office) minutes(ctx context.Context, n int) {
	for range n {
		alone(func() { _, _ = o.sender().Send(ctx, "acme", tenant(1), migration.Migrated) })
		o.clock = o.clock.Add(time.Minute)
	}
}

func (o *office) hear(ctx context.Context, s migration.LetterState, message string) error {
	return o.sender().Hear(ctx, migration.News{Partner: "acme", Tenant: tenant(1), Event: migration.Migrated, Message: message, State: s, Why: "no such mailbox"})
}

func TestALetterIsSentOnceAndWhatBecameOfItIsNoted(t *testing.T) {
	t.Parallel()
	o := newOffice()
	o.minutes(t.Context(), 30)
	if o.sent != 1 || o.letter.State != migration.Sent || o.letter.Message != "message 1" {
		t.Fatal(o.letter)
	}
	if err := o.hear(t.Context(), migration.Bounced, "message 1"); err != nil || o.letter.State != migration.Bounced {
		t.Fatal(err, o.letter)
	}
	if _, err := o.sender().Resend(t.Context(), "acme", tenant(1), migration.Migrated, "ann"); err != nil {
		t.Fatal(err)
	}
	o.minutes(t.Context(), 30)
	if err := o.hear(t.Context(), migration.Bounced, "message 1"); err != nil || o.sent != 2 || o.letter.State != migration.Sent {
		t.Fatal("news of the first try touch the second:", err, o.letter)
	}
	if err := o.hear(t.Context(), migration.Complained, "message 2"); err != nil || o.letter.State != migration.Complained || o.hushed["a@example.com"] == "" {
		t.Fatal(err, o.letter)
	}
	if _, err := o.sender().Resend(t.Context(), "acme", tenant(1), migration.Migrated, "ann"); fault.Of(err) != fault.Conflict {
		t.Fatal("sent to somebody who complained:", err)
	}
	if err := o.hear(t.Context(), migration.Bounced, "message 2"); err != nil || o.letter.State != migration.Complained {
		t.Fatal(err, o.letter)
	}
}

func TestALetterThatCannotBeSentSaysWhy(t *testing.T) {
	t.Parallel()
	silent, broken, refused, waits := newOffice(), newOffice(), newOffice(), newOffice()
	silent.hushed["a@example.com"] = "a complaint"
	broken.html = "{{x}}"
	refused.fate = func(call string, after bool) error {
		if call == "send" && !after {
			return fault.Invalid.Errorf("no such domain")
		}
		return nil
	}
	n := 0
	waits.fate = func(call string, after bool) error {
		if call == "send" && !after {
			if n++; n < 4 {
				return fault.Throttled.Errorf("slow down")
			}
		}
		return nil
	}
	for o, want := range map[*office]migration.LetterState{silent: migration.Silenced, broken: migration.NotSent, refused: migration.NotSent, waits: migration.Sent} {
		o.minutes(t.Context(), 60)
		if o.letter.State != want || o.letter.Why == "" != (want == migration.Sent) || o.sent > 1 {
			t.Errorf("want %s: %+v", want, o.letter)
		}
	}
}

// TestNoLetterIsSentTwiceUnlessSomebodySaysSo: functions die and answers are lost anywhere. The letter leaves at most as often as somebody asked for it.
func TestNoLetterIsSentTwiceUnlessSomebodySaysSo(t *testing.T) {
	t.Parallel()
	cases := 0
	rapid.Check(t, func(t *rapid.T) {
		o := newOffice()
		fates := rapid.SliceOfN(rapid.IntRange(0, 6), 0, 30).Draw(t, "fates")
		nested := false
		o.fate = func(_ string, after bool) error {
			if len(fates) == 0 {
				return nil
			}
			n := fates[0]
			fates = fates[1:]
			switch {
			case n == 1:
				die()
			case n == 2 && !after:
				return fault.Unavailable.Errorf("down")
			case n == 3 && after:
				return fault.Unknown.Errorf("no answer")
			case n == 4 && !nested:
				nested = true
				_, _ = o.sender().Send(t.Context(), "acme", tenant(1), migration.Migrated)
				nested = false
			}
			return nil
		}
		for range 6 {
			o.minutes(t.Context(), rapid.IntRange(1, 60).Draw(t, "minutes"))
			if o.sent > o.asked {
				t.Fatal("sent", o.sent, "asked", o.asked)
			}
			if o.letter.State == migration.Unclear && rapid.Bool().Draw(t, "again") {
				o.asked++
				alone(func() { _, _ = o.sender().Resend(t.Context(), "acme", tenant(1), migration.Migrated, "ann") })
			}
		}
		fates = nil
		o.minutes(t.Context(), 600)
		if o.letter.State != migration.Sent && o.letter.State != migration.Unclear {
			t.Fatal(o.letter)
		}
		cases++
	})
	fmt.Printf("property: no letter is sent twice: %d cases\n", cases)
}
