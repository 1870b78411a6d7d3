package partner

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Settings keeps partners and connections.
type Settings interface {
	Book
	PutConnection(ctx context.Context, c Connection) error
	// PutOperator lets an API client act for every partner. It fails with fault.Conflict when the client acts for one.
	PutOperator(ctx context.Context, client string) error
}

// Secrets keeps secrets by name. Read fails with fault.NotFound when there is none.
type Secrets interface {
	Read(ctx context.Context, name string) (string, error)
	Write(ctx context.Context, name, value string) error
}

// Seed writes what a file says, settings as a version of their own. It may be run again: the same file gives the same settings. A refresh token
// that is younger than the file's stays, as does an app secret that was entered since: the file only brings what begins.
func Seed(ctx context.Context, f File, settings Settings, secrets Secrets, now func() time.Time) error {
	for _, client := range f.Operators {
		if err := settings.PutOperator(ctx, client); err != nil {
			return fmt.Errorf("operator: %w", err)
		}
	}
	desk := Desk{Book: settings, Now: now}
	for _, p := range f.Partners {
		if err := p.plant(ctx, desk, secrets); err != nil {
			return fmt.Errorf("partner %s: %w", p.ID, err)
		}
	}
	for _, c := range f.Connections {
		if err := c.plant(ctx, settings, secrets); err != nil {
			return fmt.Errorf("connection %s: %w", c.ID, err)
		}
	}
	return nil
}

// plant writes the secrets first likewise.
func (c SeedConnection) plant(ctx context.Context, settings Settings, secrets Secrets) error {
	err := write(ctx, secrets, "connection/"+c.ID+"/webhook", c.Secret)
	if err == nil && c.API != (ShopKeys{}) {
		err = write(ctx, secrets, "connection/"+c.ID+"/api", c.API)
	}
	if err != nil {
		return err
	}
	return settings.PutConnection(ctx, c.Connection)
}

// plant writes the secrets first: settings without them would be a partner that cannot work.
func (p SeedPartner) plant(ctx context.Context, desk Desk, secrets Secrets) error {
	if err := errors.Join(p.plantApp(ctx, secrets), p.plantRefresh(ctx, secrets)); err != nil {
		return err
	}
	now, err := desk.Book.Settings(ctx, p.ID)
	if err != nil && fault.Of(err) != fault.NotFound {
		return err
	}
	_, err = desk.Save(ctx, p.Partner, Change{New: err != nil, Base: now.Number, By: "seed", Reason: "seed file"})
	return err
}

func (p SeedPartner) plantApp(ctx context.Context, secrets Secrets) error {
	var there struct {
		Added time.Time `json:"added_at"`
	}
	if err := read(ctx, secrets, p.Secrets.App, &there); err != nil || !there.Added.IsZero() {
		return err
	}
	return write(ctx, secrets, p.Secrets.App, map[string]string{"client_secret": p.ClientSecret})
}

func (p SeedPartner) plantRefresh(ctx context.Context, secrets Secrets) error {
	if p.RefreshToken == "" {
		return nil
	}
	var there struct {
		Issued time.Time `json:"issued_at"`
	}
	if err := read(ctx, secrets, p.Secrets.Refresh, &there); err != nil || there.Issued.After(p.RefreshIssued) {
		return err
	}
	return write(ctx, secrets, p.Secrets.Refresh, map[string]string{
		"refresh_token": p.RefreshToken, "issued_at": p.RefreshIssued.UTC().Format(time.RFC3339), "tenant": string(p.Tenant), "user": p.RefreshUser,
	})
}

// read leaves v as it is when there is no such secret. Its errors never have the secret's text.
func read(ctx context.Context, secrets Secrets, name string, v any) error {
	text, err := secrets.Read(ctx, name)
	if fault.Of(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	if json.Unmarshal([]byte(text), v) != nil {
		return fmt.Errorf("secret %s: not what it should be", name)
	}
	return nil
}

func write(ctx context.Context, secrets Secrets, name string, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return secrets.Write(ctx, name, string(text))
}
