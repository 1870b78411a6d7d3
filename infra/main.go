// Infra is the CDK program that writes Seatwright's CloudFormation template.
//
// The stack is derived from data: the list of functions, the schema of the table, the names of the settings and the
// contract. A new function is a new entry there; nothing here changes. Every grant is written out by action and resource,
// no managed policy is used, and nothing in the stack runs code that is not ours.
//
// It is run by the CDK command line from the root of the module. Three values of its context change what it writes:
// "arch" (arm64, or amd64), "dist", the folder of the binaries (dist), and "stack", the name of the stack (seatwright).
// Everything else that differs between deployments is a parameter of the template: OidcIssuer and OidcAudience have to be given, the addresses of the outside
// systems are those of Microsoft. A value of the context with the name of a parameter is its default.
package main

import (
	"fmt"
	"os"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/seatwright/seatwright/functions"
	"github.com/seatwright/seatwright/shared/api"
)

func main() {
	if err := synth(); err != nil {
		fmt.Fprintln(os.Stderr, "infra:", err)
		os.Exit(1)
	}
}

func synth() error {
	defer jsii.Close()
	app := awscdk.NewApp(&awscdk.AppProps{AnalyticsReporting: jsii.Bool(false)})
	_, err := Build(app, Options{
		Name:      context(app, "stack", "seatwright"),
		Arch:      context(app, "arch", "arm64"),
		Dist:      context(app, "dist", "dist"),
		Functions: functions.All(),
		Contract:  api.Contract(),
		Given:     func(name string) string { return context(app, name, "") },
	})
	if err != nil {
		return err
	}
	app.Synth(nil)
	return nil
}

// context gives a value of the CDK's context, which "-c name=value" sets.
func context(app awscdk.App, name, otherwise string) string {
	if v, ok := app.Node().TryGetContext(jsii.String(name)).(string); ok && v != "" {
		return v
	}
	return otherwise
}
