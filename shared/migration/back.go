package migration

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/price"
)

// Entries gives what is filled in.
type Entries interface {
	// Entry gives a client's entry, or fault.NotFound.
	Entry(ctx context.Context, partner string, t Tenant) (Entry, error)
}

// Back is what a sheet that came back changes.
type Back struct {
	Rows    int      `json:"rows"`
	Changes []Change `json:"changes"`
	Rejects []Reject `json:"rejects"`
	Unknown []string `json:"unknown,omitempty"` // columns that mean nothing, which are left out
	Hash    string   `json:"hash"`
}

// Reject is a cell that cannot be used.
type Reject struct {
	Line       int    `json:"line"`
	Column     string `json:"column,omitempty"`
	Value      string `json:"value,omitempty"`
	Reason     string `json:"reason"`
	Suggestion string `json:"suggestion,omitempty"` // what may have been meant
}

const (
	mostRows    = 200_000 // of a sheet that comes back
	mostRejects = 10_000
)

// ReadBack compares a sheet with what is filled in. A column that is missing changes nothing; an empty cell empties the field. It fails with fault.Invalid
// when the sheet is none of ours.
func ReadBack(ctx context.Context, cells price.Cells, in Entries, partner string) (Back, error) {
	fields, _, err := cells.Next()
	if errors.Is(err, io.EOF) {
		return Back{}, fault.Invalid.Errorf("the sheet is empty")
	}
	if err != nil {
		return Back{}, fault.Invalid.Wrap(err, "the sheet's header cannot be read")
	}
	b := back{in: in, partner: partner, header: readHeader(fields), seen: map[string]int{}}
	if b.header.tenant < 0 || b.header.service < 0 {
		return Back{}, fault.Invalid.Errorf("the sheet has no columns %s and %s", columnTenant, columnService)
	}
	b.Unknown = b.header.unknown
	for {
		fields, line, err := cells.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if bad, ok := errors.AsType[*price.BadRow](err); ok {
			b.reject(Reject{Line: bad.Line, Reason: bad.Reason})
			continue
		}
		if err != nil {
			return Back{}, err
		}
		if b.Rows++; b.Rows > mostRows {
			return Back{}, fault.TooLarge.Errorf("the sheet has more than %d rows", mostRows)
		}
		if err := b.row(ctx, fields, line); err != nil {
			return Back{}, err
		}
	}
	b.Changes = sorted(b.Changes)
	b.Hash = Hash(b.Changes)
	return b.Back, nil
}

type back struct {
	Back

	in      Entries
	partner string
	header  header
	seen    map[string]int // line of each row
	entry   Entry          // of the last row: those of a client stand together
}

func (b *back) reject(r Reject) {
	if len(b.Rejects) < mostRejects {
		r.Value = shown(r.Value)
		b.Rejects = append(b.Rejects, r)
	}
}

func (b *back) row(ctx context.Context, fields [][]byte, line int) error {
	tenant := Tenant(strings.ToLower(cell(fields, b.header.tenant)))
	id := ServiceID(strings.ToLower(cell(fields, b.header.service)))
	if tenant == "" {
		b.reject(Reject{Line: line, Column: columnTenant, Reason: "the row names no client"})
		return nil
	}
	if b.entry.Tenant != tenant {
		e, err := b.in.Entry(ctx, b.partner, tenant)
		if fault.Of(err) == fault.NotFound {
			b.reject(Reject{Line: line, Column: columnTenant, Value: string(tenant), Reason: "there is no such client"})
			return nil
		}
		if err != nil {
			return err
		}
		b.entry = e
	}
	r := b.entry.Row(id)
	if r == nil {
		b.reject(Reject{Line: line, Column: columnService, Value: string(id), Reason: "the client has no such service"})
		return nil
	}
	at := string(tenant) + "\x00" + string(id)
	if _, twice := b.seen[at]; twice {
		b.reject(Reject{Line: line, Column: columnService, Value: string(id), Reason: "the row stands in the sheet before"})
		return nil
	}
	b.seen[at] = line
	b.compare(fields, line, r)
	return nil
}

func (b *back) compare(fields [][]byte, line int, r *Row) {
	crossed := cell(fields, b.header.stamp) != b.entry.stamp(r)
	after := Row{Service: r.Service, Cells: map[Field]Cell{}}
	var changes []Change
	for _, f := range fieldsOf(r.Service) {
		after.Cells[f] = r.Cells[f]
		if !b.header.has(f) {
			continue
		}
		value := cell(fields, b.header.fields[f])
		c, differs, err := b.entry.Propose(r.Service, f, value)
		if err != nil {
			b.reject(Reject{Line: line, Column: string(f), Value: value, Reason: fault.Text(err), Suggestion: suggest(f, value, b.entry.currency())})
			continue
		}
		if differs {
			c.Line, c.Crossed = line, crossed
			changes = append(changes, c)
			after.Cells[f] = Cell{Value: c.After}
		}
	}
	if err := period(&after); err != nil {
		b.reject(Reject{Line: line, Column: string(InvoiceTo), Value: after.Value(InvoiceTo), Reason: fault.Text(err)})
		changes = withoutPeriod(changes)
	}
	b.Changes = append(b.Changes, changes...)
}

func withoutPeriod(changes []Change) []Change {
	var rest []Change
	for _, c := range changes {
		if c.Field != InvoiceFrom && c.Field != InvoiceTo {
			rest = append(rest, c)
		}
	}
	return rest
}

// suggest guesses what an amount was meant to be.
func suggest(f Field, value, currency string) string {
	switch f {
	case ResellerOrder, ResellerRenewal, CustomerOrder, CustomerRenewal:
		if m, err := money.Guess([]byte(value), 0); err == nil && m >= 0 {
			return m.Text(currency)
		}
	default:
	}
	return ""
}
