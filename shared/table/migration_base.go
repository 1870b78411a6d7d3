package table

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/table/store"
)

// Reading gives the newest reading of a partner's customers, or fault.NotFound.
func (m Migrations) Reading(ctx context.Context, partner string) (migration.Reading, error) {
	var r migration.Reading
	version, err := m.table.versioned(ctx, key.Reading(partner), "reading", &r)
	r.Version = version
	return r, err
}

// SaveReading replaces the partner's reading if its stored version is the one in r (0: if there is none yet), and leaves r with the next version. It fails with
// fault.Stale when somebody else wrote in between. A partner has one reading: another one begins with the version of the one before, so that of two
// who begin one at once one does.
func (m Migrations) SaveReading(ctx context.Context, r *migration.Reading) error {
	doc := *r
	doc.Version = 0 // it is an attribute of its own
	i, err := document(key.Reading(r.Partner), doc)
	if err != nil {
		return err
	}
	if due := m.resumed(r); !due.IsZero() {
		i[key.AttrShard], i[key.AttrDue] = key.MigrationShard(r.Partner), ceil(due)
	}
	if err := m.table.replace(ctx, i, r.Version, "reading", nil); err != nil {
		return err
	}
	r.Version++
	return nil
}

// graceOfReading is after how long a reading that notes nothing any more is taken up again: longer than a function lives.
const graceOfReading = 30 * time.Minute

// resumed is when a reading is looked at: when it is to go on, or when nobody can be reading any more. That is given in steps, because a place in the index that
// moves with each note would double what a note costs.
func (m Migrations) resumed(r *migration.Reading) time.Time {
	switch {
	case !r.Done.IsZero():
		return time.Time{}
	case !r.Due.IsZero():
		return r.Due
	}
	return m.table.now().Truncate(graceOfReading).Add(2 * graceOfReading)
}

// Folder gives a customer as it was read last, or fault.NotFound.
func (m Migrations) Folder(ctx context.Context, partner string, t migration.Tenant) (migration.Folder, error) {
	var f migration.Folder
	err := m.table.document(ctx, key.Folder(partner, string(t)), "customer", &f)
	return f, err
}

// Keep replaces a customer's folder; keeping the same again changes nothing.
func (m Migrations) Keep(ctx context.Context, f migration.Folder) error {
	return m.table.putDocument(ctx, key.Folder(f.Partner, string(f.Customer.Tenant)), "customer", f)
}

// Folders gives a page of a partner's customers as they were read, in the order of their tenants. Next is what to give as after for the page behind it, and ""
// on the last. A cursor of another list fails with fault.Invalid.
func (m Migrations) Folders(ctx context.Context, partner, after string, limit int) (page []migration.Folder, next string, err error) {
	q := store.Query{Partition: string(key.Reading(partner).PK), Prefix: key.Folders, Limit: limit, After: after}
	return list(ctx, m.table, q, "customers", plainly[migration.Folder])
}
