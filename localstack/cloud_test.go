package localstack_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/seatwright/seatwright/functions"
	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/start"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/dynamo"
)

// cloud is the system deployed to LocalStack: the stack of infra with the functions' real binaries, and the simulators on ports of this process.
type cloud struct {
	*local.Outside

	stack   *start.Deployed
	cfg     aws.Config
	queue   *sqs.Client
	logs    *cloudwatchlogs.Client
	secrets *secret.Secrets
	sims    map[string]string // addresses
	first   time.Time         // when the stack was started
	began   time.Time         // from when on the log is read: the script's own part
}

// turn gives the system to the next script: no fault is planned, and the journals and the log begin now.
func (c *cloud) turn(ctx context.Context) error {
	if err := c.Drain(ctx); err != nil {
		return err
	}
	c.began = now()
	for name := range c.sims {
		for _, what := range []string{"faults", "journal"} {
			r, err := http.NewRequestWithContext(ctx, http.MethodDelete, "/_sim/"+what, http.NoBody)
			if err != nil {
				return err
			}
			res, err := c.Sim(name, r)
			if err != nil {
				return err
			}
			_ = res.Body.Close() // nothing is in it
		}
	}
	return nil
}

var _ driver = (*cloud)(nil)

// startCloud deploys and seeds. What it starts ends with the test.
func startCloud(t *testing.T) *cloud {
	t.Helper()
	c := &cloud{sims: map[string]string{}, first: now()}
	entra, partnercenter := listen(t), listen(t)
	c.sims["entra"], c.sims["partnercenter"] = "http://"+entra.Addr().String(), "http://"+partnercenter.Addr().String()
	var err error
	if c.Outside, err = local.NewOutside(c.sims["entra"], now, local.World{}); err != nil {
		t.Fatalf("simulators: %v", err)
	}
	serveOn(t, entra, c.Entra)
	serveOn(t, partnercenter, c.PartnerCenter)
	if err := start.EndWithParent(); err != nil {
		t.Fatal(err)
	}
	c.stack, err = start.Up(context.Background(), start.Options{Progress: &start.Progress{Out: os.Stdout, Now: time.Now}}, start.App{Root: "..", Context: []string{
		"arch=" + runtime.GOARCH, "OidcIssuer=" + c.Issuer(), "OidcAudience=" + local.Audience,
		"EntraUrl=" + c.sims["entra"], "PartnercenterUrl=" + c.sims["partnercenter"],
	}})
	if err != nil {
		t.Fatalf("start LocalStack: %v", err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("LocalStack's log ends with:\n%s", c.stack.LogTail())
		}
		if err := c.stack.Stop(); err != nil {
			t.Errorf("stop LocalStack: %v", err)
		}
	})
	c.open(t)
	return c
}

func now() time.Time { return time.Now().UTC() }

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func serveOn(t *testing.T, l net.Listener, h http.Handler) {
	t.Helper()
	s := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}
	t.Cleanup(func() { _ = s.Close() })
	go s.Serve(l) //nolint:errcheck // it ends with Close
}

// open makes the clients and seeds the stack as `make seed` does.
func (c *cloud) open(t *testing.T) {
	t.Helper()
	var err error
	c.cfg, err = config.LoadDefaultConfig(t.Context(), config.WithRegion(start.Region), config.WithBaseEndpoint(c.stack.Endpoint()),
		config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider("test", "test", "")))
	if err != nil {
		t.Fatal(err)
	}
	c.queue, c.logs = sqs.NewFromConfig(c.cfg), cloudwatchlogs.NewFromConfig(c.cfg)
	c.secrets = secret.Open(c.cfg, c.stack.Outputs["SecretPrefix"])
	f, err := c.Seed()
	if err != nil {
		t.Fatalf("seed: %v", err)
	}
	settings := table.Open(dynamo.Open(c.cfg, c.stack.Outputs["TableName"], nil), now)
	if err := partner.Seed(t.Context(), f, settings, c.secrets); err != nil {
		t.Fatalf("seed: %v", err)
	}
}

func (c *cloud) Call(r *http.Request) (*http.Response, error) {
	return c.send(c.stack.Endpoint()+"/_aws/execute-api/"+c.stack.Outputs["ApiId"]+"/"+c.stack.Outputs["ApiStage"], r)
}

