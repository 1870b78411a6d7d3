package tabletest

import (
	"crypto/rand"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/table/store"
)

// migrationTests are those about migrations.
func migrationTests() map[string]func(t *testing.T, s store.Store) {
	return map[string]func(t *testing.T, s store.Store){
		"a migration is saved on the version that was read":         heads,
		"a partner has one migration that is not over":              oneMigration,
		"of many who start a migration one does":                    startRace,
		"a customer and its counters change together":               moves,
		"customers are given in order, and those due at their time": items,
		"customers are listed by what they have become":             itemPages,
		"counters are the customers, however many write at once":    migrationRuns,
		"what is due of migrations is found":                        dueMigrations,
		"a reading is one a partner":                                readings,
		"customers as they were read are kept and listed":           folders,
		"what is filled in is saved on the version that was read":   entries,
		"answers and resellers are kept":                            rules,
		"a forecast comes back whole":                               forecasts,
		"a client and its username are one's alone":                 ownClients,
		"a subscription that was taken over is one client's":        ownServices,
		"a letter is kept once and saved on what was read":          letters,
		"letters are due at their times":                            dueLetters,
		"an address that wants no letters is remembered":            silence,
		"calls about a customer come from a bucket of its own":      tenantFills,
	}
}

func someHead(partner string, n int) migration.Head {
	return migration.Head{
		ID: fmt.Sprintf("m-%d#%s", n, rand.Text()), Partner: partner, Shown: "hash", By: "ann", Began: noon.Add(time.Duration(n) * time.Hour), State: migration.HeadPreparing,
		Waves: []migration.Wave{{Count: 2, Wait: time.Hour}, {FailedPerMille: 20}},
	}
}

func heads(t *testing.T, s store.Store) {
	m, h := opened(s).Migrations(), someHead("p#"+rand.Text(), 1)
	_, err := m.Head(t.Context(), h.ID)
	want(t, err, fault.NotFound)
	_, err = m.Open(t.Context(), h.Partner)
	want(t, err, fault.NotFound)
	missing := h
	missing.Version = 3
	want(t, m.SaveHead(t.Context(), &missing), fault.Stale)
	want(t, m.SaveHead(t.Context(), &h), "")
	again := h
	again.Version = 0
	want(t, m.SaveHead(t.Context(), &again), fault.Stale)
	read, err := m.Head(t.Context(), h.ID)
	want(t, err, "")
	if diff := cmp.Diff(h, read); diff != "" || read.Version != 1 {
		t.Fatalf("version %d (-want +got):\n%s", read.Version, diff)
	}
	late := read
	read.State = migration.HeadRunning
	want(t, m.SaveHead(t.Context(), &read), "")
	late.State = migration.HeadOver
	want(t, m.SaveHead(t.Context(), &late), fault.Stale)
	if id, err := m.Open(t.Context(), h.Partner); err != nil || id != h.ID {
		t.Fatalf("open %q (%v), want %q", id, err, h.ID)
	}
}

func oneMigration(t *testing.T, s store.Store) {
	m, partner := opened(s).Migrations(), "p#"+rand.Text()
	a, b, elsewhere := someHead(partner, 1), someHead(partner, 2), someHead("q#"+rand.Text(), 3)
	want(t, m.SaveHead(t.Context(), &a), "")
	want(t, m.SaveHead(t.Context(), &b), fault.Conflict)
	want(t, m.SaveHead(t.Context(), &elsewhere), "")
	stale := b
	stale.Version = 1
	want(t, m.SaveHead(t.Context(), &stale), fault.Stale) // before it is a conflict
	a.State = migration.HeadOver
	want(t, m.SaveHead(t.Context(), &a), "")
	_, err := m.Open(t.Context(), partner)
	want(t, err, fault.NotFound)
	want(t, m.SaveHead(t.Context(), &b), "")
	a.State = migration.HeadRunning // a retry opens it again
	want(t, m.SaveHead(t.Context(), &a), fault.Conflict)
	b.State = migration.HeadCancelled
	want(t, m.SaveHead(t.Context(), &b), "")
	want(t, m.SaveHead(t.Context(), &a), "")
	if id, err := m.Open(t.Context(), partner); err != nil || id != a.ID {
		t.Fatalf("open %q (%v), want %q", id, err, a.ID)
	}
	first, next, err := m.Heads(t.Context(), partner, "", 1)
	want(t, err, "")
	second, _, err := m.Heads(t.Context(), partner, next, 1)
	want(t, err, "")
	if diff := cmp.Diff([]migration.Head{b, a}, append(first, second...)); diff != "" {
		t.Errorf("list (-want +got):\n%s", diff)
	}
	_, _, err = m.Heads(t.Context(), elsewhere.Partner, next, 1)
	want(t, err, fault.Invalid)
}

