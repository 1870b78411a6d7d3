package domain

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/dns"
)

// Book keeps setups.
type Book interface {
	// Setup gives a setup, or fault.NotFound.
	Setup(ctx context.Context, partner, id string) (Setup, error)
	// Save replaces the setup if its stored version is the one in s (0: if there is none yet), and leaves s with the next version. A first save makes it the
	// domain's current one too. With a batch, its line there is written with it; so is what people have to know of it (Tell), each thing once however often
	// it is told, and s is left without. It fails with fault.Stale when somebody else wrote in between.
	Save(ctx context.Context, s *Setup) error
	// Current gives the id of a domain's newest setup, or fault.NotFound.
	Current(ctx context.Context, partner, domain string) (string, error)
}

// Texts keeps what is too long for a setup, under the digest of what it is: plans as they were shown, zone files as they were given or read.
type Texts interface {
	// PutText keeps a text; writing the same again changes nothing.
	PutText(ctx context.Context, partner, digest string, text []byte) error
	// Text gives what was kept, or fault.NotFound.
	Text(ctx context.Context, partner, digest string) ([]byte, error)
}

// Leases let one at a time write to a zone. A lease that was not given back ends by itself.
type Leases interface {
	// Acquire takes a lease and gives its fence. It fails with fault.Conflict when another has it.
	Acquire(ctx context.Context, name, owner string, until time.Time) (fence int64, err error)
	// Holding fails with fault.Stale when the lease was lost.
	Holding(ctx context.Context, name, owner string, fence int64) error
	// Release gives a lease back. One that was lost is fine.
	Release(ctx context.Context, name, owner string, fence int64) error
}

// Zones is where a zone is written: one account at one host.
type Zones interface {
	// Look reads a zone as its host has it, with what is staged. It fails with fault.NotFound when the account does not have it, with fault.Denied when the
	// account may not do what is needed (its text names it), with fault.Conflict while the host itself works on the zone, and with fault.Throttled or
	// fault.Unavailable when it may be asked again.
	Look(ctx context.Context, zone string) (Held, error)
	// Stage makes the steps in their order and stops at the first that fails. With fault.Unknown some may have been made: Look tells. Ref is for Publish.
	Stage(ctx context.Context, zone string, steps []dns.Step) (ref string, err error)
	// Publish has the name servers serve what is staged, unless a former call already did (w.Asked is above 1), and tells how far that is.
	Publish(ctx context.Context, zone string, w Publication) (Served, error)
}

// Held is a zone at its host.
type Held struct {
	Zone    dns.Zone
	Servers []string // the name servers to which it has to be delegated
	// Export gives it as a zone file (RFC 1035), for people. It is asked for once a plan, since at some hosts it is one more call.
	Export func(ctx context.Context) (string, error)
}

// Served is how far a host is with a publication.
type Served struct {
	Deployed bool
	Errors   []string // why it will not be deployed, in the host's words; the name servers keep what they had
}

// Names asks the domain name system itself.
type Names interface {
	dns.Lookup
	// Delegation asks the parent who serves the zone in which a domain lies. It fails with fault.NotFound when nobody does, and with fault.Unavailable
	// when nobody can tell.
	Delegation(ctx context.Context, domain string) (Delegation, error)
	// Seen asks every name server of a delegation for every set.
	Seen(ctx context.Context, d Delegation, sets []dns.Set) (Progress, error)
}

// Delegation says who serves a zone, by its parent.
type Delegation struct {
	Zone    string
	Servers []string // sorted
}

// Tenants is Microsoft's side, in the customer's tenant.
type Tenants interface {
	// Facts gives what Microsoft wants of the setup's domain, which is added to the tenant when it is not there: the proof while it is not verified; then the
	// services of the options are enabled, and their records come. It fails with fault.Conflict when the domain is another tenant's, and with
	// fault.Denied when the partner may not (its text names the role or the consent that is missing).
	Facts(ctx context.Context, s *Setup) (dns.Facts, error)
	// Verify has Microsoft look for the proof. It fails with fault.Stale while Microsoft does not see it, which may be for minutes or days.
	Verify(ctx context.Context, s *Setup) error
}

// Batches keeps requests for many domains.
type Batches interface {
	// Batch gives a batch, or fault.NotFound.
	Batch(ctx context.Context, partner, id string) (Batch, error)
	// SaveBatch replaces the batch if its stored version is the one in b (0: if there is none yet), and leaves b with the next version. It fails with
	// fault.Stale when somebody else wrote in between.
	SaveBatch(ctx context.Context, b *Batch) error
	// Lines gives the lines of a batch's setups, as the last writes of these left them (Setup.Row), in the order of their domains.
	Lines(ctx context.Context, partner, batch string) ([]Row, error)
}

// Waker has the worker take a setup or a batch up. A wish that is lost is found again, because what it is about is due.
type Waker interface {
	Wake(ctx context.Context, s *Setup)
	WakeBatch(ctx context.Context, b *Batch)
}
