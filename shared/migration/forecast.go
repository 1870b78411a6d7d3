package migration

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/money"
)

// Forecast is a whole migration computed, with nothing written. Its hash is what a start refers to.
type Forecast struct {
	At        time.Time     `json:"at"` // no part of the hash
	Customers []Outlook     `json:"customers"`
	Totals    []Sum         `json:"totals"` // one for each currency
	Expected  map[Cause]int `json:"expected"`
	Hash      string        `json:"hash"`
}

// Outlook is what the migration does with one customer.
type Outlook struct {
	Tenant   Tenant        `json:"tenant"`
	Company  string        `json:"company"`
	Take     bool          `json:"take"`
	Blocked  bool          `json:"blocked"` // it would not be begun
	Services []Prospect    `json:"services"`
	Sums     []Sum         `json:"sums"`
	Expect   []Expectation `json:"expect,omitempty"`
	Twins    []Twin        `json:"twins,omitempty"`
	Hash     string        `json:"hash"`

	// Filled is what is filled in for the client, which the run will use.
	Filled map[Field]string `json:"filled"`
}

// Prospect is what becomes of one service.
type Prospect struct {
	Service ServiceID `json:"service"`
	Offer   string    `json:"offer"`
	Plan    string    `json:"plan,omitempty"`
	Cycle   string    `json:"cycle,omitempty"`
	Seats   int       `json:"seats"`
	Status  string    `json:"status"`
	Act     Act       `json:"act"`
	Now     *Monthly  `json:"now,omitempty"`  // nil: nobody said what it costs
	Then    *Monthly  `json:"then,omitempty"` // nil: it is not taken, or has no price

	Filled map[Field]string `json:"filled"`
}

// Monthly is what all seats cost for a month: whole cents, rounded once for each service.
type Monthly struct {
	Cost  money.Amount `json:"cost"`
	Price money.Amount `json:"price"`
}

// Sum is what a currency's services cost for a month, before and after. Each side is of the services of which it is known: those of which one of the two is not are
// counted, and the sides are not to be compared when there are any.
type Sum struct {
	Currency string      `json:"currency"`
	CostNow  money.Micro `json:"cost_now"`
	Cost     money.Micro `json:"cost"`
	PriceNow money.Micro `json:"price_now"`
	Price    money.Micro `json:"price"`
	Services int         `json:"services"`
	Unknown  int         `json:"unknown"`
}

// MarginNow and Margin give price less cost.
func (s Sum) MarginNow() money.Micro { return s.PriceNow - s.CostNow }

// Margin gives price less cost after the migration.
func (s Sum) Margin() money.Micro { return s.Price - s.Cost }

// Forecaster computes a migration customer by customer.
type Forecaster struct {
	Match   *Matcher
	Here    *Twins
	Reading string // the last reading: customers that it did not list are gone; "" to believe all
	// Same says which clients a person has said to be the customer or not to be.
	Same map[Tenant]string

	all   []Outlook
	names map[string]int // usernames
}

// Add computes one customer. It fails with fault.Invalid when an amount is beyond all amounts.
func (f *Forecaster) Add(folder *Folder, e *Entry) error {
	client := e.Row("")
	o := Outlook{Tenant: folder.Customer.Tenant, Company: folder.Customer.Company, Take: client.Value(Take) == "yes", Filled: values(client)}
	for i := range folder.Services {
		p, err := f.prospect(e, &folder.Services[i], o.Take)
		if err != nil {
			return err
		}
		o.Services = append(o.Services, p)
	}
	if o.Take {
		o.Expect = f.expect(folder, e)
		o.Twins = f.Here.Of(&folder.Customer)
		if len(o.Twins) > 0 && f.Same[o.Tenant] == "" {
			t := o.Twins[0]
			o.Expect = append(o.Expect, Expectation{Cause: Duplicate, Evidence: fmt.Sprintf("%s: %s", t.ID, t.Evidence[0])})
		}
		if f.names == nil {
			f.names = map[string]int{}
		}
		f.names[client.Value(Username)]++
	}
	var err error
	if o.Sums, err = sums(o.Services); err != nil {
		return err
	}
	f.all = append(f.all, o)
	return nil
}

func values(r *Row) map[Field]string {
	all := map[Field]string{}
	if r != nil {
		for f, c := range r.Cells {
			all[f] = c.Value
		}
	}
	return all
}

func (f *Forecaster) prospect(e *Entry, s *Service, take bool) (Prospect, error) {
	r := e.Row(s.ID)
	p := Prospect{
		Service: s.ID, Offer: s.Name, Plan: r.Value(PlanField), Cycle: r.Value(Billed), Seats: s.Quantity, Status: s.Status, Act: Leave, Filled: values(r),
	}
	var err error
	if s.Live() && s.Cost != nil && s.Price != nil {
		if p.Now, err = monthly(*s.Cost, *s.Price, Cycle{Term: s.Term, Billing: s.Billing}, s.Quantity); err != nil {
			return p, err
		}
	}
	if !take || r.Value(Take) != "yes" {
		return p, nil
	}
	p.Act = Adopt
	if s.Kind == Legacy {
		p.Act = Convert
	}
	c, ok := parseCycle(r.Value(Billed))
	if !ok || r.Value(ResellerRenewal) == "" || r.Value(CustomerRenewal) == "" {
		return p, nil
	}
	cost, err := money.Parse(r.Value(ResellerRenewal), e.currency())
	if err != nil {
		return p, fault.Invalid.Wrap(err, "service %s: the reseller's amount cannot be read", s.ID)
	}
	price, err := money.Parse(r.Value(CustomerRenewal), e.currency())
	if err != nil {
		return p, fault.Invalid.Wrap(err, "service %s: the customer's amount cannot be read", s.ID)
	}
	p.Then, err = monthly(cost, price, c, s.Quantity)
	return p, err
}