func startRace(t *testing.T, s store.Store) {
	m, partner := opened(s).Migrations(), "p#"+rand.Text()
	var (
		mu   sync.Mutex
		won  []string
		wait sync.WaitGroup
	)
	for n := range 8 {
		h := someHead(partner, n)
		wait.Go(func() {
			err := m.SaveHead(t.Context(), &h)
			mu.Lock()
			defer mu.Unlock()
			switch kind := fault.Of(err); {
			case err == nil:
				won = append(won, h.ID)
			case kind != fault.Conflict && !kind.Retryable():
				t.Errorf("start: %v", err)
			}
		})
	}
	wait.Wait()
	if id, err := m.Open(t.Context(), partner); err != nil || len(won) != 1 || won[0] != id {
		t.Errorf("won %v, open is %q (%v)", won, id, err)
	}
}

func tenant(n int) migration.Tenant {
	return migration.Tenant(fmt.Sprintf("%08d-0000-4000-8000-000000000000", n))
}

func someItem(id string, n, wave int) migration.Item {
	return migration.Item{
		Migration: id, Partner: "p", Tenant: tenant(n), Company: "Contoso", Wave: wave, State: migration.Pending, Moved: noon,
		Filled: map[migration.Field]string{migration.Username: fmt.Sprint("user", n)}, Tasks: []migration.Task{{Service: "s", Act: migration.Adopt, State: migration.TaskWaiting}},
	}
}

func moves(t *testing.T, s store.Store) {
	m, id := opened(s).Migrations(), "m-"+rand.Text()
	i := someItem(id, 1, migration.Held)
	_, err := m.Item(t.Context(), id, i.Tenant)
	want(t, err, fault.NotFound)
	want(t, m.Move(t.Context(), &i, []migration.Delta{{Wave: migration.Held, Shard: 3, Counts: migration.Counts{Failed: 1, Services: 1}}}), "")
	late := i
	i.Wave, i.State = 2, migration.Working
	want(t, m.Move(t.Context(), &i, []migration.Delta{
		{Wave: 2, Shard: 3, Counts: migration.Counts{Working: 1, Services: 1}}, {Wave: migration.Held, Shard: 3, Counts: migration.Counts{Failed: -1, Services: -1}},
	}), "")
	want(t, m.Move(t.Context(), &late, []migration.Delta{{Wave: 2, Shard: 3, Counts: migration.Counts{Done: 1}}}), fault.Stale)
	want(t, m.Move(t.Context(), &late, nil), fault.Stale)
	absent := someItem(id, 2, 0)
	absent.Version = 4
	want(t, m.Move(t.Context(), &absent, []migration.Delta{{Shard: 3, Counts: migration.Counts{Done: 1}}}), fault.Stale)
	i.Client = true
	want(t, m.Move(t.Context(), &i, nil), "")
	read, err := m.Item(t.Context(), id, i.Tenant)
	want(t, err, "")
	if diff := cmp.Diff(i, read); diff != "" || read.Version != 3 {
		t.Fatalf("version %d (-want +got):\n%s", read.Version, diff)
	}
	other := someItem(id, 3, 2)
	want(t, m.Move(t.Context(), &other, []migration.Delta{
		{Wave: 2, Shard: 15, Counts: migration.Counts{Pending: 1}}, {Wave: 2, Shard: 15, Counts: migration.Counts{Services: 1}},
	}), "")
	tally, err := m.Tally(t.Context(), id)
	want(t, err, "")
	if diff := cmp.Diff(migration.Tally{migration.Held: {}, 2: {Working: 1, Pending: 1, Services: 2}}, tally); diff != "" {
		t.Fatalf("counters (-want +got):\n%s", diff)
	}
}

