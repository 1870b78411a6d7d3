package start

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const account = "000000000000"

// qualifier is the part of its names by which the CDK's bootstrap knows its own.
const qualifier = "hnb659fds"

// bootstrapVersion is what a stack of today asks the bootstrap for, at least.
const bootstrapVersion = "30"

// An App is a CDK app in a folder with a cdk.json.
type App struct {
	Root    string
	Context []string // "key=value", for the app
}

// Synth runs the app, for Deploy. It needs no running LocalStack.
func (s *Stack) Synth(ctx context.Context, app App) error {
	args := []string{"synth", "--quiet", "--output", s.assembly()}
	for _, pair := range app.Context {
		args = append(args, "--context", pair)
	}
	return s.progress.step("synthesize", func() error {
		return run(ctx, app.Root, s.cdkVariables(), s.parts.cdklocal, args...)
	})
}

// Deploy deploys what Synth has made, and gives the outputs of all stacks, with addresses that can be reached.
func (s *Stack) Deploy(ctx context.Context) (map[string]string, error) {
	if err := s.progress.step("bootstrap", func() error { return s.bootstrap(ctx) }); err != nil {
		return nil, err
	}
	outputs := filepath.Join(s.home, "cdk-outputs.json")
	err := s.progress.step("deploy", func() error {
		return run(ctx, s.home, s.cdkVariables(), s.parts.cdklocal, "deploy", "--all", "--app", s.assembly(),
			"--require-approval", "never", "--method", "direct", "--progress", "events", "--outputs-file", outputs)
	})
	if err != nil {
		return nil, fmt.Errorf("%w\nend of the log of LocalStack:\n%s", err, s.LogTail())
	}
	data, err := os.ReadFile(outputs) //nolint:gosec // ours
	if err != nil {
		return nil, fmt.Errorf("outputs: %w", err)
	}
	return flatten(data, s.port)
}

func (s *Stack) assembly() string { return filepath.Join(s.home, "cdk.out") }

// bootstrap makes the two things that a deployment here uses of all that "cdk bootstrap" makes, which takes 14 seconds:
// the bucket for assets and the parameter with the version. LocalStack neither checks roles nor keeps images.
func (s *Stack) bootstrap(ctx context.Context) error {
	header := map[string]string{"Authorization": authorization("s3")}
	bucket := "/cdk-" + qualifier + "-assets-" + account + "-" + Region
	if err := s.call(ctx, "PUT", bucket, header, nil); err != nil {
		return fmt.Errorf("bootstrap: %w", err)
	}
	header = map[string]string{
		"Authorization": authorization("ssm"),
		"Content-Type":  "application/x-amz-json-1.1",
		"X-Amz-Target":  "AmazonSSM.PutParameter",
	}
	body, err := json.Marshal(map[string]any{
		"Name": "/cdk-bootstrap/" + qualifier + "/version", "Type": "String", "Value": bootstrapVersion, "Overwrite": true,
	})
	if err == nil {
		err = s.call(ctx, "POST", "/", header, strings.NewReader(string(body)))
	}
	if err != nil {
		return fmt.Errorf("bootstrap: %w", err)
	}
	return nil
}

// authorization names a service as a signature does, which is how LocalStack knows which one is meant. It does not
// check signatures in headers.
func authorization(service string) string {
	return "AWS4-HMAC-SHA256 Credential=" + access + "/20260101/" + Region + "/" + service +
		"/aws4_request, SignedHeaders=host, Signature=none"
}

// cdkVariables are the host's variables, but for what would lead to another account, and LocalStack's.
func (s *Stack) cdkVariables() []string {
	own := append(variables(s.Endpoint()), "AWS_ENDPOINT_URL_S3="+s.Endpoint(), "TMPDIR="+s.temporary())
	return without(os.Environ(), []string{"AWS_", "CDK_", "LOCALSTACK_", "TMPDIR="}, append(own, calm()...)...)
}

// variables lead every AWS SDK to the endpoint.
func variables(endpoint string) []string {
	return []string{
		"AWS_ENDPOINT_URL=" + endpoint, "AWS_REGION=" + Region, "AWS_DEFAULT_REGION=" + Region,
		"AWS_ACCESS_KEY_ID=" + access, "AWS_SECRET_ACCESS_KEY=" + access, "AWS_EC2_METADATA_DISABLED=true",
	}
}

// Variables are those of a program that is to use the stack: the host's, but for AWS's, and the stack's.
func (s *Stack) Variables(more ...string) []string {
	return without(os.Environ(), []string{"AWS_"}, slices.Concat(variables(s.Endpoint()), more)...)
}
