package dns

import (
	"fmt"
	"slices"
	"strings"
)

// Text writes the plan as a diff that a person can sign: how it stands, what is in the way first, then what changes, what stays and what to know.
func (p *Plan) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: plan for the zone %s %s\n%s\n", p.Domain, p.Zone.Name, p.Zone.source(), p.standing())
	for _, part := range []struct {
		title string
		kinds []Kind
	}{
		{"in the way: nothing is written while it is", []Kind{Block}},
		{"changes", []Kind{Create, Update, Delete}},
		{"is there already", []Kind{Noop}},
		{"to know", []Kind{Warn}},
	} {
		p.part(&b, part.title, part.kinds)
	}
	fmt.Fprintf(&b, "\nplan %s\n", p.Hash)
	return b.String()
}

// source says where a zone was read, and in which version as far as it has a number.
func (z *Zone) source() string {
	text := "at " + z.Dialect.Host
	if z.Dialect.Host == File().Host {
		text = "as its file has it"
	}
	if z.Serial != 0 {
		text += fmt.Sprintf(", serial %d", z.Serial)
	}
	return text
}

// standing says in a line whether the plan can be applied, and what it does to how many rows. Those that no change is about are somebody else's business.
func (p *Plan) standing() string {
	n := map[Kind]int{}
	for i := range p.Items {
		n[p.Items[i].Kind]++
	}
	stay := len(p.Zone.Rows) - n[Update] - n[Delete]
	switch p.Line().State {
	case Done:
		return fmt.Sprintf("nothing to do: all %d rows stay as they are", stay)
	case NeedsConsent:
		return fmt.Sprintf("needs consent: %d to agree to first; besides, %d to create, %d to change, %d to delete", n[Block], n[Create], n[Update], n[Delete])
	case Blocked:
		return fmt.Sprintf("blocked: %d in the way, and consents alone do not help", n[Block])
	case Ready:
	}
	return fmt.Sprintf("ready: %d to create, %d to change, %d to delete; the other %d rows stay as they are", n[Create], n[Update], n[Delete], stay)
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
		for _, r := range p.Zone.Rows { // those that the same consent is about
			if r.ID != it.Row.ID && slices.Contains(it.Need.Rows, r.ID) {
				fmt.Fprintf(b, "  %s %s\n", mark, p.Zone.line(r))
			}
		}
	}
	if it.To != nil {
		fmt.Fprintf(b, "  + %s\n", p.Zone.line(*it.To))
	}
	words := []string{it.Code}
	if by := map[Source]string{FromGraph: "Microsoft Graph", FromExchange: "Exchange", FromOperator: "a person", FromTable: "Microsoft's documentation"}[it.Source]; by != "" && it.To != nil {
		words = append(words, "from "+by)
	}
	if it.Risk != Harmless {
		words = append(words, string(it.Risk)+" risk")
	}
	fmt.Fprintf(b, "      %s (%s)\n", it.Reason, strings.Join(words, ", "))
	if it.Loses != "" {
		fmt.Fprintf(b, "      lost: %s\n", it.Loses)
	}
	switch {
	case it.Consentable():
		fmt.Fprintf(b, "      consent: %s\n", it.Need)
	case it.Kind == Block:
		fmt.Fprintf(b, "      consent: none helps\n")
	}
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
