package migration

import (
	"slices"
	"strconv"
	"strings"
)

// Columns that name a row; the others are fields.
const (
	columnTenant  = "tenant"
	columnService = "subscription"
	columnCompany = "company"
	columnOffer   = "offer"
	columnSeats   = "seats"
	columnStamp   = "stamp" // what the row was when the sheet went out
)

// Columns gives the header of the spreadsheet.
func Columns() []string {
	all := []string{columnTenant, columnService, columnCompany, columnOffer, columnSeats}
	for _, f := range allFields() {
		all = append(all, string(f))
	}
	return append(all, columnStamp)
}

func allFields() []Field { return append(clientFields(), serviceFields()[1:]...) }

// Out writes an entry's rows, in the order of Columns.
func (e *Entry) Out(yield func(cells []string) error) error {
	for i := range e.Rows {
		r := &e.Rows[i]
		cells := []string{string(e.Tenant), string(r.Service), inert(e.Company), inert(r.Offer), ""}
		if r.Service != "" {
			cells[4] = strconv.Itoa(r.Seats)
		}
		for _, f := range allFields() {
			cells = append(cells, inert(r.Value(f)))
		}
		if err := yield(append(cells, e.stamp(r))); err != nil {
			return err
		}
	}
	return nil
}

// stamp tells a row's cells from other ones.
func (e *Entry) stamp(r *Row) string {
	all := []string{string(e.Tenant), string(r.Service)}
	for _, f := range fieldsOf(r.Service) {
		all = append(all, r.Value(f))
	}
	return digest(all...)[:12]
}

// active characters begin what spreadsheet programs take for a formula.
const formula = "=+-@\t\r"

// inert keeps a spreadsheet program from taking a stranger's text for a formula.
func inert(s string) string {
	if s != "" && (strings.ContainsRune(formula, rune(s[0])) || s[0] == '\'') {
		return "'" + s
	}
	return s
}

// bare takes away what inert added.
func bare(s string) string {
	if len(s) > 1 && s[0] == '\'' && (strings.ContainsRune(formula, rune(s[1])) || s[1] == '\'') {
		return s[1:]
	}
	return s
}

// header finds the columns of a sheet that came back, in any order.
type header struct {
	tenant, service, stamp int
	fields                 map[Field]int
	unknown                []string
}

func readHeader(fields [][]byte) header {
	h := header{tenant: -1, service: -1, stamp: -1, fields: map[Field]int{}}
	for i, b := range fields {
		name := strings.ToLower(strings.TrimSpace(string(b)))
		switch {
		case name == columnTenant && h.tenant < 0:
			h.tenant = i
		case name == columnService && h.service < 0:
			h.service = i
		case name == columnStamp && h.stamp < 0:
			h.stamp = i
		case name == "" || name == columnCompany || name == columnOffer || name == columnSeats:
		case slices.Contains(allFields(), Field(name)) && !h.has(Field(name)):
			h.fields[Field(name)] = i
		default:
			h.unknown = append(h.unknown, shown(name))
		}
	}
	return h
}

func (h header) has(f Field) bool {
	_, ok := h.fields[f]
	return ok
}

// cell gives the text of a column; rows may be shorter than the header.
func cell(fields [][]byte, column int) string {
	if column < 0 || column >= len(fields) {
		return ""
	}
	return strings.TrimSpace(bare(strings.ToValidUTF8(string(fields[column]), "?")))
}

// shown gives the beginning of a stranger's text.
func shown(s string) string {
	const most = 200
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
