package main_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// template is the part of a CloudFormation template that the checks read.
type template struct {
	Parameters map[string]map[string]any
	Resources  map[string]*resource
}

type resource struct {
	Type                string
	Properties          map[string]any
	Metadata            map[string]any
	DeletionPolicy      string
	UpdateReplacePolicy string
}

// statement is one of a policy's, with the resource that it stands in. Lists of one element are written as the element in templates.
type statement struct {
	in, sid   string
	allow     bool
	actions   []string
	resources []any
	condition any
}

func (t template) ids(kind string) []string {
	var ids []string
	for id, r := range t.Resources {
		if r.Type == kind {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

func (t template) all(kind string) []*resource {
	var list []*resource
	for _, id := range t.ids(kind) {
		list = append(list, t.Resources[id])
	}
	return list
}

// at follows names and positions into a property; nil where there is nothing.
func (r *resource) at(path ...any) any {
	var v any = r.Properties
	for _, p := range path {
		switch in := v.(type) {
		case map[string]any:
			name, _ := p.(string)
			v = in[name]
		case []any:
			i, ok := p.(int)
			if !ok || i >= len(in) {
				return nil
			}
			v = in[i]
		default:
			return nil
		}
	}
	return v
}

// statements finds every policy statement, wherever in a resource it stands.
func (t template) statements() []statement {
	var list []statement
	for id, r := range t.Resources {
		walk(r.Properties, func(m map[string]any) {
			if _, ok := m["Effect"]; !ok {
				return
			}
			s := statement{in: id, allow: m["Effect"] == "Allow", resources: several(m["Resource"]), condition: m["Condition"]}
			s.sid, _ = m["Sid"].(string)
			for _, a := range several(m["Action"]) {
				s.actions = append(s.actions, fmt.Sprint(a))
			}
			list = append(list, s)
		})
	}
	slices.SortFunc(list, func(a, b statement) int { return strings.Compare(a.in+a.sid, b.in+b.sid) })
	return list
}

func walk(v any, visit func(map[string]any)) {
	switch v := v.(type) {
	case map[string]any:
		visit(v)
		for _, inner := range v {
			walk(inner, visit)
		}
	case []any:
		for _, inner := range v {
			walk(inner, visit)
		}
	}
}

func several(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	default:
		return []any{v}
	}
}

// flat writes a value with its references as one line of JSON, to look for a name or a wildcard in it.
func flat(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}
