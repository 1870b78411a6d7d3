package table

import (
	"context"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/table/store"
)

// Letters keeps letters to customers, what they are made from, and who wants none.
type Letters struct{ table *Table }

var (
	_ migration.Book    = Letters{}
	_ migration.Letters = Letters{}
	_ migration.Silence = Letters{}
)

// Letters gives the letters of the table.
func (t *Table) Letters() Letters { return Letters{t} }

// Letter gives a letter, or fault.NotFound.
func (l Letters) Letter(ctx context.Context, partner string, t migration.Tenant, e migration.Event) (migration.Letter, error) {
	var v migration.Letter
	version, err := l.table.versioned(ctx, key.Letter(partner, string(t), string(e)), "letter", &v)
	v.Version = version
	return v, err
}

// letterItem gives the item of a letter, one version on.
func letterItem(v migration.Letter) (store.Item, error) {
	next := v.Version + 1
	v.Version = 0 // it is an attribute of its own
	i, err := document(key.Letter(v.Partner, string(v.Tenant), string(v.Event)), v)
	if err != nil {
		return nil, err
	}
	i[key.AttrVersion] = next
	if !v.Due.IsZero() {
		i[key.AttrShard], i[key.AttrDue] = key.LetterShard(string(v.Tenant)), ceil(v.Due)
	}
	return i, nil
}

// Put keeps a letter, once for each customer and event: the same again changes nothing.
func (l Letters) Put(ctx context.Context, v migration.Letter) error {
	v.Version = 0
	i, err := letterItem(v)
	if err != nil {
		return err
	}
	err = l.table.store.Put(ctx, i, absent())
	if fault.Of(err) == fault.Conflict {
		return nil
	}
	return wrap(err, "store a letter")
}

// SaveLetter replaces a letter if its stored version is the one in v, and leaves v with the next version. It fails with fault.Stale when somebody else wrote in
// between.
func (l Letters) SaveLetter(ctx context.Context, v *migration.Letter) error {
	return l.SaveLetterAudited(ctx, v, nil)
}

// SaveLetterAudited is SaveLetter with records of it, both or neither. It fails with fault.Conflict when only the records' place was taken.
func (l Letters) SaveLetterAudited(ctx context.Context, v *migration.Letter, all []audit.Entry) error {
	i, err := letterItem(*v)
	if err != nil {
		return err
	}
	if err := l.table.replace(ctx, i, v.Version, "letter", all); err != nil {
		return err
	}
	v.Version++
	return nil
}

// Log gives a page of a partner's letters, in the order of the customers. Next is what to give as after for the page behind it, and "" on the last. A cursor of
// another list fails with fault.Invalid.
func (l Letters) Log(ctx context.Context, partner, after string, limit int) (page []migration.Letter, next string, err error) {
	q := store.Query{Partition: string(key.Template(partner, "").PK), Prefix: key.Letters, Limit: limit, After: after}
	return list(ctx, l.table, q, "letters", func(i store.Item) (migration.Letter, error) {
		v, err := plainly[migration.Letter](i)
		v.Version = number(i, key.AttrVersion)
		return v, err
	})
}

// DueLetter is a letter that is looked at again, and since when.
type DueLetter struct {
	Partner string
	Tenant  migration.Tenant
	Event   migration.Event
	At      time.Time
}

// Due gives up to limit letters that have to be looked at by now, the ones that wait longest first. What was written a moment ago may be missing, and what was
// sent a moment ago may still show.
func (l Letters) Due(ctx context.Context, now time.Time, limit int) ([]DueLetter, error) {
	found, err := l.table.shards(ctx, key.LetterShardNames(), now, limit)
	if err != nil {
		return nil, err
	}
	var due []DueLetter
	for _, i := range found {
		if partner, tenant, event, ok := key.LetterOf(i.Key().PK, i.Key().SK); ok {
			due = append(due, DueLetter{partner, migration.Tenant(tenant), migration.Event(event), time.Unix(number(i, key.AttrDue), 0).UTC()})
		}
	}
	return due, nil
}

// Template gives a partner's template, or fault.NotFound.
func (l Letters) Template(ctx context.Context, partner string, e migration.Event) (migration.Template, error) {
	var v migration.Template
	version, err := l.table.versioned(ctx, key.Template(partner, string(e)), "template", &v)
	v.Version = version
	return v, err
}

// SaveTemplate replaces a template if its stored version is the one in v (0: if there is none yet), and leaves v with the next version. It fails with fault.Stale
// when somebody else wrote in between. Records of it may be left with it, both or neither; it fails with fault.Conflict when only their place was taken.
func (l Letters) SaveTemplate(ctx context.Context, v *migration.Template, records ...audit.Entry) error {
	doc := *v
	doc.Version = 0 // it is an attribute of its own
	i, err := document(key.Template(v.Partner, string(v.Event)), doc)
	if err != nil {
		return err
	}
	if err := l.table.replace(ctx, i, v.Version, "template", records); err != nil {
		return err
	}
	v.Version++
	return nil
}

// address gives an e-mail address in the form by which it is recognised.
func address(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// Silent gives why an address gets no letters; "" when it may.
func (l Letters) Silent(ctx context.Context, to string) (string, error) {
	var why string
	err := l.table.document(ctx, key.Silenced(address(to)), "address that wants no letters", &why)
	if fault.Of(err) == fault.NotFound {
		return "", nil
	}
	return why, err
}

// Hush adds an address that wants no letters, for good; the same again changes nothing.
func (l Letters) Hush(ctx context.Context, to, why string) error {
	i, err := document(key.Silenced(address(to)), why)
	if err != nil {
		return err
	}
	err = l.table.store.Put(ctx, i, absent())
	if fault.Of(err) == fault.Conflict {
		return nil
	}
	return wrap(err, "silence an address")
}
