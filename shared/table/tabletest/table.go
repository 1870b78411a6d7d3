package tabletest

import (
	"bytes"
	"crypto/rand"
	"maps"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/store"
	"github.com/seatwright/seatwright/shared/webhook"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) //nolint:gochecknoglobals // a time cannot be a constant

// auditTests are those about the records of changes.
func auditTests() map[string]func(t *testing.T, s store.Store) {
	return map[string]func(t *testing.T, s store.Store){
		"an audit chain is added to at its end alone":    chains,
		"data of people goes and its record stays":       erasure,
		"records that are left together lie in one item": batch,
		"a hold and its record are there or not, both":   holdTogether,
		"an altered record is given at its place":        altered,
		"a change and its record are there or not, both": together,
		"a version of settings and its record likewise":  settingsTogether,
		"a change of prices and its record likewise":     pricesTogether,
	}
}

// families are the tests of nouns that have a file of their own.
func families() map[string]func(t *testing.T, s store.Store) {
	all := domainTests()
	maps.Copy(all, feedTests())
	maps.Copy(all, auditTests())
	maps.Copy(all, listTests())
	maps.Copy(all, migrationTests())
	maps.Copy(all, takeoverTests())
	maps.Copy(all, transferTests())
	return all
}

// RunTable checks the table's nouns on a store.
func RunTable(t *testing.T, open func(t *testing.T) store.Store) {
	t.Helper()
	all := families()
	maps.Copy(all, map[string]func(t *testing.T, s store.Store){
		"an order is saved on the version that was read":       versions,
		"of equal saves at once one wins":                      equalSaves,
		"a claim stands":                                       claims,
		"what an order tells is put with it or not at all":     tells,
		"an order is due at its time, not before":              dueOrders,
		"a delivery is stored once, whatever its size":         deliveries,
		"notes about deliveries are listed by time":            notes,
		"an order of a shop is written on what was read":       sales,
		"of two orders that buy the same one has the mark":     marks,
		"how far a shop was read and when it was heard of":     cursors,
		"a shop's connection is kept":                          connections,
		"each save of settings is a version":                   settings,
		"an API client acts for one partner":                   clients,
		"an operator's client acts for every partner":          operators,
		"of equal changes of a consent one is the first":       consents,
		"of many savers one wins":                              savers,
		"a call is done once, and its answer given again":      calls,
		"a standing is changed on the version that was read":   standings,
		"a release is found until it ends":                     releases,
		"held orders are found, and due at no time":            heldOrders,
		"a notice is put once and told once":                   notices,
		"a lease is one's alone, and its fence grows":          leases,
		"of many who want a lease one gets it":                 leaseRace,
		"all partners are listed":                              registry,
		"a subscription is saved on the version that was read": licences,
		"an import is saved on the version that was read":      priceImports,
		"a pointer is flipped on the version that was read":    pricePointers,
		"a plan is saved on the version that was read":         plans,
		"a name of an offer is kept":                           namings,
		"a tag of a sheet is kept":                             priceTags,
		"a product of a snapshot comes back whole":             priceChunks,
		"a wish is kept once and finished once":                wishes,
		"a subscription and its wishes are due at their times": dueLicences,
		"held subscriptions are found beside held orders":      heldLicences,
		"subscriptions are listed by what a filter chooses":    licenceList,
		"a round goes on where it stopped":                     position,
		"a call that died is taken over, and its owner fenced": takeover,
	})
	for name, test := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

func opened(s store.Store) *table.Table { return table.Open(s, func() time.Time { return noon }) }

func someOrder() order.Order {
	return order.Order{
		ID: order.ID("ord_#%" + rand.Text()), Partner: "p", State: order.Accepted, Created: noon, Since: noon,
		Lines: []order.Line{{Key: "1", Quantity: 5, State: order.LineOpen}},
	}
}

func versions(t *testing.T, s store.Store) {
	tab, o := opened(s), someOrder()
	_, err := tab.Load(t.Context(), o.ID)
	want(t, err, fault.NotFound)
	want(t, tab.Save(t.Context(), &o), fault.Stale)
	want(t, tab.Create(t.Context(), &o), "")
	again := o
	again.Version = 0
	want(t, tab.Create(t.Context(), &again), fault.Conflict)
	read, err := tab.Load(t.Context(), o.ID)
	want(t, err, "")
	if diff := cmp.Diff(o, read); diff != "" || read.Version != 1 {
		t.Fatalf("version %d (-want +got):\n%s", read.Version, diff)
	}
	late := read
	read.State, read.Due = order.Buying, noon.Add(time.Nanosecond)
	want(t, tab.Save(t.Context(), &read), "")
	want(t, tab.Save(t.Context(), &late), fault.Stale)
	got, err := tab.Load(t.Context(), o.ID)
	want(t, err, "")
	if diff := cmp.Diff(read, got); diff != "" || got.Version != 2 || late.Version != 1 {
		t.Fatalf("versions %d and %d (-want +got):\n%s", got.Version, late.Version, diff)
	}
}

func equalSaves(t *testing.T, s store.Store) {
	tab, o := opened(s), someOrder()
	want(t, tab.Create(t.Context(), &o), "")
	var wait sync.WaitGroup
	won := make([]bool, 6)
	for n := range won {
		wait.Go(func() {
			mine := o
			err := tab.Save(t.Context(), &mine)
			won[n] = err == nil
			if err != nil && fault.Of(err) != fault.Stale {
				t.Errorf("got %v, want stale", err)
			}
		})
	}
	wait.Wait()
	wins := 0
	for _, w := range won {
		if w {
			wins++
		}
	}
	if wins != 1 {
		t.Fatalf("%d equal saves won, want 1: the others must know that the step may have been tried", wins)
	}
}

func claims(t *testing.T, s store.Store) {
	tab, tenant := opened(s), order.TenantID(rand.Text())
	for _, step := range []struct {
		sold string
		by   order.ID
		kind fault.Kind
	}{{"s1", "a", ""}, {"s1", "a", ""}, {"s1", "b", fault.Conflict}, {"s2", "b", ""}} {
		want(t, tab.Claim(t.Context(), "p", tenant, step.sold, step.by), step.kind)
	}
}

func dueOrders(t *testing.T, s store.Store) {
	tab := opened(s)
	wanted := map[order.ID]time.Time{}
	// In the distant past, so that on a shared store these come first.
	past := time.Unix(int64(len(rand.Text())), 0).UTC()
	for n := range 9 {
		o := someOrder()
		o.Due = past.Add(time.Duration(n) * time.Second)
		wanted[o.ID] = o.Due
		if n == 8 { // between two seconds: due at the later one
			o.Due, wanted[o.ID] = past.Add(3*time.Second+1), past.Add(4*time.Second)
		}
		want(t, tab.Create(t.Context(), &o), "")
	}
	due := func(after time.Duration, limit int) []table.Waiting {
		t.Helper()
		got, err := tab.Due(t.Context(), past.Add(after), limit)
		want(t, err, "")
		for i, d := range got {
			if at, ok := wanted[d.Order]; !ok || !at.Equal(d.At) || i > 0 && d.At.Before(got[i-1].At) {
				t.Fatalf("%d: order %q due at %v, want %v, in order", i, d.Order, d.At, at)
			}
		}
		return got
	}
	for _, c := range []struct {
		after time.Duration
		limit int
		want  int
	}{{-time.Second, 100, 0}, {3*time.Second + 999*time.Millisecond, 100, 4}, {4 * time.Second, 100, 6}, {time.Minute, 100, 9}, {time.Minute, 2, 2}} {
		if got := due(c.after, c.limit); len(got) != c.want {
			t.Fatalf("%d due after %v, want %d", len(got), c.after, c.want)
		}
	}
	for id := range wanted {
		o, err := tab.Load(t.Context(), id)
		want(t, err, "")
		o.Due = time.Time{}
		want(t, tab.Save(t.Context(), &o), "")
	}
	if got := due(time.Minute, 100); len(got) != 0 {
		t.Fatalf("%d due although none waits", len(got))
	}
}

func deliveries(t *testing.T, s store.Store) {
	tab := opened(s)
	random := make([]byte, table.MaxBody)
	rand.Read(random) // documented never to fail
	for name, body := range map[string][]byte{
		"empty": {}, "small": []byte(`{"id": 1}`), "a mebibyte that deflates": bytes.Repeat([]byte("x"), table.MaxBody),
		"a mebibyte that does not": random, "at the edge of an item": random[:349_000],
	} {
		d := webhook.Delivery{Connection: "c#" + rand.Text(), Event: "e", Topic: "orders/paid", At: noon.Add(7), Header: map[string][]string{"X-Shopify-Topic": {"orders/paid"}}, Body: body}
		first, err := tab.PutDelivery(t.Context(), d)
		hash := first.SHA256
		want(t, err, "")
		other := d
		other.Body = []byte("another body")
		for _, next := range []webhook.Delivery{d, other} {
			next.At = next.At.Add(time.Hour)
			k, err := tab.PutDelivery(t.Context(), next)
			want(t, err, "")
			if first.Again || !k.Again || k.SHA256 != hash || !k.At.Equal(d.At) {
				t.Fatalf("%s: %+v, then %+v", name, first, k)
			}
		}
		got, err := tab.Delivery(t.Context(), d.Connection, d.Event)
		want(t, err, "")
		if d.SHA256 = hash; !bytes.Equal(got.Body, body) {
			t.Fatalf("%s: another body came back", name)
		}
		d.Body, got.Body = nil, nil
		if diff := cmp.Diff(d, got); diff != "" {
			t.Fatalf("%s (-want +got):\n%s", name, diff)
		}
	}
	_, err := tab.PutDelivery(t.Context(), webhook.Delivery{Connection: "c", Event: "large", At: noon, Body: append(random, 0)})
	want(t, err, fault.Invalid)
	_, err = tab.Delivery(t.Context(), "c", "large")
	want(t, err, fault.NotFound)
	connection := rand.Text()
	_, err = tab.PutDelivery(t.Context(), webhook.Delivery{Connection: connection, Event: "old", At: noon.Add(-31 * 24 * time.Hour)})
	want(t, err, "")
	_, err = tab.Delivery(t.Context(), connection, "old")
	want(t, err, fault.NotFound)
}

func notes(t *testing.T, s store.Store) {
	tab, connection := opened(s), rand.Text()
	var wanted []webhook.Note
	for n := range 5 {
		note := webhook.Note{Connection: connection, Event: "e", Reason: "unmapped SKU", Suggestion: "map it", At: noon.Add(time.Duration(n))}
		wanted = append(wanted, note)
		want(t, tab.Quarantine(t.Context(), note), "")
		want(t, tab.Quarantine(t.Context(), note), "")
	}
	want(t, tab.Quarantine(t.Context(), webhook.Note{Connection: connection, Event: "old", At: noon.Add(-31 * 24 * time.Hour)}), "")
	var got []webhook.Note
	for after, more := "", true; more; more = after != "" {
		page, next, err := tab.Quarantined(t.Context(), connection, after, 2)
		want(t, err, "")
		got, after = append(got, page...), next
	}
	if diff := cmp.Diff(wanted, got); diff != "" {
		t.Fatalf("notes (-want +got):\n%s", diff)
	}
	for range 2 {
		want(t, tab.Mended(t.Context(), wanted[0]), "")
	}
	if left, _, err := tab.Quarantined(t.Context(), connection, "", 10); err != nil || len(left) != len(wanted)-1 || left[0].At.Equal(wanted[0].At) {
		t.Fatalf("after one was mended: %+v, %v", left, err)
	}
}

func connections(t *testing.T, s store.Store) {
	tab := opened(s)
	c := partner.Connection{ID: rand.Text(), Partner: "p", Shop: "acme", SKUs: map[string]partner.Mapping{"A": {Item: order.Item{Product: "P"}}}}
	_, err := tab.Connection(t.Context(), c.ID)
	want(t, err, fault.NotFound)
	want(t, tab.PutConnection(t.Context(), c), "")
	connection, err := tab.Connection(t.Context(), c.ID)
	want(t, err, "")
	if diff := cmp.Diff(c, connection); diff != "" {
		t.Fatalf("connection (-want +got):\n%s", diff)
	}
}
