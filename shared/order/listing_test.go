package order_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/subscription"
)

// lists are a partner's lists, by product. They have a price for each line that is not refused.
type lists map[string]order.Listing

func (l lists) Listed(_ context.Context, o order.Order, _ time.Time) ([]order.Listing, error) {
	var all []order.Listing
	for _, line := range o.Lines {
		all = append(all, l[line.Item.Product])
	}
	return all, nil
}

func (l lists) Price(_ context.Context, o order.Order) ([]order.Quote, error) {
	cost, err := money.Parse("100.00", "EUR")
	all := make([]order.Quote, len(o.Lines))
	for i, line := range o.Lines {
		if l[line.Item.Product].Refused == "" {
			all[i].Cost = &order.Cost{Unit: cost, Import: "imp_" + line.Item.Product}
		}
	}
	return all, err
}

func TestThePartnersListsAreAskedBeforeAnythingIsBought(t *testing.T) {
	t.Parallel()
	has := subscription.Facts{Product: "CFQ7OTHER000", SKU: "0001", Status: subscription.Active, Quantity: 5, NewCommerce: true}
	gone := has
	gone.Status = subscription.Deleted
	other := order.Line{Key: "1", Quantity: 5, Item: item("CFQ7OTHER000", "P1Y", "monthly")}
	for name, c := range map[string]struct {
		list  order.Listing
		owned subscription.Facts
		lines []order.Line
		field string // "-": bought
		text  string
	}{
		"nothing is said":                      {order.Listing{}, has, []order.Line{other}, "-", ""},
		"refused":                              {order.Listing{Refused: "deprecated; possible: 0002 P1Y monthly"}, has, []order.Line{other}, "/lines/0/sku_id", "possible: 0002"},
		"too few":                              {order.Listing{Min: 6}, has, []order.Line{other}, "/lines/0/quantity", "at least 6"},
		"too many":                             {order.Listing{Max: 4}, has, []order.Line{other}, "/lines/0/quantity", "at most 4"},
		"just so many":                         {order.Listing{Min: 5, Max: 5, Limit: 2}, has, []order.Line{other}, "-", ""},
		"has one already":                      {order.Listing{Limit: 1}, has, []order.Line{other}, "/lines/0/sku_id", "may have 1"},
		"orders two":                           {order.Listing{Limit: 1}, subscription.Facts{}, []order.Line{other, with(other, func(l *order.Line) { l.Key = "2" })}, "/lines/1/sku_id", "would have 2"},
		"had one":                              {order.Listing{Limit: 1}, gone, []order.Line{other}, "-", ""},
		"had the only one that it may ever":    {order.Listing{Limit: 1, Lifetime: true}, gone, []order.Line{other}, "/lines/0/sku_id", ""},
		"needs what is not there":              {order.Listing{Needs: []string{"CFQ7BASE0000:0001"}}, has, []order.Line{other}, "", "needs one of CFQ7BASE0000:0001"},
		"needs what is in the order":           {order.Listing{Needs: []string{"CFQ7BASE0000:0001"}}, has, []order.Line{base(), other}, "-", ""},
		"needs what the customer has":          {order.Listing{Needs: []string{"CFQ7OTHER000:0001"}}, has, []order.Line{other}, "-", ""},
		"the catalogue has refused it already": {order.Listing{Max: 4}, has, []order.Line{with(other, func(l *order.Line) { l.Quantity = 20_000 })}, "/lines/0/quantity", "want 1 to 10000"},
	} {
		d := newDesk()
		d.Listings = lists{"CFQ7OTHER000": c.list}
		d.house.owned = map[subscription.ID]subscription.Facts{parent: c.owned}
		o := bought(t, d, c.lines...)
		switch {
		case c.field == "-":
			if o.State != order.Fulfilled {
				t.Errorf("%s: state %s, question %+v", name, o.State, o.Question)
			}
		case o.State != order.AsksPerson || o.Question.Field != c.field || !strings.Contains(o.Question.Text, c.text) || len(d.house.carts) != 0:
			t.Errorf("%s: state %s, question %+v, %d carts", name, o.State, o.Question, len(d.house.carts))
		}
	}
}

func TestALineHasTheCostOfTheListUnlessItCameWithItsOwn(t *testing.T) {
	t.Parallel()
	own, err := money.Parse("90.00", "EUR")
	if err != nil {
		t.Fatal(err)
	}
	d := newDesk()
	d.Pricer = lists{}
	other := order.Line{Key: "2", Quantity: 5, UnitCost: &own, Item: item("CFQ7OTHER000", "P1Y", "monthly")}
	o := bought(t, d, base(), other)
	if o.State != order.Fulfilled || o.Lines[0].UnitCost == nil || o.Lines[0].UnitCost.Value() != "100.00" || o.Lines[0].CostImport != "imp_CFQ7BASE0000" {
		t.Errorf("state %s, cost of the list: %+v", o.State, o.Lines[0])
	}
	if o.Lines[1].UnitCost.Value() != "90.00" || o.Lines[1].CostImport != "" {
		t.Errorf("its own cost: %+v", o.Lines[1])
	}
}

func TestAnotherItemInALineHasItsOwnCost(t *testing.T) {
	t.Parallel()
	d := newDesk()
	known := lists{}
	d.Pricer, d.Listings = known, known
	known["CFQ7BASE0000"] = order.Listing{Min: 6}
	o := bought(t, d, base())
	if o.State != order.AsksPerson || o.Lines[0].CostImport != "imp_CFQ7BASE0000" {
		t.Fatalf("state %s, %+v", o.State, o.Lines[0])
	}
	known["CFQ7BASE0000"] = order.Listing{Refused: "ended"}
	if _, err := d.Answer(t.Context(), o.Partner, o.ID, order.Reply{Field: "/lines/0/quantity", Value: []byte("6")}); err != nil {
		t.Fatal(err)
	}
	o = d.settle(t, o.ID)
	if o.Question == nil || o.Question.Field != "/lines/0/sku_id" || o.Lines[0].UnitCost != nil {
		t.Fatalf("question %+v, %+v", o.Question, o.Lines[0])
	}
	delete(known, "CFQ7BASE0000")
	if _, err := d.Answer(t.Context(), o.Partner, o.ID, order.Reply{Field: "/lines/0/sku_id", Value: []byte(`"0001"`)}); err != nil {
		t.Fatal(err)
	}
	o = d.settle(t, o.ID)
	if o.State != order.Fulfilled || o.Lines[0].UnitCost == nil || o.Lines[0].CostImport != "imp_CFQ7BASE0000" {
		t.Errorf("state %s, %+v", o.State, o.Lines[0])
	}
}
