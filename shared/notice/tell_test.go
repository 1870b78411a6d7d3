package notice_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/notice"
)

// office is a book, a post and a log in memory.
type office struct {
	clock  time.Time
	entry  []notice.Entry
	fate   func(call string) error // decides how a call goes; nil: well
	sent   []notice.Letter
	noted  []notice.Notice
	lost   []string
	reader []string
}

func newOffice() *office {
	return &office{clock: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC), reader: []string{"ops@acme.example"}}
}

func (o *office) goes(call string) error {
	if o.fate == nil {
		return nil
	}
	return o.fate(call)
}

func (o *office) Untold(_ context.Context, now time.Time, limit int) (due []notice.Entry, err error) {
	for _, e := range o.entry {
		if !e.Told && !e.Due.IsZero() && !e.Due.After(now) && len(due) < limit {
			due = append(due, e)
		}
	}
	return due, o.goes("untold")
}

func (o *office) SaveNotice(_ context.Context, e *notice.Entry) error {
	err := o.goes("save")
	if err != nil && fault.Of(err) != fault.Unknown {
		return err
	}
	for i := range o.entry {
		if o.entry[i].Subject != e.Subject {
			continue
		}
		if o.entry[i].Version != e.Version {
			return fault.Stale.Errorf("changed")
		}
		o.entry[i] = *e
		o.entry[i].Version++
	}
	if err == nil {
		e.Version++
	}
	return err
}

func (o *office) Send(_ context.Context, l notice.Letter) error {
	err := o.goes("send")
	if err == nil || fault.Of(err) == fault.Unknown {
		o.sent = append(o.sent, l)
	}
	return err
}

func (o *office) put(subjects ...string) {
	for _, s := range subjects {
		o.entry = append(o.entry, notice.New(notice.Notice{Partner: "acme", Topic: notice.TokenWarning, Subject: s, Step: 60, At: o.clock, Text: "old"}))
	}
}

func (o *office) teller() notice.Teller {
	return notice.Teller{
		Book: o, Post: o, Now: func() time.Time { return o.clock },
		Readers: func(context.Context, string) ([]string, error) { return o.reader, o.goes("readers") },
		Note:    func(_ context.Context, n notice.Notice) { o.noted = append(o.noted, n) },
		Lost: func(_ context.Context, n notice.Notice, _ error, last bool) {
			o.lost = append(o.lost, fmt.Sprint(n.Subject, last))
		},
		Sleep: func(context.Context, time.Duration) error { return nil },
	}
}

// minutes has notices told each minute.
func (o *office) minutes(t interface{ Fatal(...any) }, n int) {
	for range n {
		if err := o.teller().Run(context.Background()); err != nil && fault.Of(err) == "" {
			t.Fatal(err)
		}
		o.clock = o.clock.Add(time.Minute)
	}
}

func TestEachNoticeIsToldOnce(t *testing.T) {
	t.Parallel()
	o := newOffice()
	o.put("a", "b")
	o.minutes(t, 20)
	if len(o.sent) != 2 || len(o.noted) != 2 || len(o.lost) != 0 || !o.entry[0].Told || !o.entry[1].Told {
		t.Errorf("sent %d, noted %d, lost %v", len(o.sent), len(o.noted), o.lost)
	}
}

func TestANoticeIsNotedAlsoWhereNobodyReadsEMail(t *testing.T) {
	t.Parallel()
	for name, edit := range map[string]func(*office, *notice.Teller){
		"no e-mail is sent":    func(_ *office, t *notice.Teller) { t.Post = nil },
		"no address is set":    func(o *office, _ *notice.Teller) { o.reader = nil },
		"the partner has gone": func(o *office, _ *notice.Teller) { o.fate = only("readers", fault.NotFound) },
	} {
		o := newOffice()
		o.put("a")
		teller := o.teller()
		edit(o, &teller)
		if err := teller.Run(t.Context()); err != nil || len(o.noted) != 1 || len(o.sent) != 0 || !o.entry[0].Told {
			t.Errorf("%s: %v, noted %d, sent %d", name, err, len(o.noted), len(o.sent))
		}
	}
}

// only lets one kind of call fail.
func only(call string, kind fault.Kind) func(string) error {
	return func(c string) error {
		if c == call {
			return kind.Errorf("no")
		}
		return nil
	}
}

func TestAnEMailThatFailsIsTriedForADayAndStopsNoOther(t *testing.T) {
	t.Parallel()
	o := newOffice()
	o.put("bad", "good")
	n := 0
	o.fate = func(call string) error {
		if call != "send" {
			return nil
		}
		if n++; n == 2 {
			return nil
		}
		return fault.Denied.Errorf("refused")
	}
	o.minutes(t, 26*60)
	if len(o.sent) != 1 || len(o.noted) != 2 || !o.entry[0].Told {
		t.Errorf("sent %d, noted %d, told %v", len(o.sent), len(o.noted), o.entry[0].Told)
	}
	if tries := len(o.lost); tries < 10 || tries > 40 || o.lost[tries-1] != "badtrue" || o.lost[tries-2] != "badfalse" {
		t.Errorf("lost %v", o.lost)
	}
}

