package app

import (
	"context"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/edge"
)

// Seal builds the function that a rule wakes once a day: it puts the heads of the audit's chains of each day that is over under one root.
func Seal(e *Env) (lambda.Handler, error) {
	t, err := e.OpenTable()
	if err != nil {
		return nil, err
	}
	safe, err := e.openSafe()
	if err != nil {
		return nil, err
	}
	s := audit.Sealer{Chains: t, Safe: safe, Now: e.Now}
	return edge.Schedule(edge.Options{Operation: "seal", Log: e.Log, Now: e.Now}, func(ctx context.Context, _ time.Time) error {
		sealed, err := s.Run(ctx)
		for _, d := range sealed {
			e.Log.InfoContext(ctx, "day sealed", slog.String("day", string(d.Day)), slog.Int("chains", d.Chains))
		}
		return err
	}), nil
}
