package dns

import (
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
)

// Includes gives the domain that Microsoft's own SPF record includes; the blank that its documentation has after the colon is not its domain's. It fails with
// fault.Invalid when there is not exactly one.
func Includes(text string) (string, error) {
	s, err := ParseSPF(strings.ReplaceAll(text, include+": ", include+":"))
	if err != nil {
		return "", err
	}
	var all []string
	for _, t := range s {
		if t.Name == include {
			all = append(all, t.Value)
		}
	}
	if len(all) != 1 {
		return "", fault.Invalid.Errorf("text %q: includes %d senders, not one", text, len(all))
	}
	return all[0], nil
}

// includes reports whether a term includes a domain.
func (t *Term) includes(domain string) bool {
	return !t.Modifier && t.Name == include && strings.EqualFold(strings.TrimSuffix(t.Value, "."), strings.TrimSuffix(domain, "."))
}

// With gives the record with a sender let in, and whether that changed it. The include goes before what decides about everybody else; everything stays in its
// order, and "all" keeps its qualifier. It fails with fault.Conflict where the record shuts the sender out on purpose, or lets everybody in.
func (s SPF) With(domain string) (SPF, bool, error) {
	at := s.all()
	if at >= 0 && s[at].Qualifier == '+' {
		return s, false, fault.Conflict.Errorf("SPF term %q: lets every sender in", s[at].Text)
	}
	live := len(s)
	if at >= 0 {
		live = at
	}
	for _, t := range s[:live] {
		if t.includes(domain) && t.Qualifier == '+' {
			return s, false, nil
		}
		if t.includes(domain) {
			return s, false, fault.Conflict.Errorf("SPF term %q: shuts the sender out on purpose", t.Text)
		}
	}
	if at < 0 {
		at = s.modifier(redirect)
	}
	if at < 0 {
		at = len(s)
	}
	return slices.Insert(slices.Clone(s), at, Term{Text: include + ":" + domain, Qualifier: '+', Name: include, Value: domain}), true, nil
}

// Without gives the record without the includes of a domain.
func (s SPF) Without(domain string) SPF {
	return slices.DeleteFunc(slices.Clone(s), func(t Term) bool { return t.includes(domain) })
}

// parked reports whether a record says that nobody sends mail of the domain.
func (s SPF) parked() bool {
	mechanisms := slices.DeleteFunc(slices.Clone(s), func(t Term) bool { return t.Modifier })
	return len(mechanisms) == 1 && mechanisms[0].Name == every && mechanisms[0].Qualifier == '-'
}

// Union makes one record of several, which every receiver refuses as they are: all mechanisms in their order, each once, and one "all", which refuses only
// if each of them does. What stood behind an "all" stays behind it. It fails with fault.Conflict where one record cannot say what several did.
func Union(all []SPF) (SPF, error) {
	if len(all) == 0 {
		return nil, fault.Invalid.Errorf("no SPF record to merge")
	}
	if !slices.ContainsFunc(all[1:], func(s SPF) bool { return !strings.EqualFold(s.String(), all[0].String()) }) {
		return all[0], nil
	}
	u := union{qualifier: '-'}
	for _, s := range all {
		if err := u.add(s); err != nil {
			return nil, err
		}
	}
	modifiers := once(u.modifiers)
	for _, name := range []string{redirect, explain} {
		if at := modifiers.modifier(name); at >= 0 && modifiers[at+1:].modifier(name) >= 0 {
			return nil, fault.Conflict.Errorf("SPF modifier %s: the records differ in it", name)
		}
	}
	end := SPF{{Text: string(u.qualifier) + every, Qualifier: u.qualifier, Name: every}}
	return slices.Concat(once(u.live), end, once(u.dead), modifiers), nil
}

// union gathers the terms of several records.
type union struct {
	live, dead, modifiers SPF
	qualifier             byte // of the one "all"
}

func (u *union) add(s SPF) error {
	at := s.all()
	switch {
	case at < 0 && s.modifier(redirect) >= 0:
		return fault.Conflict.Errorf("SPF record %q: leaves the decision to another domain", s)
	case at >= 0 && s[at].Qualifier == '+':
		return fault.Conflict.Errorf("SPF term %q: lets every sender in", s[at].Text)
	case at < 0 || s[at].Qualifier != '-':
		u.qualifier = '~'
	}
	for i, t := range s {
		switch {
		case t.Modifier:
			u.modifiers = append(u.modifiers, t)
		case i == at:
		case at >= 0 && i > at:
			u.dead = append(u.dead, t)
		default:
			u.live = append(u.live, t)
		}
	}
	return nil
}

// once drops terms that stand already; names are the same in any case, but what macros are made of may not be.
func once(terms SPF) SPF {
	var kept SPF
	for _, t := range terms {
		if !slices.ContainsFunc(kept, func(k Term) bool {
			return k.Text == t.Text || strings.EqualFold(k.Text, t.Text) && !strings.Contains(t.Text, "%")
		}) {
			kept = append(kept, t)
		}
	}
	return kept
}
