package app

import (
	"context"
	"log/slog"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/price"
	"github.com/seatwright/seatwright/shared/table"
)

// Import builds the function that a file wakes which arrives in the bucket of price sheets: it reads the sheet and, when no guard speaks against it, puts its
// prices in use.
func Import(e *Env) (lambda.Handler, error) {
	t, err := e.OpenTable()
	if err != nil {
		return nil, err
	}
	files, err := e.openFiles()
	if err != nil {
		return nil, err
	}
	d, err := e.priceDesk(t, files)
	if err != nil {
		return nil, err
	}
	return edge.Arrival(edge.Options{Operation: "import", Log: e.Log, Now: e.Now}, func(ctx context.Context, o edge.Object) error {
		partner, id, ok := uploadedFor(o.Name)
		if !ok {
			return fault.Malformed.Errorf("the file is of no import")
		}
		i, err := d.Run(acting(ctx, actor{who: audit.Worker}), partner, id)
		if fault.Of(err) == fault.NotFound {
			e.Log.WarnContext(ctx, "file of no import", "partner", partner, "import", id) // whoever put it there did not announce it
			return nil
		}
		if err != nil {
			return err
		}
		e.Log.InfoContext(ctx, "price sheet read", slog.String("partner", partner), slog.String("import", id), slog.String("state", string(i.State)),
			slog.Int("rows", i.Reading.Rows), slog.Int("rejected", i.Reading.Rejected), slog.Int("findings", len(i.Findings)))
		return nil
	}), nil
}

// priceDesk joins what takes price sheets in.
func (e *Env) priceDesk(t *table.Table, files Files) (*price.Desk, error) {
	codec, err := price.NewCodec()
	if err != nil {
		return nil, err
	}
	p := auditedPrices{t.Prices(), e.trail(t)}
	return &price.Desk{
		Records: p, Blobs: blobs{files}, Chunks: p, Pointers: p, Sheets: sheetReader{files}, Matrices: sheetReader{files}, Codec: codec, Now: e.Now,
		Thresholds: func(ctx context.Context, partner string) (price.Thresholds, error) {
			settings, err := t.Partner(ctx, order.PartnerID(partner))
			return settings.PriceGuards, err
		},
	}, nil
}
