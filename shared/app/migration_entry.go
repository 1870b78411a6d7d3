package app

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/migration"
)

// edit changes what is filled in for one client, and fills in what depends on it.
func (c migrationCounter) edit(ctx context.Context, r edge.Request) (edge.Answer, error) {
	b, err := edge.JSON[api.EntryEdit](r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	if err := fitting(b); err != nil {
		return edge.Answer{}, err
	}
	version, err := sawVersion(r, "entry")
	if err != nil {
		return edge.Answer{}, err
	}
	t := migration.Tenant(strings.ToLower(r.Path["tenant_id"]))
	was, err := c.kept.Entry(ctx, r.Partner, t)
	if err != nil {
		return edge.Answer{}, err
	}
	if was.Version != version {
		return edge.Answer{}, fault.Stale.Errorf("the entry is of version %d now", was.Version)
	}
	changes, err := proposed(&was, value(b.Changes))
	if err != nil {
		return edge.Answer{}, err
	}
	edited, err := was.Apply(changes, r.Client)
	if err != nil {
		return edge.Answer{}, err
	}
	if b.SameAs != nil {
		edited.Same = *b.SameAs
	}
	next, err := c.editOne(ctx, r.Partner, was, edited, changes)
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusOK, Body: shownFilled{Entry: next}, Header: map[string]string{"ETag": tag(next.Version)}}, nil
}

// fitting looks whether an edit has the form of the contract.
func fitting(b api.EntryEdit) error {
	const most, long = 500, 1000
	var bad forms
	bad.many("/changes", len(value(b.Changes)), most)
	bad.text("/same_as", b.SameAs, 0, longHash, nil)
	for i, w := range value(b.Changes) {
		at := fmt.Sprintf("/changes/%d", i)
		bad.text(at+"/service", w.Service, 0, len("11111111-1111-4111-8111-111111111111"), nil)
		bad.text(at+"/field", &w.Field, 1, 40, nil)
		bad.text(at+"/value", &w.Value, 0, long, nil)
	}
	return bad.failed("the entry cannot be changed so")
}

// proposed gives the changes that a caller wants, or all that is wrong with them.
func proposed(e *migration.Entry, wanted []api.CellEdit) ([]migration.Change, error) {
	var bad forms
	var changes []migration.Change
	for i, w := range wanted {
		c, differs, err := e.Propose(migration.ServiceID(strings.ToLower(value(w.Service))), migration.Field(w.Field), w.Value)
		if err != nil {
			bad = append(bad, fault.Field{Pointer: fmt.Sprintf("/changes/%d", i), Text: fault.Text(err)})
		} else if differs {
			changes = append(changes, c)
		}
	}
	return changes, bad.failed("the entry cannot be changed so")
}

// editOne saves an edited entry, filled in anew, after a record of who edited what: values that are people's stay out of it.
func (c migrationCounter) editOne(ctx context.Context, partner string, was, edited migration.Entry, changes []migration.Change) (migration.Entry, error) {
	f, err := c.filling(ctx, partner)
	if err != nil {
		return was, err
	}
	folder, err := c.kept.Folder(ctx, partner, was.Tenant)
	if err != nil {
		return was, err
	}
	return c.saveEdited(ctx, f, &folder, was, edited, changes)
}

func (c migrationCounter) saveEdited(ctx context.Context, f baseFilling, folder *migration.Folder, was, edited migration.Entry, changes []migration.Change) (migration.Entry, error) {
	facts := audit.Facts{}
	for _, ch := range changes {
		facts[strings.TrimSpace(string(ch.Field)+" "+string(ch.Service))] = ""
		if ch.Field != migration.Username {
			facts[strings.TrimSpace(string(ch.Field)+" "+string(ch.Service))] = ch.After
		}
	}
	if edited.Same != was.Same {
		facts["same as"] = "said"
	}
	if err := c.leave(ctx, audit.Migrant(f.partner, string(was.Tenant)), f.partner, audit.EntryEdited, facts); err != nil {
		return was, err
	}
	return f.save(ctx, folder, was, edited)
}

// shownChanges is what an edit of many would change. All of it counts when its hash is accepted; some of it is shown.
type shownChanges struct {
	Rows    int                `json:"rows,omitempty"`
	Count   int                `json:"count"`
	Hash    string             `json:"hash"`
	Unknown []string           `json:"unknown,omitempty"`
	Changes []migration.Change `json:"changes"`
	Rejects []migration.Reject `json:"rejects"`
}

// mostShown is how many changes and rejects one answer shows.
const mostShown = 1000