// monthly gives what seats cost for a month, nil where the cycle has no months.
func monthly(cost, price money.Amount, c Cycle, seats int) (*Monthly, error) {
	months := c.perMonths()
	if months == 0 || cost.Currency() != price.Currency() {
		return nil, nil //nolint:nilnil // nothing is known then, which is no failure
	}
	var m Monthly
	var err error
	if m.Cost, err = cost.Share(int64(seats), months); err != nil {
		return nil, fault.Invalid.Wrap(err, "%d seats at %s: beyond all amounts", seats, cost)
	}
	if m.Price, err = price.Share(int64(seats), months); err != nil {
		return nil, fault.Invalid.Wrap(err, "%d seats at %s: beyond all amounts", seats, price)
	}
	return &m, nil
}

// sums adds services up by currency.
func sums(services []Prospect) ([]Sum, error) {
	by := map[string]*Sum{}
	for i := range services {
		p := &services[i]
		if p.Act == Leave || p.Now == nil && p.Then == nil {
			continue
		}
		currency := ""
		for _, m := range []*Monthly{p.Now, p.Then} {
			if m != nil {
				currency = m.Cost.Currency()
			}
		}
		if by[currency] == nil {
			by[currency] = &Sum{Currency: currency}
		}
		if err := by[currency].service(p); err != nil {
			return nil, fault.Invalid.Wrap(err, "service %s: beyond all amounts", p.Service)
		}
	}
	return listed(by), nil
}

// service adds one service: each side that is known and of this currency, which for most services is only what they will cost.
func (s *Sum) service(p *Prospect) error {
	s.Services++
	now, then := s.side(p.Now), s.side(p.Then)
	if !now || !then {
		s.Unknown++
	}
	if now {
		if err := grow(p.Now, &s.CostNow, &s.PriceNow); err != nil {
			return err
		}
	}
	if then {
		return grow(p.Then, &s.Cost, &s.Price)
	}
	return nil
}

func (s *Sum) side(m *Monthly) bool { return m != nil && m.Cost.Currency() == s.Currency }

func grow(m *Monthly, cost, price *money.Micro) error {
	amounts := []money.Amount{m.Cost, m.Price}
	for i, to := range []*money.Micro{cost, price} {
		more, err := amounts[i].Micro()
		if err != nil {
			return err
		}
		if *to, err = to.Add(more); err != nil {
			return err
		}
	}
	return nil
}

func listed(by map[string]*Sum) []Sum {
	var all []Sum
	for _, s := range by {
		all = append(all, *s)
	}
	slices.SortFunc(all, func(a, b Sum) int { return cmp.Compare(a.Currency, b.Currency) })
	return all
}

// Done gives the forecast of all customers that were added. Those of one username are found only here.
func (f *Forecaster) Done(at time.Time) (Forecast, error) {
	out := Forecast{At: at, Customers: f.all, Expected: map[Cause]int{}}
	slices.SortFunc(out.Customers, func(a, b Outlook) int { return cmp.Compare(a.Tenant, b.Tenant) })
	total := map[string]*Sum{}
	var hashes []string
	for i := range out.Customers {
		o := &out.Customers[i]
		if name := o.Filled[Username]; o.Take && name != "" && f.names[name] > 1 {
			o.Expect = append(o.Expect, Expectation{Cause: NameTwice, Evidence: fmt.Sprintf("%d clients would be called %s", f.names[name], name)})
		}
		for _, x := range o.Expect {
			out.Expected[x.Cause]++
			o.Blocked = o.Blocked || x.Cause.Cure().Blocks
		}
		if err := totals(total, o.Sums); err != nil {
			return out, err
		}
		o.Hash = o.hash()
		hashes = append(hashes, string(o.Tenant), o.Hash)
	}
	out.Totals, out.Hash = listed(total), digest(hashes...)
	return out, nil
}

func totals(total map[string]*Sum, sums []Sum) error {
	for _, s := range sums {
		t := total[s.Currency]
		if t == nil {
			t = &Sum{Currency: s.Currency}
			total[s.Currency] = t
		}
		t.Services, t.Unknown = t.Services+s.Services, t.Unknown+s.Unknown
		add := []money.Micro{s.CostNow, s.Cost, s.PriceNow, s.Price}
		for i, to := range []*money.Micro{&t.CostNow, &t.Cost, &t.PriceNow, &t.Price} {
			var err error
			if *to, err = to.Add(add[i]); err != nil {
				return fault.Invalid.Wrap(err, "the total in %s: beyond all amounts", s.Currency)
			}
		}
	}
	return nil
}

// hash covers everything that a person sees of a customer, and everything that the run will use.
func (o *Outlook) hash() string {
	shown := *o
	shown.Hash = ""
	b, err := json.Marshal(shown) // maps are written in the order of their keys
	if err != nil {
		return "" // nothing in it can fail to be written
	}
	return digest(string(b))
}
