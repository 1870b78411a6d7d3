package order_test

import (
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/subscription"
)

func item(product, term, billing string) order.Item {
	return order.Item{Product: product, SKU: "0001", Term: term, Billing: billing, Segment: "commercial"}
}

// shelf is what the house sells in these tests: a base, an add-on for it, a trial, and something to attest.
func shelf(d *desk) {
	offer := func(o order.Offer) order.Offer {
		o.Catalog, o.Min = o.Catalog+":0001:AVAIL", max(o.Min, 1)
		return o
	}
	d.house.offers = map[string]order.Offer{
		"CFQ7BASE0000:0001": offer(order.Offer{Catalog: "CFQ7BASE0000", Max: 300}),
		"CFQ7ADDON000:0001": offer(order.Offer{Catalog: "CFQ7ADDON000", Max: 10_000, Addon: true, Needs: []string{"CFQ7BASE0000:0001"}}),
		"CFQ7TRIAL000:0001": offer(order.Offer{Catalog: "CFQ7TRIAL000", Min: 25, Max: 25, Trial: true}),
		"CFQ7HYBRID00:0001": offer(order.Offer{Catalog: "CFQ7HYBRID00", Max: 300, Attest: true}),
		"CFQ7OTHER000:0001": offer(order.Offer{Catalog: "CFQ7OTHER000", Max: 10_000}),
	}
}

const parent = "11111111-2222-4333-8444-555555555555"

func base() order.Line {
	return order.Line{Key: "base", Quantity: 5, Item: item("CFQ7BASE0000", "P1Y", "monthly")}
}

func addon() order.Line {
	return order.Line{Key: "addon", Quantity: 5, Item: item("CFQ7ADDON000", "P1Y", "monthly")}
}

func trial() order.Line {
	return order.Line{Key: "trial", Quantity: 25, Item: item("CFQ7TRIAL000", "P1M", "none")}
}

// with changes a line.
func with(l order.Line, change func(*order.Line)) order.Line {
	change(&l)
	return l
}

// bought tells what becomes of an existing customer's order of these lines.
func bought(t *testing.T, d *desk, lines ...order.Line) order.Order {
	t.Helper()
	if d.house.offers == nil {
		shelf(d)
	}
	d.house.known(order.RelationReseller)
	o := theirs("contoso.onmicrosoft.com")
	o.Lines = lines
	return d.settle(t, place(t, d, o))
}

func TestAddOnsNeedTheirBaseInTheOrderOrWithTheCustomer(t *testing.T) {
	t.Parallel()
	active := subscription.Facts{Product: "CFQ7BASE0000", SKU: "0001", Status: subscription.Active, Quantity: 5, NewCommerce: true}
	suspended, other := active, active
	suspended.Status, other.Product = subscription.Suspended, "CFQ7OTHER000"
	for name, c := range map[string]struct {
		owned *subscription.Facts
		lines []order.Line
		field string // "": bought
		text  string
	}{
		"nothing":                   {nil, []order.Line{addon()}, "", "needs one of CFQ7BASE0000:0001"},
		"in the order":              {nil, []order.Line{base(), addon()}, "", ""},
		"named in the order":        {nil, []order.Line{base(), with(addon(), func(l *order.Line) { l.Base = "base" })}, "", ""},
		"owned":                     {&active, []order.Line{addon()}, "", ""},
		"owned and named":           {&active, []order.Line{with(addon(), func(l *order.Line) { l.Parent = parent })}, "", ""},
		"owned, but suspended":      {&suspended, []order.Line{with(addon(), func(l *order.Line) { l.Parent = parent })}, "/lines/0/base_subscription_id", ""},
		"owned, but another":        {&other, []order.Line{with(addon(), func(l *order.Line) { l.Parent = parent })}, "/lines/0/base_subscription_id", ""},
		"not owned":                 {nil, []order.Line{with(addon(), func(l *order.Line) { l.Parent = parent })}, "/lines/0/base_subscription_id", ""},
		"an add-on of another line": {&active, []order.Line{trial(), with(addon(), func(l *order.Line) { l.Base = "trial" })}, "/lines/1/base_line", ""},
		"no add-on":                 {nil, []order.Line{trial(), with(base(), func(l *order.Line) { l.Base = "trial" })}, "/lines/1/base_line", ""},
	} {
		d := newDesk()
		if c.owned != nil {
			d.house.owned = map[subscription.ID]subscription.Facts{parent: *c.owned}
		}
		o := bought(t, d, c.lines...)
		switch {
		case c.field == "" && c.text == "":
			if o.State != order.Fulfilled || len(d.house.sold) != len(c.lines) {
				t.Errorf("%s: state %s, question %+v", name, o.State, o.Question)
			}
		case o.State != order.AsksPerson || o.Question.Field != c.field || !strings.Contains(o.Question.Text, c.text) || len(d.house.carts) != 0:
			t.Errorf("%s: state %s, question %+v, %d carts", name, o.State, o.Question, len(d.house.carts))
		}
	}
}

