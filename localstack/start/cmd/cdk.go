package main

import (
	"context"
	"fmt"
	"os"
	"slices"

	"github.com/seatwright/seatwright/localstack/start"
)

// parameters are those of the stack that have no default.
const parameters = "the first deployment also wants who signs the API's tokens and for whom: make deploy ISSUER=https://... AUDIENCE=..."

// cdk runs the CDK. What needs an account ends at once, with one line, where there is none. Its output may go to a file, so progress does not go there.
func cdk(ctx context.Context, options start.Options, root string, args []string) (int, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return 1, err
	}
	account := start.Account{Variable: os.Getenv, Home: home, Vendor: "/sys/devices/virtual/dmi/id/board_vendor"}
	outside := []string{"bootstrap", "deploy", "destroy", "diff", "drift", "gc", "import", "rollback", "watch"}
	if slices.Contains(outside, args[0]) {
		if err := account.Check(); err != nil {
			return 1, fmt.Errorf("cdk %s: %w; %s", args[0], err, parameters)
		}
	}
	options.Progress.Out = os.Stderr
	return start.CDK(ctx, options, root, args)
}
