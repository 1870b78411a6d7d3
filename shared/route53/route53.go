// Package route53 is Amazon Route 53 as the host of a customer's zone: record sets become the rows of a zone, and the steps of a plan one batch of changes.
//
// What Route 53 does with a zone that a reader should know of before he calls anything here:
//
//   - Nothing is staged. A batch is made whole or not at all, and name servers serve it within a minute: GetChange tells when all of them do.
//   - A set, the records of a name and a type, is the unit. A batch deletes each set that it changes exactly as it was read and creates it anew, so that a set
//     that somebody changed meanwhile makes the whole batch fail.
//   - All records of a set have one time to live.
//   - An account may have several zones of one name. The one to which the name is delegated counts.
//   - Aliases, and sets that a routing policy chooses from, are rows that are locked.
//   - Escapes in names and texts are octal; in rows, as in zone files, they are decimal.
//
// Localstack/sim/route53 stands in for it, and both it and LocalStack must pass the suite of this package.
//
//	route53.go  options            find.go    which zone a name means    look.go   sets become rows
//	stage.go    steps become sets  batch.go   sets become a batch        text.go   escapes
//	export.go   a zone as text     budget.go  how fast to call           failure.go refusals
package route53

import (
	"context"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53"

	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/sdk"
)

// Delegations asks the parent who serves a zone.
type Delegations interface {
	Delegation(ctx context.Context, name string) (domain.Delegation, error)
}

// Options say how to reach Route 53.
type Options struct {
	Config    aws.Config
	Names     Delegations                                      // needed; asked when an account has several zones of one name
	Now       func() time.Time                                 // needed
	Sleep     func(ctx context.Context, d time.Duration) error // needed
	PerSecond int                                              // calls; 0: the five that Route 53 allows an account
}

// Host is the zones of the account whose role the process has. It may be used by many goroutines.
type Host struct {
	client *route53.Client
	names  Delegations
	budget budget

	mu    sync.Mutex
	zones map[string]hosted // by name: what a Look found
}

var _ domain.Zones = (*Host)(nil)

// Open gives the zones of an account. Nothing is sent yet.
func Open(o Options) *Host {
	client := route53.NewFromConfig(o.Config, func(to *route53.Options) {
		to.HTTPClient, to.Retryer = sdk.Client(o.Config), sdk.Retryer(o.Config)
		if to.Region == "" {
			to.Region = "us-east-1" // the service has no regions, and is signed for as of this one
		}
	})
	if o.PerSecond == 0 {
		o.PerSecond = perSecond
	}
	return &Host{
		client: client, names: o.Names, zones: map[string]hosted{},
		budget: budget{every: time.Second / time.Duration(o.PerSecond), now: o.Now, sleep: o.Sleep},
	}
}

// hosted is a zone of the account, with the sets that were read last; nil after they were changed.
type hosted struct {
	id      string
	servers []string
	sets    []set
}

// manyZones bounds what is remembered.
const manyZones = 200

func (h *Host) remembered(zone string) (hosted, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	z, ok := h.zones[zone]
	return z, ok
}

func (h *Host) remember(zone string, z hosted) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.zones) >= manyZones {
		clear(h.zones)
	}
	h.zones[zone] = z
}

func (h *Host) forget(zone string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.zones, zone)
}
