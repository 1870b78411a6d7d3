package main

import (
	"context"
	"strings"

	"github.com/seatwright/seatwright/localstack/memory"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/store"
)

// witness hears of every trouble that the domains of a request have: a setup's own record of it goes with the next success.
type witness struct {
	store.Store

	batch    string
	refused  int // by the budget of the host's account, before anything was sent
	troubles int // of any other kind
}

// Transact implements store.Store.
func (w *witness) Transact(ctx context.Context, all []store.Write) error {
	for _, one := range all {
		if err := w.look(ctx, one.Put); err != nil {
			return err
		}
	}
	return w.Store.Transact(ctx, all)
}

// look reads a line of the request, in a table of its own.
func (w *witness) look(ctx context.Context, i store.Item) error {
	if i == nil || i.Key().PK != string(key.BatchLine(samplePartner, w.batch, "").PK) || !strings.HasPrefix(i.Key().SK, key.BatchLines) {
		return nil
	}
	aside := memory.NewStore(nil)
	if err := aside.Put(ctx, i, nil); err != nil {
		return err
	}
	rows, err := table.Open(aside, nil).Domains().Lines(ctx, samplePartner, w.batch)
	if err != nil {
		return err
	}
	for _, r := range rows {
		switch {
		case r.Problem == "":
		case strings.Contains(r.Problem, "than its budget has"):
			w.refused++
		default:
			w.troubles++
		}
	}
	return nil
}
