// Package local is the whole system in one process: every function, built by its own constructor, over the stand-ins in memory and the simulators,
// with API Gateway, the queue's poller and the schedules played by this package.
//
// Nothing here knows what a function does: routes come from the contract, and which function serves what from functions.All.
package local

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/seatwright/seatwright/shared/workbook"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/functions"
	"github.com/seatwright/seatwright/localstack/memory"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/app"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/table/store"
)

// Options set up a system. The zero value is a good start: virtual time, the sample partner and connection.
type Options struct {
	Clock *Clock // nil: the machine's clock, by Now and Sleep
	Now   func() time.Time
	Sleep func(ctx context.Context, d time.Duration) error
	Log   *slog.Logger // nil: nothing is logged
	Seam  *Seam        // nil: nothing is cut
	World World
	// API and Entra are the addresses at which browsers reach our API and the token service, without a slash at the end. "":
	// API, and one that only this process knows.
	API, Entra string
	// Sheets is the address at which links to files of price sheets lead to Files; "": one that only this process knows.
	Sheets string
	// Idle names functions whose schedules do not come, for stories that are not about them.
	Idle []string
	// Store wraps the item store that the functions see, for stories about a table that fails; nil: they see it as it is.
	Store func(store.Store) store.Store
	// Secrets wraps the secret store likewise.
	Secrets func(secret.Versions) secret.Versions
}

// World is how the simulated outside behaves.
type World struct {
	VisibleAfter   time.Duration // how long a new order stays out of sight
	ProvisionAfter time.Duration
	Throttle       int
	Quirks         partnercenter.Quirks
	CheckoutReplay bool

	// Center is the address of Partner Center, without a slash at the end; "": one that only this process knows. Its events name it.
	Center string
	// Web carries these events; nil: the network.
	Web http.RoundTripper
	// OVH is the address of OVHcloud, without a slash at the end; "": one that only this process knows. Its calls are signed with it.
	OVH string
	// OVHRate is how many calls a minute our functions make to an account there; "": as many as they do by themselves.
	OVHRate string
	// CallRate is how many calls a minute a client of our API may make; "": as many as it likes.
	CallRate string
	// Shared lets other processes ask the name servers.
	Shared bool
}

// System is a running system.
type System struct {
	Store      *memory.Store
	Queue      *memory.Queue // of orders
	Domains    *memory.Queue // of domains
	Sales      *memory.Queue // of deliveries that their shop is asked about
	Events     *memory.Queue // of endpoints that something waits for
	Migrations *memory.Queue // of customers that are taken over
	Secrets    *memory.Secrets
	Mail       *memory.Mail
	Blobs      *memory.Blobs
	Files      *memory.Files
	*Outside

	options Options
	env     *app.Env
	routes  []route
	began   time.Time

	mu       sync.Mutex
	built    map[string]lambda.Handler
	wakes    map[string]wake
	requests int
	arrivals []arrival
}

const maxReceive = 5

// newQueue makes a queue. A message is hidden from other workers for six times the worker's time-out, as AWS advises.
func newQueue(name string, now func() time.Time) *memory.Queue {
	worker, _ := find(func(f functions.Function) bool { return f.Queue == name })
	return memory.NewQueue(now, 6*worker.Timeout, maxReceive)
}

// Start builds a system and seeds it.
func Start(ctx context.Context, o Options) (*System, error) {
	if o.Clock != nil {
		o.Now, o.Sleep = o.Clock.Now, o.Clock.Sleep
	}
	if o.API == "" {
		o.API = API
	}
	if o.Entra == "" {
		o.Entra = "http://entra" + domain
	}
	if o.Sheets == "" {
		o.Sheets = "http://sheets" + domain
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &System{options: o, began: o.Now(), built: map[string]lambda.Handler{}, wakes: map[string]wake{}}
	s.Store = memory.NewStore(o.Now)
	s.Queue, s.Domains = newQueue(functions.OrderQueue, o.Now), newQueue(functions.DomainQueue, o.Now)
	s.Events = newQueue(functions.EventQueue, o.Now)
	s.Sales = newQueue(functions.SaleQueue, o.Now)
	s.Migrations = newQueue(functions.MigrationQueue, o.Now)
	s.Secrets = memory.NewSecrets()
	s.Mail = memory.NewMail(Sender)
	s.Blobs = memory.NewBlobs(o.Now)
	s.Files = memory.NewFiles(o.Sheets, o.Now)
	o.World.Web = s.Transport()
	var err error
	if s.Outside, err = NewOutside(o.Entra, o.Now, o.World); err != nil {
		return nil, err
	}
	if err := s.Register(o.API); err != nil {
		return nil, err
	}
	if s.routes, err = routes(); err != nil {
		return nil, err
	}
	s.env = s.environment()
	return s, s.seed(ctx)
}

// handler gives a function, built at its first call as Lambda does.
func (s *System) handler(name string) (lambda.Handler, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if h, ok := s.built[name]; ok {
		return h, nil
	}
	build, ok := constructors()[name]
	if !ok {
		return nil, fmt.Errorf("function %s: has no constructor", name)
	}
	h, err := build(s.granted(name))
	if err != nil {
		return nil, fmt.Errorf("function %s: %w", name, err)
	}
	s.built[name] = h
	return h, nil
}

// Restart forgets every built function, and with them what they keep in memory.
func (s *System) Restart() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.built)
}

// find gives the entry of a function.
func find(match func(functions.Function) bool) (functions.Function, bool) {
	for _, f := range functions.All() {
		if match(f) {
			return f, true
		}
	}
	return functions.Function{}, false
}

// constructors lists the constructors by the function's name.
func constructors() map[string]app.Constructor {
	return map[string]app.Constructor{
		"webhook": app.Webhook, "sale": app.Sale, "compare": app.Compare, "order": app.Order, "show": app.Show, "cancel": app.Cancel, "answer": app.Answer, "administrator": app.Administrator,
		"fulfil": app.Fulfil, "sweep": app.Sweep, "notify": app.Notify, "refresh": app.Refresh, "seal": app.Seal, "consent": app.Consent, "form": app.Form, "settings": app.Settings,
		"doctor": app.Doctor, "credential": app.Credential, "subscription": app.Subscription, "reread": app.Reread, "notified": app.Notified,
		"price": app.Price, "import": app.Import, "workbook": app.Workbook(workbook.Anew), "pricesheet": app.Pricesheet, "dns": app.Dns, "domain": app.Domain, "connection": app.Connection,
		"takeover": app.Takeover, "transfer": app.Transfer, "lead": app.Lead, "endpoint": app.Endpoint, "verify": app.Verify, "callback": app.Callback, "spread": app.Spread, "migration": app.Migration, "heard": app.Heard, "migrate": app.Migrate,
	}
}

// Transport gives an HTTP transport into the system's own API.
func (s *System) Transport() http.RoundTripper { return gateway{s} }

// Deliver has Partner Center and the shops send what is due to our API. What is not taken comes again, from those that send twice.
func (s *System) Deliver(ctx context.Context) error {
	_, err := s.PartnerCenter.Deliver(ctx, s.Transport())
	return errors.Join(err, s.Shops.Deliver(ctx, s.Transport()))
}
