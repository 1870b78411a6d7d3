package migration

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
)

// Change is one cell that is to be changed. All editing is made of changes, which are shown before they count.
type Change struct {
	Tenant  Tenant    `json:"tenant"`
	Service ServiceID `json:"service,omitempty"`
	Field   Field     `json:"field"`
	Before  string    `json:"before"`
	After   string    `json:"after"`
	Line    int       `json:"line,omitempty"` // of the sheet that it came from
	// Crossed says that somebody changed the row after the sheet went out.
	Crossed bool `json:"crossed,omitempty"`
}

// Propose gives the change that a value makes in an entry; false when it makes none. It fails with fault.NotFound when there is no such row, and
// with fault.Invalid when the row has no such field or the value is not good for it.
func (e *Entry) Propose(id ServiceID, f Field, value string) (Change, bool, error) {
	r := e.Row(id)
	if r == nil {
		return Change{}, false, fault.NotFound.Errorf("client %s has no service %q", e.Tenant, id)
	}
	if !slices.Contains(fieldsOf(id), f) {
		return Change{}, false, fault.Invalid.Errorf("field %q is not one of %s", f, whose(id))
	}
	after, err := f.Check(value, e.currency())
	if err != nil {
		return Change{}, false, err
	}
	c := Change{Tenant: e.Tenant, Service: id, Field: f, Before: r.Value(f), After: after}
	return c, c.Before != c.After, nil
}

func fieldsOf(id ServiceID) []Field {
	if id == "" {
		return clientFields()
	}
	return serviceFields()
}

func whose(id ServiceID) string {
	if id == "" {
		return "a client"
	}
	return "a service"
}

// Apply makes changes of one entry. It fails with fault.Stale, and changes nothing, when a cell is not what the change was shown for.
func (e Entry) Apply(changes []Change, by string) (Entry, error) {
	next := e.clone()
	for _, c := range changes {
		r := next.Row(c.Service)
		if c.Tenant != e.Tenant || r == nil {
			return e, fault.Stale.Errorf("client %s: service %q is not there any more", c.Tenant, c.Service)
		}
		if was := r.Value(c.Field); was != c.Before && was != c.After {
			return e, fault.Stale.Errorf("client %s: %s is %q now, not %q", c.Tenant, c.Field, was, c.Before)
		}
		r.Cells[c.Field] = Cell{Value: c.After, From: FromPerson, Why: by}
	}
	for i := range next.Rows {
		if err := period(&next.Rows[i]); err != nil {
			return e, fault.Invalid.Wrap(err, "client %s, service %s: %s", e.Tenant, next.Rows[i].Service, fault.Text(err))
		}
	}
	return next, nil
}

// period checks the days of an opening invoice, which depend on each other.
func period(r *Row) error {
	from, to := r.Value(InvoiceFrom), r.Value(InvoiceTo)
	switch {
	case (from == "") != (to == ""):
		return fault.Invalid.Errorf("an opening invoice needs its first and its last day")
	case from > to: // days are written so that they sort
		return fault.Invalid.Errorf("the opening invoice ends before it begins")
	}
	return nil
}

func (e Entry) clone() Entry {
	e.Rows = slices.Clone(e.Rows)
	for i := range e.Rows {
		e.Rows[i].Cells = maps.Clone(e.Rows[i].Cells)
	}
	return e
}

// Bulk sets a field wherever other fields have certain values.
type Bulk struct {
	Set   Field            `json:"set"`
	Value string           `json:"value"`
	Where map[Field]string `json:"where,omitempty"` // of the same row; "" for what is empty
	// Services says that rows of services are meant, where the field is one of clients too.
	Services bool `json:"services,omitempty"`
}

// Changes gives what a bulk edit changes in an entry. It fails as Propose does.
func (b Bulk) Changes(e *Entry) ([]Change, error) {
	var all []Change
	for i := range e.Rows {
		r := &e.Rows[i]
		ofService := b.Services || !slices.Contains(clientFields(), b.Set)
		if (r.Service != "") != ofService || !b.fits(r) {
			continue
		}
		c, differs, err := e.Propose(r.Service, b.Set, b.Value)
		if err != nil {
			return nil, err
		}
		if differs {
			all = append(all, c)
		}
	}
	return all, nil
}

func (b Bulk) fits(r *Row) bool {
	for f, v := range b.Where {
		if !strings.EqualFold(r.Value(f), v) {
			return false
		}
	}
	return true
}

// sorted puts changes into the order in which they are shown and hashed.
func sorted(all []Change) []Change {
	slices.SortFunc(all, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.Tenant, b.Tenant), cmp.Compare(a.Service, b.Service), cmp.Compare(a.Field, b.Field))
	})
	return all
}

// Hash names changes, so that what counts is what was shown.
func Hash(changes []Change) string {
	var all []string
	for _, c := range sorted(slices.Clone(changes)) {
		all = append(all, string(c.Tenant), string(c.Service), string(c.Field), c.Before, c.After)
	}
	return digest(all...)
}
