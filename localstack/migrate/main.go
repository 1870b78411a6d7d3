// Migrate takes over a partner's whole customer base through our API, as a reseller's own program would: it has the customers read, has what they have matched with
// the plans of a small price list, has the whole migration computed, and starts what was shown with a canary. It shows how far that is, and its failures by cause.
//
// `make run` prints the commands with their token.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

const verbs = "want one of: read, match, forecast, start, progress, pause, resume, failures"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "migrate:", err)
		os.Exit(1) //nolint:gocritic // stop only frees the signal handler
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("migrate", flag.ContinueOnError)
	base := flags.String("api", "http://localhost:8080", "address of the API")
	token := flags.String("token", "", "a token with the scopes migrations.read, migrations.write, prices.read and prices.write")
	partner := flags.String("partner", "other", "the partner whose customers these are")
	answer := flags.Bool("answer", false, "match: take the nearest plan of each offer that is not decided")
	watch := flags.Bool("watch", false, "progress: until it stands still or is over")
	canary := flags.Int("canary", 10, "start: so many customers first")
	rest := flags.Int("wait", 20, "start: seconds between waves")
	if err := flags.Parse(args); err != nil {
		return err
	}
	c := client{base: *base + "/v1/partners/" + *partner, token: *token, out: out}
	switch verb := strings.Join(flags.Args(), " "); verb {
	case "read":
		return c.read(ctx)
	case "match":
		return c.match(ctx, *answer)
	case "forecast":
		_, err := c.forecast(ctx)
		return err
	case "start":
		return c.start(ctx, *canary, *rest)
	case "progress":
		return c.progress(ctx, *watch)
	case "pause", "resume":
		return c.steer(ctx, verb)
	case "failures":
		return c.failures(ctx)
	default:
		return fmt.Errorf("%q: %s", verb, verbs)
	}
}
