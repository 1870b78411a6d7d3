package migration

import (
	"slices"
	"strconv"
	"strings"
)

// ForecastColumns gives the header of a forecast's spreadsheet: a row for each service, and one for each customer that has something to say as a whole.
func ForecastColumns() []string {
	return []string{
		"tenant", "company", "subscription", "offer", "plan", "billing", "seats", "status", "act",
		"currency", "cost_now", "price_now", "cost", "price", "expected", "evidence", "duplicates",
	}
}

// Out writes a forecast's rows, in the order of ForecastColumns. Amounts are of all seats for a month.
func (f *Forecast) Out(yield func(cells []string) error) error {
	for i := range f.Customers {
		o := &f.Customers[i]
		if err := yield(o.row()); err != nil {
			return err
		}
		for n := range o.Services {
			if err := yield(o.rowOf(&o.Services[n])); err != nil {
				return err
			}
		}
	}
	return nil
}

func (o *Outlook) row() []string {
	cells := make([]string, len(ForecastColumns()))
	cells[0], cells[1], cells[8] = string(o.Tenant), inert(o.Company), "take"
	switch {
	case !o.Take:
		cells[8] = "leave"
	case o.Blocked:
		cells[8] = "held"
	}
	cells[14], cells[15] = o.expected("")
	var twins []string
	for _, t := range o.Twins {
		twins = append(twins, t.ID+": "+strings.Join(t.Evidence, ", "))
	}
	cells[16] = inert(strings.Join(twins, "; "))
	return cells
}

func (o *Outlook) rowOf(p *Prospect) []string {
	cells := []string{
		string(o.Tenant), inert(o.Company), string(p.Service), inert(p.Offer), inert(p.Plan), p.Cycle, strconv.Itoa(p.Seats), inert(p.Status), string(p.Act),
	}
	currency := ""
	var amounts []string
	for _, m := range []*Monthly{p.Now, p.Then} {
		if m == nil {
			amounts = append(amounts, "", "")
			continue
		}
		currency = m.Cost.Currency()
		amounts = append(amounts, m.Cost.Value(), m.Price.Value())
	}
	causes, evidence := o.expected(p.Service)
	return slices.Concat(cells, []string{currency}, amounts, []string{causes, evidence, ""})
}

// expected joins what is expected of a service; "" for the customer as a whole.
func (o *Outlook) expected(id ServiceID) (causes, evidence string) {
	var c, e []string
	for _, x := range o.Expect {
		if x.Service == id {
			c, e = append(c, string(x.Cause)), append(e, x.Evidence)
		}
	}
	return strings.Join(c, ", "), inert(strings.Join(e, "; "))
}
