package table

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table/store"
)

// Account is a partner's account at a host of zones. Its keys are in the secret store.
type Account struct {
	Name   string          `json:"name"`
	Kind   domain.HostKind `json:"kind"`
	Region string          `json:"region,omitempty"`
	By     string          `json:"by"` // API client that stored the keys
	At     time.Time       `json:"at"`
}

// Account gives an account, or fault.NotFound.
func (d Domains) Account(ctx context.Context, partner, name string) (Account, error) {
	var a Account
	err := d.table.document(ctx, key.Account(partner, name), "account", &a)
	return a, err
}

// SaveAccount keeps an account with records of it, both or neither. It fails with fault.Conflict when the records' place was taken.
func (d Domains) SaveAccount(ctx context.Context, partner string, a Account, all []audit.Entry) error {
	i, err := document(key.Account(partner, a.Name), a)
	if err != nil {
		return err
	}
	return d.table.together(ctx, "account", []store.Write{{Put: i}}, all)
}

// Accounts lists a partner's accounts, by their names.
func (d Domains) Accounts(ctx context.Context, partner string) ([]Account, error) {
	q := store.Query{Partition: string(key.Account(partner, "").PK), Prefix: key.Accounts}
	var all []Account
	for {
		p, err := d.table.store.Query(ctx, q)
		if err != nil {
			return nil, wrap(err, "list accounts")
		}
		for _, i := range p.Items {
			var a Account
			if err := unpack(raw(i, attrDoc), &a); err != nil {
				return nil, wrap(err, "read an account")
			}
			all = append(all, a)
		}
		if q.After = p.Next; q.After == "" {
			return all, nil
		}
	}
}
