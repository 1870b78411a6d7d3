package queue

import (
	"context"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/sdk"
)

// Batch is the most messages that one request sends.
const Batch = 10

// tries is how often what a request left out is sent again.
const tries = 3

// Queue sends to a FIFO queue of SQS. It is safe for concurrent use.
type Queue struct {
	client *sqs.Client
	url    string
}

// Open gives the queue at that address.
func Open(cfg aws.Config, url string) *Queue {
	client := sqs.NewFromConfig(cfg, func(o *sqs.Options) { o.HTTPClient, o.Retryer = sdk.Client(cfg), sdk.Retryer(cfg) })
	return &Queue{client: client, url: url}
}

// Send puts a message into the queue. It fails with fault.Throttled or fault.Unavailable when it may be sent again, also when it
// may have arrived: the queue drops the second of two with the same deduplication id.
func (q *Queue) Send(ctx context.Context, m Message) error {
	if err := m.Check(); err != nil {
		return err
	}
	attributes, system := m.wire()
	_, err := q.client.SendMessage(ctx, &sqs.SendMessageInput{
		QueueUrl: &q.url, MessageBody: &m.Body, MessageGroupId: &m.Group, MessageDeduplicationId: &m.Dedup,
		MessageAttributes: attributes, MessageSystemAttributes: system,
	})
	if err != nil {
		return sdk.Fail(err, "send a message")
	}
	return nil
}

// SendBatch sends messages, ten in a request. What a request leaves out is sent again, so that messages of one group may
// change their order. After a failure, as Send's, some have arrived: the whole may be sent again.
func (q *Queue) SendBatch(ctx context.Context, messages []Message) error {
	for _, m := range messages {
		if err := m.Check(); err != nil {
			return err
		}
	}
	for batch := range slices.Chunk(messages, Batch) {
		var err error
		for range tries {
			if batch, err = q.send(ctx, batch); err != nil {
				return err
			}
			if len(batch) == 0 {
				break
			}
		}
		if len(batch) > 0 {
			return fault.Unavailable.Errorf("send messages: the queue did not take %d of them", len(batch))
		}
	}
	return nil
}

// send gives the messages that the queue did not take, but may later.
func (q *Queue) send(ctx context.Context, batch []Message) ([]Message, error) {
	in := &sqs.SendMessageBatchInput{QueueUrl: &q.url}
	for n, m := range batch {
		attributes, system := m.wire()
		in.Entries = append(in.Entries, types.SendMessageBatchRequestEntry{
			Id: aws.String(strconv.Itoa(n)), MessageBody: &m.Body, MessageGroupId: &m.Group, MessageDeduplicationId: &m.Dedup,
			MessageAttributes: attributes, MessageSystemAttributes: system,
		})
	}
	out, err := q.client.SendMessageBatch(ctx, in)
	if err != nil {
		return nil, sdk.Fail(err, "send messages")
	}
	var left []Message
	for _, f := range out.Failed {
		n, err := strconv.Atoi(aws.ToString(f.Id))
		if err != nil || n < 0 || n >= len(batch) || f.SenderFault {
			return nil, fault.Invalid.Errorf("send messages: the queue refuses one (%s)", aws.ToString(f.Code))
		}
		left = append(left, batch[n])
	}
	return left, nil
}

// wire splits the attributes into ours and the trace header, which SQS keeps apart.
func (m Message) wire() (map[string]types.MessageAttributeValue, map[string]types.MessageSystemAttributeValue) {
	var own map[string]types.MessageAttributeValue
	var system map[string]types.MessageSystemAttributeValue
	for name, value := range m.Attributes {
		if name == Trace {
			system = map[string]types.MessageSystemAttributeValue{name: {DataType: aws.String("String"), StringValue: &value}}
			continue
		}
		if own == nil {
			own = map[string]types.MessageAttributeValue{}
		}
		own[name] = types.MessageAttributeValue{DataType: aws.String("String"), StringValue: &value}
	}
	return own, system
}
