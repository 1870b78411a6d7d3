package dns

import (
	"fmt"
	"slices"
	"strings"
)

// Text writes the plan as a diff that a person can sign: what stands in the way first, then what changes, what stays and what to know.
func (p *Plan) Text() string {
	var b strings.Builder
	line := p.Line()
	fmt.Fprintf(&b, "%s in the zone %s at %s, serial %d: %s\n", p.Domain, p.Zone.Name, p.Zone.Dialect.Host, p.Zone.Serial, line.State)
	for _, part := range []struct {
		title string
		kinds []Kind
	}{
		{"in the way", []Kind{Block}},
		{"changes", []Kind{Create, Update, Delete}},
		{"stays", []Kind{Noop}},
		{"to know", []Kind{Warn}},
	} {
		p.part(&b, part.title, part.kinds)
	}
	fmt.Fprintf(&b, "\nplan %s\n", p.Hash)
	return b.String()
}

func (p *Plan) part(b *strings.Builder, title string, kinds []Kind) {
	first := true
	for i := range p.Items {
		it := &p.Items[i]
		if !slices.Contains(kinds, it.Kind) {
			continue
		}
		if first {
			fmt.Fprintf(b, "\n%s\n", title)
		}
		first = false
		p.item(b, it)
	}
}

func (p *Plan) item(b *strings.Builder, it *Item) {
	if it.Row != nil {
		mark := map[Kind]string{Noop: "=", Block: "!", Warn: "?"}[it.Kind]
		if mark == "" {
			mark = "-"
		}
		fmt.Fprintf(b, "  %s %s\n", mark, p.Zone.line(*it.Row))
	}
	if it.To != nil {
		fmt.Fprintf(b, "  + %s\n", p.Zone.line(*it.To))
	}
	words := []string{it.Reason}
	if it.Source != "" && it.To != nil {
		words = append(words, "from "+string(it.Source))
	}
	if it.Risk != Harmless {
		words = append(words, "risk "+string(it.Risk))
	}
	if it.Loses != "" {
		words = append(words, "lost: "+it.Loses)
	}
	switch {
	case it.Consentable():
		words = append(words, "consent: "+it.Need.String())
	case it.Kind == Block:
		words = append(words, "no consent helps")
	}
	fmt.Fprintf(b, "      %s (%s)\n", strings.Join(words, "; "), it.Code)
}

// String says what has to be agreed to.
func (n Need) String() string {
	var words []string
	if n.Class != "" {
		words = append(words, string(n.Class))
	}
	if len(n.Rows) > 0 {
		words = append(words, "row "+strings.Join(n.Rows, " and row "))
	}
	return strings.Join(words, ", or ")
}

// line writes a row as a line of a zone file; a type of the host's own stands behind it.
func (z *Zone) line(r Row) string {
	rec := z.Record(r)
	value := rec.Data
	if rec.Type == TXT {
		value = Quote(rec.Data)
	}
	text := fmt.Sprintf("%s. %d IN %s %s", join(rec.Name, z.Name), z.ttl(r), rec.Type, value)
	var notes []string
	if r.ID != "" {
		notes = append(notes, "row "+r.ID)
	}
	if r.Type != rec.Type {
		notes = append(notes, "kept as "+string(r.Type))
	}
	if len(notes) > 0 {
		text += " ; " + strings.Join(notes, ", ")
	}
	return text
}

// Hand writes a step as the lines that a person enters at a host by hand: what to delete, and what to enter.
func (z *Zone) Hand(s Step) []string {
	var all []string
	if s.Kind != Create {
		all = append(all, "delete "+z.line(bare(s.Row)))
	}
	if s.Kind != Delete {
		all = append(all, "enter  "+z.line(bare(s.To)))
	}
	return all
}
