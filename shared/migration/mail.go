package migration

import (
	"context"
	"strconv"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Letter is a letter to a customer and what became of it.
type Letter struct {
	Partner   string            `json:"partner"`
	Migration string            `json:"migration"`
	Tenant    Tenant            `json:"tenant"`
	Event     Event             `json:"event"`
	To        string            `json:"to"`
	Values    map[string]string `json:"values"`
	State     LetterState       `json:"state"`
	Message   string            `json:"message,omitempty"` // the mail service's id
	Why       string            `json:"why,omitempty"`
	Sends     int               `json:"sends"` // tries to send
	By        string            `json:"by,omitempty"`
	Put       time.Time         `json:"put"`
	Moved     time.Time         `json:"moved"`
	Due       time.Time         `json:"due,omitzero"` // when it is looked at again; zero: by nobody
	Version   int64             `json:"version"`
}

// LetterState is what became of a letter.
type LetterState string

// States of letters.
const (
	Queued     LetterState = "queued"
	Sending    LetterState = "sending"
	Sent       LetterState = "sent"
	Unclear    LetterState = "unknown" // it may have been sent; only a person sends it again
	NotSent    LetterState = "refused" // by the mail service or by the template
	Bounced    LetterState = "bounced"
	Complained LetterState = "complained"
	Silenced   LetterState = "silenced" // the address wants no letters
)

// Greeting gives the letter that tells a customer of the migration.
func Greeting(i *Item, now time.Time) Letter {
	taken := 0
	for _, t := range i.Tasks {
		if t.State == TaskDone {
			taken++
		}
	}
	return Letter{
		Partner: i.Partner, Migration: i.Migration, Tenant: i.Tenant, Event: Migrated, To: i.Email, State: Queued, Put: now, Moved: now, Due: now,
		Values: map[string]string{
			"company": i.Company, "tenant": string(i.Tenant), "username": i.Filled[Username], "partner": i.Partner, "services": strconv.Itoa(taken),
		},
	}
}

// Book keeps letters, by partner, tenant and event.
type Book interface {
	// Letter gives a letter, or fault.NotFound.
	Letter(ctx context.Context, partner string, t Tenant, e Event) (Letter, error)
	// SaveLetter replaces it if its stored version is the one in l, and leaves l with the next version. It fails with fault.Stale when somebody else wrote.
	SaveLetter(ctx context.Context, l *Letter) error
	// Template gives a partner's template, or fault.NotFound.
	Template(ctx context.Context, partner string, e Event) (Template, error)
}

// Silence keeps the addresses that want no letters.
type Silence interface {
	// Silent gives why an address gets none; "" when it may.
	Silent(ctx context.Context, address string) (string, error)
	// Hush adds an address; the same again changes nothing.
	Hush(ctx context.Context, address, why string) error
}

// Post sends e-mail.
type Post interface {
	// Send sends a letter and gives the service's id of it. It fails with fault.Unknown when it may have been sent, with fault.Throttled or fault.Unavailable when it
	// surely was not, and with another kind when it is refused.
	Send(ctx context.Context, m Mail) (message string, err error)
}

// Sender sends letters, each once.
type Sender struct {
	Book    Book
	Silence Silence
	Post    Post
	Now     func() time.Time
}

// sendingFor is for how long a letter is one run's own: longer than a run lives. Who finds it older does not know whether it was sent.
const sendingFor = 20 * time.Minute

// Send sends a letter that is queued. Of two runs one does.
func (s Sender) Send(ctx context.Context, partner string, t Tenant, e Event) (Letter, error) {
	l, err := s.Book.Letter(ctx, partner, t, e)
	if err != nil || l.Due.IsZero() || s.Now().Before(l.Due) {
		return l, err
	}
	if l.State == Sending {
		l.to(Unclear, "the function ended while it sent the letter", s.Now())
		return l, s.save(ctx, &l)
	}
	m, why, err := s.compose(ctx, &l)
	if err != nil {
		return l, err
	}
	if why != "" {
		return l, s.save(ctx, &l)
	}
	l.State, l.Sends, l.Moved, l.Due = Sending, l.Sends+1, s.Now(), s.Now().Add(sendingFor)
	if err := s.Book.SaveLetter(ctx, &l); err != nil {
		if fault.Of(err) == fault.Stale {
			return l, nil
		}
		return l, err
	}
	message, err := s.Post.Send(ctx, m)
	switch kind := fault.Of(err); {
	case err == nil:
		l.Message = message
		l.to(Sent, "", s.Now())
	case kind.Retryable():
		l.to(Queued, fault.Text(err), s.Now())
		l.Due = s.Now().Add(max(fault.RetryAfter(err), backoff(l.Sends)))
	case kind == fault.Unknown || kind == "":
		l.to(Unclear, "the mail service gave no answer", s.Now())
	default:
		l.to(NotSent, fault.Text(err), s.Now())
	}
	return l, s.save(ctx, &l)
}

func (l *Letter) to(state LetterState, why string, now time.Time) {
	l.State, l.Why, l.Moved, l.Due = state, why, now, time.Time{}
}

// save writes what is known. Who wrote in between knew more: news of the mail service.
func (s Sender) save(ctx context.Context, l *Letter) error {
	err := s.Book.SaveLetter(ctx, l)
	if fault.Of(err) == fault.Stale {
		return nil
	}
	return err
}

// compose makes the mail, or says why there is none.
func (s Sender) compose(ctx context.Context, l *Letter) (Mail, string, error) {
	why, err := s.Silence.Silent(ctx, l.To)
	if err != nil {
		return Mail{}, "", err
	}
	if why != "" {
		l.to(Silenced, why, s.Now())
		return Mail{}, why, nil
	}
	t, err := s.Book.Template(ctx, l.Partner, l.Event)
	if err == nil {
		var m Mail
		if m, err = t.Render(l.Values); err == nil {
			m.To, m.Partner, m.Tenant, m.Event = l.To, l.Partner, l.Tenant, l.Event
			return m, "", nil
		}
	}
	if kind := fault.Of(err); kind != fault.NotFound && kind != fault.Invalid {
		return Mail{}, "", err
	}
	l.to(NotSent, fault.Text(err), s.Now())
	return Mail{}, l.Why, nil
}

// Resend queues a letter again because a person says so. It fails with fault.Conflict while it is being sent and when its reader complained.
func (s Sender) Resend(ctx context.Context, partner string, t Tenant, e Event, by string) (Letter, error) {
	l, err := s.Book.Letter(ctx, partner, t, e)
	if err != nil {
		return l, err
	}
	switch l.State {
	case Complained, Silenced:
		return l, fault.Conflict.Errorf("letter to %s: its reader wants none", t)
	case Queued, Sending:
		return l, fault.Conflict.Errorf("letter to %s: it is %s", t, l.State)
	default:
	}
	l.to(Queued, "", s.Now())
	l.By, l.Due = by, s.Now()
	return l, s.Book.SaveLetter(ctx, &l)
}

// News is what the mail service reports of a letter later.
type News struct {
	Partner string
	Tenant  Tenant
	Event   Event
	Message string
	State   LetterState // Bounced for good, or Complained
	Why     string
}

// Hear notes news. They may come twice, in any order, and before it is written down that the letter was sent. A complaint silences the address for good; it
// outlasts what else is known. News of an earlier try do not touch a later one.
func (s Sender) Hear(ctx context.Context, n News) error {
	for range tries {
		l, err := s.Book.Letter(ctx, n.Partner, n.Tenant, n.Event)
		if err != nil {
			return err
		}
		if n.State == Complained {
			if err := s.Silence.Hush(ctx, l.To, "a complaint of "+s.Now().UTC().Format(time.DateOnly)); err != nil {
				return err
			}
		}
		if l.State == n.State || l.State == Complained || n.State == Bounced && l.Message != "" && l.Message != n.Message {
			return nil
		}
		l.Message = n.Message
		l.to(n.State, n.Why, s.Now())
		if err = s.Book.SaveLetter(ctx, &l); fault.Of(err) != fault.Stale {
			return err
		}
	}
	return fault.Unavailable.Errorf("letter to %s: others keep writing", n.Tenant)
}
