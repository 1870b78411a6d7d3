package contract

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Line is a field of a document, as a line of a table. Fields of a field follow it, one deeper.
type Line struct {
	Depth             int
	Name, Type, Rules string
	Required          bool
	Description       string
}

// deepest is where a table ends: a schema that holds itself has no end.
const deepest = 8

// lines gives the fields of a schema.
func lines(s *openapi3.SchemaRef) []Line {
	s, _ = inner(s)
	return below(s, 0, nil)
}

// inner gives what a list is of, and how many lists are around it.
func inner(s *openapi3.SchemaRef) (*openapi3.SchemaRef, int) {
	n := 0
	for s.Value != nil && s.Value.Items != nil {
		s, n = s.Value.Items, n+1
	}
	return s, n
}

// below lists the fields of an object. Seen are the names of the schemas around it, which are not written out again.
func below(s *openapi3.SchemaRef, depth int, seen []string) []Line {
	if s.Value == nil || depth == deepest || s.Ref != "" && slices.Contains(seen, s.Ref) {
		return nil
	}
	seen = append(slices.Clone(seen), s.Ref)
	var all []Line
	for _, part := range s.Value.AllOf {
		all = append(all, below(part, depth, seen)...)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Value.Properties)) {
		p := s.Value.Properties[name]
		all = append(all, line(name, p, depth, slices.Contains(s.Value.Required, name)))
		of, _ := inner(p)
		all = append(all, below(of, depth+1, seen)...)
	}
	if more := s.Value.AdditionalProperties.Schema; more != nil {
		all = append(all, line("(any name)", more, depth, false))
		of, _ := inner(more)
		all = append(all, below(of, depth+1, seen)...)
	}
	return all
}

func line(name string, p *openapi3.SchemaRef, depth int, required bool) Line {
	of, n := inner(p)
	l := Line{Depth: depth, Name: name, Type: strings.Repeat("list of ", n) + kindOf(of.Value), Required: required, Description: p.Value.Description}
	if l.Description == "" {
		l.Description = of.Value.Description
	}
	l.Rules = rules(p.Value)
	if n > 0 {
		l.Rules = strings.TrimPrefix(l.Rules+"; each: "+rules(of.Value), "; ")
		l.Rules = strings.TrimSuffix(strings.TrimSuffix(l.Rules, "each: "), "; ")
	}
	return l
}

// kindOf names the type of a value.
func kindOf(s *openapi3.Schema) string {
	if s == nil {
		return ""
	}
	kind := "object"
	if s.Type != nil && len(s.Type.Slice()) > 0 {
		kind = s.Type.Slice()[0]
	}
	if s.Items != nil {
		kind = "list of " + kindOf(s.Items.Value)
	}
	if s.Nullable {
		kind += " or null"
	}
	return kind
}

// rules tells what a value must be.
func rules(s *openapi3.Schema) string {
	var all []string
	tell := func(ok bool, format string, args ...any) {
		if ok {
			all = append(all, fmt.Sprintf(format, args...))
		}
	}
	if len(s.Enum) > 0 {
		words := make([]string, len(s.Enum))
		for i, v := range s.Enum {
			words[i] = fmt.Sprint(v)
		}
		tell(true, "one of %s", strings.Join(words, ", "))
	}
	tell(s.Format != "", "%s", s.Format)
	tell(s.MinLength > 0, "at least %d characters", s.MinLength)
	tell(s.MaxLength != nil, "at most %d characters", value(s.MaxLength))
	tell(s.Min != nil, "from %v", value(s.Min))
	tell(s.Max != nil, "to %v", value(s.Max))
	tell(s.MinItems > 0, "at least %d", s.MinItems)
	tell(s.MaxItems != nil, "at most %d", value(s.MaxItems))
	tell(s.Pattern != "", "like %s", s.Pattern)
	tell(s.Default != nil, "%v when it is left out", s.Default)
	return strings.Join(all, "; ")
}

func value[T any](p *T) T {
	if p == nil {
		var none T
		return none
	}
	return *p
}
