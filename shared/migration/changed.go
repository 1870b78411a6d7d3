package migration

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/seatwright/seatwright/shared/fault"
)

// Difference is something that is not as it was when a forecast was shown.
type Difference struct {
	Tenant  Tenant    `json:"tenant"`
	Service ServiceID `json:"service,omitempty"`
	What    string    `json:"what"`
	Before  string    `json:"before"`
	After   string    `json:"after"`
}

// Changed says what differs between a forecast and a later one, customer by customer.
func Changed(before, after *Forecast) []Difference {
	var all []Difference
	old := map[Tenant]*Outlook{}
	for i := range before.Customers {
		old[before.Customers[i].Tenant] = &before.Customers[i]
	}
	for i := range after.Customers {
		o := &after.Customers[i]
		was := old[o.Tenant]
		delete(old, o.Tenant)
		switch {
		case was == nil:
			all = append(all, Difference{Tenant: o.Tenant, What: "customer", After: o.Company})
		case was.Hash != o.Hash:
			all = append(all, was.differs(o)...)
		}
	}
	for t, o := range old {
		all = append(all, Difference{Tenant: t, What: "customer", Before: o.Company})
	}
	slices.SortFunc(all, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(a.Tenant, b.Tenant), cmp.Compare(a.Service, b.Service), cmp.Compare(a.What, b.What))
	})
	return all
}

// Shown refuses a start on a forecast that does not hold any more, with fault.Stale and up to twenty differences as fields.
func Shown(shown string, before, now *Forecast) error {
	if shown == now.Hash {
		return nil
	}
	err := fault.Stale.Errorf("the migration is not what was shown: %s was, %s is", short(shown), short(now.Hash))
	if before == nil || before.Hash != shown {
		return err
	}
	differences := Changed(before, now)
	fields := make([]fault.Field, 0, len(differences))
	for _, d := range differences[:min(len(differences), 20)] {
		where := "/customers/" + string(d.Tenant)
		if d.Service != "" {
			where += "/services/" + string(d.Service)
		}
		fields = append(fields, fault.Field{Pointer: where, Text: fmt.Sprintf("%s was %q and is %q", d.What, d.Before, d.After)})
	}
	return fault.At(err, fields...)
}

func short(hash string) string { return hash[:min(12, len(hash))] }

// differs lists what is different in a customer whose hash is.
func (o *Outlook) differs(now *Outlook) []Difference {
	d := comparison{tenant: o.Tenant}
	d.text("", "company", o.Company, now.Company)
	d.fields("", o.Filled, now.Filled)
	d.text("", "taken", strconv.FormatBool(o.Take), strconv.FormatBool(now.Take))
	old := map[ServiceID]*Prospect{}
	for i := range o.Services {
		old[o.Services[i].Service] = &o.Services[i]
	}
	for i := range now.Services {
		p := &now.Services[i]
		if was := old[p.Service]; was != nil {
			d.service(was, p)
		} else {
			d.text(p.Service, "service", "", p.Offer)
		}
		delete(old, p.Service)
	}
	for id, p := range old {
		d.text(id, "service", p.Offer, "")
	}
	d.text("", "expected failures", fmt.Sprint(o.Expect), fmt.Sprint(now.Expect))
	d.text("", "duplicates", fmt.Sprint(o.Twins), fmt.Sprint(now.Twins))
	return d.all
}

// comparison collects differences of two outlooks on one customer.
type comparison struct {
	tenant Tenant
	all    []Difference
}

func (d *comparison) text(id ServiceID, what, before, after string) {
	if before != after {
		d.all = append(d.all, Difference{Tenant: d.tenant, Service: id, What: what, Before: before, After: after})
	}
}

func (d *comparison) fields(id ServiceID, before, after map[Field]string) {
	for _, f := range fieldsOf(id) {
		d.text(id, string(f), before[f], after[f])
	}
}

func (d *comparison) service(was, now *Prospect) {
	d.text(was.Service, "offer", was.Offer, now.Offer)
	d.text(was.Service, "seats", strconv.Itoa(was.Seats), strconv.Itoa(now.Seats))
	d.text(was.Service, "status", was.Status, now.Status)
	d.text(was.Service, "act", string(was.Act), string(now.Act))
	d.text(was.Service, "cost now", was.Now.String(), now.Now.String())
	d.fields(was.Service, was.Filled, now.Filled)
}

// String gives cost and price of a month.
func (m *Monthly) String() string {
	if m == nil {
		return "not known"
	}
	return m.Cost.String() + " and " + m.Price.String()
}