func TestABaseIsNamedInTheCartByItsPlace(t *testing.T) {
	t.Parallel()
	d := newDesk()
	bought(t, d, with(addon(), func(l *order.Line) { l.Base = "base" }), base())
	if lines := d.house.carts["cart-1"]; lines[0].Base != 2 || lines[1].Base != 0 {
		t.Errorf("lines %+v", lines)
	}
}

func TestSeatsStayWithinWhatIsSoldAndWhatTheCustomerMayStillHave(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.house.owned = map[subscription.ID]subscription.Facts{
		parent: {Product: "CFQ7BASE0000", SKU: "0001", Status: subscription.Active, Quantity: 290, NewCommerce: true},
		"gone": {Product: "CFQ7BASE0000", SKU: "0001", Status: subscription.Deleted, Quantity: 100, NewCommerce: true},
	}
	second := with(base(), func(l *order.Line) { l.Key, l.Quantity = "second", 6 })
	o := bought(t, d, base(), second)
	if o.State != order.AsksPerson || o.Question.Field != "/lines/1/quantity" || !strings.Contains(o.Question.Text, "5 are left") {
		t.Fatalf("question %+v", o.Question)
	}
	if _, err := d.Answer(t.Context(), "acme", o.ID, order.Reply{Field: "/lines/1/quantity", Value: []byte(`5`)}); err != nil {
		t.Fatal(err)
	}
	if o = d.settle(t, o.ID); o.State != order.Fulfilled || len(d.house.sold) != 2 {
		t.Errorf("state %s, question %+v", o.State, o.Question)
	}
}

func TestTheSegmentMustBeOneThatTheCustomerIsQualifiedFor(t *testing.T) {
	t.Parallel()
	school := with(base(), func(l *order.Line) { l.Item.Segment = "education" })
	for name, c := range map[string]struct {
		segments map[string]bool
		state    order.State
		field    string
	}{
		"qualified": {map[string]bool{"education": true}, order.Fulfilled, ""},
		"in review": {map[string]bool{"education": false}, order.AsksPerson, ""},
		"not asked": {nil, order.AsksPerson, "/lines/0/segment"},
	} {
		d := newDesk()
		id := d.house.known(order.RelationReseller)
		delete(d.house.tenants, "contoso.onmicrosoft.com")
		d.house.segments = map[order.TenantID]map[string]bool{id: c.segments}
		o := bought(t, d, school)
		if o.State != c.state || c.state == order.AsksPerson && (o.Question.Field != c.field || len(d.house.carts) != 0) {
			t.Errorf("%s: state %s, question %+v", name, o.State, o.Question)
		}
	}
}

func TestPromotionsTrialsAndAttestationsAreCheckedBeforeAnythingIsBought(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		line   order.Line
		field  string
		answer string
	}{
		"promotion":           {with(base(), func(l *order.Line) { l.Promotion = "P:0001:X" }), "/lines/0/promotion_id", `""`},
		"promotion of trial":  {with(trial(), func(l *order.Line) { l.Promotion = "GOOD" }), "/lines/0/promotion_id", `""`},
		"no trial":            {with(base(), func(l *order.Line) { l.RenewsTo = "P1Y" }), "/lines/0/renews_to_term", `""`},
		"attestation":         {with(base(), func(l *order.Line) { l.Item.Product = "CFQ7HYBRID00" }), "/lines/0/attestation_accepted", `true`},
		"end of a trial":      {with(trial(), func(l *order.Line) { l.Ends = date(2026, 3, 31) }), "/lines/0/custom_term_end_date", `""`},
		"end after the term":  {with(base(), func(l *order.Line) { l.Ends = date(2027, 3, 31) }), "/lines/0/custom_term_end_date", `"2027-02-28"`},
		"end without a match": {with(base(), func(l *order.Line) { l.Ends = date(2026, 6, 15) }), "/lines/0/custom_term_end_date", `"2026-06-30"`},
	} {
		d := newDesk()
		d.house.promotions = map[string]string{"GOOD": ""}
		o := bought(t, d, c.line)
		if o.State != order.AsksPerson || o.Question.Field != c.field || len(d.house.carts) != 0 {
			t.Errorf("%s: state %s, question %+v", name, o.State, o.Question)
			continue
		}
		if _, err := d.Answer(t.Context(), "acme", o.ID, order.Reply{Field: c.field, Value: []byte(c.answer)}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if o = d.settle(t, o.ID); o.State != order.Fulfilled {
			t.Errorf("%s: state %s, question %+v", name, o.State, o.Question)
		}
	}
}

