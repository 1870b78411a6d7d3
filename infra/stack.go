package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/seatwright/seatwright/functions"
	"github.com/seatwright/seatwright/shared/setting"
)

// Options say what to build the stack from.
type Options struct {
	Name      string               // of the stack, and the first part of every name in it; at most 32 lower-case letters, digits and "-"
	Arch      string               // of the binaries: arm64 or amd64, as Go names them
	Dist      string               // folder of the binaries: <Dist>/<Arch>/<function>/bootstrap
	Functions []functions.Function // one Lambda function for each
	Contract  []byte               // OpenAPI document, as YAML
	Given     func(string) string  // value for a parameter of the template, by its name; "" leaves it as it is
}

// stack is what the parts of the stack share while it is built.
type stack struct {
	root awscdk.Stack
	Options
	table     awsdynamodb.TableV2
	safe      awss3.Bucket
	sheets    awss3.Bucket
	queues    []queue
	missed    awssqs.Queue
	settings  map[setting.Name]*string
	functions map[string]awslambda.Function // by the name of the entry
	topic     awssns.Topic
	letters   awssns.Topic // where SES reports what became of letters
}

// Build adds the stack to an app. It fails when the options do not fit together: a binary that was not built, a function
// without its operation, an operation without its function.
func Build(scope constructs.Construct, o Options) (awscdk.Stack, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	routes, err := o.routes()
	if err != nil {
		return nil, err
	}
	s := &stack{
		root: awscdk.NewStack(scope, jsii.String(o.Name), &awscdk.StackProps{
			Description:           jsii.String("Seatwright: orders in, licences out"),
			TerminationProtection: jsii.Bool(true),
		}),
		Options:   o,
		settings:  map[setting.Name]*string{},
		functions: map[string]awslambda.Function{},
	}
	awscdk.Tags_Of(s.root).Add(jsii.String("application"), jsii.String(o.Name), nil)
	s.addTable()
	s.addSafe()
	s.addSheets()
	s.addQueues()
	s.addLetters()
	s.addSettings()
	for _, f := range o.Functions {
		s.addFunction(f)
	}
	api := s.addAPI(routes)
	s.addDashboard(api, s.addAlarms(api))
	s.output("SecretPrefix", s.settings[setting.SecretPath])
	return s.root, nil
}

// names are those that may begin the name of everything in a stack.
var names = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)

// check finds what would otherwise come up in the middle of a deployment.
func (o Options) check() error {
	if !names.MatchString(o.Name) {
		return fmt.Errorf("name of the stack %q: want at most 32 lower-case letters, digits and hyphens", o.Name)
	}
	if o.Arch != "arm64" && o.Arch != "amd64" {
		return fmt.Errorf("architecture %q: want arm64 or amd64", o.Arch)
	}
	woken := map[string]string{}
	for _, f := range o.Functions {
		if _, err := os.Stat(filepath.Join(o.folder(f), "bootstrap")); err != nil {
			return fmt.Errorf("no binary of function %s in %s: run make build", f.Name, o.folder(f))
		}
		if other, ok := woken[f.Queue]; ok && f.Queue != "" {
			return fmt.Errorf("queue %s: wakes %s and %s, each would get half of the messages", f.Queue, other, f.Name)
		}
		woken[f.Queue] = f.Name
	}
	for _, q := range functions.Queues() {
		if _, ok := woken[q.Name]; !ok {
			return fmt.Errorf("queue %s: wakes no function", q.Name)
		}
	}
	return nil
}

// folder holds the binary of a function.
func (o Options) folder(f functions.Function) string { return filepath.Join(o.Dist, o.Arch, f.Name) }

// logs makes a log group with an end. Logs go with the stack: what has to be kept for an order stands in its item.
func (s *stack) logs(id, name string) awslogs.LogGroup {
	return awslogs.NewLogGroup(s.root, jsii.String(id), &awslogs.LogGroupProps{
		LogGroupName:  jsii.String(name),
		Retention:     awslogs.RetentionDays_THREE_MONTHS,
		RemovalPolicy: awscdk.RemovalPolicy_DESTROY,
	})
}

// output shows a value to whoever deploys, under an id without the CDK's suffix.
func (s *stack) output(id string, value *string) {
	awscdk.NewCfnOutput(s.root, jsii.String(id), &awscdk.CfnOutputProps{Value: value})
}
