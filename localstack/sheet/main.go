// Sheet imports two generated price sheets through our API, the month before and this one, as a reseller's own program would: it announces each, sends it by
// the link that comes back and waits until it was read. Then it prints what the second one changes, gives the partner a plan, and explains one price.
//
// `make run` prints the command with its token.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/seatwright/seatwright/localstack/bench/sheet"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "sheet:", err)
		os.Exit(1) //nolint:gocritic // stop only frees the signal handler
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("sheet", flag.ContinueOnError)
	base := flags.String("api", "http://localhost:8080", "address of the API")
	token := flags.String("token", "", "a token with the scopes prices.read and prices.write")
	partner := flags.String("partner", "sample", "the partner whose prices these are")
	rows := flags.Int("rows", 100_000, "rows of the sheet")
	if err := flags.Parse(args); err != nil {
		return err
	}
	c := client{base: *base + "/v1/partners/" + *partner, token: *token, out: out}
	var last imported
	for _, o := range []sheet.Options{{Rows: *rows, Previous: true}, {Rows: *rows}} {
		var err error
		if last, err = c.month(ctx, o); err != nil {
			return err
		}
	}
	lines, err := c.diff(ctx, last)
	if err != nil {
		return err
	}
	if err := c.plan(ctx); err != nil {
		return err
	}
	return c.explain(ctx, lines)
}