func date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func TestAFirstTermEndsWithAMonthOrWithAnotherSubscription(t *testing.T) {
	t.Parallel()
	yearly := subscription.Facts{
		Product: "CFQ7OTHER000", SKU: "0001", Status: subscription.Active, NewCommerce: true, Term: "P1Y", CommitmentEnds: date(2026, 6, 15),
	}
	monthly := yearly
	monthly.Term = "P1M"
	for name, c := range map[string]struct {
		owned subscription.Facts
		term  string
		ends  time.Time
		good  bool
	}{
		"the last of a month":               {yearly, "P1Y", date(2026, 6, 30), true},
		"another's end":                     {yearly, "P1Y", date(2026, 6, 15), true},
		"a year with a month's end":         {monthly, "P1Y", date(2026, 6, 15), false},
		"no other's end":                    {yearly, "P1Y", date(2026, 6, 16), false},
		"the day before":                    {yearly, "P1Y", date(2026, 2, 28), false},
		"the last day of the term":          {yearly, "P1Y", date(2027, 2, 28), true},
		"a month, to the last of March":     {yearly, "P1M", date(2026, 3, 31), true},
		"a month that ends on a 30th of 31": {yearly, "P1M", date(2026, 3, 30), false},
	} {
		d := newDesk()
		d.house.owned = map[subscription.ID]subscription.Facts{parent: c.owned}
		o := bought(t, d, with(base(), func(l *order.Line) { l.Item.Term, l.Ends = c.term, c.ends }))
		if (o.State == order.Fulfilled) != c.good {
			t.Errorf("%s: state %s, question %+v", name, o.State, o.Question)
		}
	}
}

func TestACustomerUnderReviewIsWaitedForAndARejectedOneIsAQuestion(t *testing.T) {
	t.Parallel()
	d := newDesk()
	shelf(d)
	d.house.screening = order.UnderReview
	d.house.known(order.RelationReseller)
	id := place(t, d, theirs("contoso.onmicrosoft.com"))
	o := run(t, d, id)
	for range 10 {
		if o.State != order.Checking || o.Due.IsZero() || len(o.Steps) > 3 {
			t.Fatalf("state %s, due %s, steps %+v", o.State, o.Due, o.Steps)
		}
		d.clock = o.Due
		o = run(t, d, id)
	}
	d.house.screening, d.clock = order.Rejected, o.Due
	if o = run(t, d, id); o.State != order.AsksPerson {
		t.Errorf("state %s", o.State)
	}
	d.house.screening = order.MayBuy
	if _, err := d.Answer(t.Context(), "acme", id, order.Reply{Value: []byte(`"retry"`)}); err != nil {
		t.Fatal(err)
	}
	if o = d.settle(t, id); o.State != order.Fulfilled || len(d.house.sold) != 1 {
		t.Errorf("state %s, question %+v", o.State, o.Question)
	}
}

func TestEveryLineThatIsWrongIsInTheEvidence(t *testing.T) {
	t.Parallel()
	d := newDesk()
	o := bought(t, d, with(base(), func(l *order.Line) { l.Quantity = 301 }), with(trial(), func(l *order.Line) { l.Quantity = 3 }))
	last := o.Steps[len(o.Steps)-1]
	if !strings.Contains(last.Evidence, "line 1: ") || !strings.Contains(last.Evidence, "line 2: ") || last.Result != order.Refused {
		t.Errorf("step %+v", last)
	}
}
