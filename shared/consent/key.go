package consent

import (
	"context"
	"crypto/rand"
	"encoding/base64"

	"github.com/seatwright/seatwright/shared/fault"
)

// KeySecret names the secret that holds the key of all links.
const KeySecret = "consent/key"

const keySize = 32

// Secrets keeps the key.
type Secrets interface {
	// Read fails with fault.NotFound.
	Read(ctx context.Context, name string) (string, error)
	// Stage keeps a value without making it current, and gives its id.
	Stage(ctx context.Context, name, value string) (string, error)
	// Promote makes a staged value the current one, given that from is; "" stands for none. It fails with fault.Conflict when another is.
	Promote(ctx context.Context, name, id, from string) error
}

func key(ctx context.Context, s Secrets) ([]byte, error) { return Key(ctx, s, KeySecret) }

// Key gives the key of links that is kept under a name, of 32 bytes, and makes it at the first use. Of two that make it at once one wins, and both use that
// one's.
func Key(ctx context.Context, s Secrets, name string) ([]byte, error) {
	text, err := s.Read(ctx, name)
	if fault.Of(err) == fault.NotFound {
		text, err = create(ctx, s, name)
	}
	if err != nil {
		return nil, err
	}
	k, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(k) != keySize {
		return nil, fault.Unavailable.Errorf("secret %q is not a key", name) // the decoder's words could show some of it
	}
	return k, nil
}

func create(ctx context.Context, s Secrets, name string) (string, error) {
	k := make([]byte, keySize)
	rand.Read(k) // documented never to fail
	text := base64.StdEncoding.EncodeToString(k)
	id, err := s.Stage(ctx, name, text)
	if err != nil {
		return "", err
	}
	err = s.Promote(ctx, name, id, "")
	if fault.Of(err) == fault.Conflict {
		return s.Read(ctx, name)
	}
	return text, err
}
