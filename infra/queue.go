package main

import (
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/seatwright/seatwright/functions"
)

// What the queues have in common.
const (
	maxReceives = 5                   // then a message is a dead letter
	kept        = 14 * 24 * time.Hour // the longest that SQS keeps a message
	// A message stays invisible for six times its consumer's time-out, as AWS advises: a delivery that Lambda throttles and tries
	// again must not become visible, and be delivered twice, meanwhile.
	visibility = 6
)

// queue is a FIFO queue with its dead letters.
type queue struct {
	functions.Queue

	work, dead awssqs.Queue
}

// addQueues makes a queue for each that wakes a function, and one for the ticks of schedules that a function did not get through.
func (s *stack) addQueues() {
	for _, f := range s.Functions {
		if f.Queue == "" {
			continue
		}
		name := title(f.Queue)
		dead := s.queue(name+"Dead", &awssqs.QueueProps{Fifo: jsii.Bool(true)})
		work := s.queue(name, &awssqs.QueueProps{
			Fifo:              jsii.Bool(true),
			VisibilityTimeout: duration(visibility * f.Timeout),
			DeadLetterQueue:   &awssqs.DeadLetterQueue{Queue: dead, MaxReceiveCount: jsii.Number(maxReceives)},
		})
		s.queues = append(s.queues, queue{Queue: listed(f.Queue), work: work, dead: dead})
		s.output(name+"QueueUrl", work.QueueUrl())
		s.output(name+"DeadQueueUrl", dead.QueueUrl())
	}
	s.missed = s.queue("Missed", &awssqs.QueueProps{})
}

// listed gives a queue by its name.
func listed(name string) functions.Queue {
	for _, q := range functions.Queues() {
		if q.Name == name {
			return q
		}
	}
	return functions.Queue{Name: name}
}

// queue makes one queue: encrypted, reached by TLS only, kept when the stack goes. Its logical id is <name>Queue.
func (s *stack) queue(name string, props *awssqs.QueueProps) awssqs.Queue {
	props.Encryption = awssqs.QueueEncryption_SQS_MANAGED
	props.EnforceSSL = jsii.Bool(true)
	props.RetentionPeriod = duration(kept)
	props.RemovalPolicy = awscdk.RemovalPolicy_RETAIN
	q := awssqs.NewQueue(s.root, jsii.String(name+"QueueResource"), props)
	fix(q, name+"Queue")
	return q
}

// fix gives what holds data a logical id of its own. The CDK makes ids from the place in the program: moving a line would replace the
// resource, and orphan the data.
func fix(c constructs.Construct, id string) {
	if r, ok := c.Node().DefaultChild().(awscdk.CfnResource); ok {
		r.OverrideLogicalId(jsii.String(id))
	}
}

func duration(d time.Duration) awscdk.Duration {
	return awscdk.Duration_Seconds(jsii.Number(d.Seconds()))
}
