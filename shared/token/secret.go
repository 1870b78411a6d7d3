package token

import (
	"encoding/json"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Credential is how the app proves itself, the secret partner/<id>/app: a client secret, or a certificate with its key.
type Credential struct {
	Secret      string    `json:"client_secret,omitempty"`
	Certificate string    `json:"certificate,omitempty"` // PEM
	Key         string    `json:"private_key,omitempty"` // PEM, PKCS #8 or #1
	Expires     time.Time `json:"expires_at,omitzero"`   // zero: not known
	Added       time.Time `json:"added_at,omitzero"`
}

// Empty reports whether there is nothing to prove with.
func (c Credential) Empty() bool { return c.Secret == "" && (c.Certificate == "" || c.Key == "") }

// same reports whether two are the same proof, whenever they were added.
func (c Credential) same(d Credential) bool {
	return c.Secret == d.Secret && c.Certificate == d.Certificate && c.Key == d.Key
}

// Refresh is the secret partner/<id>/refresh-token. Tenant, User and Object say who signed in.
type Refresh struct {
	Token string `json:"refresh_token"`
	// Issued is just before this very token was asked for, so that it never lives shorter than it seems to; zero: not known.
	Issued time.Time `json:"issued_at,omitzero"`
	// SignedIn is when the person signed in. It stays through all renewals, and tells which of two sign-ins is the later one.
	SignedIn time.Time `json:"signed_in_at,omitzero"`
	Tenant   string    `json:"tenant,omitempty"`
	User     string    `json:"user,omitempty"`   // user principal name
	Object   string    `json:"object,omitempty"` // the user's object id
	MFA      bool      `json:"mfa,omitempty"`    // the sign-in was seen to have a second factor
}

// AppSecret names the secret that holds the credential of a partner's app.
func AppSecret(partner string) string { return "partner/" + partner + "/app" }

// RefreshSecret names the secret that holds a partner's refresh token.
func RefreshSecret(partner string) string { return "partner/" + partner + "/refresh-token" }

// parse reads a stored value. What cannot be read is as good as not stored, so it fails with fault.Unauthenticated.
func parse(name, text string, into any) error {
	if json.Unmarshal([]byte(text), into) != nil { // the decoder's own words could quote the secret
		return fault.Unauthenticated.Errorf("secret %q is not the JSON that it should be", name)
	}
	return nil
}

func encode(v any) (string, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return "", fault.Invalid.Errorf("a time in a secret is out of range")
	}
	return string(text), nil
}
