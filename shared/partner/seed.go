package partner

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

// File is what `make seed` reads: partners and connections with their secrets, which go to the secret store and nowhere else.
type File struct {
	Operators   []string         `json:"operators,omitempty"` // client_id of each API client that acts for every partner
	Partners    []SeedPartner    `json:"partners"`
	Connections []SeedConnection `json:"connections"`
}

// SeedPartner is a partner with the secrets of its app registration and of its sign-in.
type SeedPartner struct {
	Partner
	ClientSecret  string    `json:"client_secret"`
	RefreshToken  string    `json:"refresh_token,omitempty"` // "": the partner signs in by a consent
	RefreshIssued time.Time `json:"refresh_token_issued_at,omitzero"`
	RefreshUser   string    `json:"refresh_token_user,omitempty"`
}

// UnmarshalJSON reads a partner; what it leaves out has the default.
func (p *SeedPartner) UnmarshalJSON(raw []byte) error {
	var who struct {
		ID order.PartnerID `json:"id"`
	}
	if err := json.Unmarshal(raw, &who); err != nil {
		return err
	}
	type plain SeedPartner
	v := plain{Partner: Default(who.ID)}
	err := only(raw, &v)
	*p = SeedPartner(v)
	p.Partner = p.tidy()
	return err
}

// SeedConnection is a connection with the secret that its webhooks are signed with.
type SeedConnection struct {
	Connection
	Secret Secret   `json:"secret"`
	API    ShopKeys `json:"api,omitzero"`
}

// ShopKeys are by which a shop's API is asked; none: it is not. Shopify and Stripe have a Token, WooCommerce a Key and a Secret.
type ShopKeys struct {
	Token   string `json:"token,omitempty"`
	Key     string `json:"key,omitempty"`
	Secret  string `json:"secret,omitempty"`
	Version string `json:"version,omitempty"` // of the API; "": the one that is known here
}

// Secret is what a shop signs with. While it is being changed the previous one is good until it retires.
type Secret struct {
	Current  string    `json:"current"`
	Previous string    `json:"previous,omitempty"`
	RetireAt time.Time `json:"retire_at,omitzero"`
}

const maxFile = 4 << 20

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
	for i, client := range f.Operators {
		if client == "" {
			add("/operators/%d: want the client_id of an API client", i)
		}
	}
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
	for _, f := range fault.Fields(p.Check()) {
		add("%s%s: %s", at, f.Pointer, f.Text)
	}
	if p.ClientSecret == "" {
		add("%s/client_secret: want the app's secret", at)
	}
	if (p.RefreshToken == "") != p.RefreshIssued.IsZero() {
		add("%s/refresh_token and refresh_token_issued_at: want a refresh token and when it was issued, or neither", at)
	}
}

func (c SeedConnection) check(at string, add func(string, ...any)) {
	if c.Secret.Current == "" {
		add("%s/secret/current: want the secret that the shop signs with", at)
	}
	if (c.API.Key == "") != (c.API.Secret == "") {
		add("%s/api: want a key and its secret, a token, or none", at)
	}
	for _, f := range fault.Fields(c.Check()) {
		add("%s%s: %s", at, f.Pointer, f.Text)
	}
}
