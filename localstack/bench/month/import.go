package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/price"
)

var list = price.List{Partner: "bench", Kind: price.NewCommerce, Market: "DE", Currency: "EUR"} //nolint:gochecknoglobals // a constant that Go has no form for

// disk keeps blobs and the pointer in a folder, and counts what goes to the table.
type disk struct {
	dir    string
	record price.Import
	units  int
}

// item counts an item of so many bytes beside its keys.
func (d *disk) item(bytes int) { d.units += (bytes + 150 + 1023) / 1024 }

func (d *disk) Import(context.Context, string, string) (price.Import, error) { return d.record, nil }

func (d *disk) SaveImport(_ context.Context, i *price.Import) error {
	i.Version++
	d.record = *i
	b, err := json.Marshal(i)
	d.item(len(b))
	return err
}

func (d *disk) path(name string) string {
	return filepath.Join(d.dir, strings.ReplaceAll(name, "/", "_"))
}

func (d *disk) PutBlob(_ context.Context, name string, b []byte) error {
	return os.WriteFile(d.path(name), b, 0o600)
}

func (d *disk) Blob(_ context.Context, name string, _ int64) ([]byte, error) {
	return os.ReadFile(d.path(name))
}

func (d *disk) PutChunks(_ context.Context, _ price.SnapshotID, chunks []price.Chunk) error {
	for _, c := range chunks {
		d.item(len(c.Packed))
	}
	return nil
}

func (d *disk) Chunk(context.Context, price.SnapshotID, string) ([]price.Chunk, error) {
	return nil, nil
}

func (d *disk) Pointer(_ context.Context, l price.List) (price.Pointer, error) {
	p := price.Pointer{List: l}
	b, err := os.ReadFile(d.path("pointer"))
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	if err != nil {
		return p, err
	}
	return p, json.Unmarshal(b, &p)
}

func (d *disk) Flip(_ context.Context, p *price.Pointer) error {
	p.Version++
	b, err := json.Marshal(p)
	if err != nil {
		return err
	}
	d.item(len(b))
	return os.WriteFile(d.path("pointer"), b, 0o600)
}

func (d *disk) Rows(ctx context.Context, i price.Import, rejects io.Writer, yield func(*price.Row) error) (price.Report, error) {
	return rows(ctx, i.Object, rejects, yield)
}

// imported takes a sheet all the way, and makes every price of it by a plan.
func imported(ctx context.Context, d *disk, file string) (figures, error) {
	codec, err := price.NewCodec()
	if err != nil {
		return figures{}, err
	}
	noon := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	desk := &price.Desk{
		Records: d, Blobs: d, Chunks: d, Pointers: d, Sheets: d, Codec: codec, Now: func() time.Time { return noon },
		Thresholds: func(context.Context, string) (price.Thresholds, error) { return price.Usual(), nil },
	}
	i := price.Import{ID: filepath.Base(file), List: list, Timeline: price.Current, File: filepath.Base(file), Object: file, By: "bench"}
	if err := desk.Begin(ctx, &i); err != nil {
		return figures{}, err
	}
	if i, err = desk.Run(ctx, list.Partner, i.ID); err != nil {
		return figures{}, err
	}
	if i.State != price.Applied {
		b, _ := json.Marshal(i.Findings) //nolint:errchkjson // texts only
		return figures{}, fault.Invalid.Errorf("the sheet is %s: %s %s", i.State, i.Outcome, b)
	}
	packed, err := d.Blob(ctx, price.SnapshotBlob(i.Snapshot), 0)
	if err != nil {
		return figures{}, err
	}
	s, err := codec.Unpack(packed, i.Snapshot)
	if err != nil {
		return figures{}, err
	}
	return figures{Rows: i.Reading.Rows, State: string(i.State), Diff: i.Diff, Units: d.units}, everyPrice(s)
}
