package table

import (
	"context"
	"encoding/json"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/table/store"
)

// maxForecast is the most bytes that a forecast may have before it is compressed: some 50,000 customers of three services each.
const maxForecast = 256 << 20

// SaveForecast keeps a forecast under its hash, for ever. One that is there already is left as it is.
func (m Migrations) SaveForecast(ctx context.Context, partner string, f *migration.Forecast) error {
	return m.saveText(ctx, partner, f.Hash, "forecast", f)
}

// Forecast gives a forecast by its hash, or fault.NotFound.
func (m Migrations) Forecast(ctx context.Context, partner, hash string) (migration.Forecast, error) {
	var f migration.Forecast
	err := m.text(ctx, partner, hash, "forecast", &f)
	return f, err
}

// SaveBack keeps what a sheet that came back changes, under its hash, as SaveForecast does.
func (m Migrations) SaveBack(ctx context.Context, partner string, b *migration.Back) error {
	return m.saveText(ctx, partner, b.Hash, "sheet", b)
}

// Back gives what a sheet changes by its hash, or fault.NotFound.
func (m Migrations) Back(ctx context.Context, partner, hash string) (migration.Back, error) {
	var b migration.Back
	err := m.text(ctx, partner, hash, "sheet", &b)
	return b, err
}

func (m Migrations) saveText(ctx context.Context, partner, hash, what string, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return wrap(err, "write a "+what)
	}
	return m.table.putText(ctx, partner, hash, body, maxForecast)
}

func (m Migrations) text(ctx context.Context, partner, hash, what string, v any) error {
	body, err := m.table.text(ctx, partner, hash, maxForecast)
	if err != nil {
		return wrap(err, "read a "+what)
	}
	return wrap(json.Unmarshal(body, v), "read a "+what)
}

// DryRun is a forecast that somebody asked for. It is being computed as long as Done is zero.
type DryRun struct {
	Partner   string    `json:"partner"`
	ID        string    `json:"id"`
	By        string    `json:"by"`
	Asked     time.Time `json:"asked"`
	Done      time.Time `json:"done,omitzero"`
	Hash      string    `json:"hash,omitempty"` // of the forecast
	Customers int       `json:"customers,omitempty"`
	Why       string    `json:"why,omitempty"` // there is none
	Due       time.Time `json:"due,omitzero"`  // when it is looked at again; zero: never
	Version   int64     `json:"version"`
}

// DryRun gives a forecast that was asked for, or fault.NotFound.
func (m Migrations) DryRun(ctx context.Context, partner, id string) (DryRun, error) {
	var d DryRun
	version, err := m.table.versioned(ctx, key.DryRun(partner, id), "forecast", &d)
	d.Version = version
	return d, err
}

// SaveDryRun replaces it if its stored version is the one in d (0: if there is none yet), and leaves d with the next version, or fails with fault.Stale.
func (m Migrations) SaveDryRun(ctx context.Context, d *DryRun) error {
	if d.ID == "" {
		return fault.Invalid.Errorf("forecast: without an id")
	}
	doc := *d
	doc.Version = 0 // it is an attribute of its own
	i, err := document(key.DryRun(d.Partner, d.ID), doc)
	if err != nil {
		return err
	}
	if !d.Due.IsZero() {
		i[key.AttrShard], i[key.AttrDue] = key.MigrationShard(d.ID), ceil(d.Due)
	}
	if err := m.table.replace(ctx, i, d.Version, "forecast", nil); err != nil {
		return err
	}
	d.Version++
	return nil
}

// DryRuns gives a page of a partner's forecasts, in the order of their ids backward: the newest first where ids begin with their time.
func (m Migrations) DryRuns(ctx context.Context, partner, after string, limit int) (page []DryRun, next string, err error) {
	q := store.Query{Partition: string(key.Reading(partner).PK), Prefix: key.DryRuns, Limit: limit, After: after, Backward: true}
	return list(ctx, m.table, q, "forecasts", func(i store.Item) (DryRun, error) {
		d, err := plainly[DryRun](i)
		d.Version = number(i, key.AttrVersion)
		return d, err
	})
}
