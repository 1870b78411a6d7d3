// Command cmd runs the stack on LocalStack, and the CDK.
//
//	install              only installs
//	up                   starts, deploys, prints addresses, and waits for Ctrl-C
//	test COMMAND...      starts, deploys, runs the command with the stack's variables, stops, and exits as the command did
//	cdk ARGUMENTS...     runs the CDK's command line, for AWS, and exits as it did
//
// The command sees AWS_ENDPOINT_URL, AWS_REGION, test credentials, and SEATWRIGHT_STACK_OUTPUTS: the name of a JSON file
// with the stack's outputs.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/seatwright/seatwright/localstack/start"
)

// outputsVariable names the file with the outputs to tests.
const outputsVariable = "SEATWRIGHT_STACK_OUTPUTS"

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
	app := start.App{}
	flags.StringVar(&app.Root, "root", ".", "folder with the cdk.json")
	flags.Func("context", "key=value for the CDK app; may be repeated", func(pair string) error {
		app.Context = append(app.Context, pair)
		return nil
	})
	options := start.Options{Progress: &start.Progress{Out: out, Now: time.Now}}
	flags.StringVar(&options.Cache, "cache", "", "folder for installations instead of the user's cache")
	flags.StringVar(&options.Log, "log", "", "file for LocalStack's log, which is lost otherwise")
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
	case len(rest) == 1 && rest[0] == "up":
		err := up(ctx, options, app, out)
		return status(err), err
	case len(rest) > 1 && rest[0] == "test":
		return test(ctx, options, app, rest[1:], out)
	case len(rest) > 1 && rest[0] == "cdk":
		return cdk(ctx, options, app.Root, rest[1:])
	}
	return 2, errors.New("want one of: install, up, test COMMAND, cdk ARGUMENTS")
}

// up keeps a stack until the context ends.
func up(ctx context.Context, options start.Options, app start.App, out io.Writer) error {
	stack, err := start.Up(ctx, options, app)
	if err != nil {
		return err
	}
	var text strings.Builder
	fmt.Fprintf(&text, "\nexport %s\n\n", strings.Join(stack.Exports(), " "))
	for _, name := range sorted(stack.Outputs) {
		fmt.Fprintf(&text, "%-32s %s\n", name, stack.Outputs[name])
	}
	fmt.Fprintf(&text, "%-32s %s\n\nCtrl-C ends it.\n", "log", stack.LogFile())
	_, err = io.WriteString(out, text.String())
	if err == nil {
		err = stack.Wait(ctx)
	}
	return errors.Join(err, stack.Stop())
}

// test runs a command against a stack of its own.
func test(ctx context.Context, options start.Options, app start.App, args []string, out io.Writer) (int, error) {
	stack, err := start.Up(ctx, options, app)
	if err != nil {
		return 1, err
	}
	code, err := stack.Run(ctx, args, outputsVariable+"="+stack.OutputsFile)
	if code != 0 && ctx.Err() == nil {
		_, _ = fmt.Fprintf(out, "\nend of LocalStack's log:\n%s\n", stack.LogTail()) // nobody else to tell
	}
	if stopped := stack.Stop(); stopped != nil {
		return 1, errors.Join(err, stopped)
	}
	return code, err
}

func status(err error) int {
	if err != nil {
		return 1
	}
	return 0
}

func sorted(outputs map[string]string) []string {
	var names []string
	for name := range outputs {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
