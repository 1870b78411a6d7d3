// Package contract gives the API's contract as people read it: operations by their tags, what goes in and what comes out as lines of a table, and the sample
// requests. The pages of the local system and `make webhook` are made from it, so that an operation that is added to the contract is in them by itself.
package contract

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/seatwright/seatwright/shared/api"
)

// Book is the whole contract.
type Book struct {
	Title, Version, Description string
	Chapters                    []Chapter
}

// Chapter is a tag with its operations, in the order of paths.
type Chapter struct {
	Name, Description string
	Operations        []Operation
}

// Operation is a method of a path.
type Operation struct {
	ID, Method, Path, Tag string
	Summary, Description  string
	Scopes                []string // that a token must have; none: the call proves itself by Proof
	Proof                 string   // "signature" or "state"; "" for a token
	Parameters            []Parameter
	Body                  *Content // nil: none
	Answers               []Answer
	Samples               []Sample
}

// Parameter is one of a path, a query or a header.
type Parameter struct {
	In, Name, Description, Type string
	Required                    bool
}

// Answer is what may come back. Status is a number or "default".
type Answer struct {
	Status, Description string
	Headers             []string
	Content             *Content
}

// Content is a document of a media type.
type Content struct {
	Media    string
	Required bool
	Lines    []Line
}

// Read gives the embedded contract. It is read once for the process, and nobody changes it.
func Read() (Book, error) { return book() }

//nolint:gochecknoglobals // a constant that takes long to make
var book = sync.OnceValues(read)

func read() (Book, error) {
	doc, err := openapi3.NewLoader().LoadFromData(api.Contract())
	if err != nil {
		return Book{}, fmt.Errorf("read the contract: %w", err)
	}
	b := Book{Title: doc.Info.Title, Version: doc.Info.Version, Description: doc.Info.Description}
	for _, t := range doc.Tags {
		b.Chapters = append(b.Chapters, Chapter{Name: t.Name, Description: t.Description})
	}
	for _, path := range slices.Sorted(maps.Keys(doc.Paths.Map())) {
		item := doc.Paths.Map()[path]
		for _, method := range slices.Sorted(maps.Keys(item.Operations())) {
			op, err := operation(path, method, item.Operations()[method], item.Parameters)
			if err != nil {
				return Book{}, err
			}
			b.add(op)
		}
	}
	return b, nil
}

// add puts an operation into its chapter.
func (b *Book) add(op Operation) {
	for i := range b.Chapters {
		if b.Chapters[i].Name == op.Tag {
			b.Chapters[i].Operations = append(b.Chapters[i].Operations, op)
			return
		}
	}
	b.Chapters = append(b.Chapters, Chapter{Name: op.Tag, Operations: []Operation{op}})
}

// Hooks are the operations that take the webhooks of shops, by the platform's name in the path.
func (b Book) Hooks() map[string]Operation {
	found := map[string]Operation{}
	for _, c := range b.Chapters {
		for _, op := range c.Operations {
			rest, is := strings.CutPrefix(op.Path, "/v1/hooks/")
			platform, is2 := strings.CutSuffix(rest, "/{connection_id}")
			if is && is2 && op.Method == http.MethodPost && !strings.Contains(platform, "/") {
				found[platform] = op
			}
		}
	}
	return found
}

func operation(path, method string, o *openapi3.Operation, common openapi3.Parameters) (Operation, error) {
	op := Operation{ID: o.OperationID, Method: method, Path: path, Summary: o.Summary, Description: o.Description}
	if len(o.Tags) > 0 {
		op.Tag = o.Tags[0]
	}
	if o.Security != nil {
		for _, requirement := range *o.Security {
			for _, scopes := range requirement {
				op.Scopes = append(op.Scopes, scopes...)
			}
		}
	}
	op.Proof, _ = o.Extensions["x-proves-itself"].(string)
	for _, p := range append(slices.Clone(common), o.Parameters...) {
		v := p.Value
		kind := ""
		if v.Schema != nil {
			kind = kindOf(v.Schema.Value)
		}
		op.Parameters = append(op.Parameters, Parameter{In: v.In, Name: v.Name, Description: v.Description, Type: kind, Required: v.Required})
	}
	if o.RequestBody != nil {
		op.Body = content(o.RequestBody.Value.Content)
		if op.Body != nil {
			op.Body.Required = o.RequestBody.Value.Required
		}
	}
	op.Answers = answers(o.Responses)
	var err error
	op.Samples, err = samplesOf(o.Extensions["x-sample-events"])
	return op, err
}

func answers(all *openapi3.Responses) []Answer {
	var found []Answer
	for status, r := range all.Map() {
		a := Answer{Status: status, Content: content(r.Value.Content), Headers: slices.Sorted(maps.Keys(r.Value.Headers))}
		if r.Value.Description != nil {
			a.Description = *r.Value.Description
		}
		found = append(found, a)
	}
	slices.SortFunc(found, func(a, b Answer) int { return cmp.Compare(a.Status, b.Status) }) // "default" is behind the digits
	return found
}

// content gives the first media type: the contract has no second one.
func content(all openapi3.Content) *Content {
	found := slices.Sorted(maps.Keys(all))
	if len(found) == 0 {
		return nil
	}
	c := &Content{Media: found[0]}
	if s := all[c.Media].Schema; s != nil {
		c.Lines = lines(s)
	}
	return c
}
