package migration

import (
	"html"
	"slices"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Template is a letter with named fields such as {{company}}.
type Template struct {
	Partner string    `json:"partner"`
	Event   Event     `json:"event"`
	Subject string    `json:"subject"`
	Text    string    `json:"text"`
	HTML    string    `json:"html,omitempty"` // "": the letter is plain
	By      string    `json:"by,omitempty"`
	At      time.Time `json:"at,omitzero"`
	Version int64     `json:"version"`
}

// Event is what a letter is about. A customer gets one letter of each.
type Event string

// Migrated is the event that a customer's services were taken over.
const Migrated Event = "migrated"

// TemplateFields names what a template may have.
func TemplateFields() []string {
	return []string{"company", "tenant", "username", "partner", "services", "link"}
}

// linkField is the only one that may stand in an attribute, because its value is checked to be an address.
const linkField = "link"

const (
	longestSubject = 200
	longestBody    = 100_000
)

// piece is a text, or a field.
type piece struct {
	text  string
	field string
}

// pieces takes a template's text apart. It fails with fault.Invalid for a field that is not closed or not known.
func pieces(s string) ([]piece, error) {
	var all []piece
	for {
		text, rest, opens := strings.Cut(s, "{{")
		if strings.Contains(text, "}}") {
			return nil, fault.Invalid.Errorf("}} stands without {{")
		}
		all = append(all, piece{text: text})
		if !opens {
			return all, nil
		}
		name, after, closes := strings.Cut(rest, "}}")
		if !closes {
			return nil, fault.Invalid.Errorf("{{ is not closed")
		}
		if name = strings.TrimSpace(name); !slices.Contains(TemplateFields(), name) {
			return nil, fault.Invalid.Errorf("there is no field %q; there are %s", shown(name), strings.Join(TemplateFields(), ", "))
		}
		all = append(all, piece{field: name})
		s = after
	}
}

// Check fails with fault.Invalid, and the fields to mend, when a template cannot be sent.
func (t *Template) Check() error {
	var fields []fault.Field
	add := func(pointer, text string) { fields = append(fields, fault.Field{Pointer: pointer, Text: text}) }
	parts := []struct {
		pointer, text string
		longest       int
	}{{"/subject", t.Subject, longestSubject}, {"/text", t.Text, longestBody}, {"/html", t.HTML, longestBody}}
	for _, p := range parts {
		all, err := pieces(p.text)
		switch {
		case len(p.text) > p.longest:
			add(p.pointer, "it is too long")
		case err != nil:
			add(p.pointer, fault.Text(err))
		case p.pointer == "/html":
			if why := unsafe(all); why != "" {
				add(p.pointer, why)
			}
		}
	}
	if strings.TrimSpace(t.Subject) == "" || strings.ContainsAny(t.Subject, "\r\n") {
		add("/subject", "want one line")
	}
	if strings.TrimSpace(t.Text) == "" {
		add("/text", "want a text, for those who do not read HTML")
	}
	if len(fields) > 0 {
		return fault.At(fault.Invalid.Errorf("the template cannot be sent"), fields...)
	}
	return nil
}

// Mail is a letter as it is sent.
type Mail struct {
	To      string `json:"to"`
	Subject string `json:"subject"`
	Text    string `json:"text"`
	HTML    string `json:"html,omitempty"`

	// Of which letter it is, by which the mail service's news are told apart.
	Partner string `json:"-"`
	Tenant  Tenant `json:"-"`
	Event   Event  `json:"-"`
}

// Render fills a template in; it is the preview too. It fails as Check does, and with fault.Invalid when a link is no address.
func (t *Template) Render(values map[string]string) (Mail, error) {
	if err := t.Check(); err != nil {
		return Mail{}, err
	}
	if link := values[linkField]; link != "" && !strings.HasPrefix(link, "https://") {
		return Mail{}, fault.Invalid.Errorf("the link of a letter has to begin with https://")
	}
	oneLine := strings.NewReplacer("\r", " ", "\n", " ")
	return Mail{
		Subject: fill(t.Subject, values, oneLine.Replace),
		Text:    fill(t.Text, values, func(s string) string { return s }),
		HTML:    fill(t.HTML, values, html.EscapeString),
	}, nil
}

func fill(s string, values map[string]string, write func(string) string) string {
	all, err := pieces(s)
	if err != nil {
		return "" // it was checked
	}
	var b strings.Builder
	for _, p := range all {
		if p.field == "" {
			b.WriteString(p.text)
		} else {
			b.WriteString(write(values[p.field]))
		}
	}
	return b.String()
}
