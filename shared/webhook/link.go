package webhook

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// FormKey names the secret that holds the key of the links of forms.
const FormKey = "form/key"

// FormLife is how long the link of a form is good after it was shown. A new one is shown each time that somebody looks.
const FormLife = 7 * 24 * time.Hour

// Link is which form a link leads to.
type Link struct {
	Connection string `json:"c"`
	Order      string `json:"o"` // the shop's key
	Form       int    `json:"f"` // its number within the order
	Expires    int64  `json:"e"` // in seconds
}

// Seal writes a link so that nobody can read it or make another one: it says neither whose order it is nor where it came from. The key has 32 bytes.
func (l Link) Seal(key []byte) (string, error) {
	box, err := sealer(key)
	if err != nil {
		return "", err
	}
	raw, err := json.Marshal(l)
	if err != nil {
		return "", err
	}
	nonce := make([]byte, box.NonceSize())
	rand.Read(nonce) // documented never to fail
	return base64.RawURLEncoding.EncodeToString(box.Seal(nonce, nonce, raw, nil)), nil
}

// Unseal reads a link. It fails with fault.NotFound for what we did not write, and with fault.Gone after its time.
func Unseal(key []byte, state string, now time.Time) (Link, error) {
	unknown := fault.NotFound.Errorf("This link is not one of ours. Ask whoever sent it to you for a new one.")
	box, err := sealer(key)
	if err != nil {
		return Link{}, err
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(state)
	if err != nil || len(raw) < box.NonceSize() {
		return Link{}, unknown
	}
	plain, err := box.Open(nil, raw[:box.NonceSize()], raw[box.NonceSize():], nil)
	var l Link
	if err != nil || json.Unmarshal(plain, &l) != nil {
		return Link{}, unknown
	}
	if now.Unix() >= l.Expires {
		return Link{}, fault.Gone.Errorf("This link was good for %d days, which are over. Ask whoever sent it to you for a new one.", int(FormLife.Hours()/24))
	}
	return l, nil
}

func sealer(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, errors.New("the key of the links of forms cannot be used")
	}
	return cipher.NewGCM(block)
}
