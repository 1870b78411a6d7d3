// Package guide explains each type of problem that our API answers with, a page for each: what it means, what to do, and whether the same call is worth
// repeating. No function links it.
//
// The pages are Markdown, in page/. Their first lines have a form that Pages reads; a test holds them against package problem.
package guide

import (
	"embed"
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"
)

//go:embed page/*.md
var files embed.FS

// Page is the page of a type of problem.
type Page struct {
	Name   string // of the page: "not-found"
	Type   string // as a problem has it: "urn:seatwright:problem:not-found"
	Title  string
	Status int    // of HTTP
	Text   string // Markdown, whole
}

// Pages gives the pages, by their names.
func Pages() ([]Page, error) {
	found, err := files.ReadDir("page")
	if err != nil {
		return nil, err
	}
	all := make([]Page, 0, len(found))
	for _, f := range found {
		raw, err := files.ReadFile(path.Join("page", f.Name()))
		if err != nil {
			return nil, err
		}
		p, err := read(strings.TrimSuffix(f.Name(), ".md"), string(raw))
		if err != nil {
			return nil, fmt.Errorf("page %s: %w", f.Name(), err)
		}
		all = append(all, p)
	}
	return all, nil
}

// read reads the head of a page: its title, the type and the status.
func read(name, text string) (Page, error) {
	p := Page{Name: name, Text: text}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if title, ok := strings.CutPrefix(line, "# "); ok && p.Title == "" {
			p.Title = title
		}
		if kind, ok := strings.CutPrefix(line, "Type: "); ok && p.Type == "" {
			p.Type = strings.Trim(kind, "`")
		}
		if status, ok := strings.CutPrefix(line, "Status: "); ok {
			var err error
			p.Status, err = strconv.Atoi(status)
			return p, err
		}
	}
	return p, errors.New("it tells no status")
}
