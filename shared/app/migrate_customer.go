package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partnercenter"
)

// customer goes on with one customer of a migration.
func (w migrateWork) customer(ctx context.Context, id string, t migration.Tenant, receives int) error {
	ctx = edge.With(ctx, slog.String("tenant_id", string(t)))
	h, err := w.kept.Head(ctx, id)
	if err != nil {
		return unlessGone(err)
	}
	if held, err := w.held(ctx, h.Partner); held || err != nil {
		return err
	}
	work, err := w.worker(ctx, h.Partner)
	if err != nil {
		return err
	}
	item, err := work.Do(ctx, id, t)
	if err != nil && receives >= lastReceive {
		if dead := work.Dead(ctx, id, t, fmt.Sprintf("its message came %d times and failed: %s", receives, failureOf(err))); dead != nil {
			return errors.Join(err, dead)
		}
	}
	if item.Over() {
		finished(ctx, id)
		w.env.measure(ctx, "customer taken over", once("CustomerMigrated", slog.String("state", string(item.State))), slog.String("cause", string(item.Cause)))
	}
	return unlessGone(err)
}

// failureOf names a failure by what may be shown of it.
func failureOf(err error) string {
	if text := fault.Text(err); text != "" {
		return text
	}
	return "our own work; the log says where"
}

// worker makes what takes a partner's customers over.
func (w migrateWork) worker(ctx context.Context, partner string) (migration.Worker, error) {
	c, err := w.sellers.client(ctx, order.PartnerID(partner))
	if err != nil {
		return migration.Worker{}, err
	}
	kept := w.audited()
	return migration.Worker{
		Board: kept, Ledger: kept, Seller: pacedSeller{signedSeller{c.Conversions()}, partner, w.kept}, House: house{kept, w.licences, w.table.Subscriptions()}, Letters: letterBox{w.table.Letters()}, Cause: partnercenter.CauseOf, Now: w.env.Now,
	}, nil
}

// signedSeller is the seller for as long as the partner is signed in: a sign-in that dies is no fault of a customer, and is waited for.
type signedSeller struct{ migration.Seller }

// Services implements migration.Seller.
func (s signedSeller) Services(ctx context.Context, t migration.Tenant) ([]migration.Service, error) {
	all, err := s.Seller.Services(ctx, t)
	return all, waiting(err)
}

// Convert implements migration.Seller. Nothing was sent without a token.
func (s signedSeller) Convert(ctx context.Context, i *migration.Item, t *migration.Task) error {
	return waiting(s.Seller.Convert(ctx, i, t))
}

// Converted implements migration.Seller.
func (s signedSeller) Converted(ctx context.Context, t migration.Tenant, id migration.ServiceID) ([]migration.Conversion, error) {
	all, err := s.Seller.Converted(ctx, t, id)
	return all, waiting(err)
}

func waiting(err error) error {
	const soon = 5 * time.Minute
	if fault.Of(err) == fault.Unauthenticated {
		return fault.After(fault.Unauthenticated.Wrap(err, "the partner's sign-in is refused"), soon)
	}
	return err
}

// conduct leads a migration on, and tells people when it stands or is over.
func (w migrateWork) conduct(ctx context.Context, id string) error {
	h, err := w.kept.Head(ctx, id)
	if err != nil {
		return unlessGone(err)
	}
	if h.State == migration.HeadPreparing {
		if err := w.prepare(ctx, h); err != nil {
			return err
		}
	}
	// One step may make the next one possible: a wave without a wait begins at once.
	const most = 4
	for range most {
		before := h.Version
		if h, err = w.conductor().Advance(ctx, id); err != nil {
			return err
		}
		if h.Version == before {
			break
		}
	}
	return w.tell(ctx, h)
}

// tell puts a notice of a migration that stands still by its rule, or is over. The same again changes nothing.
func (b base) tell(ctx context.Context, h migration.Head) error {
	n := notice.Notice{Partner: h.Partner, Step: h.Wave, At: h.Began}
	switch h.State {
	case migration.HeadStopped:
		n.Topic, n.Text = notice.MigrationStopped, "migration "+h.ID+" stands still: "+h.Why
		n.Next, n.Subject = "look at its failures by cause, mend and retry them, then resume or cancel it", h.ID+" "+h.Why
	case migration.HeadOver, migration.HeadCancelled:
		n.Topic, n.Text = notice.MigrationOver, "migration "+h.ID+" is "+string(h.State)
		n.Next, n.Subject = "look at its failures by cause", h.ID+" "+string(h.State)
	case migration.HeadPreparing, migration.HeadRunning, migration.HeadPaused, migration.HeadCancelling:
		return nil
	}
	return b.table.PutNotice(ctx, n)
}

// batched leads migrations on after the last message of a batch, of which customers were done: so the next wave begins without a wait for the sweep.
type batched struct {
	lambda.Handler

	work migrateWork
}

type finishedKey struct{}

// finishes are the migrations of which a customer was done in this batch.
type finishes struct {
	mu  sync.Mutex
	ids map[string]bool
}

func finished(ctx context.Context, id string) {
	if f, ok := ctx.Value(finishedKey{}).(*finishes); ok {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.ids[id] = true
	}
}

// Invoke implements lambda.Handler. What cannot be led on now is by the sweep.
func (b batched) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	f := &finishes{ids: map[string]bool{}}
	out, err := b.Handler.Invoke(context.WithValue(ctx, finishedKey{}, f), payload)
	if err != nil {
		return out, err
	}
	for id := range f.ids {
		if err := b.work.conduct(ctx, id); err != nil {
			b.work.env.Log.WarnContext(ctx, "migration not led on", "migration_id", id, "error", err.Error())
		}
	}
	return out, nil
}
