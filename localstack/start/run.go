package start

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// patience is how long a command may take to end when it is asked to.
const patience = 5 * time.Second

// group makes cmd the head of a process group that ends with the context and with this process.
func group(cmd *exec.Cmd) {
	cmd.SysProcAttr = bound()
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	cmd.WaitDelay = patience
}

// A child is a command that was started. err may be read when done is closed.
type child struct {
	done chan struct{}
	err  error
}

// launch starts cmd.
//
// Linux ends a child with the thread that started it, so that thread is kept until the child has ended.
func launch(cmd *exec.Cmd) (*child, error) {
	started, one := make(chan error), &child{done: make(chan struct{})}
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err != nil {
			return
		}
		one.err = cmd.Wait()
		// What it started and left behind.
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		close(one.done)
	}()
	return one, <-started
}

// wait waits until the child has ended.
func (c *child) wait() error {
	<-c.done
	return c.err
}

// reason is why a child that should not have ended did.
func (c *child) reason() error {
	if err := c.wait(); err != nil {
		return err
	}
	return errors.New("exit status 0")
}

// run runs a command to its end. The error of one that fails has the end of its output.
func run(ctx context.Context, dir string, env []string, name string, args ...string) error {
	var output bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...) //nolint:gosec // the callers' own commands
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, env, &output, &output
	group(cmd)
	one, err := launch(cmd)
	if err == nil {
		err = one.wait()
	}
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return fmt.Errorf("%s: %w", filepath.Base(name), context.Cause(ctx))
	}
	return fmt.Errorf("%s %s: %w\n%s", filepath.Base(name), strings.Join(args, " "), err, tail(output.String()))
}

// tail gives the last lines of a text.
func tail(text string) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	return strings.Join(lines[max(0, len(lines)-30):], "\n")
}

// without gives the host's variables but for those with a prefix, and adds others.
func without(host []string, prefixes []string, more ...string) []string {
	var kept []string
	for _, pair := range host {
		drop := false
		for _, prefix := range prefixes {
			drop = drop || strings.HasPrefix(pair, prefix)
		}
		if !drop {
			kept = append(kept, pair)
		}
	}
	return append(kept, more...)
}

// hostPath is the host's PATH.
func hostPath() string {
	for _, pair := range os.Environ() {
		if value, is := strings.CutPrefix(pair, "PATH="); is {
			return value
		}
	}
	return "/usr/local/bin:/usr/bin:/bin"
}

// exitCode gives the status of a command that ended, and -1 for one that did not run.
func exitCode(err error) int {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	return -1
}
