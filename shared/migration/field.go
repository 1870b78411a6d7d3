package migration

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/money"
)

// Field is something that is filled in for a client or for one of its services.
type Field string

// Fields of a client.
const (
	Take       Field = "take" // yes or no, also of a service
	Username   Field = "username"
	Currency   Field = "currency"
	Registered Field = "registered" // a date
	Status     Field = "status"     // active or suspended
	Reseller   Field = "partner"    // MPN id of the partner of the second tier; "" for none
)

// Fields of a service. Amounts are of one seat each time it is charged, in the client's currency.
const (
	PlanField       Field = "plan"
	Billed          Field = "billing" // such as "P1Y monthly"
	ResellerOrder   Field = "reseller_order"
	ResellerRenewal Field = "reseller_renewal"
	CustomerOrder   Field = "customer_order"
	CustomerRenewal Field = "customer_renewal"
	InvoiceFrom     Field = "invoice_from" // of an opening invoice; "" for none
	InvoiceTo       Field = "invoice_to"   // its last day
)

// clientFields and serviceFields are in the order of the spreadsheet's columns.
func clientFields() []Field { return []Field{Take, Username, Currency, Registered, Status, Reseller} }

func serviceFields() []Field {
	return []Field{Take, PlanField, Billed, ResellerOrder, ResellerRenewal, CustomerOrder, CustomerRenewal, InvoiceFrom, InvoiceTo}
}

// Origin says where a value comes from.
type Origin string

// Origins.
const (
	FromData   Origin = "data"  // the seller shows it
	FromPrice  Origin = "price" // computed from a list and a plan
	FromRule   Origin = "rule"  // the way in which services are matched, or a remembered answer
	FromPerson Origin = "person"
)

// Cell is a value and where it comes from.
type Cell struct {
	Value string `json:"value"`
	From  Origin `json:"from,omitempty"` // "" where nothing was found
	Why   string `json:"why,omitempty"`  // which person, which price, or why there is none
}

var (
	usernamePattern = regexp.MustCompile(`^[a-z0-9][a-z0-9._@+-]{2,63}$`)
	mpnPattern      = regexp.MustCompile(`^[0-9]{4,12}$`)
	currencyPattern = regexp.MustCompile(`^[A-Z]{3}$`)
	planPattern     = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$`)
)

// Check gives a field's value in its one form. It fails with fault.Invalid, whose text says what is expected. The empty value is good for every field: what
// may not be empty shows in the forecast.
func (f Field) Check(value, currency string) (string, error) {
	v := strings.TrimSpace(value)
	if v == "" {
		return "", nil
	}
	switch f {
	case Take:
		return oneOf(yesNo(v), "yes", "no")
	case Username:
		return pattern(usernamePattern, strings.ToLower(v), "3 to 64 small letters, digits and . _ @ + -")
	case Currency:
		return pattern(currencyPattern, strings.ToUpper(v), "three letters such as EUR")
	case Registered, InvoiceFrom, InvoiceTo:
		return date(v)
	case Status:
		return oneOf(strings.ToLower(v), active, suspended)
	case Reseller:
		return pattern(mpnPattern, v, "an MPN id of 4 to 12 digits")
	case PlanField:
		return pattern(planPattern, v, "the id of a plan")
	case Billed:
		return cycle(v)
	case ResellerOrder, ResellerRenewal, CustomerOrder, CustomerRenewal:
		return amount(v, currency)
	}
	return "", fault.Invalid.Errorf("there is no field %q", f)
}

func pattern(p *regexp.Regexp, v, want string) (string, error) {
	if !p.MatchString(v) {
		return "", fault.Invalid.Errorf("want %s", want)
	}
	return v, nil
}

func oneOf(v string, words ...string) (string, error) {
	if !slices.Contains(words, v) {
		return "", fault.Invalid.Errorf("want %s", strings.Join(words, " or "))
	}
	return v, nil
}

// yesNo reads what spreadsheet programs make of a yes.
func yesNo(v string) string {
	switch v = strings.ToLower(v); v {
	case "true", "1", "x", "y":
		return "yes"
	case "false", "0", "n":
		return "no"
	}
	return v
}

// date reads a day; the time that spreadsheet programs add to it is left out where it is midnight.
func date(v string) (string, error) {
	t, err := time.Parse(time.DateOnly, strings.TrimSuffix(v, "T00:00:00"))
	if err != nil || t.Year() < 1990 || t.Year() > 2200 {
		return "", fault.Invalid.Errorf("want a day such as 2026-11-21")
	}
	return t.Format(time.DateOnly), nil
}

func cycle(v string) (string, error) {
	c, ok := parseCycle(v)
	if !ok {
		return "", fault.Invalid.Errorf("want a term and a billing plan such as P1Y monthly")
	}
	return c.String(), nil
}

// String writes a cycle as the field does.
func (c Cycle) String() string { return c.Term + " " + c.Billing }

func parseCycle(v string) (Cycle, bool) {
	parts := strings.Fields(v)
	if len(parts) != 2 {
		return Cycle{}, false
	}
	c := Cycle{Term: strings.ToUpper(parts[0]), Billing: strings.ToLower(parts[1])}
	return c, c.perMonths() > 0
}

// perMonths gives for how many months one charge is; 0 when there is no such cycle.
func (c Cycle) perMonths() int64 {
	term := map[string]int64{"P1M": 1, "P1Y": 12, "P3Y": 36, "P5Y": 60}[c.Term]
	period := map[string]int64{"monthly": 1, "annual": 12, "triennial": 36}[c.Billing]
	if term == 0 || period == 0 || term%period != 0 {
		return 0
	}
	return period
}

// amount reads a plain number that is no less than zero, with the decimal places of the currency at most.
func amount(v, currency string) (string, error) {
	m, err := money.ParseMicro([]byte(v))
	switch {
	case err != nil:
		return "", fault.Invalid.Wrap(err, "want a number such as 12.50")
	case m < 0:
		return "", fault.Invalid.Errorf("want a number that is not below zero")
	}
	if round, err := m.Round(money.Digits(currency)); err != nil || round != m {
		return "", fault.Invalid.Errorf("want at most %d decimal places", money.Digits(currency))
	}
	return m.Text(currency), nil
}
