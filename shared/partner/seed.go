package partner

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/order"
)

// File is what `make seed` reads: partners and connections with their secrets, which go to the secret store and nowhere else.
type File struct {
	Partners    []SeedPartner    `json:"partners"`
	Connections []SeedConnection `json:"connections"`
}

// SeedPartner is a partner with the secrets of its app registration and of its sign-in.
type SeedPartner struct {
	Partner
	ClientSecret  string    `json:"client_secret"`
	RefreshToken  string    `json:"refresh_token"`
	RefreshIssued time.Time `json:"refresh_token_issued_at"`
	RefreshUser   string    `json:"refresh_token_user,omitempty"`
}

// SeedConnection is a connection with the secret that its webhooks are signed with.
type SeedConnection struct {
	Connection
	Secret Secret `json:"secret"`
}

// Secret is what a shop signs with. While it is being changed the previous one is good until it retires.
type Secret struct {
	Current  string    `json:"current"`
	Previous string    `json:"previous,omitempty"`
	RetireAt time.Time `json:"retire_at,omitzero"`
}

// Settings keeps partners and connections.
type Settings interface {
	PutPartner(ctx context.Context, p Partner) error
	PutConnection(ctx context.Context, c Connection) error
}

// Secrets keeps secrets by name.
type Secrets interface {
	Write(ctx context.Context, name, value string) error
}

const maxFile = 4 << 20

var (
	name = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,62}$`)
	guid = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
	code = regexp.MustCompile(`^[A-Z]{2}$`)
	unit = regexp.MustCompile(`^[A-Z]{3}$`)
)

// Load reads a seed file, and tells everything that is wrong with it by JSON pointers.
func Load(r io.Reader) (File, error) {
	var f File
	d := json.NewDecoder(io.LimitReader(r, maxFile))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return f, fmt.Errorf("seed file: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return f, errors.New("seed file: there is more after the first JSON value")
	}
	return f, f.check()
}

func (f File) check() error {
	var bad []error
	add := func(format string, args ...any) { bad = append(bad, fmt.Errorf(format, args...)) }
	known := map[order.PartnerID]bool{}
	for i, p := range f.Partners {
		at := fmt.Sprintf("/partners/%d", i)
		if known[p.ID] {
			add("%s/id: %q is there twice", at, p.ID)
		}
		known[p.ID] = true
		p.check(at, add)
	}
	for i, c := range f.Connections {
		at := fmt.Sprintf("/connections/%d", i)
		if !known[c.Partner] {
			add("%s/partner: %q is none of the partners of this file", at, c.Partner)
		}
		c.check(at, add)
	}
	return errors.Join(bad...)
}

func (p SeedPartner) check(at string, add func(string, ...any)) {
	if !name.MatchString(string(p.ID)) {
		add("%s/id: want lower-case letters, digits, - and _, at most 63", at)
	}
	if !guid.MatchString(string(p.Tenant)) {
		add("%s/tenant: want the partner's tenant id, a GUID in lower case", at)
	}
	if !guid.MatchString(p.App) {
		add("%s/app: want the application id, a GUID in lower case", at)
	}
	if !code.MatchString(p.Country) {
		add("%s/country: want two capital letters such as DE", at)
	}
	if !unit.MatchString(p.Currency) {
		add("%s/currency: want three capital letters such as EUR", at)
	}
	if p.ClientSecret == "" {
		add("%s/client_secret: want the app's secret", at)
	}
	if p.RefreshToken == "" || p.RefreshIssued.IsZero() {
		add("%s/refresh_token and refresh_token_issued_at: want a refresh token and when it was issued", at)
	}
}

func (c SeedConnection) check(at string, add func(string, ...any)) {
	if !name.MatchString(c.ID) {
		add("%s/id: want lower-case letters, digits, - and _, at most 63", at)
	}
	if c.Platform != "shopify" {
		add("%s/platform: want shopify", at)
	}
	if c.Shop == "" {
		add("%s/shop: want the shop's own domain such as acme.myshopify.com", at)
	}
	if c.Secret.Current == "" {
		add("%s/secret/current: want the secret that the shop signs with", at)
	}
	for _, sku := range slices.Sorted(maps.Keys(c.SKUs)) {
		for _, f := range c.SKUs[sku].Check(at + "/skus/" + sku) {
			add("%s: %s", f.Pointer, f.Text)
		}
	}
}

// Seed writes what a file says. It may be run again: the same file gives the same settings.
func Seed(ctx context.Context, f File, settings Settings, secrets Secrets) error {
	for _, p := range f.Partners {
		id := string(p.ID)
		app := map[string]string{"client_secret": p.ClientSecret}
		refresh := map[string]string{
			"refresh_token": p.RefreshToken, "issued_at": p.RefreshIssued.UTC().Format(time.RFC3339), "tenant": string(p.Tenant), "user": p.RefreshUser,
		}
		err := errors.Join(write(ctx, secrets, "partner/"+id+"/app", app), write(ctx, secrets, "partner/"+id+"/refresh-token", refresh))
		if err != nil {
			return fmt.Errorf("partner %s: %w", id, err)
		}
		if err := settings.PutPartner(ctx, p.Partner); err != nil {
			return fmt.Errorf("partner %s: %w", id, err)
		}
	}
	for _, c := range f.Connections {
		if err := write(ctx, secrets, "connection/"+c.ID+"/webhook", c.Secret); err != nil {
			return fmt.Errorf("connection %s: %w", c.ID, err)
		}
		if err := settings.PutConnection(ctx, c.Connection); err != nil {
			return fmt.Errorf("connection %s: %w", c.ID, err)
		}
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
