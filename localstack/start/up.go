package start

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sync/errgroup"
)

// A Deployed stack is up, with what its deployment put out.
type Deployed struct {
	*Stack

	Outputs map[string]string
	// OutputsFile holds the outputs as one JSON object. It goes with Stop.
	OutputsFile string
}

// Up starts LocalStack and deploys the app to it; the app is synthesized meanwhile. Stop of the result ends all of it.
// After a failure nothing is left.
func Up(ctx context.Context, options Options, app App) (*Deployed, error) {
	stack, err := prepare(ctx, options)
	if err != nil {
		return nil, err
	}
	both, inner := errgroup.WithContext(ctx)
	both.Go(func() error { return stack.Synth(inner, app) })
	both.Go(func() error {
		// Not the group's context: that ends with the group, and LocalStack would end with it.
		if err := stack.start(ctx, options.Settings); err != nil {
			return err
		}
		stack.warm(inner)
		return nil
	})
	err = both.Wait()
	if err == nil {
		var deployed *Deployed
		if deployed, err = stack.deployed(ctx); err == nil {
			return deployed, nil
		}
	}
	return nil, errors.Join(err, stack.Stop())
}

func (s *Stack) deployed(ctx context.Context) (*Deployed, error) {
	outputs, err := s.Deploy(ctx)
	if err != nil {
		return nil, err
	}
	data, err := json.MarshalIndent(outputs, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("outputs: %w", err)
	}
	file := filepath.Join(s.home, "stack-outputs.json")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		return nil, fmt.Errorf("outputs: %w", err)
	}
	return &Deployed{Stack: s, Outputs: outputs, OutputsFile: file}, nil
}

// warm has LocalStack start DynamoDB Local, which takes longest, before the deployment needs it. One that fails will
// fail again there, and be told.
func (s *Stack) warm(ctx context.Context) {
	_ = s.progress.step("start DynamoDB Local", func() error {
		return s.call(ctx, "POST", "/", map[string]string{
			"Authorization": authorization("dynamodb"),
			"Content-Type":  "application/x-amz-json-1.0",
			"X-Amz-Target":  "DynamoDB_20120810.ListTables",
		}, strings.NewReader("{}"))
	})
}
