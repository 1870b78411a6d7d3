package localstack_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/route53"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/dns"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/table/store"
)

// driver is the system that a script runs against.
type driver interface {
	// Call sends a request, whose URL has no more than a path, to our API.
	Call(r *http.Request) (*http.Response, error)
	// Sim sends a request, whose URL has no more than a path, to the simulator with this name.
	Sim(name string, r *http.Request) (*http.Response, error)
	// Fetch sends a request to where its URL leads: a link to a file.
	Fetch(r *http.Request) (*http.Response, error)
	// Token gives a bearer token for a client of the seed.
	Token(ctx context.Context, client string) (string, error)
	// Drain lets the functions work until nothing is left to do at this moment.
	Drain(ctx context.Context) error
	// Dead gives the bodies of the dead letters.
	Dead(ctx context.Context) ([]string, error)
	// Redrive sends the dead letters again and gives their number.
	Redrive(ctx context.Context) (int, error)
	// Kept reports whether the secret store has a value under a name.
	Kept(ctx context.Context, name string) (bool, error)
	// Log gives what the functions logged so far, in JSON lines.
	Log(ctx context.Context) (string, error)
	// Names gives the name servers.
	Names(ctx context.Context) (*dns.Sim, error)
	// Amazon calls Amazon Route 53 as a customer does.
	Amazon() *route53.Client
}

// virtual is what only a system within the process can do.
type virtual interface {
	Tick(ctx context.Context, d time.Duration) error
	// BreakStore has the next n writes to the table refused.
	BreakStore(n int)
	// SealSecrets has changes of secrets refused, or taken again.
	SealSecrets(refuses bool)
	// Hear has the mail service report something of a letter.
	Hear(ctx context.Context, payload []byte) error
	// Letters gives the e-mails that were sent.
	Letters() []notice.Letter
}

// world is how the simulated outside behaves.
type world struct {
	visibleAfter, provisionAfter time.Duration
	throttle                     int
}

// process is the system in one process, on a clock that stands still until it is moved.
type process struct {
	*local.System
	clock   *local.Clock
	web     http.RoundTripper
	log     *lines
	breaker *breaker
	safe    *safe
}

var _ interface {
	driver
	virtual
} = process{}

// startProcess starts on the day of the sample order.
func startProcess(ctx context.Context, w world) (process, error) {
	p := process{clock: local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC)), log: &lines{}, breaker: &breaker{}, safe: &safe{}}
	var err error
	p.System, err = local.Start(ctx, local.Options{
		Clock: p.clock,
		Log:   slog.New(slog.NewJSONHandler(p.log, nil)),
		Store: p.breaker.wrap, Secrets: p.safe.wrap,
		World: local.World{VisibleAfter: w.visibleAfter, ProvisionAfter: w.provisionAfter, Throttle: w.throttle},
	})
	if err != nil {
		return p, err
	}
	p.web = control.Transport(p.Handlers())
	return p, nil
}

func (p process) Call(r *http.Request) (*http.Response, error) { return p.Transport().RoundTrip(r) }

func (p process) Sim(name string, r *http.Request) (*http.Response, error) {
	r.URL = &url.URL{Scheme: "http", Host: name, Path: r.URL.Path, RawQuery: r.URL.RawQuery}
	return p.web.RoundTrip(r)
}

func (p process) Fetch(r *http.Request) (*http.Response, error) {
	return control.Transport(map[string]http.Handler{r.URL.Host: p.Files}).RoundTrip(r)
}

func (p process) Dead(context.Context) ([]string, error) {
	var all []string
	for _, m := range slices.Concat(p.Queue.Dead(), p.Domains.Dead(), p.Migrations.Dead()) {
		all = append(all, fmt.Sprintf("received %d times: %s", m.Receives, m.Body))
	}
	return all, nil
}

func (p process) Redrive(context.Context) (int, error) {
	return p.Queue.Redrive() + p.Domains.Redrive() + p.Migrations.Redrive(), nil
}

func (p process) Kept(ctx context.Context, name string) (bool, error) {
	value, err := p.Secrets.Read(ctx, name)
	if fault.Of(err) == fault.NotFound {
		return false, nil
	}
	return value != "", err
}

func (p process) Names(ctx context.Context) (*dns.Sim, error) { return p.DNS, p.Listen(ctx) }

func (p process) Amazon() *route53.Client {
	web := control.Transport(map[string]http.Handler{"route53.amazonaws.com": p.Route53})
	return route53.New(route53.Options{Region: "us-east-1", HTTPClient: &http.Client{Transport: web}, Credentials: credentials.NewStaticCredentialsProvider("local", "local", "")})
}

func (p process) Log(context.Context) (string, error) { return p.log.String(), nil }

// Tick moves the clock in steps of a minute, and of a hundredth of the time when that is longer: an idle week has ten thousand minutes.
func (p process) Tick(ctx context.Context, d time.Duration) error {
	step := max(time.Minute, d/100)
	for ; d > 0; d -= step {
		p.clock.Advance(min(step, d))
		if err := p.Deliver(ctx); err != nil {
			return err
		}
		if err := p.Fire(ctx); err != nil && p.safe.sealed() == nil { // a schedule that cannot store a secret says so, and comes again
			return err
		}
		if err := p.Drain(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (p process) BreakStore(n int) { p.breaker.next(n) }

func (p process) SealSecrets(refuses bool) { p.safe.set(refuses) }

func (p process) Hear(ctx context.Context, payload []byte) error {
	_, err := p.Invoke(ctx, "heard", payload)
	return err
}

func (p process) Letters() []notice.Letter { return p.Mail.Sent() }

// lines is a log that can be read while it is written.
type lines struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}

// breaker refuses writes while it is told to, as AWS does to a function that has lost its permission: no such write happens, and to
// repeat it at once is of no use.
type breaker struct {
	store.Store

	mu   sync.Mutex
	left int
}

var errRefused = errors.New("the table refuses the write")

func (b *breaker) wrap(s store.Store) store.Store {
	b.Store = s
	return b
}

func (b *breaker) next(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.left = n
}

func (b *breaker) refuses() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.left == 0 {
		return nil
	}
	b.left--
	return errRefused
}

func (b *breaker) Put(ctx context.Context, i store.Item, c *store.Condition) error {
	if err := b.refuses(); err != nil {
		return err
	}
	return b.Store.Put(ctx, i, c)
}

func (b *breaker) Delete(ctx context.Context, k store.Key, c *store.Condition) error {
	if err := b.refuses(); err != nil {
		return err
	}
	return b.Store.Delete(ctx, k, c)
}

func (b *breaker) Transact(ctx context.Context, w []store.Write) error {
	if err := b.refuses(); err != nil {
		return err
	}
	return b.Store.Transact(ctx, w)
}
