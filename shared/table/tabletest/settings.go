package tabletest

import (
	"crypto/rand"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/store"
)

// versioned gives the n-th version of settings of a partner whose API clients these are.
func versioned(id order.PartnerID, n int64, clients ...string) partner.Version {
	p := partner.Default(id)
	p.Name, p.Clients = fmt.Sprintf("Kröger %d", n), clients
	return partner.Version{Number: n, By: "operator", At: noon, Reason: "because", Settings: p}
}

func appended(t *testing.T, tab *table.Table, versions ...partner.Version) {
	t.Helper()
	for _, v := range versions {
		want(t, tab.AppendSettings(t.Context(), v), "")
	}
}

func settings(t *testing.T, s store.Store) {
	tab, id := opened(s), order.PartnerID(rand.Text())
	_, err := tab.Partner(t.Context(), id)
	want(t, err, fault.NotFound)
	_, err = tab.SettingsVersion(t.Context(), id, 1)
	want(t, err, fault.NotFound)
	want(t, tab.AppendSettings(t.Context(), versioned(id, 2)), fault.Stale)
	first, second := versioned(id, 1, rand.Text()), versioned(id, 2, rand.Text())
	appended(t, tab, first, second)
	want(t, tab.AppendSettings(t.Context(), versioned(id, 2)), fault.Stale)
	want(t, tab.AppendSettings(t.Context(), versioned(id, 4)), fault.Stale)
	p, err := tab.Partner(t.Context(), id)
	if want(t, err, ""); !cmp.Equal(p, second.Settings) {
		t.Fatalf("in use (-want +got):\n%s", cmp.Diff(second.Settings, p))
	}
	old, err := tab.SettingsVersion(t.Context(), id, 1)
	if want(t, err, ""); !cmp.Equal(old, first) {
		t.Fatalf("version 1 (-want +got):\n%s", cmp.Diff(first, old))
	}
	var got []partner.Version
	for after, more := "", true; more; more = after != "" {
		page, next, err := tab.SettingsVersions(t.Context(), id, after, 1)
		want(t, err, "")
		got, after = append(got, page...), next
	}
	if diff := cmp.Diff([]partner.Version{first, second}, got); diff != "" {
		t.Fatalf("versions (-want +got):\n%s", diff)
	}
	if !listed(t, tab, id) {
		t.Fatal("a saved partner is not in the list")
	}
}

func listed(t *testing.T, tab *table.Table, id order.PartnerID) bool {
	t.Helper()
	for after, more := "", true; more; more = after != "" {
		page, next, err := tab.Partners(t.Context(), after, 10)
		want(t, err, "")
		if slices.Contains(page, id) {
			return true
		}
		after = next
	}
	return false
}

func clients(t *testing.T, s store.Store) {
	tab := opened(s)
	mine, other := order.PartnerID(rand.Text()), order.PartnerID(rand.Text())
	stays, goes, comes := rand.Text(), rand.Text(), rand.Text()
	_, err := tab.Client(t.Context(), stays)
	want(t, err, fault.NotFound)
	appended(t, tab, versioned(mine, 1, stays, goes))
	err = tab.AppendSettings(t.Context(), versioned(other, 1, comes, goes))
	want(t, err, fault.Conflict)
	if f := fault.Fields(err); len(f) != 1 || f[0].Pointer != "/clients/1" {
		t.Fatalf("the client of another is not named: %v", f)
	}
	_, err = tab.Client(t.Context(), comes)
	want(t, err, fault.NotFound) // all or nothing
	appended(t, tab, versioned(mine, 2, stays, comes))
	for client, kind := range map[string]fault.Kind{stays: "", comes: "", goes: fault.NotFound} {
		id, err := tab.Client(t.Context(), client)
		if want(t, err, kind); kind == "" && id != mine {
			t.Fatalf("client acts for %q, want %q", id, mine)
		}
	}
	appended(t, tab, versioned(other, 1, goes))
}

// savers: of many who saw the same version one saves, and the clients are the winner's.
func savers(t *testing.T, s store.Store) {
	tab, id := opened(s), order.PartnerID(rand.Text())
	appended(t, tab, versioned(id, 1))
	const many = 6
	var (
		wait sync.WaitGroup
		errs [many]error
		name = rand.Text()
	)
	for n := range many {
		wait.Go(func() { errs[n] = tab.AppendSettings(t.Context(), versioned(id, 2, fmt.Sprintf("%s-%d", name, n))) })
	}
	wait.Wait()
	p, err := tab.Partner(t.Context(), id)
	want(t, err, "")
	won := 0
	for n, err := range errs {
		client := fmt.Sprintf("%s-%d", name, n)
		_, there := tab.Client(t.Context(), client)
		if err == nil {
			won++
			want(t, there, "")
			if diff := cmp.Diff([]string{client}, p.Clients); diff != "" {
				t.Fatalf("the settings are not the winner's: %s", diff)
			}
			continue
		}
		if k := fault.Of(err); k != fault.Stale && k != fault.Throttled && k != fault.Unavailable {
			t.Fatalf("the loser's failure: %v", err)
		}
		want(t, there, fault.NotFound)
	}
	if won != 1 {
		t.Fatalf("%d won", won)
	}
}