func TestAnEMailWhoseOutcomeIsNotKnownIsSentAgainAndAKnownSuccessNever(t *testing.T) {
	t.Parallel()
	o := newOffice()
	o.put("a")
	unknown, saves := true, 0
	o.fate = func(call string) error {
		switch {
		case call == "send" && unknown:
			unknown = false
			return fault.Unknown.Errorf("no answer")
		case call == "save":
			if saves++; len(o.sent) == 2 && saves < 7 { // the success is hard to write down
				return fault.Unknown.Errorf("no answer")
			}
		}
		return nil
	}
	o.minutes(t, 60)
	if len(o.sent) != 2 || len(o.noted) != 1 || !o.entry[0].Told {
		t.Errorf("sent %d, noted %d, told %v", len(o.sent), len(o.noted), o.entry[0].Told)
	}
}

func TestOfTwoRunsAtOnceOneTells(t *testing.T) {
	t.Parallel()
	o := newOffice()
	o.put("a")
	nested := false
	o.fate = func(call string) error {
		if call == "save" && !nested {
			nested = true
			return o.teller().Run(context.Background())
		}
		return nil
	}
	o.minutes(t, 1)
	if len(o.sent) != 1 || len(o.noted) != 1 {
		t.Errorf("sent %d, noted %d", len(o.sent), len(o.noted))
	}
}

// TestNoNoticeIsLostOrToldTwice: writes fail or lose their answer, e-mails fail. Each notice is noted, and e-mails are as many as one and those without a known outcome.
func TestNoNoticeIsLostOrToldTwice(t *testing.T) {
	t.Parallel()
	cases := 0
	rapid.Check(t, func(t *rapid.T) {
		o := newOffice()
		o.put("a", "b", "c")
		fates := rapid.SliceOfN(rapid.SampledFrom([]fault.Kind{"", "", fault.Unavailable, fault.Unknown}), 0, 20).Draw(t, "fates")
		unclear, losses := 0, 0
		o.fate = func(call string) error {
			if len(fates) == 0 {
				return nil
			}
			kind := fates[0]
			fates = fates[1:]
			if kind == "" {
				return nil
			}
			if call == "save" {
				losses++
			}
			if call == "send" && kind == fault.Unknown {
				unclear++
			}
			return kind.Errorf("no")
		}
		o.minutes(t, 120)
		for _, e := range o.entry {
			if !e.Told {
				t.Fatalf("not told: %+v", e)
			}
		}
		if len(o.noted) != 3 && losses < 5 || len(o.noted) < 3 {
			t.Fatalf("noted %d times", len(o.noted))
		}
		if n := len(o.sent); n < 3 || n > 3+unclear && losses < 5 {
			t.Fatalf("%d e-mails, of which %d without a known outcome", n, unclear)
		}
		cases++
	})
	fmt.Printf("property: no notice is lost or told twice: %d cases\n", cases)
}

func TestALetterSaysWhatHappenedWhatToDoWhereAndByWhen(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	n := notice.Notice{
		Partner: "acme", Topic: notice.TokenWarning, Subject: "token", Step: 85, At: at, Text: "The sign-in is 85 days old.", Next: "Sign in again.",
		Link: "/v1/partners/acme/consents", Deadline: at.AddDate(0, 0, 5),
	}
	want := notice.Letter{
		To: []string{"ops@acme.example"}, Subject: "Seatwright: the sign-in is 85 days old (acme)",
		Text: "The sign-in is 85 days old.\n\nWhat to do: Sign in again.\nWhere: /v1/partners/acme/consents\nBy when: 26 November 2026, 12:00 UTC\n\n" +
			"Partner: acme\nEvent: partner.token_warning\nTime: 2026-11-21T12:00:00Z\n",
	}
	if diff := cmp.Diff(want, notice.Compose(n, []string{"ops@acme.example"})); diff != "" {
		t.Errorf("letter (-want +got):\n%s", diff)
	}
	for topic, word := range map[notice.Topic]string{
		notice.TokenDead: "on hold", notice.TokenRestored: "goes on", notice.CredentialWarning: "in a day", "partner.other": "partner.other",
	} {
		l := notice.Compose(notice.Notice{Partner: "acme", Topic: topic, Step: 1, At: at, Text: "x"}, nil)
		if !strings.Contains(l.Subject, word) || strings.ContainsAny(l.Subject, "\n") || strings.Contains(l.Text, "By when") != (topic == notice.TokenDead) {
			t.Errorf("%s: %+v", topic, l)
		}
	}
}
