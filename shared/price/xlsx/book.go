package xlsx

import (
	"path"
	"strings"
)

// relation is what one part of a book is to another.
type relation struct{ kind, target string }

// relations reads those of a part, of the whole file for "", by id. Kinds are the last word of their address, which is the same in both dialects of the standard.
func (b *Book) relations(of string) (map[string]relation, error) {
	folder, name := path.Split(of)
	raw, err := b.small(folder + "_rels/" + name + ".rels")
	if err != nil {
		return nil, err
	}
	all, t := map[string]relation{}, &tokens{b: raw}
	for x := range t.all(&err) {
		if (x.kind != openToken && x.kind != emptyToken) || string(x.name) != "Relationship" || string(x.attrs.plain("TargetMode")) == "External" {
			continue
		}
		target, err := x.attrs.text("Target")
		if err != nil {
			return nil, err
		}
		target = strings.ReplaceAll(target, `\`, "/")
		if !strings.HasPrefix(target, "/") {
			target = path.Join(path.Dir(of), target)
		}
		all[string(x.attrs.plain("Id"))] = relation{kind: path.Base(string(x.attrs.plain("Type"))), target: strings.TrimPrefix(path.Clean(target), "/")}
	}
	return all, whole(err)
}

// whole turns an early end into damage: of a part that is read whole there is no more to come.
func whole(err error) error {
	if err == errShort { //nolint:errorlint // tokens give it bare
		return errOutside("an early end")
	}
	return err
}

// describe finds the workbook's parts by what they are to each other, and gives the part of the styles, "" when there are none.
func (b *Book) describe() (styles string, err error) {
	top, err := b.relations("")
	if err != nil {
		return "", err
	}
	main := ""
	for _, r := range top {
		if r.kind == "officeDocument" {
			main = r.target
		}
	}
	switch {
	case main == "":
		return "", NotWorkbook.Refuse("the ZIP file holds no workbook")
	case strings.HasSuffix(strings.ToLower(main), ".bin"):
		return "", NotWorkbook.Refuse("the file is a binary workbook (.xlsb): save it as .xlsx")
	}
	related, err := b.relations(main)
	if err != nil {
		return "", err
	}
	for _, r := range related {
		switch r.kind {
		case "styles":
			styles = r.target
		case "sharedStrings":
			b.strings.part = r.target
		}
	}
	return styles, b.list(main, related)
}

// list reads the sheets of the workbook's main part, and where its days are counted from.
func (b *Book) list(main string, related map[string]relation) error {
	raw, err := b.small(main)
	if err != nil {
		return err
	}
	isWorkbook, t := false, &tokens{b: raw}
	for x := range t.all(&err) {
		switch {
		case x.kind != openToken && x.kind != emptyToken:
		case string(x.name) == "workbook":
			isWorkbook = true
		case string(x.name) == "workbookPr":
			if on := string(x.attrs.plain("date1904")); on == "1" || on == "true" {
				b.from = epoch1904
			}
		case string(x.name) == "sheet":
			if err := b.add(x.attrs, related); err != nil {
				return err
			}
		}
	}
	if err == nil && !isWorkbook {
		return NotWorkbook.Refuse("the ZIP file holds no workbook, but a document of another kind")
	}
	return whole(err)
}

// add takes a sheet of the list, unless it is a chart, a dialogue or a macro.
func (b *Book) add(attrs attributes, related map[string]relation) error {
	r := related[string(attrs.prefixed("id"))]
	if r.kind != "worksheet" {
		return nil
	}
	name, err := attrs.text("name")
	state := string(attrs.plain("state"))
	b.sheets = append(b.sheets, Sheet{Name: name, Hidden: state != "" && state != "visible"})
	b.parts = append(b.parts, r.target)
	return err
}
