package entra

import (
	"crypto/x509"
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

// RefreshLife is how long a refresh token lives from its own issue, CodeLife how long the code of a sign-in does.
const (
	RefreshLife = 90 * 24 * time.Hour
	CodeLife    = 10 * time.Minute
)

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
	// Domains gives the tenant of a domain that can stand in a tenant's place; nil: none can.
	Domains func(domain string) (tenant string, found bool)
	// Known tells of tenants that are made elsewhere, as customers are at Partner Center; nil: there are none.
	Known func(tenant string) bool
	// Delegated gives the roles that the users of one tenant have in another one by their delegated admin relationships (GDAP), for the claim wids, and
	// whether any such relationship is active. nil lets everybody in everywhere, with the roles of home.
	Delegated func(home, tenant string) (roles []string, active bool)
	// Resources can be asked for besides Microsoft's four.
	Resources []string
	// Tenant and Audience are those of our own API, and Clients those who may call it.
	Tenant, Audience string
	Clients          []Client
}

// App is a registered application with a secret, certificates or both.
type App struct {
	ID, Secret, Tenant string
	// SecretExpires is when the secret ends; zero means never.
	SecretExpires time.Time
	// Certificates can sign client assertions.
	Certificates []*x509.Certificate
	// Redirects are the addresses to which a sign-in may answer; see Redirect.
	Redirects []string
	// MultiTenant apps can be used in other tenants, for the resources that were consented to there.
	MultiTenant bool
	// Consents holds by tenant the resources consented to. For its own tenant, none listed means all.
	Consents map[string][]string
	// Permissions holds by resource what a token for a user carries in scp, parted by blanks. Unless set it is the reading
	// permissions that a partner's app needs at Graph, and user_impersonation elsewhere.
	Permissions map[string]string
}

// User is an account of a tenant.
type User struct {
	ID       string   `json:"id"`
	UPN      string   `json:"upn"`
	Tenant   string   `json:"tenant"`
	Name     string   `json:"name,omitempty"`
	MFA      bool     `json:"mfa"`             // signs in with a second factor
	Roles    []string `json:"roles,omitempty"` // template ids of directory roles, for the claim wids
	Disabled bool     `json:"disabled"`
}

// Client may call our own API with client_credentials and gets all of its scopes.
type Client struct {
	ID, Secret string
	Scopes     []string
}
