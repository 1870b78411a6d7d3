package table

import (
	"context"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/table/store"
)

// Migrations keeps migrations, and what is known of a partner's customers before and after one.
type Migrations struct{ table *Table }

var (
	_ migration.Board   = Migrations{}
	_ migration.Ledger  = Migrations{}
	_ migration.Shelf   = Migrations{}
	_ migration.Entries = Migrations{}
	_ migration.House   = Migrations{}
)

// Migrations gives the migrations of the table.
func (t *Table) Migrations() Migrations { return Migrations{t} }

// Head gives a migration, always the newest, or fault.NotFound.
func (m Migrations) Head(ctx context.Context, id string) (migration.Head, error) {
	var h migration.Head
	version, err := m.table.versioned(ctx, key.Migration(id), "migration", &h)
	h.Version = version
	return h, err
}

// SaveHead replaces a migration if its stored version is the one in h (0: if there is none yet), and leaves h with the next version. It fails with fault.Stale
// when somebody else wrote in between, and otherwise with fault.Conflict when another migration of the partner is not over.
func (m Migrations) SaveHead(ctx context.Context, h *migration.Head) error {
	return m.SaveHeadAudited(ctx, h, nil)
}

// SaveHeadAudited is SaveHead with records of it, both or neither. It fails with fault.Conflict also when only the records' place was taken.
func (m Migrations) SaveHeadAudited(ctx context.Context, h *migration.Head, all []audit.Entry) error {
	was, err := m.Head(ctx, h.ID)
	if err != nil && fault.Of(err) != fault.NotFound {
		return err
	}
	if was.Version != h.Version {
		return fault.Stale.Errorf("migration: changed in between")
	}
	i, err := headItem(*h)
	if err != nil {
		return err
	}
	writes := []store.Write{{Put: i, If: unchanged(h.Version)}}
	if h.Version == 0 {
		writes = append(writes, store.Write{Put: item(key.MigrationListed(h.Partner, h.Began.UTC().Format(listTime), h.ID))})
	}
	slot := item(key.MigrationOpen(h.Partner))
	slot[attrBy] = h.ID
	before, after := was.Version > 0 && runs(was.State), runs(h.State)
	switch {
	case after && !before:
		if other, err := m.Open(ctx, h.Partner); err == nil && other != h.ID {
			return fault.Conflict.Errorf("migration %s of the partner is not over", other)
		}
		writes = append(writes, store.Write{Put: slot, If: absent()})
	case before && !after:
		writes = append(writes, store.Write{Delete: slot.Key(), If: &store.Condition{Equal: store.Item{attrBy: h.ID}}})
	}
	if err := m.table.together(ctx, "migration", writes, all); err != nil {
		return err
	}
	h.Version++
	return nil
}

// runs reports whether a migration in a state is not over.
func runs(s migration.HeadState) bool {
	return s != migration.HeadOver && s != migration.HeadCancelled
}

// headItem gives the item of a migration, one version on. It is due as long as it is not over: at a time that does not change, so that saving it does not
// change the index.
func headItem(h migration.Head) (store.Item, error) {
	next := h.Version + 1
	h.Version = 0 // it is an attribute of its own
	i, err := document(key.Migration(h.ID), h)
	if err != nil {
		return nil, err
	}
	i[key.AttrVersion] = next
	if runs(h.State) {
		i[key.AttrShard], i[key.AttrDue] = key.MigrationShard(h.ID), ceil(h.Began)
	}
	return i, nil
}

// Open gives the migration of a partner that is not over, or fault.NotFound.
func (m Migrations) Open(ctx context.Context, partner string) (string, error) {
	i, err := m.table.get(ctx, key.MigrationOpen(partner), "migration that is not over")
	return text(i, attrBy), err
}

// Heads gives a page of a partner's migrations, the newest first. Next is what to give as after for the page behind it, and "" on the last. A cursor of another
// list fails with fault.Invalid.
func (m Migrations) Heads(ctx context.Context, partner, after string, limit int) (page []migration.Head, next string, err error) {
	q := store.Query{Partition: string(key.MigrationOpen(partner).PK), Prefix: key.MigrationsListed, Limit: limit, After: after, Backward: true}
	return list(ctx, m.table, q, "migrations", func(i store.Item) (migration.Head, error) {
		id, _ := key.MigrationAt(i.Key().SK)
		return m.Head(ctx, id)
	})
}
