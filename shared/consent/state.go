package consent

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"strconv"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
)

// form is what a link's state looks like: the consent's id and what proves that we made it.
var form = regexp.MustCompile(`^(cns_[a-z2-7]{26})\.([A-Za-z0-9_-]{43})$`)

// Browser gives what a new browser is known by.
func Browser() string { return rand.Text() }

// ID gives the id of the consent that a state is for, or "" when it is no state. It proves nothing.
func ID(state string) string {
	if m := form.FindStringSubmatch(state); m != nil {
		return m[1]
	}
	return ""
}

// state proves that a consent is ours, for this partner, by this operator and until this time.
func (c Consent) state(key []byte) string {
	return c.ID + "." + digest(key, "state", c.ID, c.Partner, c.Operator, strconv.FormatInt(c.Expires.Unix(), 10))
}

// nonce comes back in the signed identity of who signed in, so that an answer for one consent is no good for another.
func (c Consent) nonce(key []byte) string { return digest(key, "nonce", c.ID) }

// verifier is the secret of RFC 7636: who sees the code cannot redeem it.
func (c Consent) verifier(key []byte) string { return digest(key, "verifier", c.ID) }

func challenge(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// digest gives 43 letters. Its parts are quoted, so that other parts never give the same text.
func digest(key []byte, parts ...string) string {
	mac := hmac.New(sha256.New, key)
	for _, p := range parts {
		mac.Write([]byte(strconv.Quote(p)))
	}
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// browserHash is what is stored of a browser: who reads the table cannot pass for it.
func browserHash(browser string) string {
	sum := sha256.Sum256([]byte(browser))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// in reports whether this is the browser that went on to Microsoft.
func (c Consent) in(browser string) bool {
	return browser != "" && c.Browser != "" && hmac.Equal([]byte(c.Browser), []byte(browserHash(browser)))
}

// find gives the consent of a state and the key of all. A forged state and one whose consent is long gone look the same.
func (d Desk) find(ctx context.Context, state string) (Consent, []byte, error) {
	unknown := fault.NotFound.Errorf("This link is not one of ours, or it is too old. %s", askAgain)
	id := ID(state)
	if id == "" {
		return Consent{}, nil, unknown
	}
	k, err := key(ctx, d.Secrets)
	if err != nil {
		return Consent{}, nil, err
	}
	c, err := d.Book.Consent(ctx, id)
	if fault.Of(err) == fault.NotFound {
		return Consent{}, nil, unknown
	}
	if err != nil {
		return Consent{}, nil, err
	}
	if !hmac.Equal([]byte(c.state(k)), []byte(state)) {
		return Consent{}, nil, unknown
	}
	return c, k, nil
}

// newID gives an id that nobody can guess.
func newID() string { return "cns_" + strings.ToLower(rand.Text()) }
