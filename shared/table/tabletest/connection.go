package tabletest

import (
	"crypto/rand"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/store"
)

// someConnection gives a connection of a partner with these clients.
func someConnection(p order.PartnerID, clients ...string) partner.Connection {
	return partner.Connection{ID: "con_" + rand.Text(), Partner: p, Platform: partner.Shopify, Shop: "acme.myshopify.com", Clients: clients}
}

// saved saves a connection that is to be at a version then.
func saved(t *testing.T, tab *table.Table, c partner.Connection, version int64) {
	t.Helper()
	got, err := tab.SaveConnection(t.Context(), c, version-1, nil)
	want(t, err, "")
	if got != version {
		t.Fatalf("version %d, want %d", got, version)
	}
}

func connectionVersions(t *testing.T, s store.Store) {
	tab := opened(s)
	c := someConnection(order.PartnerID(rand.Text()))
	_, err := tab.SaveConnection(t.Context(), c, 1, nil)
	want(t, err, fault.Stale)
	saved(t, tab, c, 1)
	_, err = tab.SaveConnection(t.Context(), c, 0, nil)
	want(t, err, fault.Stale)
	c.Paused = true
	saved(t, tab, c, 2)
	got, version, err := tab.ConnectionVersion(t.Context(), c.ID)
	want(t, err, "")
	if diff := cmp.Diff(c, got); diff != "" || version != 2 {
		t.Errorf("version %d (-want +got):\n%s", version, diff)
	}
	want(t, tab.PutConnection(t.Context(), c), "")
	if _, version, _ = tab.ConnectionVersion(t.Context(), c.ID); version != 3 {
		t.Errorf("version %d after it was put", version)
	}
}

func connectionClients(t *testing.T, s store.Store) {
	tab, p := opened(s), order.PartnerID(rand.Text())
	mine, other, all := rand.Text(), rand.Text(), rand.Text()
	c, d := someConnection(p, mine), someConnection(p, other)
	saved(t, tab, c, 1)
	saved(t, tab, d, 1)
	acts := func(client, shop string) {
		t.Helper()
		who, of, err := tab.Acts(t.Context(), client)
		want(t, err, "")
		if who != p || of != shop {
			t.Errorf("acts for %s of %q, want %q", who, of, shop)
		}
	}
	acts(mine, c.ID)
	acts(other, d.ID)
	taken := c
	taken.Clients = []string{mine, other}
	_, err := tab.SaveConnection(t.Context(), taken, 1, nil)
	if want(t, err, fault.Conflict); len(fault.Fields(err)) != 1 || fault.Fields(err)[0].Pointer != "/clients/1" {
		t.Errorf("at %v", fault.Fields(err))
	}
	settings := partner.Default(p)
	settings.Clients = []string{all, mine}
	want(t, tab.AppendSettings(t.Context(), partner.Version{Number: 1, Settings: settings}), fault.Conflict)
	settings.Clients = []string{all}
	want(t, tab.AppendSettings(t.Context(), partner.Version{Number: 1, Settings: settings}), "")
	acts(all, "")
	c.Clients = []string{all}
	_, err = tab.SaveConnection(t.Context(), c, 1, nil)
	want(t, err, fault.Conflict)
	c.Clients = nil
	saved(t, tab, c, 2)
	_, _, err = tab.Acts(t.Context(), mine)
	want(t, err, fault.NotFound)
	acts(all, "")
}

func connectionList(t *testing.T, s store.Store) {
	tab, p := opened(s), order.PartnerID(rand.Text())
	made := map[string]bool{}
	for range 5 {
		c := someConnection(p)
		saved(t, tab, c, 1)
		made[c.ID] = true
	}
	for n := range 3 { // notes about calls are in the same partition, and no connections
		_, err := tab.ConnectionAsked(t.Context(), p, "client", strconv.Itoa(n), "con_x")
		want(t, err, "")
	}
	for after := ""; ; {
		page, next, err := tab.Connections(t.Context(), p, after, 2)
		want(t, err, "")
		for _, c := range page {
			if !made[c.ID] {
				t.Errorf("%s is there twice, or was not made", c.ID)
			}
			delete(made, c.ID)
		}
		if after = next; after == "" {
			break
		}
	}
	if len(made) > 0 {
		t.Errorf("not listed: %v", made)
	}
}

func connectionAsked(t *testing.T, s store.Store) {
	tab, p := opened(s), order.PartnerID(rand.Text())
	for _, c := range []struct{ client, call, fresh, id string }{
		{"c1", "k1", "con_1", "con_1"},
		{"c1", "k1", "con_2", "con_1"},
		{"c1", "k2", "con_3", "con_3"},
		{"c2", "k1", "con_4", "con_4"},
	} {
		id, err := tab.ConnectionAsked(t.Context(), p, c.client, c.call, c.fresh)
		want(t, err, "")
		if id != c.id {
			t.Errorf("%s by %s: %s, want %s", c.call, c.client, id, c.id)
		}
	}
}
