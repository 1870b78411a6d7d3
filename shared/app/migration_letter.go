package app

import (
	"cmp"
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
)

// event gives what a letter is about.
func event(r edge.Request) (migration.Event, error) {
	e := migration.Event(r.Path["event"])
	if e != migration.Migrated {
		return e, fault.NotFound.Errorf("there is no letter about %q", r.Path["event"])
	}
	return e, nil
}

func (c migrationCounter) template(ctx context.Context, r edge.Request) (edge.Answer, error) {
	e, err := event(r)
	if err != nil {
		return edge.Answer{}, err
	}
	t, err := c.table.Letters().Template(ctx, r.Partner, e)
	return shownTemplate(t, err)
}

func shownTemplate(t migration.Template, err error) (edge.Answer, error) {
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusOK, Header: map[string]string{"ETag": tag(t.Version)}, Body: api.LetterTemplate{
		Event: string(t.Event), Subject: t.Subject, Text: t.Text, Html: some(t.HTML), By: some(t.By), At: some(t.At), Version: int(t.Version), Fields: new(migration.TemplateFields()),
	}}, nil
}

func (c migrationCounter) putTemplate(ctx context.Context, r edge.Request) (edge.Answer, error) {
	b, err := edge.JSON[api.NewTemplate](r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	if err := asTemplate(b); err != nil {
		return edge.Answer{}, err
	}
	e, err := event(r)
	if err != nil {
		return edge.Answer{}, err
	}
	seen, err := change(r)
	if err != nil {
		return edge.Answer{}, err
	}
	t := migration.Template{Partner: r.Partner, Event: e, Subject: b.Subject, Text: b.Text, HTML: value(b.Html), By: r.Client, At: c.env.Now(), Version: seen.Base}
	if err := t.Check(); err != nil {
		return edge.Answer{}, err
	}
	if err := c.leave(ctx, audit.Base(r.Partner), r.Partner, audit.TemplateSaved, audit.Facts{"event": string(e), "subject": b.Subject}); err != nil {
		return edge.Answer{}, err
	}
	return shownTemplate(t, c.table.Letters().SaveTemplate(ctx, &t))
}

// preview shows the letter that a customer would get, by the template that is saved or by one that is not yet.
func (c migrationCounter) preview(ctx context.Context, r edge.Request) (edge.Answer, error) {
	b, err := edge.JSON[api.LetterPreview](r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	if err := asPreview(b); err != nil {
		return edge.Answer{}, err
	}
	e, err := event(r)
	if err != nil {
		return edge.Answer{}, err
	}
	tenant := migration.Tenant(strings.ToLower(b.Tenant))
	t, err := c.table.Letters().Template(ctx, r.Partner, e)
	if fault.Of(err) == fault.NotFound && b.Subject != nil && b.Text != nil {
		t, err = migration.Template{Event: e}, nil
	}
	if err != nil {
		return edge.Answer{}, err
	}
	t.Subject, t.Text, t.HTML = cmp.Or(value(b.Subject), t.Subject), cmp.Or(value(b.Text), t.Text), cmp.Or(value(b.Html), t.HTML)
	l, err := c.greeting(ctx, r.Partner, tenant)
	if err != nil {
		return edge.Answer{}, err
	}
	m, err := t.Render(l.Values)
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusOK, Body: api.LetterText{To: l.To, Subject: m.Subject, Text: m.Text, Html: some(m.HTML)}}, nil
}

// greeting makes the letter of a customer as if all that is to be taken over had been.
func (c migrationCounter) greeting(ctx context.Context, partner string, t migration.Tenant) (migration.Letter, error) {
	folder, err := c.kept.Folder(ctx, partner, t)
	if err != nil {
		return migration.Letter{}, err
	}
	e, err := c.kept.Entry(ctx, partner, t)
	if err != nil {
		return migration.Letter{}, err
	}
	i := migration.Item{Partner: partner, Tenant: t, Company: folder.Customer.Company, Email: folder.Customer.Email, Filled: map[migration.Field]string{
		migration.Username: e.Row("").Value(migration.Username),
	}}
	for n := range e.Rows {
		if row := &e.Rows[n]; row.Service != "" && row.Value(migration.Take) == "yes" {
			i.Tasks = append(i.Tasks, migration.Task{State: migration.TaskDone})
		}
	}
	return migration.Greeting(&i, c.env.Now()), nil
}

type letterPage struct {
	Letters []shownLetter `json:"letters"`
	Next    string        `json:"next,omitempty"`
}

// shownLetter is a letter without what it says.
type shownLetter struct {
	Tenant    migration.Tenant      `json:"tenant"`
	Event     migration.Event       `json:"event"`
	Migration string                `json:"migration,omitempty"`
	To        string                `json:"to"`
	State     migration.LetterState `json:"state"`
	Message   string                `json:"message,omitempty"`
	Why       string                `json:"why,omitempty"`
	Sends     int                   `json:"sends"`
	By        string                `json:"by,omitempty"`
	Put       time.Time             `json:"put"`
	Moved     time.Time             `json:"moved"`
}

func letterOf(l migration.Letter) shownLetter {
	return shownLetter{l.Tenant, l.Event, l.Migration, l.To, l.State, l.Message, l.Why, l.Sends, l.By, l.Put, l.Moved}
}

func (c migrationCounter) letters(ctx context.Context, r edge.Request) (edge.Answer, error) {
	after, err := cursor(r)
	if err != nil {
		return edge.Answer{}, err
	}
	found, next, err := c.table.Letters().Log(ctx, r.Partner, after, onPage)
	if err != nil {
		return edge.Answer{}, unfit(err)
	}
	page := letterPage{Letters: []shownLetter{}, Next: next}
	for _, l := range found {
		page.Letters = append(page.Letters, letterOf(l))
	}
	return edge.Answer{Status: http.StatusOK, Body: page}, nil
}

// resend queues a letter again because a person says so.
func (c migrationCounter) resend(ctx context.Context, r edge.Request) (edge.Answer, error) {
	if err := nothing(r); err != nil {
		return edge.Answer{}, err
	}
	e, err := event(r)
	if err != nil {
		return edge.Answer{}, err
	}
	t := migration.Tenant(strings.ToLower(r.Path["tenant_id"]))
	kept := c.table.Letters()
	if err := c.leave(ctx, audit.Migrant(r.Partner, string(t)), r.Partner, audit.LetterAgain, audit.Facts{"event": string(e)}); err != nil {
		return edge.Answer{}, err
	}
	l, err := migration.Sender{Book: kept, Silence: kept, Now: c.env.Now}.Resend(ctx, r.Partner, t, e, r.Client)
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusAccepted, Body: letterOf(l), Note: string(l.State)}, c.wake.letter(ctx, &l)
}