// offer keeps changes under their hash, and shows them.
func (c migrationCounter) offer(ctx context.Context, partner string, b migration.Back) (edge.Answer, error) {
	if len(b.Changes) > 0 {
		if err := c.kept.SaveBack(ctx, partner, &b); err != nil {
			return edge.Answer{}, err
		}
	}
	return edge.Answer{Status: http.StatusOK, Body: shownChanges{
		Rows: b.Rows, Count: len(b.Changes), Hash: b.Hash, Unknown: b.Unknown,
		Changes: append([]migration.Change{}, b.Changes[:min(mostShown, len(b.Changes))]...), Rejects: append([]migration.Reject{}, b.Rejects[:min(mostShown, len(b.Rejects))]...),
	}}, nil
}

// bulk shows what setting a field everywhere would change.
func (c migrationCounter) bulk(ctx context.Context, r edge.Request) (edge.Answer, error) {
	b, err := edge.JSON[api.BulkEdit](r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	if err := asBulk(b); err != nil {
		return edge.Answer{}, err
	}
	wish := migration.Bulk{Set: migration.Field(b.Set), Value: b.Value, Services: value(b.Services), Where: map[migration.Field]string{}}
	for name, v := range value(b.Where) {
		wish.Where[migration.Field(name)] = v
	}
	var out migration.Back
	entries := pager[migration.Entry]{read: func(after string) ([]migration.Entry, string, error) {
		return c.kept.Entries(ctx, r.Partner, after, onFolders)
	}}
	for {
		e, err := entries.first()
		if err != nil {
			return edge.Answer{}, err
		}
		if e == nil {
			break
		}
		changes, err := wish.Changes(e)
		if err != nil {
			return edge.Answer{}, fault.At(err, fault.Field{Pointer: "/value", Text: fault.Text(err)})
		}
		out.Rows++
		out.Changes = append(out.Changes, changes...)
		entries.drop()
	}
	out.Hash = migration.Hash(out.Changes)
	return c.offer(ctx, r.Partner, out)
}

// changesMade is what became of changes that were accepted.
type changesMade struct {
	Clients int          `json:"clients"`
	Changes int          `json:"changes"`
	Left    []leftChange `json:"left"`
}

type leftChange struct {
	Tenant migration.Tenant `json:"tenant"`
	Reason string           `json:"reason"`
}

// manyAtOnce is how many clients are changed at the same time.
const manyAtOnce = 16

// accept makes the changes that were shown. A client whose cells are not what they were shown as is left. Accepting them again changes nothing more.
func (c migrationCounter) accept(ctx context.Context, r edge.Request) (edge.Answer, error) {
	b, err := edge.JSON[api.AcceptedChanges](r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	if err := asAccepted(b); err != nil {
		return edge.Answer{}, err
	}
	back, err := c.kept.Back(ctx, r.Partner, b.Hash)
	if err != nil {
		return edge.Answer{}, err
	}
	made, err := c.acceptAll(ctx, r, back)
	if err != nil {
		return edge.Answer{}, err
	}
	// What depends on what was changed is filled in behind the queue.
	return edge.Answer{Status: http.StatusOK, Body: made}, c.wake.refill(ctx, r.Partner, key.Hash(b.Hash, r.Correlation), r.Correlation)
}

// acceptAll makes changes client by client.
func (c migrationCounter) acceptAll(ctx context.Context, r edge.Request, back migration.Back) (changesMade, error) {
	made := changesMade{Left: []leftChange{}}
	var mu sync.Mutex
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(manyAtOnce)
	for first := 0; first < len(back.Changes); {
		end := first + 1
		for end < len(back.Changes) && back.Changes[end].Tenant == back.Changes[first].Tenant {
			end++
		}
		changes := back.Changes[first:end]
		first = end
		g.Go(func() error {
			err := c.acceptOne(ctx, r, changes)
			mu.Lock()
			defer mu.Unlock()
			if kind := fault.Of(err); kind == fault.Stale || kind == fault.Invalid || kind == fault.NotFound {
				made.Left = append(made.Left, leftChange{changes[0].Tenant, fault.Text(err)})
				return nil
			}
			if err == nil {
				made.Clients++
				made.Changes += len(changes)
			}
			return err
		})
	}
	return made, g.Wait()
}

func (c migrationCounter) acceptOne(ctx context.Context, r edge.Request, changes []migration.Change) error {
	t := changes[0].Tenant
	for n := 1; ; n++ {
		was, err := c.kept.Entry(ctx, r.Partner, t)
		if err != nil {
			return err
		}
		next, err := was.Apply(changes, r.Client)
		if err != nil {
			return err
		}
		facts := audit.Facts{"changes": strconv.Itoa(len(changes)), "shown": migration.Hash(changes)}
		if err := c.leave(ctx, audit.Migrant(r.Partner, string(t)), r.Partner, audit.EntryEdited, facts); err != nil {
			return err
		}
		if err = c.kept.SaveEntry(ctx, &next); fault.Of(err) != fault.Stale || n == overwrites {
			return err
		}
	}
}
