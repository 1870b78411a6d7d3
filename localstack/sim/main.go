// Command sim serves the simulators on loopback, each at an address of its own, so that a token sent to the wrong
// service is noticed. It prints as JSON what a client needs to sign in; all of it is made up at the start, and gone
// at the end. Both simulators share one clock, which POST /_sim/clock on either of them moves.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/entra"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

// The partner that the simulators know.
const (
	tenant = "0f5a6c1e-3b7d-4c52-9a41-6a3d1f0c2b11"
	app    = "1b9e4d2a-7c60-4f35-8e12-5d4c3b2a1f22"
	user   = "2c8f3e1b-6d5a-4b97-9f03-4e5d6c7b8a33"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "sim:", err)
		os.Exit(1) //nolint:gocritic // nothing is left to stop
	}
}

// run serves until ctx ends.
func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("sim", flag.ContinueOnError)
	entraAt := flags.String("entra", "127.0.0.1:7101", "address of the token service; port 0 takes a free one")
	partnerAt := flags.String("partnercenter", "127.0.0.1:7102", "address of Partner Center; port 0 takes a free one")
	seed := flags.String("seed", "sim", "makes ids and tokens; the same seed gives the same ones")
	mfa := flags.Bool("mfa", true, "Partner Center refuses users who did not sign in with a second factor")
	if err := flags.Parse(args); err != nil {
		return err
	}
	entraOn, err := listen(ctx, "entra", *entraAt)
	if err != nil {
		return err
	}
	defer func() { _ = entraOn.Close() }()
	partnerOn, err := listen(ctx, "partnercenter", *partnerAt)
	if err != nil {
		return err
	}
	defer func() { _ = partnerOn.Close() }()

	clock := &movable{}
	tokens := entra.New(entra.Options{
		Clock: clock.now, Seed: *seed, Base: "http://" + entraOn.Addr().String(),
		Apps:  []entra.App{{ID: app, Secret: "secret-of-" + *seed, Tenant: tenant, MultiTenant: true}},
		Users: []entra.User{{ID: user, UPN: "agent@partner.example", Tenant: tenant}},
	})
	tokens.SetClock = clock.set
	partner := partnercenter.New(partnercenter.Options{
		Clock: clock.now, Seed: *seed, Keys: tokens.Keys, EnforceMFA: *mfa, Throttle: partnercenter.DocumentedThrottle,
		Partners: []partnercenter.Partner{{Tenant: tenant, MPN: "1234567", Country: "US", Currency: "USD"}},
	})
	partner.SetClock = clock.set

	hello := json.NewEncoder(out)
	hello.SetIndent("", "  ")
	if err := hello.Encode(map[string]string{
		"entra": "http://" + entraOn.Addr().String(), "partnercenter": "http://" + partnerOn.Addr().String(), "tenant": tenant,
		"client_id": app, "client_secret": "secret-of-" + *seed, "refresh_token": tokens.IssueRefresh(tenant, app, user, true),
	}); err != nil {
		return fmt.Errorf("print the sign-in: %w", err)
	}
	return serve(ctx, map[net.Listener]http.Handler{entraOn: tokens, partnerOn: partner})
}

// listen opens a port that only this machine can reach.
func listen(ctx context.Context, name, address string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("address of %s: %w", name, err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("address of %s: %q is not loopback; the simulators' control has no password", name, host)
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen for %s (choose another address with -%s): %w", name, name, err)
	}
	return l, nil
}

// serve answers on all listeners until ctx ends or one of them fails.
func serve(ctx context.Context, handlers map[net.Listener]http.Handler) error {
	failed := make(chan error, len(handlers))
	var servers []*http.Server
	for l, h := range handlers {
		server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
		servers = append(servers, server)
		go func() { failed <- server.Serve(l) }()
	}
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	for _, server := range servers {
		_ = server.Close() // calls under way are cut: there is nothing to keep
	}
	return err
}

// movable is the machine's clock with a distance to it.
type movable struct {
	mu sync.Mutex
	by time.Duration
}

func (m *movable) now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return control.Clock(nil).Now().Add(m.by)
}

func (m *movable) set(to time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.by = to.Sub(control.Clock(nil).Now())
}
