package webhook

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
)

// secret is what the secret store keeps for a connection. After a rotation the previous secret stays good until it retires: Shopify signs
// with it for up to an hour more.
type secret struct {
	Current  string    `json:"current"`
	Previous string    `json:"previous,omitempty"`
	RetireAt time.Time `json:"retire_at,omitzero"`
}

// SecretName is the name under which the secret store keeps a connection's secret.
func SecretName(connection string) string { return "connection/" + connection + "/webhook" }

// authentic tells which secret signed the delivery. The shop's name is compared only after that: before, it is anybody's claim.
func (r Receive) authentic(ctx context.Context, c partner.Connection, in Incoming) (string, error) {
	if len(in.Signatures) != 1 {
		return "", fault.Unauthenticated.Errorf("want one signature")
	}
	raw, err := r.Secrets.Read(ctx, SecretName(c.ID))
	if err != nil {
		return "", later(err)
	}
	var s secret
	if err := json.Unmarshal([]byte(raw), &s); err != nil || s.Current == "" {
		return "", fault.Unavailable.Errorf("the connection's secret cannot be read")
	}
	var matched string
	switch {
	case r.Platform.Verify(s.Current, in.Body, in.Signatures[0]):
		matched = "current"
	case s.Previous != "" && r.Now().Before(s.RetireAt) && r.Platform.Verify(s.Previous, in.Body, in.Signatures[0]):
		matched = "previous"
	default:
		return "", fault.Unauthenticated.Errorf("the signature is not the body's")
	}
	if len(in.Shops) != 1 || !strings.EqualFold(in.Shops[0], c.Shop) {
		return "", fault.Unauthenticated.Errorf("the delivery names another shop than the connection's")
	}
	return matched, nil
}
