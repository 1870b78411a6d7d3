package queue_test

import (
	"crypto/rand"
	"strconv"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/seatwright/seatwright/shared/queue"
	"github.com/seatwright/seatwright/shared/queue/queuetest"
	"github.com/seatwright/seatwright/shared/sdk/sdktest"
)

// live is a queue of SQS with its receiving side.
type live struct {
	*queue.Queue
	client    *sqs.Client
	url, dead string
}

func makeQueue(t *testing.T, client *sqs.Client, attributes map[string]string) string {
	t.Helper()
	attributes["FifoQueue"] = "true"
	out, err := client.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: aws.String(rand.Text() + ".fifo"), Attributes: attributes})
	if err != nil {
		t.Fatalf("create a queue: %v", err)
	}
	return *out.QueueUrl
}

func open(t *testing.T) queuetest.Queue {
	t.Helper()
	cfg := sdktest.Config(t)
	client := sqs.NewFromConfig(cfg)
	dead := makeQueue(t, client, map[string]string{})
	about, err := client.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{QueueUrl: &dead, AttributeNames: []types.QueueAttributeName{"QueueArn"}})
	if err != nil {
		t.Fatal(err)
	}
	policy := `{"deadLetterTargetArn":"` + about.Attributes["QueueArn"] + `","maxReceiveCount":` + strconv.Itoa(queuetest.MaxReceive) + `}`
	url := makeQueue(t, client, map[string]string{"RedrivePolicy": policy})
	return &live{Queue: queue.Open(cfg, url), client: client, url: url, dead: dead}
}

func (q *live) Receive(t *testing.T, n int) []queuetest.Received {
	t.Helper()
	out, err := q.client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{
		QueueUrl: &q.url, MaxNumberOfMessages: int32(n), WaitTimeSeconds: 1, MessageAttributeNames: []string{"All"}, //nolint:gosec // at most ten
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll},
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []queuetest.Received
	for _, m := range out.Messages {
		r := queuetest.Received{Handle: *m.ReceiptHandle}
		r.Body, r.Group, r.Dedup = *m.Body, m.Attributes["MessageGroupId"], m.Attributes["MessageDeduplicationId"]
		r.Receives, _ = strconv.Atoi(m.Attributes["ApproximateReceiveCount"])
		for name, v := range m.MessageAttributes {
			set(&r.Message, name, aws.ToString(v.StringValue))
		}
		if trace := m.Attributes[queue.Trace]; trace != "" {
			set(&r.Message, queue.Trace, trace)
		}
		got = append(got, r)
	}
	return got
}

func set(m *queue.Message, name, value string) {
	if m.Attributes == nil {
		m.Attributes = map[string]string{}
	}
	m.Attributes[name] = value
}

func (q *live) Delete(t *testing.T, handle string) {
	t.Helper()
	if _, err := q.client.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{QueueUrl: &q.url, ReceiptHandle: &handle}); err != nil {
		t.Fatal(err)
	}
}

func (q *live) Release(t *testing.T, handle string) {
	t.Helper()
	if _, err := q.client.ChangeMessageVisibility(t.Context(), &sqs.ChangeMessageVisibilityInput{QueueUrl: &q.url, ReceiptHandle: &handle}); err != nil {
		t.Fatal(err)
	}
}

func (q *live) Dead(t *testing.T) []string {
	t.Helper()
	out, err := q.client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: &q.dead, MaxNumberOfMessages: 10, WaitTimeSeconds: 2})
	if err != nil {
		t.Fatal(err)
	}
	var bodies []string
	for _, m := range out.Messages {
		bodies = append(bodies, *m.Body)
	}
	return bodies
}

func TestSQSIsAQueue(t *testing.T) {
	t.Parallel()
	sdktest.Config(t)
	queuetest.Run(t, open)
}
