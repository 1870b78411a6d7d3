package queue

import (
	"context"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/sdk"
)

// Count gives how many messages there are, with those that somebody is working on. SQS counts roughly: the number may be some seconds
// old. It fails with fault.Throttled or fault.Unavailable when it may be asked again.
func (q *Queue) Count(ctx context.Context) (int, error) {
	parts := []types.QueueAttributeName{
		types.QueueAttributeNameApproximateNumberOfMessages, types.QueueAttributeNameApproximateNumberOfMessagesNotVisible,
		types.QueueAttributeNameApproximateNumberOfMessagesDelayed,
	}
	out, err := q.client.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: &q.url, AttributeNames: parts})
	if err != nil {
		return 0, sdk.Fail(err, "count messages")
	}
	n := 0
	for _, p := range parts {
		some, err := strconv.Atoi(out.Attributes[string(p)])
		if err != nil {
			return 0, fault.Unavailable.Wrap(err, "count messages: no number came")
		}
		n += some
	}
	return n, nil
}
