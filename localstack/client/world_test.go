package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	samples "github.com/seatwright/seatwright/events"
	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/app"
)

// program runs a client and gives what it printed. An error has what it said of its failure.
type program func(t *testing.T, env map[string]string, in string, args ...string) (string, error)

// languages gives for each language how to get its client ready.
func languages() map[string]func(t *testing.T) program {
	return map[string]func(t *testing.T) program{"Go": inGo, "shell": inShell, "PHP": inPHP, "TypeScript": inTypeScript}
}

func inGo(*testing.T) program {
	return func(t *testing.T, env map[string]string, in string, args ...string) (string, error) {
		t.Helper()
		var out bytes.Buffer
		err := run(t.Context(), args, func(name string) string { return env[name] }, strings.NewReader(in), &out, app.Process().Now)
		return out.String(), err
	}
}

func inShell(t *testing.T) program {
	t.Helper()
	for _, tool := range []string{"curl", "jq", "openssl"} {
		need(t, tool)
	}
	return command(need(t, "sh"), "order.sh")
}

func inPHP(t *testing.T) program {
	t.Helper()
	return command(php(t), "order.php")
}

// inTypeScript compiles the client, and with that checks its types. The compiler is installed into the user's cache at its first use.
func inTypeScript(t *testing.T) program {
	t.Helper()
	if testing.Short() {
		t.Skip("the compiler of TypeScript takes seconds: this client is for the long run")
	}
	node, folder := need(t, "node"), t.TempDir()
	compile := exec.CommandContext(t.Context(), "go", "run", "../start/cmd", "typescript", "-p", ".", "--outDir", folder)
	if out, err := compile.CombinedOutput(); err != nil {
		t.Fatalf("compile: %v\n%s", err, out)
	}
	return command(node, filepath.Join(folder, "order.mjs"))
}

// need gives where a tool is, or skips the test.
func need(t *testing.T, tool string) string {
	t.Helper()
	at, err := exec.LookPath(tool)
	if err != nil {
		t.Skipf("%s is not installed: this client is not tried here", tool)
	}
	return at
}

// php gives where PHP is, with its extension curl, or skips the test.
func php(t *testing.T) string {
	t.Helper()
	at := need(t, "php")
	if out, err := exec.CommandContext(t.Context(), at, "-r", "exit(function_exists('curl_init') ? 0 : 1);").CombinedOutput(); err != nil {
		t.Skipf("PHP has no extension curl here: this client is not tried: %s", out)
	}
	return at
}

// command runs a program of another language.
func command(line ...string) program {
	return func(t *testing.T, env map[string]string, in string, args ...string) (string, error) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), line[0], append(slices.Clone(line[1:]), args...)...)
		cmd.Stdin, cmd.Env = strings.NewReader(in), cmd.Environ()
		for name, v := range env {
			cmd.Env = append(cmd.Env, name+"="+v)
		}
		out, err := cmd.Output()
		if exit := new(exec.ExitError); errors.As(err, &exit) {
			err = errors.New(string(exit.Stderr))
		}
		return string(out), err
	}
}

// world is a system that works, and an address at which clients reach it.
type world struct {
	*local.System
	url   string
	token string
}

// begin starts a system. In front of it stands what a client may meet on its way.
func begin(t *testing.T, front func(api http.Handler) http.Handler) world {
	t.Helper()
	env := app.Process()
	s, err := local.Start(t.Context(), local.Options{Now: env.Now, Sleep: env.Sleep})
	if err != nil {
		t.Fatal(err)
	}
	token, err := s.Token(t.Context(), local.Client)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(front(s))
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		work(ctx, s, env)
	}()
	t.Cleanup(func() {
		server.Close()
		cancel()
		<-done
	})
	return world{s, server.URL, token}
}

// work plays the queue until ctx ends.
func work(ctx context.Context, s *local.System, env *app.Env) {
	for ctx.Err() == nil {
		if n, err := s.Poll(ctx); n == 0 || err != nil {
			_ = env.Sleep(ctx, 5e6) // ctx is asked by the loop
		}
	}
}

// direct has nothing in front of the system.
func direct(api http.Handler) http.Handler { return api }

// forgetful takes the first order in, and says that it could not.
func forgetful(api http.Handler) http.Handler {
	var calls atomic.Int32
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && calls.Add(1) == 1 {
			api.ServeHTTP(httptest.NewRecorder(), r)
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		api.ServeHTTP(w, r)
	})
}

// body gives the body of a sample request.
func body(t *testing.T, name string) string {
	t.Helper()
	raw, err := samples.Sample(name)
	if err != nil {
		t.Fatal(err)
	}
	var e events.APIGatewayProxyRequest
	if err := json.Unmarshal(raw, &e); err != nil {
		t.Fatal(err)
	}
	return e.Body
}
