package start

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"
)

// Region and credentials that everything on LocalStack uses. It takes any.
const (
	Region = "us-east-1"
	access = "test"
)

// services are loaded at the start. Others still load when they are called.
const services = "apigateway,cloudformation,cloudwatch,dynamodb,events,iam,lambda,logs,route53,s3,secretsmanager,ses,sns,sqs,ssm,sts"

// startLimit is how long LocalStack may take until it answers.
const startLimit = 90 * time.Second

// Options say how to start a Stack.
type Options struct {
	Cache    string   // folder of installations and records; "" for the user's
	Log      string   // file for LocalStack's log; "" for one that goes with Stop
	Settings []string // more settings of LocalStack, as NAME=value; they win
	Progress *Progress
}

// A Stack is a running LocalStack with a home of its own.
type Stack struct {
	parts    Installation
	progress *Progress
	proc     procfs
	home     string
	log      string
	port     int
	record   record
	id       int // of the process; 0 when there is none
	child    *child
}

// Start installs what is missing, ends what killed runs have left behind, and starts LocalStack on a free port of the
// loopback. It gives back only one that answers; Stop ends it. It also ends with ctx, and with this process.
func Start(ctx context.Context, options Options) (*Stack, error) {
	stack, err := prepare(ctx, options)
	if err != nil {
		return nil, err
	}
	if err := stack.start(ctx, options.Settings); err != nil {
		return nil, errors.Join(err, stack.Stop())
	}
	return stack, nil
}

// prepare does what comes before the start: it gives a stack with a home and a record of it.
func prepare(ctx context.Context, options Options) (*Stack, error) {
	parts, err := Install(ctx, options.Cache, options.Progress)
	if err != nil {
		return nil, err
	}
	adopt()
	stack := &Stack{parts: parts, progress: options.Progress, proc: "/proc"}
	count, err := sweep(stack.proc, parts.records)
	if err != nil {
		return nil, err
	}
	if count > 0 {
		stack.progress.line("swept up after %d killed before its end", count)
	}
	if stack.port, err = freePort(ctx); err != nil {
		return nil, err
	}
	if stack.home, err = newHome(parts); err != nil {
		return nil, err
	}
	if stack.log = options.Log; stack.log == "" {
		stack.log = filepath.Join(stack.home, "localstack.log")
	}
	stack.record = record{Owner: stack.proc.find(os.Getpid()), Home: stack.home}
	if err := stack.record.write(parts.records); err != nil {
		return nil, errors.Join(err, stack.Stop())
	}
	return stack, nil
}

func (s *Stack) start(ctx context.Context, settings []string) error {
	return s.progress.step("start LocalStack", func() error {
		err := s.launch(ctx, settings)
		if err == nil {
			err = s.healthy(ctx)
		}
		return err
	})
}

func (s *Stack) launch(ctx context.Context, settings []string) error {
	log, err := os.Create(s.log)
	if err != nil {
		return fmt.Errorf("log of LocalStack: %w", err)
	}
	defer log.Close()                                                                //nolint:errcheck // LocalStack has its own handle
	cmd := exec.CommandContext(ctx, s.parts.python, "-m", "localstack.runtime.main") //nolint:gosec // ours
	cmd.Dir, cmd.Stdout, cmd.Stderr = s.home, log, log
	cmd.Env = append(s.settings(), settings...)
	group(cmd)
	if s.child, err = launch(cmd); err != nil {
		return fmt.Errorf("start LocalStack: %w", err)
	}
	s.id = cmd.Process.Pid
	s.record.Below = []process{s.proc.find(s.id)}
	return s.record.write(s.parts.records)
}

// settings are LocalStack's variables, and nothing of the host's but the PATH.
func (s *Stack) settings() []string {
	address := "127.0.0.1:" + strconv.Itoa(s.port)
	return []string{
		"PATH=" + hostPath(), "HOME=" + s.home, "TEMP=" + s.temporary(), "LANG=C.UTF-8",
		"PYTHONPATH=" + s.parts.executor, "PYTHONDONTWRITEBYTECODE=1",
		"OVERRIDE_IN_DOCKER=0", "FILESYSTEM_ROOT=" + s.home, // else it may take the machine for its container
		"GATEWAY_LISTEN=" + address, "GATEWAY_SERVER=loopback", "LOCALSTACK_HOST=" + address, "SQS_ENDPOINT_STRATEGY=path",
		"SERVICES=" + services, "STRICT_SERVICE_LOADING=0", "EAGER_SERVICE_LOADING=1", // loaded while nobody waits yet
		"DNS_ADDRESS=0", "DISABLE_EVENTS=1", "SKIP_SSL_CERT_DOWNLOAD=1", // nothing but the loopback
		"LAMBDA_RUNTIME_EXECUTOR=process", "LAMBDA_KEEPALIVE_MS=600000",
		"LAMBDA_SYNCHRONOUS_CREATE=1", // else CloudFormation looks again after five seconds, for each function
		"S3_SKIP_SIGNATURE_VALIDATION=0", "DYNAMODB_IN_MEMORY=1",
	}
}

// healthy waits until LocalStack answers or has ended.
func (s *Stack) healthy(ctx context.Context) error {
	ctx, cancel := context.WithTimeoutCause(ctx, startLimit, fmt.Errorf("no answer within %s", startLimit))
	defer cancel()
	for {
		if err := s.call(ctx, http.MethodGet, "/_localstack/health", nil, nil); err == nil {
			return nil
		}
		select {
		case <-s.child.done:
			return fmt.Errorf("start LocalStack: it ended: %w\n%s", s.child.reason(), s.LogTail())
		case <-ctx.Done():
			return fmt.Errorf("start LocalStack: %w\n%s", context.Cause(ctx), s.LogTail())
		case <-time.After(50 * time.Millisecond):
		}
	}
}
