// Command cmd installs what the stack on LocalStack needs, and runs the CDK's command line, the linter of OpenAPI documents and the compiler of TypeScript.
//
//	install                 installs into the user's cache
//	cdk ARGUMENTS...        runs the CDK's command line, for AWS, and exits as it did
//	openapi ARGUMENTS...    runs the linter likewise
//	typescript ARGUMENTS... runs the compiler likewise
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/seatwright/seatwright/localstack/start"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	code, err := command(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, context.Canceled) {
		_, _ = fmt.Fprintln(os.Stderr, "localstack:", err) // nobody else to tell
	}
	os.Exit(code)
}

// command does what the arguments say, and gives the status to exit with.
func command(ctx context.Context, args []string, out io.Writer) (int, error) {
	flags := flag.NewFlagSet("localstack", flag.ContinueOnError)
	root := flags.String("root", ".", "folder with the cdk.json")
	options := start.Options{Progress: &start.Progress{Out: out, Now: time.Now}}
	flags.StringVar(&options.Cache, "cache", "", "folder for installations instead of the user's cache")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return 0, nil
	} else if err != nil {
		return 2, err
	}
	if err := start.EndWithParent(); err != nil {
		return 1, err
	}
	rest := flags.Args()
	switch {
	case len(rest) == 1 && rest[0] == "install":
		_, err := start.Install(ctx, options.Cache, options.Progress)
		return status(err), err
	case len(rest) > 1 && rest[0] == "cdk":
		return cdk(ctx, options, *root, rest[1:])
	case len(rest) > 1 && rest[0] == "openapi":
		return start.OpenAPI(ctx, options, *root, rest[1:])
	case len(rest) > 1 && rest[0] == "typescript":
		return start.TypeScript(ctx, options, *root, rest[1:])
	}
	return 2, errors.New("want one of: install, cdk ARGUMENTS, openapi ARGUMENTS, typescript ARGUMENTS")
}

func status(err error) int {
	if err != nil {
		return 1
	}
	return 0
}
