package tabletest

import (
	"crypto/rand"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/store"
)

// listTests are those about the lists of orders and of connections, and about what clients spend.
func listTests() map[string]func(t *testing.T, s store.Store) {
	return map[string]func(t *testing.T, s store.Store){
		"orders are listed by pages that bear with new ones": orderList,
		"a shop's orders are a list of their own":            shopList,
		"orders are listed by what a filter chooses":         filteredList,
		"a cursor of another list is refused":                foreignCursor,
		"a connection is saved on the version that was read": connectionVersions,
		"a client acts for one shop or for all of a partner": connectionClients,
		"a partner's connections are listed":                 connectionList,
		"a call makes one connection":                        connectionAsked,
		"a client's allowance fills up evenly":               fills,
		"an allowance bounds those who draw at once":         bounded,
		"an order that was not created is in no list":        conflictList,
	}
}

func every(order.Order) bool { return true }

// ordered creates an order of a partner at a minute of noon.
func ordered(t *testing.T, tab *table.Table, p order.PartnerID, shop string, minute int) order.ID {
	t.Helper()
	o := someOrder()
	o.Partner, o.Shop, o.Created = p, shop, noon.Add(time.Duration(minute)*time.Minute)
	want(t, tab.Create(t.Context(), &o), "")
	return o.ID
}

// walk reads a list to its end, and does something between the pages.
func walk(t *testing.T, tab *table.Table, p order.PartnerID, shop string, limit int, between func()) []order.ID {
	t.Helper()
	var all []order.ID
	for after := ""; ; {
		page, next, err := tab.Orders(t.Context(), p, shop, every, after, limit)
		want(t, err, "")
		if len(page) > limit {
			t.Fatalf("a page of %d, want at most %d", len(page), limit)
		}
		for _, o := range page {
			all = append(all, o.ID)
		}
		if after = next; after == "" {
			return all
		}
		between()
	}
}

func orderList(t *testing.T, s store.Store) {
	tab, p := opened(s), order.PartnerID(rand.Text())
	var first []order.ID
	for n := range 7 {
		first = append(first, ordered(t, tab, p, "", n))
	}
	slices.Reverse(first)
	minute := 100
	got := walk(t, tab, p, "", 2, func() {
		ordered(t, tab, p, "", minute)
		minute++
	})
	if !slices.Equal(got, first) {
		t.Errorf("got %v, want %v", got, first)
	}
	if all := walk(t, tab, p, "", 50, func() {}); len(all) != 7+minute-100 {
		t.Errorf("%d orders in the whole list, want %d", len(all), 7+minute-100)
	}
}

func shopList(t *testing.T, s store.Store) {
	tab, p := opened(s), order.PartnerID(rand.Text())
	ordered(t, tab, p, "", 1)
	mine, other := ordered(t, tab, p, "con_1", 2), ordered(t, tab, p, "con_2", 3)
	if got := walk(t, tab, p, "con_1", 10, func() {}); !slices.Equal(got, []order.ID{mine}) {
		t.Errorf("the shop has %v", got)
	}
	if got := walk(t, tab, p, "con_2", 10, func() {}); !slices.Equal(got, []order.ID{other}) {
		t.Errorf("the other shop has %v", got)
	}
	if got := walk(t, tab, p, "", 10, func() {}); len(got) != 3 {
		t.Errorf("the partner has %v", got)
	}
}

func filteredList(t *testing.T, s store.Store) {
	tab, p := opened(s), order.PartnerID(rand.Text())
	var chosen order.ID
	for n := range 120 {
		if id := ordered(t, tab, p, "", n); n == 3 {
			chosen = id
		}
	}
	page, next, err := tab.Orders(t.Context(), p, "", func(o order.Order) bool { return o.ID == chosen }, "", 5)
	want(t, err, "")
	if len(page) != 1 || page[0].ID != chosen || next != "" {
		t.Errorf("%d orders, next %q", len(page), next)
	}
}

func foreignCursor(t *testing.T, s store.Store) {
	tab, p := opened(s), order.PartnerID(rand.Text())
	for n := range 3 {
		ordered(t, tab, p, "con_1", n)
	}
	_, next, err := tab.Orders(t.Context(), p, "con_1", every, "", 1)
	want(t, err, "")
	for _, after := range []string{next, "x", fmt.Sprintf("%x", next)} {
		_, _, err := tab.Orders(t.Context(), p, "", every, after, 1)
		want(t, err, fault.Invalid)
	}
}

func conflictList(t *testing.T, s store.Store) {
	tab, o := opened(s), someOrder()
	o.Partner = order.PartnerID(rand.Text())
	want(t, tab.Create(t.Context(), &o), "")
	again := o
	again.Version, again.Shop = 0, "con_1"
	want(t, tab.Create(t.Context(), &again), fault.Conflict)
	if got := walk(t, tab, o.Partner, "con_1", 10, func() {}); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}
