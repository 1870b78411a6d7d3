package main

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/seatwright/seatwright/shared/queue"
)

// So many customers are sent. The aim is how many more of them a second of a processor sends than with a request for each.
const (
	enqueueMany = 1000
	enqueueAim  = 5.0
	enqueueLaps = 5
)

// enqueued sends customers to SQS through the adapter that the functions use: ten in a request, and one.
func enqueued(ctx context.Context, r *report) error {
	_, server, endpoint, err := openServices(ctx, nil, "")
	if err != nil {
		return err
	}
	defer server.Close() //nolint:errcheck // nobody asks any more
	q := queue.Open(aws.Config{
		Region: "eu-central-1", Credentials: credentials.NewStaticCredentialsProvider("bench", "bench", ""), BaseEndpoint: &endpoint,
	}, endpoint+"/123456789012/migrations.fifo")
	all := make([]queue.Message, enqueueMany)
	for n := range all {
		t := fmt.Sprintf("%08d-0000-4000-8000-000000000000", n)
		all[n] = queue.Message{Group: t, Dedup: "m-bench." + t + ".1.1", Body: `{"migration":"m-0123456789abcdef","tenant":"` + t + `"}`}
	}
	took, err := laps(enqueueLaps,
		func() error { return q.SendBatch(ctx, all) },
		func() error {
			for _, m := range all {
				if err := q.Send(ctx, m); err != nil {
					return err
				}
			}
			return nil
		})
	if err != nil {
		return err
	}
	times := ratio(took[1], took[0])
	rate := func(d time.Duration) float64 { return enqueueMany / d.Seconds() }
	x := row{
		group: groupBase, name: "customers enqueued a CPU-second", figure: fmt.Sprintf("%.0f", rate(took[0])), bound: fmt.Sprintf("%.0f, one a request", rate(took[1])),
		ratio: fmt.Sprintf("%.1f", times), aim: fmt.Sprintf(">= %.0f", enqueueAim), verdict: "met",
	}
	if times < enqueueAim {
		x.verdict = "NOT MET"
	}
	r.add(x)
	r.note("Enqueued: %d customers through the AWS SDK, with the service that answers them in the same process, whose work is in the time; median of %d turns.", enqueueMany, enqueueLaps)
	return nil
}