func items(t *testing.T, s store.Store) {
	m, id := opened(s).Migrations(), "m-"+rand.Text()
	const all = 60
	for n := range all {
		i := someItem(id, n, n%3)
		if n%5 == 0 {
			i.State = migration.Working
		}
		if n%4 == 0 {
			i.Due = noon.Add(time.Duration(n-20) * time.Minute)
		}
		want(t, m.Move(t.Context(), &i, nil), "")
	}
	for name, q := range map[string]migration.Query{
		"all":         {Limit: 100, UpTo: 2},
		"few":         {Limit: 3, UpTo: 0, States: []migration.State{migration.Working}},
		"one wave":    {Limit: 7, UpTo: 0},
		"after one":   {Limit: 10, UpTo: 2, After: tenant(41)},
		"after none":  {Limit: 10, UpTo: 2, After: "00000041-0001"},
		"no state":    {Limit: 10, UpTo: 2, States: []migration.State{migration.Done}},
		"due":         {Limit: 4, UpTo: 1, States: []migration.State{migration.Pending, migration.Working}, DueBy: noon},
		"due after":   {Limit: 4, UpTo: 2, After: tenant(8), DueBy: noon.Add(time.Hour)},
		"not due yet": {Limit: 4, UpTo: 2, DueBy: noon.Add(-time.Hour)},
	} {
		got, err := m.Items(t.Context(), id, q)
		want(t, err, "")
		var expected []migration.Tenant
		for n := range all {
			i, err := m.Item(t.Context(), id, tenant(n))
			want(t, err, "")
			if i.Tenant > q.After && q.Matches(&i) && len(expected) < q.Limit {
				expected = append(expected, i.Tenant)
			}
		}
		if diff := cmp.Diff(expected, tenantsOf(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func tenantsOf(all []migration.Item) (found []migration.Tenant) {
	for _, i := range all {
		found = append(found, i.Tenant)
	}
	return found
}

func itemPages(t *testing.T, s store.Store) {
	m, id := opened(s).Migrations(), "m-"+rand.Text()
	var failed []migration.Tenant
	for n := range 25 {
		i := someItem(id, n, n%2)
		if n%3 == 0 {
			i.State, failed = migration.Failed, append(failed, i.Tenant)
		}
		want(t, m.Move(t.Context(), &i, nil), "")
	}
	page := func(states []migration.State, after string) (all []migration.Tenant) {
		for n := 0; n == 0 || after != ""; n++ {
			found, next, err := m.ItemPage(t.Context(), id, states, after, 4)
			if want(t, err, ""); len(found) > 4 || n > 30 {
				t.Fatalf("page %d of %d customers", n, len(found))
			}
			all, after = append(all, tenantsOf(found)...), next
		}
		return all
	}
	if diff := cmp.Diff(failed, page([]migration.State{migration.Failed}, "")); diff != "" {
		t.Errorf("failed (-want +got):\n%s", diff)
	}
	if all := page(nil, ""); len(all) != 25 || !slices.IsSorted(all) {
		t.Errorf("all: %v", all)
	}
	_, next, err := m.ItemPage(t.Context(), id, nil, "", 4)
	want(t, err, "")
	_, _, err = m.ItemPage(t.Context(), "other", nil, next, 4)
	want(t, err, fault.Invalid)
}
