package feed

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Overlap is for how long a replaced secret goes on signing beside the new one.
const Overlap = 24 * time.Hour

// mostKeys is how many secrets sign at a time. More than two do only when a shop rotates again before the overlap is over, for example because the answer
// with the new secret was lost: the one that its program has must go on then.
const mostKeys = 4

// signing is one secret of an endpoint. The one that does not retire is the current one.
type signing struct {
	Key    string    `json:"key"`
	Retire time.Time `json:"retire,omitzero"`
}

// SecretName is the name under which the store keeps what an endpoint's posts are signed with.
func SecretName(endpoint string) string { return "endpoint/" + endpoint + "/signing" }

// newKey makes a secret as Standard Webhooks writes it: 32 random bytes in base64.
func newKey() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // it never fails: the program would end
	return "whsec_" + base64.StdEncoding.EncodeToString(b)
}

// Rotate gives an endpoint a new secret and returns it: nobody can see it again. Those before it sign too until their overlap is over. It fails with
// fault.NotFound for an endpoint that is not the owner's, and with fault.Conflict when too many sign already.
func (d Desk) Rotate(ctx context.Context, owner, id string) (key string, err error) {
	e, err := d.owned(ctx, owner, id)
	if err != nil {
		return "", err
	}
	all, err := signings(ctx, d.Secrets, e.ID)
	if err != nil {
		return "", err
	}
	now := d.Now()
	next := []signing{{Key: newKey()}}
	for _, s := range all {
		if s.Retire.IsZero() {
			s.Retire = now.Add(Overlap)
		}
		if now.Before(s.Retire) {
			next = append(next, s)
		}
	}
	if len(next) > mostKeys {
		return "", fault.Conflict.Errorf("endpoint: %d secrets sign already; the next may be made when one of them retires", len(next)-1)
	}
	return next[0].Key, writeSignings(ctx, d.Secrets, e.ID, next)
}

// keys gives what a post of now is signed with, the current one first.
func keys(ctx context.Context, secrets Secrets, endpoint string, now time.Time) ([]string, error) {
	all, err := signings(ctx, secrets, endpoint)
	if err != nil {
		return nil, err
	}
	var live []string
	for _, s := range all {
		if s.Retire.IsZero() || now.Before(s.Retire) {
			live = append(live, s.Key)
		}
	}
	if len(live) == 0 {
		return nil, fault.Unavailable.Errorf("endpoint: it has no secret")
	}
	return live, nil
}

func signings(ctx context.Context, secrets Secrets, endpoint string) ([]signing, error) {
	text, err := secrets.Read(ctx, SecretName(endpoint))
	if err != nil {
		return nil, err
	}
	var all []signing
	if json.Unmarshal([]byte(text), &all) != nil { // its error could quote the secret
		return nil, fault.Unavailable.Errorf("endpoint: its secrets cannot be read")
	}
	return all, nil
}

func writeSignings(ctx context.Context, secrets Secrets, endpoint string, all []signing) error {
	text, err := json.Marshal(all)
	if err != nil {
		return fault.Invalid.Errorf("endpoint: its secrets cannot be written")
	}
	return secrets.Write(ctx, SecretName(endpoint), string(text))
}
