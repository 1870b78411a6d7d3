package start

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
)

// Wait waits until the context ends, or LocalStack does, which is an error.
func (s *Stack) Wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
	case <-s.child.done:
	}
	if ctx.Err() == nil { // LocalStack ends with the context
		return fmt.Errorf("LocalStack ended: %w\n%s", s.child.reason(), s.LogTail())
	}
	return nil
}

// Run runs a command that uses the stack, with its output here, and gives its status. More are NAME=value.
func (s *Stack) Run(ctx context.Context, args []string, more ...string) (int, error) {
	cmd := exec.CommandContext(ctx, args[0], args[1:]...) //nolint:gosec // the caller's own command
	cmd.Env, cmd.Stdout, cmd.Stderr = s.Variables(more...), os.Stdout, os.Stderr
	group(cmd)
	one, err := launch(cmd)
	if err == nil {
		err = one.wait()
	}
	if code := exitCode(err); code >= 0 {
		return code, nil
	}
	if ctx.Err() != nil {
		return 1, context.Cause(ctx)
	}
	return 1, fmt.Errorf("run %s: %w", args[0], err)
}

// Exports are the stack's variables alone.
func (s *Stack) Exports() []string { return variables(s.Endpoint()) }

// EndWithParent has this process asked to stop when its parent ends: "go run" passes on no signal when it is killed.
func EndWithParent() error {
	parent := os.Getppid()
	if err := endWithParent(); err != nil {
		return fmt.Errorf("end with parent: %w", err)
	}
	if os.Getppid() != parent {
		return errors.New("end with parent: it has ended already")
	}
	return nil
}
