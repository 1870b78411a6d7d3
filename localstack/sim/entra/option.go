package entra

import (
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// The resources that Microsoft documents for a partner. LegacyGraph is retired, but tokens for it are still issued;
// it is Partner Center that refuses them.
const (
	PartnerCenter = "https://api.partnercenter.microsoft.com"
	PartnerAPI    = "https://api.partner.microsoft.com"
	Graph         = "https://graph.microsoft.com"
	LegacyGraph   = "https://graph.windows.net"
)

// RefreshLife is how long a refresh token lives from its own issue.
const RefreshLife = 90 * 24 * time.Hour

// Options set up a token service.
type Options struct {
	Clock control.Clock
	// Seed makes ids, refresh tokens and lives; the same seed and the same calls give the same ones.
	Seed string
	// Base is the address at which clients reach the simulator, without a slash at the end; issuers begin with it.
	// "" takes scheme and host from each request.
	Base string
	// Signer signs access tokens. nil makes a key at the first need, which takes a good part of a second: share one
	// from NewSigner where many simulators are made.
	Signer *control.Signer
	// Tenants are known besides those that apps and users are in.
	Tenants []string
	Apps    []App
	Users   []User
	// Resources can be asked for besides Microsoft's four.
	Resources []string
	// Tenant and Audience are those of our own API, and Clients those who may call it.
	Tenant, Audience string
	Clients          []Client
}

// App is a registered application with a secret.
type App struct {
	ID, Secret, Tenant string
	// SecretExpires is when the secret ends; zero means never.
	SecretExpires time.Time
	// MultiTenant apps can be used in other tenants, for the resources that were consented to there.
	MultiTenant bool
	// Consents holds by tenant the resources consented to. For its own tenant, none listed means all.
	Consents map[string][]string
}

// User is an account of a tenant.
type User struct {
	ID, UPN, Tenant string
	Disabled        bool
}

// Client may call our own API with client_credentials and gets all of its scopes.
type Client struct {
	ID, Secret string
	Scopes     []string
}
