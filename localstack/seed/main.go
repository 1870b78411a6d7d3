// Seed is `make seed FILE=...`: it writes partners, connections and their secrets to the stack that the environment names, on AWS or on LocalStack. Secrets go
// to the secret store and nowhere else; running it again changes nothing.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"

	"github.com/seatwright/seatwright/shared/app"
	"github.com/seatwright/seatwright/shared/partner"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "seed:", err)
		os.Exit(1) //nolint:gocritic // stop only frees the signal handler
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	if len(args) != 1 {
		return errors.New("want one file: make seed FILE=seed.json")
	}
	file, err := os.Open(args[0]) //nolint:gosec // the caller's own file
	if err != nil {
		return err
	}
	defer file.Close() //nolint:errcheck // it is only read
	f, err := partner.Load(file)
	if err != nil {
		return err
	}
	env := app.Process()
	env.AWS = func(ctx context.Context) (aws.Config, error) { return config.LoadDefaultConfig(ctx) }
	settings, secrets, err := env.OpenSeeding() //nolint:contextcheck // it reads configuration only
	if err != nil {
		return err
	}
	if err := partner.Seed(ctx, f, settings, secrets, env.Now); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%d partner(s) and %d connection(s) written\n", len(f.Partners), len(f.Connections))
	return err
}
