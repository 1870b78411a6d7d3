// Package graph stands in for the part of Microsoft Graph that a partner's own tenant is looked at with: the organization,
// an app registration with the ends of its secrets and certificates, and the delegated admin relationships (GDAP); and for
// the part by which a customer's tenant gets a domain: adding and verifying it, its services and their DNS records.
//
// A rule that Microsoft publishes says "Microsoft documents"; what the public text leaves open says "modelled". It shares
// no code with the client that is checked against it.
//
//	sim.go     the service and one call's way through it     auth.go   bearer tokens and permissions
//	tenant.go  what is served    odata.go  $select, $filter, $top, $skiptoken    panel.go  what tests change, under /_sim/
//	domain.go  domains           record.go their DNS records                     customer.go tenants of customers, and the partner's roles there
//	licence.go what was sold to a tenant, by whomever                            user.go its people and their licences
//
// Not modelled, and refused rather than guessed: all other paths (404) and versions, other writes (405), query options and filters
// other than those named in odata.go and user.go (400), $expand, batches, and throttling but of changes of licences; other throttling can be had as a fault. Of an object only
// the properties named in tenant.go exist. That a person needs a role besides the app's permission is modelled for
// domains alone: elsewhere the permission decides. Of a domain only the supported services can be changed; it cannot be deleted, promoted or
// taken over from an unmanaged tenant. Users are listed by a SKU only, at once where Microsoft's index may be late; every SKU has the same service plans, and
// which SKUs exclude or need each other is what tests say.
package graph
