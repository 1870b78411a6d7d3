package app

import (
	"context"
	"fmt"

	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/key"
)

// domainWaker sends wishes about domains.
type domainWaker struct{ waker }

var _ domain.Waker = domainWaker{}

// Wake implements domain.Waker. A lost wish is only logged: the setup is due by itself and the sweep will find it.
func (w domainWaker) Wake(ctx context.Context, s *domain.Setup) {
	if err := w.setup(ctx, s); err != nil {
		w.log.WarnContext(ctx, "wish not sent", "setup_id", s.ID, "error", err.Error())
	}
}

// WakeBatch implements domain.Waker likewise.
func (w domainWaker) WakeBatch(ctx context.Context, b *domain.Batch) {
	if err := w.batch(ctx, b); err != nil {
		w.log.WarnContext(ctx, "wish not sent", "batch_id", b.ID, "error", err.Error())
	}
}

// setup sends a setup, once a minute at most for each version of it.
func (w domainWaker) setup(ctx context.Context, s *domain.Setup) error {
	what := wish{Partner: s.Partner, Setup: s.ID}
	return w.sendOnce(ctx, what, hostGroup(s), fmt.Sprintf("%s.%d.%d", s.ID, s.Version, w.minute()), s.Correlation)
}

// batch sends a request for many domains likewise.
func (w domainWaker) batch(ctx context.Context, b *domain.Batch) error {
	what := wish{Partner: b.Partner, Batch: b.ID}
	return w.sendOnce(ctx, what, key.Hash(b.Partner, b.ID), fmt.Sprintf("%s.%d.%d", b.ID, b.Version, w.minute()), b.Correlation)
}

// hostGroup gives the message group: the work on one account at a host is done one piece after the other, by one process. A zone that a person writes has no account,
// and a group for itself.
func hostGroup(s *domain.Setup) string {
	if s.Host.Kind == domain.File {
		return key.Hash(s.Partner, string(s.Host.Kind), s.Domain)
	}
	return key.Hash(s.Partner, string(s.Host.Kind), s.Host.Account)
}