func (c *cloud) Sim(name string, r *http.Request) (*http.Response, error) {
	return c.send(c.sims[name], r)
}

func (c *cloud) send(base string, r *http.Request) (*http.Response, error) {
	u, err := url.Parse(base + r.URL.Path)
	if err != nil {
		return nil, err
	}
	u.RawQuery = r.URL.RawQuery
	r.URL, r.Host = u, u.Host
	client := http.Client{Timeout: time.Minute}
	return client.Do(r)
}

// Drain waits until the queue has been empty, in flight too, for a moment.
func (c *cloud) Drain(ctx context.Context) error {
	const calm, patience = 3, 3 * time.Minute
	for empty, end := 0, now().Add(patience); empty < calm; {
		out, err := c.queue.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
			QueueUrl: aws.String(c.stack.Outputs["OrdersQueueUrl"]), AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameAll},
		})
		if err != nil {
			return err
		}
		waiting := 0
		for _, name := range []types.QueueAttributeName{types.QueueAttributeNameApproximateNumberOfMessages, types.QueueAttributeNameApproximateNumberOfMessagesNotVisible} {
			n, err := strconv.Atoi(out.Attributes[string(name)])
			if err != nil {
				return fmt.Errorf("attribute %s: %w", name, err)
			}
			waiting += n
		}
		empty++
		if waiting > 0 {
			empty = 0
		}
		if now().After(end) {
			return fmt.Errorf("the queue still holds %d messages after %s", waiting, patience)
		}
		if err := wait(ctx, 150*time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}

// wait is real time: LocalStack works on its own, and only looking tells when it is done.
func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

func (c *cloud) Dead(ctx context.Context) ([]string, error) {
	out, err := c.queue.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl: aws.String(c.stack.Outputs["OrdersDeadQueueUrl"]), MaxNumberOfMessages: 10, VisibilityTimeout: 0,
	})
	if err != nil {
		return nil, err
	}
	var all []string
	for _, m := range out.Messages {
		all = append(all, aws.ToString(m.Body))
	}
	return all, nil
}

func (c *cloud) Redrive(ctx context.Context) (int, error) {
	dead, err := c.Dead(ctx)
	if err != nil || len(dead) == 0 {
		return 0, err
	}
	attributes, err := c.queue.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
		QueueUrl: aws.String(c.stack.Outputs["OrdersDeadQueueUrl"]), AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameQueueArn},
	})
	if err != nil {
		return 0, err
	}
	_, err = c.queue.StartMessageMoveTask(ctx, &sqs.StartMessageMoveTaskInput{SourceArn: aws.String(attributes.Attributes["QueueArn"])})
	return len(dead), err
}

func (c *cloud) Kept(ctx context.Context, name string) (bool, error) {
	value, err := c.secrets.Read(ctx, name)
	if fault.Of(err) == fault.NotFound {
		return false, nil
	}
	return value != "", err
}

// Log gives what the functions wrote themselves; the platform's own lines are no JSON.
func (c *cloud) Log(ctx context.Context) (string, error) {
	lines, err := c.everything(ctx)
	var ours []string
	for _, l := range lines {
		if json.Valid([]byte(l)) {
			ours = append(ours, l)
		}
	}
	return strings.Join(ours, "\n") + "\n", err
}

// everything gives all that was logged since the start, by the functions and by the platform.
func (c *cloud) everything(ctx context.Context) ([]string, error) {
	var lines []string
	for _, f := range functions.All() {
		pages := cloudwatchlogs.NewFilterLogEventsPaginator(c.logs, &cloudwatchlogs.FilterLogEventsInput{
			LogGroupName: aws.String("/aws/lambda/seatwright-" + f.Name), StartTime: aws.Int64(c.began.UnixMilli()),
		})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, fmt.Errorf("log of %s: %w", f.Name, err)
			}
			for _, e := range page.Events {
				lines = append(lines, strings.TrimSpace(aws.ToString(e.Message)))
			}
		}
	}
	if len(lines) == 0 {
		return nil, errors.New("the functions logged nothing")
	}
	return lines, nil
}
