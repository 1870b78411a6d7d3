// Package entra stands in for Microsoft Entra's token service: the v1 and v2.0 token endpoints with the grants
// refresh_token and client_credentials, the key set and the OpenID configuration.
//
// It follows Microsoft's documentation of the identity platform: refresh tokens are bound to user and client and not
// to a resource or tenant, each redemption gives a new one and leaves the old one valid, and clients are told to
// branch on "error". Two things are decisions of this simulator, because the documentation is silent: each refresh
// token lives exactly 90 days from its own issue, whether it is used or not, so that a client that does not keep the
// new one is found out; and access tokens live between 3600 and 5399 seconds, by the seed.
//
// Access tokens for Microsoft's resources have the shape of version 1.0 on both endpoints, because the resource and
// not the endpoint decides that. Those for our own API have the shape of version 2.0 and an issuer that is exactly
// the one in the OpenID configuration.
//
// Not modelled: the authorize endpoint with consent and codes, client certificates and assertions, id tokens,
// the device and on-behalf-of flows, roles and groups in tokens, tenants named by domain, lockout and Conditional
// Access (their answers can be had on demand), and key rotation. A client assertion is refused with 501.
package entra
