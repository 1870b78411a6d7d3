package dns

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
)

// Lookup asks the DNS.
type Lookup interface {
	// Answers gives the values of a name's records of the type: joined texts of TXT, hosts of MX, addresses of A and AAAA. None is no error: the name has
	// none, or is none. It fails when nobody can tell.
	Answers(ctx context.Context, name string, t Type) ([]string, error)
}

// Limits of RFC 7208, beyond which receivers answer with a permanent error.
const (
	maxLookups = 10
	maxVoid    = 2
	maxHosts   = 10 // of one mx term
)

// Branch is a term of an SPF record that is looked up, with what the record behind it looks up.
type Branch struct {
	Term    string
	Lookups int // its own, and all below it
	Below   []Branch
}

// Tree is what a receiver may look up for one record, at worst.
type Tree struct {
	Branches []Branch
	Lookups  int
	Void     int // lookups that find nothing
	// Uncounted are terms that lead to another record by a macro, so that only the sender decides what they look up.
	Uncounted []string
}

// Count follows a record of a domain. It fails with fault.Unavailable when a lookup fails, and with fault.Invalid when receivers would answer with a permanent
// error that is no matter of counting. Beyond the limit it stops to count soon.
func (s SPF) Count(ctx context.Context, lookup Lookup, domain string) (Tree, error) {
	t := Tree{}
	below, err := t.walk(ctx, lookup, s, domain)
	t.Branches = below
	return t, err
}

func (t *Tree) walk(ctx context.Context, lookup Lookup, s SPF, domain string) ([]Branch, error) {
	end := s.all()
	var all []Branch
	for i, term := range s {
		if end >= 0 && (!term.Modifier && i > end || term.Modifier && term.Name == redirect) {
			continue // nobody asks what stands behind "all"
		}
		before := t.Lookups
		below, err := t.term(ctx, lookup, &term, domain)
		if err != nil {
			return nil, err
		}
		if n := t.Lookups - before; n > 0 {
			all = append(all, Branch{Term: term.Text, Lookups: n, Below: below})
		}
		if t.Lookups > 3*maxLookups { // enough to refuse, and a loop ends
			return all, nil
		}
	}
	return all, nil
}

func (t *Tree) term(ctx context.Context, lookup Lookup, term *Term, domain string) ([]Branch, error) {
	name, _, _ := strings.Cut(term.Value, "/")
	if name == "" {
		name = domain
	}
	if !term.Modifier || term.Name == redirect {
		switch term.Name {
		case include, redirect, "a", "mx", "exists", "ptr":
			t.Lookups++
		default:
			return nil, nil
		}
	}
	macro := strings.Contains(name, "%")
	switch term.Name {
	case include, redirect:
		if macro {
			t.Uncounted = append(t.Uncounted, term.Text)
			return nil, nil
		}
		if t.Lookups > 3*maxLookups {
			return nil, nil
		}
		return t.follow(ctx, lookup, term, name)
	case "a", "exists":
		if !macro {
			return nil, t.addresses(ctx, lookup, name, term.Name == "a")
		}
	case "mx":
		if !macro {
			return nil, t.hosts(ctx, lookup, term, name)
		}
	}
	return nil, nil
}

// follow counts the record behind an include or a redirect. Without exactly one record there, receivers answer with a permanent error.
func (t *Tree) follow(ctx context.Context, lookup Lookup, term *Term, name string) ([]Branch, error) {
	texts, err := lookup.Answers(ctx, name, TXT)
	if err != nil {
		return nil, fault.Unavailable.Wrap(err, "SPF term %q: look %s up", term.Text, name)
	}
	records := slices.DeleteFunc(slices.Clone(texts), func(x string) bool { return !isSPF(x) })
	if len(records) != 1 {
		return nil, fault.Invalid.Errorf("SPF term %q: there are %d SPF records at %s", term.Text, len(records), name)
	}
	s, err := ParseSPF(records[0])
	if err != nil {
		return nil, fault.Invalid.Wrap(err, "SPF term %q: the record there is not of the form", term.Text)
	}
	return t.walk(ctx, lookup, s, name)
}

// addresses notes a lookup that finds nothing: at worst a sender's address is of the family that the name lacks.
func (t *Tree) addresses(ctx context.Context, lookup Lookup, name string, both bool) error {
	four, err := lookup.Answers(ctx, name, A)
	if err != nil {
		return fault.Unavailable.Wrap(err, "SPF: look the address of %s up", name)
	}
	if len(four) > 0 {
		return nil
	}
	if both {
		six, err := lookup.Answers(ctx, name, AAAA)
		if err != nil {
			return fault.Unavailable.Wrap(err, "SPF: look the address of %s up", name)
		}
		if len(six) > 0 {
			return nil
		}
	}
	t.Void++
	return nil
}

func (t *Tree) hosts(ctx context.Context, lookup Lookup, term *Term, name string) error {
	hosts, err := lookup.Answers(ctx, name, MX)
	switch {
	case err != nil:
		return fault.Unavailable.Wrap(err, "SPF: look the mail hosts of %s up", name)
	case len(hosts) > maxHosts:
		return fault.Invalid.Errorf("SPF term %q: %d mail hosts, at most %d", term.Text, len(hosts), maxHosts)
	case len(hosts) == 0:
		t.Void++
	}
	return nil
}

// String names what is looked up, the greatest first below each term.
func (t *Tree) String() string {
	return fmt.Sprintf("%d lookups (%s)", t.Lookups, branches(t.Branches))
}

func branches(all []Branch) string {
	var words []string
	for _, b := range all {
		word := fmt.Sprintf("%s %d", b.Term, b.Lookups)
		if len(b.Below) > 0 {
			word += " (" + branches(b.Below) + ")"
		}
		words = append(words, word)
	}
	return strings.Join(words, ", ")
}
