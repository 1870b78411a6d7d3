// Package entra stands in for Microsoft Entra's token service: the v2.0 authorize endpoint, the v1 and v2.0 token endpoints
// with the grants refresh_token, authorization_code and client_credentials, the key set and the OpenID configuration.
//
// It follows Microsoft's documentation of the identity platform: refresh tokens are bound to user and client and not
// to a resource or tenant, each redemption gives a new one and leaves the old one valid, and clients are told to
// branch on "error". Two things are decisions of this simulator, because the documentation is silent: each refresh
// token lives exactly 90 days from its own issue, whether it is used or not, so that a client that does not keep the
// new one is found out; and access tokens live between 3600 and 5399 seconds, by the seed.
//
// A person at the authorize endpoint sees all accounts of all tenants and picks one, or cancels; a test does the same
// with a POST of "account" (an id or a user principal name) or "deny" to the very address that it was sent to. An account
// that cannot sign in there sees a page of the service, and the app hears nothing of it. Picking an account consents to
// the API that is asked for.
//
// Access tokens for Microsoft's resources have the shape of version 1.0 on both endpoints, because the resource and
// not the endpoint decides that. Those for our own API have the shape of version 2.0 and an issuer that is exactly
// the one in the OpenID configuration.
//
//	sim.go        the service            register.go, registration.go  tenants, apps, what changes of an app
//	token.go      the token endpoints    person.go     what happens to a user
//	grant.go      refresh tokens, apps   authorize.go, signin.go, page.go  the sign-in
//	code.go       its code               assertion.go  apps that prove themselves with a certificate
//	mint.go       tokens                 refusal.go, codes.go  answers with an AADSTS code
//	operate.go    what tests order       control.go    all of it, under /_sim/
//
// Not modelled: the v1 authorize endpoint, response types other than code (700054, 70005), a sign-in that asks for no API
// (70011), passwords, sessions of the browser and so single sign-on (prompt=none always answers 50058), guests other than
// delegated administrators, the administrator's consent apart from the user's, the device and on-behalf-of flows, groups in tokens, tenants named by
// domain, and key rotation. Lockout and Conditional Access can be had on demand, and of the latter the sign-in frequency by
// itself. That a code which is used twice ends the tokens of its first use is not modelled either: Microsoft does not
// document it.
package entra
