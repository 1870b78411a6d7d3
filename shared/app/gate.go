package app

import (
	"context"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/entra"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/hold"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/token"
)

// gate stands before the token service for the work of partners: what is on hold costs no call, and a refusal for good puts the partner on hold.
// The doctor, a new sign-in and a renewal pass beside it.
type gate struct {
	token.Minter
	holds hold.Ledger
	env   *Env
}

// Mint implements token.Minter. Only refusals in the partner's own tenant are about the partner.
func (g gate) Mint(ctx context.Context, want token.Grant) (token.Token, error) {
	if !want.Home {
		return g.Minter.Mint(ctx, want)
	}
	issued := signedIn(want)
	s, err := g.holds.Standing(ctx, want.Partner)
	if err != nil {
		// Without the table nothing else gets on, so that one call more does no harm.
		g.env.Log.WarnContext(ctx, "hold not read", "partner", want.Partner, "error", err.Error())
	}
	if s.Hold.Stops(issued) {
		return token.Token{}, onHold(s.Hold)
	}
	t, err := g.Minter.Mint(ctx, want)
	switch {
	case err == nil && s.Hold != nil:
		g.lift(ctx, want.Partner, issued)
	case fault.Of(err) == fault.Unauthenticated:
		g.place(ctx, want.Partner, entra.Diagnose(err, want.Partner), issued)
	}
	return t, err
}

// signedIn tells a sign-in from others by its time: a new refresh token and a new secret of the app each make another.
func signedIn(g token.Grant) time.Time {
	if g.Credential.Added.After(g.Issued) {
		return g.Credential.Added
	}
	return g.Issued
}

func onHold(h *hold.Hold) error {
	return fault.Coded(fault.Unauthenticated.Errorf("%s", h.Cause.Cause), h.Cause.Code)
}

// place puts a partner on hold. When that does not work, the next refusal does it.
func (g gate) place(ctx context.Context, partner string, d hold.Diagnosis, issued time.Time) {
	if !d.Holds {
		return
	}
	placed, err := hold.Place(ctx, g.holds, partner, d, issued, g.env.Now())
	if err != nil {
		g.env.Log.ErrorContext(ctx, "hold not placed", "partner", partner, "error", err.Error())
	}
	if placed {
		g.env.Log.WarnContext(ctx, "partner on hold", "partner", partner, "code", d.Code)
	}
}

// lift ends a hold that a newer sign-in has outlived: who stored it could not lift it any more.
func (g gate) lift(ctx context.Context, partner string, issued time.Time) {
	if _, err := hold.Lift(ctx, g.holds, partner, issued, g.env.Now()); err != nil {
		g.env.Log.ErrorContext(ctx, "hold not lifted", "partner", partner, "error", err.Error())
	}
}

// signIns reads the secrets of sign-ins, and puts a partner on hold for whom nobody has signed in yet.
type signIns struct {
	secret.Store
	gate gate
}

// Read implements token.Secrets.
func (s signIns) Read(ctx context.Context, name string) (string, error) {
	text, err := s.Store.Read(ctx, name)
	if fault.Of(err) != fault.NotFound {
		return text, err
	}
	rest, found := strings.CutPrefix(name, "partner/")
	if partner, ok := strings.CutSuffix(rest, "/refresh-token"); ok && found {
		none := fault.Coded(fault.Unauthenticated.Errorf("nobody has signed in for this partner yet"), "no_sign_in")
		s.gate.place(ctx, partner, entra.Diagnose(none, partner), time.Time{})
	}
	return text, err
}

// holds tells an order's worker why a partner's work stands still.
type holds struct{ ledger hold.Ledger }

// Hold implements order.Holds.
func (h holds) Hold(ctx context.Context, p order.PartnerID) (*order.Hold, error) {
	s, err := h.ledger.Standing(ctx, string(p))
	if err != nil || s.Hold == nil {
		return nil, err
	}
	c := s.Hold.Cause
	return &order.Hold{Since: s.Hold.Since, Code: c.Code, Reason: c.Cause, Actor: string(c.Actor), Next: c.Next, Link: c.Link}, nil
}
