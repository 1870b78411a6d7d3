package partnercenter

import (
	"context"
	"sync"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
)

// Indirects knows the resellers of an indirect provider. It reads the list once in its life: each reading of a file has its own. It may be used by many goroutines.
type Indirects struct {
	client *Client
	mu     sync.Mutex
	names  map[string]string // of those that are active, by MPN id; nil: not read yet
}

var _ migration.Relations = (*Indirects)(nil)

// Indirects gives the client as the one who knows resellers.
func (c *Client) Indirects() *Indirects { return &Indirects{client: c} }

// Reseller gives the name of the reseller with an MPN id whose relationship with the provider is active, or fault.NotFound.
func (i *Indirects) Reseller(ctx context.Context, mpn string) (string, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.names == nil {
		all, err := i.client.Resellers(ctx)
		if err != nil {
			return "", err
		}
		i.names = make(map[string]string, len(all))
		for _, r := range all {
			if r.State == "" || r.State == "active" {
				i.names[r.MPN] = r.Name
			}
		}
	}
	name, known := i.names[mpn]
	if !known {
		return "", fault.NotFound.Errorf("the provider has no active indirect reseller with this number")
	}
	return name, nil
}
