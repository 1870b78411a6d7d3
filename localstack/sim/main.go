// Command sim serves the simulators on loopback, each at an address of its own, so that a token sent to the wrong
// service is noticed. It prints as JSON what a client needs to sign in; all of it is made up at the start, and gone
// at the end. The simulators share one clock, which POST /_sim/clock on any of them moves.
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
	"syscall"
	"time"
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
	at := map[string]*string{}
	for i, name := range names() {
		at[name] = flags.String(name, fmt.Sprintf("127.0.0.1:%d", 7101+i), "address of "+name+"; port 0 takes a free one")
	}
	seed := flags.String("seed", "sim", "makes ids and tokens; the same seed gives the same ones")
	mfa := flags.Bool("mfa", true, "Partner Center refuses users who did not sign in with a second factor")
	redirect := flags.String("redirect", "http://localhost/v1/consents", "where a sign-in may answer; any port where the host is localhost")
	load := flags.String("load", "", "file with customers and subscriptions that Partner Center has from the start")
	if err := flags.Parse(args); err != nil {
		return err
	}
	on, urls := map[string]net.Listener{}, map[string]string{}
	for _, name := range names() {
		l, err := listen(ctx, name, *at[name])
		if err != nil {
			return err
		}
		defer func() { _ = l.Close() }()
		on[name], urls[name] = l, "http://"+l.Addr().String()
	}
	clock := &movable{}
	w, err := build(clock, *seed, *redirect, *mfa, urls)
	if err != nil {
		return err
	}
	if err := w.load(*load); err != nil {
		return err
	}
	if err := w.answer(ctx); err != nil {
		return err
	}
	defer func() { _ = w.names.Close() }()
	go w.deliver(ctx)
	hello := json.NewEncoder(out)
	hello.SetIndent("", "  ")
	if err := hello.Encode(w.hello); err != nil {
		return fmt.Errorf("print the sign-in: %w", err)
	}
	handlers := map[net.Listener]http.Handler{}
	for name, l := range on {
		handlers[l] = w.handlers[name]
	}
	return serve(ctx, handlers)
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
