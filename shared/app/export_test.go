package app

import (
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/table"
)

// NewTenants opens what the worker of domains gets.
func NewTenants(e *Env, t *table.Table, secrets secret.Store) (domain.Tenants, error) {
	return newTenants(e, t, secrets)
}

// Paced is a seller as often as all copies of the worker together may ask it.
func Paced(s migration.Seller, partner string, kept table.Migrations) migration.Seller {
	return pacedSeller{s, partner, kept}
}
