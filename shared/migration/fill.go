package migration

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/money"
)

// Entry is what is filled in for a client: its own row, then one of each service.
type Entry struct {
	Partner string `json:"partner"`
	Tenant  Tenant `json:"tenant"`
	Company string `json:"company"`
	Rows    []Row  `json:"rows"`
	// Same is what a person said of a client that is here already: its id when it is this one, other words when it is not; "" when nobody was asked.
	Same    string `json:"same,omitempty"`
	Version int64  `json:"version"`
}

// Row is the filled fields of a client or of one service.
type Row struct {
	Service ServiceID      `json:"service,omitempty"` // "": the client's own
	Offer   string         `json:"offer,omitempty"`   // its name, for people
	Seats   int            `json:"seats,omitempty"`
	Cells   map[Field]Cell `json:"cells"`
}

// Row gives the client's row by "", or a service's; nil when there is none.
func (e *Entry) Row(id ServiceID) *Row {
	for i := range e.Rows {
		if e.Rows[i].Service == id {
			return &e.Rows[i]
		}
	}
	return nil
}

// Value gives what is filled in; "" for nothing.
func (r *Row) Value(f Field) string {
	if r == nil {
		return ""
	}
	return r.Cells[f].Value
}

// currency is that of the client's amounts.
func (e *Entry) currency() string { return e.Row("").Value(Currency) }

// Prices computes prices.
type Prices interface {
	// Price gives what one seat costs each time it is charged, or fault.NotFound when lists and plans give no price, or fault.Invalid when they contradict.
	Price(ctx context.Context, w Wanted) (Price, error)
}

// Wanted is what a price is asked for.
type Wanted struct {
	Partner, Plan, Currency, Reseller string
	Tenant                            Tenant
	Cycle                             Cycle
	Seats                             int
}

// Price is what a seat costs in its first term and after it was renewed.
type Price struct {
	ResellerOrder, ResellerRenewal, CustomerOrder, CustomerRenewal money.Amount
}

// Filler fills entries in.
type Filler struct {
	Match    *Matcher
	Prices   Prices
	Currency string // where a customer shows none
	Now      func() time.Time
}

// Fill fills a customer's entry from what was read and from prices. What a person entered stays; what a person entered of a service that is gone goes with it.
// It fails only when prices cannot be read now.
func (f Filler) Fill(ctx context.Context, folder *Folder, e Entry) (Entry, error) {
	old := e
	e = Entry{Partner: folder.Partner, Tenant: folder.Customer.Tenant, Company: folder.Customer.Company, Same: old.Same, Version: old.Version}
	e.Rows = append(e.Rows, f.client(&folder.Customer, old.Row("")))
	for i := range folder.Services {
		s := &folder.Services[i]
		row, err := f.service(ctx, &e, s, old.Row(s.ID))
		if err != nil {
			return old, err
		}
		e.Rows = append(e.Rows, row)
	}
	return e, nil
}

// set fills a cell in, unless a person did.
func (r *Row) set(f Field, value string, from Origin, why string) {
	if r.Cells[f].From == FromPerson {
		return
	}
	if value == "" && why == "" {
		from = ""
	}
	r.Cells[f] = Cell{Value: value, From: from, Why: why}
}

// begin makes a row of what people entered into the old one.
func begin(old *Row) Row {
	r := Row{Cells: map[Field]Cell{}}
	if old != nil {
		for f, c := range old.Cells {
			if c.From == FromPerson {
				r.Cells[f] = c
			}
		}
	}
	return r
}

func (f Filler) client(c *Customer, old *Row) Row {
	r := begin(old)
	r.set(Take, "yes", FromRule, "customers are taken unless somebody says no")
	name := strings.ToLower(c.Email)
	if name == "" {
		name = strings.ToLower(c.Domain)
	}
	if v, err := Username.Check(name, ""); err == nil {
		r.set(Username, v, FromData, "")
	} else {
		r.set(Username, "", FromData, "the customer's address cannot be a username")
	}
	switch {
	case c.Currency != "":
		r.set(Currency, c.Currency, FromData, "")
	default:
		r.set(Currency, f.Currency, FromRule, "the partner's own, because the customer shows none")
	}
	if was := old.Value(Registered); c.Since.IsZero() && was != "" {
		r.set(Registered, was, FromRule, "the day on which it was filled in first, because the seller does not say since when")
	} else if c.Since.IsZero() {
		r.set(Registered, f.Now().UTC().Format(time.DateOnly), FromRule, "today, because the seller does not say since when")
	} else {
		r.set(Registered, c.Since.UTC().Format(time.DateOnly), FromData, "")
	}
	r.set(Status, active, FromRule, "customers of the seller are active")
	r.set(Reseller, c.MPN, FromData, "")
	return r
}

func (f Filler) service(ctx context.Context, e *Entry, s *Service, old *Row) (Row, error) {
	r := begin(old)
	r.Service, r.Offer, r.Seats = s.ID, s.Name, s.Quantity
	m := f.Match.Match(s)
	why := strings.Join(m.Evidence, "; ")
	if m.Verdict == Left {
		r.set(Take, "no", FromRule, why)
		return r, nil
	}
	r.set(Take, "yes", FromRule, "services are taken unless somebody says no")
	r.set(PlanField, m.Plan, FromRule, why)
	if s.Term != "" && s.Billing != "" {
		r.set(Billed, Cycle{Term: s.Term, Billing: s.Billing}.String(), FromData, "")
	} else {
		f.only(&r)
	}
	return r, f.amounts(ctx, e, &r)
}

// only fills in how a plan is billed that is billed in one way.
func (f Filler) only(r *Row) {
	if p, ok := f.Match.Plan(r.Value(PlanField)); ok && len(p.Cycles) == 1 {
		r.set(Billed, p.Cycles[0].String(), FromRule, "the plan is billed in this way only")
	}
}

// amounts fills in what a seat costs, by the plan and the billing that are in the row, whoever chose them.
func (f Filler) amounts(ctx context.Context, e *Entry, r *Row) error {
	fields := []Field{ResellerOrder, ResellerRenewal, CustomerOrder, CustomerRenewal}
	c, ok := parseCycle(r.Value(Billed))
	if !ok || r.Value(PlanField) == "" {
		return nil
	}
	p, err := f.Prices.Price(ctx, Wanted{
		Partner: e.Partner, Plan: r.Value(PlanField), Currency: e.currency(), Reseller: e.Row("").Value(Reseller), Tenant: e.Tenant, Cycle: c, Seats: r.Seats,
	})
	if kind := fault.Of(err); kind == fault.NotFound || kind == fault.Invalid {
		for _, field := range fields {
			r.set(field, "", FromPrice, "no price: "+fault.Text(err))
		}
		return nil
	}
	if err != nil {
		return err
	}
	for i, a := range []money.Amount{p.ResellerOrder, p.ResellerRenewal, p.CustomerOrder, p.CustomerRenewal} {
		if a.Currency() != e.currency() {
			r.set(fields[i], "", FromPrice, "no price: the list is in "+a.Currency())
			continue
		}
		r.set(fields[i], a.Value(), FromPrice, "")
	}
	return nil
}

// Plan gives a plan by its id.
func (m *Matcher) Plan(id string) (Plan, bool) {
	i, ok := m.byID[id]
	if !ok {
		return Plan{}, false
	}
	p := m.plans[i]
	p.Cycles, p.Replaces = slices.Clone(p.Cycles), slices.Clone(p.Replaces)
	return p, true
}
