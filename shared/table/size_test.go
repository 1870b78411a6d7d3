package table_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/memory"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/money"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/store"
)

func clock() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }

// guid gives a different one for each n, as hard to compress as a real one.
func guid(n int) string {
	h := key.Hash("guid", strconv.Itoa(n)) + key.Hash("more", strconv.Itoa(n))
	hex := strings.Map(func(r rune) rune { return rune("0123456789abcdef"[r%16]) }, h)
	return hex[:8] + "-" + hex[8:12] + "-" + hex[12:16] + "-" + hex[16:20] + "-" + hex[20:32]
}

// arrived gives a typical order of one line for a new tenant.
func arrived(tb testing.TB) order.Order {
	tb.Helper()
	cost, err := money.Parse("123.60", "EUR")
	if err != nil {
		tb.Fatal(err)
	}
	at := time.Date(2026, 11, 21, 9, 41, 7, 318204551, time.UTC)
	return order.Order{
		ID: "ord_k3jx7q2mzp5wd4hn6btcrvyaeu", Partner: "kestrel-cloud", Created: at, Correlation: guid(1), State: order.Accepted, Since: at,
		Source: order.Source{Kind: "shopify", Of: "con_x2m9q4t7vz", Ref: "5678901234567", Name: "#1042", Content: key.Hash("content")},
		Customer: order.Customer{
			Domain: "brightwaterlogistics.onmicrosoft.com", Company: "Brightwater Logistics GmbH", First: "Mareike", Last: "Thomsen",
			Email: "m.thomsen@brightwater-logistics.example", Phone: "+4940555012340", Culture: "de-DE", Language: "de",
			Address: order.Address{Line1: "Speicherstrasse 14", City: "Hamburg", PostalCode: "20457", Country: "DE"},
		},
		Agreement: &order.Consent{First: "Mareike", Last: "Thomsen", Email: "m.thomsen@brightwater-logistics.example", Date: at.Truncate(24 * time.Hour)},
		Lines: []order.Line{{
			Key: "13579086420135", SKU: "M365-BP-Y", Quantity: 12, UnitCost: &cost, State: order.LineOpen,
			Item: order.Item{Product: "CFQ7TTC0LCHC", SKU: "0002", Term: "P1Y", Billing: "monthly", Segment: "commercial"},
		}},
		Due: at.Add(2 * time.Minute), Intent: order.Intent{Step: order.StepCheck, Attempt: 1, At: at},
	}
}

// written is a step of an order's life as one write keeps it.
type written struct {
	done     order.StepName
	next     order.StepName
	state    order.State
	evidence string
}

// life gives a typical order after each of its writes, from its arrival to its end.
func life(tb testing.TB) []order.Order {
	tb.Helper()
	o := arrived(tb)
	at := o.Created
	steps := []written{
		{order.StepCheck, order.StepTenant, order.Checking, "brightwaterlogistics.onmicrosoft.com is free"},
		{order.StepTenant, order.StepAgreement, order.Checking, "tenant " + guid(2) + ", request " + guid(3)},
		{order.StepAgreement, order.StepCart, order.Checking, "customer agreement of 2026-11-21 attested"},
		{order.StepCart, order.StepCheckout, order.Buying, "cart " + guid(4) + ", request " + guid(5)},
		{order.StepCheckout, order.StepWatch, order.Provisioning, "checkout: order 6b1f4e0a93d7, request " + guid(6)},
		{order.StepWatch, order.StepWatch, order.Provisioning, "waiting for the licences"},
		{order.StepWatch, "", order.Fulfilled, "licences are there: subscription " + guid(7)},
	}
	all := []order.Order{o}
	for n, s := range steps {
		at = at.Add(time.Duration(n)*time.Second + 417093288)
		o.Steps = append(slices.Clip(o.Steps), order.Step{Name: s.done, Attempt: 1, Result: order.Done, At: at, Evidence: s.evidence})
		o.State, o.Since, o.Intent, o.Due = s.state, at, order.Intent{Step: s.next, Attempt: 1, At: at}, at.Add(2*time.Minute)
		change(&o, s.done, at)
		if s.next == "" {
			o.Intent, o.Due, o.Deadline = order.Intent{}, time.Time{}, time.Time{}
		}
		all = append(all, o)
	}
	return all
}

// change writes down what a step found or made.
func change(o *order.Order, done order.StepName, at time.Time) {
	line := o.Lines[0]
	switch done {
	case order.StepCheck:
		o.Customer.Free = true
	case order.StepTenant:
		o.Customer.Tenant = order.TenantID(guid(2))
	case order.StepCart:
		o.Cart, line.Catalog, line.Group = &order.Cart{ID: guid(4), Expires: at.Add(7 * 24 * time.Hour)}, "CFQ7TTC0LCHC:0002:CFQ7TTC0K5KR", "0"
		checkout := at
		o.Checkout = &checkout
	case order.StepCheckout:
		line.State, line.Order, o.Deadline = order.LineBought, "6b1f4e0a93d7", at.Add(24*time.Hour)
	case order.StepAgreement, order.StepReturn: // nothing of the order changes
	case order.StepWatch:
		line.State, line.Subscription = order.LineReady, &order.Subscription{
			ID: guid(7), Status: "active", Quantity: 12, AutoRenew: true, CommitmentEnds: at.Truncate(24*time.Hour).AddDate(1, 0, 0),
			CancelUntil: at.AddDate(0, 0, 7), Started: at.Truncate(24 * time.Hour),
		}
	}
	o.Lines = []order.Line{line}
}

func TestATypicalOrderTakesOneUnitAWriteAllItsLife(t *testing.T) {
	t.Parallel()
	s := memory.NewStore(clock)
	tab := table.Open(s, clock)
	for n, o := range life(t) {
		o.Version = int64(n)
		write := tab.Save
		if n == 0 {
			write = tab.Create
		}
		if err := write(t.Context(), &o); err != nil {
			t.Fatal(err)
		}
		size := store.Size(s.All()[0])
		t.Logf("write %d, %s: %d bytes", n+1, o.State, size)
		if size > 1024 {
			t.Errorf("write %d, %s: %d bytes, want at most 1024", n+1, o.State, size)
		}
		got, err := tab.Load(t.Context(), o.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(o, got, cmp.Comparer(func(a, b *money.Amount) bool { return a == b || a != nil && b != nil && *a == *b })); diff != "" {
			t.Fatalf("order (-want +got):\n%s", diff)
		}
	}
	t.Logf("units in all: %+v", s.Units())
}
