package localstack_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/route53"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/seatwright/seatwright/functions"
	"github.com/seatwright/seatwright/localstack/cloud"
	"github.com/seatwright/seatwright/localstack/sim/dns"
	"github.com/seatwright/seatwright/localstack/start"
	"github.com/seatwright/seatwright/shared/fault"
)

// deployed is the system on LocalStack, as a script sees it.
type deployed struct {
	*cloud.Cloud

	queue *sqs.Client
	logs  *cloudwatchlogs.Client
	first time.Time // when the stack was started
	began time.Time // from when on the log is read: the script's own part
}

var _ driver = (*deployed)(nil)

// startDeployed starts what ends with the test.
func startDeployed(t *testing.T) *deployed {
	t.Helper()
	first := now()
	c, err := cloud.Start(context.Background(), "..", &start.Progress{Out: os.Stdout, Now: time.Now})
	if err != nil {
		t.Fatalf("start: %v", err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("LocalStack's log ends with:\n%s", c.Stack.LogTail())
		}
		if err := c.Stop(); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	return &deployed{Cloud: c, queue: sqs.NewFromConfig(c.Config), logs: cloudwatchlogs.NewFromConfig(c.Config), first: first}
}

func now() time.Time { return time.Now().UTC() }

// turn gives the system to the next script: no fault is planned, and the journals and the log begin now.
func (c *deployed) turn(ctx context.Context) error {
	if err := c.Drain(ctx); err != nil {
		return err
	}
	c.began = now()
	for name := range c.Sims {
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

func (c *deployed) Call(r *http.Request) (*http.Response, error) {
	return c.send(c.API(), r)
}

func (c *deployed) Sim(name string, r *http.Request) (*http.Response, error) {
	return c.send(c.Sims[name], r)
}

func (c *deployed) Fetch(r *http.Request) (*http.Response, error) {
	client := http.Client{Timeout: time.Minute}
	return client.Do(r)
}

func (c *deployed) send(base string, r *http.Request) (*http.Response, error) {
	u, err := url.Parse(base + r.URL.Path)
	if err != nil {
		return nil, err
	}
	u.RawQuery = r.URL.RawQuery
	r.URL, r.Host = u, u.Host
	client := http.Client{
		Timeout:       time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // a script goes where it is sent itself
	}
	return client.Do(r)
}

// Drain waits until the queues have been empty, in flight too, for a moment.
func (c *deployed) Drain(ctx context.Context) error {
	const calm, patience = 3, 3 * time.Minute
	for empty, end := 0, now().Add(patience); empty < calm; {
		waiting := 0
		for _, queue := range queues() {
			n, err := c.count(ctx, queue+"QueueUrl")
			if err != nil {
				return err
			}
			waiting += n
		}
		empty++
		if waiting > 0 {
			empty = 0
		}
		if now().After(end) {
			return fmt.Errorf("the queues still hold %d messages after %s", waiting, patience)
		}
		if err := wait(ctx, 150*time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}

// count counts the messages of a queue, those in flight too.
func (c *deployed) count(ctx context.Context, output string) (int, error) {
	out, err := c.queue.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
		QueueUrl: aws.String(c.Stack.Outputs[output]), AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameAll},
	})
	if err != nil {
		return 0, err
	}
	sum := 0
	for _, name := range []types.QueueAttributeName{types.QueueAttributeNameApproximateNumberOfMessages, types.QueueAttributeNameApproximateNumberOfMessagesNotVisible} {
		n, err := strconv.Atoi(out.Attributes[string(name)])
		if err != nil {
			return 0, fmt.Errorf("attribute %s: %w", name, err)
		}
		sum += n
	}
	return sum, nil
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

func (c *deployed) Dead(ctx context.Context) ([]string, error) {
	var all []string
	for _, queue := range queues() {
		letters, err := c.letters(ctx, queue)
		if err != nil {
			return nil, err
		}
		all = append(all, letters...)
	}
	return all, nil
}

func (c *deployed) letters(ctx context.Context, queue string) ([]string, error) {
	out, err := c.queue.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl: aws.String(c.Stack.Outputs[queue+"DeadQueueUrl"]), MaxNumberOfMessages: 10, VisibilityTimeout: 0,
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

// queues are those of the stack, as its outputs begin.
func queues() []string { return []string{"Orders", "Domains", "Migrations"} }

// Redrive names where the letters go: one that never was in the queue has no source of its own.
func (c *deployed) Redrive(ctx context.Context) (int, error) {
	arn := func(output string) string {
		name := c.Stack.Outputs[output]
		return "arn:aws:sqs:" + start.Region + ":000000000000:" + name[strings.LastIndex(name, "/")+1:]
	}
	sum := 0
	for _, queue := range queues() {
		dead, err := c.letters(ctx, queue)
		if err != nil {
			return sum, err
		}
		if len(dead) == 0 {
			continue
		}
		sum += len(dead)
		if _, err = c.queue.StartMessageMoveTask(ctx, &sqs.StartMessageMoveTaskInput{
			SourceArn: aws.String(arn(queue + "DeadQueueUrl")), DestinationArn: aws.String(arn(queue + "QueueUrl")),
		}); err != nil {
			return sum, err
		}
	}
	return sum, nil
}

func (c *deployed) Kept(ctx context.Context, name string) (bool, error) {
	value, err := c.Secrets.Read(ctx, name)
	if fault.Of(err) == fault.NotFound {
		return false, nil
	}
	return value != "", err
}

func (c *deployed) Names(context.Context) (*dns.Sim, error) { return c.DNS, nil }

func (c *deployed) Amazon() *route53.Client { return route53.NewFromConfig(c.Config) }

// Log gives what the functions wrote themselves; the platform's own lines are no JSON.
func (c *deployed) Log(ctx context.Context) (string, error) {
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
func (c *deployed) everything(ctx context.Context) ([]string, error) {
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
