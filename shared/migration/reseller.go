package migration

import (
	"context"
	"errors"
	"io"
	"net/mail"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/price"
)

// Indirect is a reseller of the second tier, whose customers an indirect provider sells to.
type Indirect struct {
	MPN      string `json:"mpn"`
	Name     string `json:"name"`
	Email    string `json:"email,omitempty"`
	Currency string `json:"currency,omitempty"`
	Line     int    `json:"line,omitempty"` // of the file
}

// Relations knows the resellers of an indirect provider.
type Relations interface {
	// Reseller gives the name of the reseller with an MPN id, or fault.NotFound when the seller knows none that works with the provider.
	Reseller(ctx context.Context, mpn string) (string, error)
}

// Imported is what a file of resellers holds.
type Imported struct {
	Rows      int        `json:"rows"`
	Resellers []Indirect `json:"resellers"`
	Rejects   []Reject   `json:"rejects"`
}

// mostResellers is of one file: each is asked about at the seller.
const mostResellers = 10_000

// resellerColumns are what the file may have; the first two it must.
func resellerColumns() []string { return []string{"mpn", "name", "email", "currency"} }

// ReadResellers reads a file of resellers. Of rows with the same MPN id none is taken, because nobody can tell which is right. It fails with fault.Invalid
// when the file is none of the kind, and with fault.Throttled or fault.Unavailable when the seller cannot be asked now.
func ReadResellers(ctx context.Context, cells price.Cells, known Relations) (Imported, error) {
	fields, _, err := cells.Next()
	if errors.Is(err, io.EOF) {
		return Imported{}, fault.Invalid.Errorf("the file is empty")
	}
	if err != nil {
		return Imported{}, fault.Invalid.Wrap(err, "the file's header cannot be read")
	}
	in := resellers{known: known, columns: map[string]int{}, lines: map[string]int{}}
	for i, f := range fields {
		name := strings.ReplaceAll(fold(string(f)), " id", "")
		if _, twice := in.columns[name]; slices.Contains(resellerColumns(), name) && !twice {
			in.columns[name] = i
		}
	}
	for _, must := range resellerColumns()[:2] {
		if _, ok := in.columns[must]; !ok {
			return Imported{}, fault.Invalid.Errorf("the file has no column %s", must)
		}
	}
	return in.read(ctx, cells)
}

type resellers struct {
	Imported

	known   Relations
	columns map[string]int
	lines   map[string]int // of each MPN id
}

func (in *resellers) read(ctx context.Context, cells price.Cells) (Imported, error) {
	for {
		fields, line, err := cells.Next()
		if errors.Is(err, io.EOF) {
			return in.Imported, nil
		}
		if bad, ok := errors.AsType[*price.BadRow](err); ok {
			in.Rejects = append(in.Rejects, Reject{Line: bad.Line, Reason: bad.Reason})
			continue
		}
		if err != nil {
			return Imported{}, err
		}
		if in.Rows++; in.Rows > mostResellers {
			return Imported{}, fault.TooLarge.Errorf("the file has more than %d rows", mostResellers)
		}
		if err := in.row(ctx, fields, line); err != nil {
			return Imported{}, err
		}
	}
}

func (in *resellers) text(fields [][]byte, column string) string {
	if at, ok := in.columns[column]; ok {
		return cell(fields, at)
	}
	return ""
}

func (in *resellers) row(ctx context.Context, fields [][]byte, line int) error {
	r := Indirect{MPN: in.text(fields, "mpn"), Name: in.text(fields, "name"), Email: in.text(fields, "email"), Currency: in.text(fields, "currency"), Line: line}
	column, value, err := r.check()
	if err == nil {
		column, value = "mpn", r.MPN
		err = in.once(&r)
	}
	if err == nil {
		var name string
		name, err = in.known.Reseller(ctx, r.MPN)
		if kind := fault.Of(err); err != nil && kind != fault.NotFound {
			return err
		}
		if err != nil {
			err = fault.NotFound.Errorf("the seller knows no such reseller of the provider")
		} else if r.Name == "" {
			r.Name = name
		}
	}
	if err != nil {
		in.Rejects = append(in.Rejects, Reject{Line: line, Column: column, Value: shown(value), Reason: fault.Text(err)})
		return nil
	}
	in.Resellers = append(in.Resellers, r)
	return nil
}

// check brings the fields into their one form, and names the first that is no good.
func (r *Indirect) check() (column, value string, err error) {
	if r.MPN == "" {
		return "mpn", "", fault.Invalid.Errorf("the row has no MPN id")
	}
	value = r.MPN
	if r.MPN, err = Reseller.Check(r.MPN, ""); err != nil {
		return "mpn", value, err
	}
	value = r.Currency
	if r.Currency, err = Currency.Check(r.Currency, ""); err != nil {
		return "currency", value, err
	}
	if a, bad := mail.ParseAddress(r.Email); r.Email != "" && (bad != nil || a.Address != r.Email) {
		return "email", r.Email, fault.Invalid.Errorf("want an e-mail address")
	}
	return "", "", nil
}

// once refuses an MPN id that stood in the file before, and takes back the row where it did.
func (in *resellers) once(r *Indirect) error {
	before, twice := in.lines[r.MPN]
	if !twice {
		in.lines[r.MPN] = r.Line
		return nil
	}
	if at := slices.IndexFunc(in.Resellers, func(o Indirect) bool { return o.MPN == r.MPN }); at >= 0 {
		in.Resellers = slices.Delete(in.Resellers, at, at+1)
		in.Rejects = append(in.Rejects, Reject{Line: before, Column: "mpn", Value: r.MPN, Reason: "the MPN id stands in the file again"})
	}
	return fault.Invalid.Errorf("the MPN id stands in the file before")
}
