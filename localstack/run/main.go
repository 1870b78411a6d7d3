// Run is `make run`: the whole of Seatwright in one process, with nothing but Go. It plays the main job once, prints commands to try, and serves until it is
// interrupted.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "run:", err)
		os.Exit(1) //nolint:gocritic // stop only frees the signal handler
	}
}

// run starts everything, plays the main job and serves until ctx ends.
func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("run", flag.ContinueOnError)
	port := flags.Int("port", 8080, "port of the API; the simulators take the two that follow, and files the next")
	verbose := flags.Bool("v", false, "print the functions' log")
	once := flags.Bool("once", false, "end after the main job")
	if err := flags.Parse(args); err != nil {
		return err
	}
	log := slog.New(slog.DiscardHandler)
	if *verbose {
		log = slog.New(slog.NewJSONHandler(os.Stderr, nil))
	}
	base, microsoft := address(*port), address(*port+1)
	s, err := local.Start(ctx, local.Options{
		Now: clock, Sleep: sleep, Log: log, World: local.World{ProvisionAfter: 2 * time.Second}, API: base, Entra: microsoft, Sheets: address(*port + 3),
	})
	if err != nil {
		return err
	}
	front, err := pages(s, base)
	if err != nil {
		return err
	}
	servers, err := serve(ctx, *port, front, s.Entra, s.PartnerCenter, s.Files)
	if err != nil {
		return err
	}
	defer shut(ctx, servers)
	go poll(ctx, s)
	go arrive(ctx, s)
	fmt.Fprintf(out, "Seatwright runs in this process.\n\n  API             %s\n  Documentation   %s/docs/    (try operations, sign webhooks, see the last deliveries)\n  Entra           %s/_sim/state    (simulated)\n  Partner Center  %s/_sim/state    (simulated)\n\n",
		base, base, microsoft, address(*port+2))
	d := &demo{base: base, out: out, system: s}
	if err := d.play(ctx); err != nil && ctx.Err() == nil {
		return err
	}
	if *once {
		return nil
	}
	fmt.Fprintln(out, "\nServing. Ctrl-C ends it.")
	return d.wait(ctx)
}

// address names a port by "localhost": browsers take a cookie that is for secure connections only from there too.
func address(port int) string { return fmt.Sprintf("http://localhost:%d", port) }

// serve listens on loopback, a port for each handler.
func serve(ctx context.Context, port int, handlers ...http.Handler) ([]*http.Server, error) {
	var servers []*http.Server
	for i, h := range handlers {
		l, err := new(net.ListenConfig).Listen(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", port+i))
		if err != nil {
			shut(ctx, servers)
			if errors.Is(err, syscall.EADDRINUSE) {
				return nil, fmt.Errorf("port %d is taken; choose others with: make run PORT=%d", port+i, port+100)
			}
			return nil, err
		}
		server := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}
		servers = append(servers, server)
		go server.Serve(l) //nolint:errcheck // it ends with shut
	}
	return servers, nil
}

// shut ends the servers, also when ctx has ended, which is why they end.
func shut(ctx context.Context, servers []*http.Server) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	for _, s := range servers {
		_ = s.Shutdown(ctx) // the process is about to end
	}
}

// poll plays the queue's poller, the schedules and the sender of Partner Center's events until ctx ends.
func poll(ctx context.Context, s *local.System) {
	next, events := clock().Add(time.Minute), clock()
	for ctx.Err() == nil {
		if clock().After(events) {
			events = clock().Add(time.Second)
			if err := s.Deliver(ctx); err != nil {
				fmt.Fprintln(os.Stderr, "events:", err)
			}
		}
		if clock().After(next) {
			next = next.Add(time.Minute)
			if err := s.Fire(ctx); err != nil {
				fmt.Fprintln(os.Stderr, "schedule:", err)
			}
		}
		n, err := s.Poll(ctx)
		if err != nil {
			fmt.Fprintln(os.Stderr, "queue:", err)
		}
		if n == 0 {
			_ = sleep(ctx, 50*time.Millisecond) // ctx is asked by the loop
		}
	}
}

// arrive tells functions of files until ctx ends.
func arrive(ctx context.Context, s *local.System) {
	for ctx.Err() == nil {
		n, err := s.Arrive(ctx)
		if err != nil {
			fmt.Fprintln(os.Stderr, "files:", err)
		}
		if n == 0 {
			_ = sleep(ctx, 50*time.Millisecond) // ctx is asked by the loop
		}
	}
}

func clock() time.Time { return time.Now().UTC() }

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
