// Operate is the operator's command, behind `make doctor`, `make import-token`, `make audit-verify`, `make audit-erase` and `make webhook`:
//
//	operate doctor [-partner ID] [-url URL] [-json]     looks whether a partner's work has all that it needs
//	operate import -partner ID [-issued TIME] [FILE]    makes a refresh token that somebody has already the partner's sign-in
//	operate audit-verify [-from DAY]                    looks whether a record of the audit was removed or altered, and names it
//	operate audit-erase -chain order/ID                 removes the data of people beside the records of an order, and leaves the chain whole
//	operate webhook -platform NAME [-url URL] [-new]    sends a signed webhook to a running system, as a shop of the platform does; -h tells more
//
// The doctor asks the API at URL with the bearer token of the environment variable TOKEN; without URL it starts the sample system in this
// process. Its exit code is 0 when all is in order, 1 with a warning and 2 when something is broken; 3 is for every other failure.
//
// Audit-verify reads the table and the bucket that the environment names; without either it shows a sample in this process. Its exit code is 0 when all is as
// it was left, 2 when something is not, and 3 for every other failure.
//
// Import reads the refresh token from the file, or from standard input: an argument could be seen by everybody on the machine. It works on the stack that
// the environment names, with the AWS credentials of whoever calls it.
//
// Webhook signs with the secret of the environment variable SECRET, or with the one that a seed file has for the connection. Its exit code is 0 when the
// delivery was taken.
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
)

// failed is the exit code of a command that could not be carried out.
const failed = 3

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code, err := run(ctx, os.Args[1:], os.Stdin, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "operate:", err)
	}
	os.Exit(code)
}

// run carries out a command and gives the exit code.
func run(ctx context.Context, args []string, in io.Reader, out io.Writer) (int, error) {
	env := app.Process()
	env.AWS = func(ctx context.Context) (aws.Config, error) { return config.LoadDefaultConfig(ctx) }
	if len(args) > 0 {
		switch args[0] {
		case "doctor":
			return examine(ctx, env, os.Getenv("TOKEN"), args[1:], out)
		case "audit-verify":
			return verify(ctx, env, args[1:], out)
		case "audit-erase":
			if err := erase(ctx, env, args[1:], out); err != nil {
				return failed, err
			}
			return 0, nil
		case "webhook":
			if err := send(ctx, env, os.Getenv("SECRET"), args[1:], out); err != nil {
				return failed, err
			}
			return 0, nil
		case "import":
			if err := take(ctx, env, args[1:], in, out); err != nil {
				return failed, err
			}
			return 0, nil
		}
	}
	return failed, errors.New("want a command: doctor, import, audit-verify, audit-erase or webhook")
}
