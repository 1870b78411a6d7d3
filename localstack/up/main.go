// Up is `make local`: LocalStack with the stack deployed, for playing. It prints addresses and commands to try, and serves until it is interrupted.
package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/seatwright/seatwright/events"
	"github.com/seatwright/seatwright/localstack/cloud"
	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/start"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := up(ctx, os.Stdout); err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, "local:", err)
		os.Exit(1) //nolint:gocritic // stop only frees the signal handler
	}
}

func up(ctx context.Context, out io.Writer) error {
	c, err := cloud.Start(ctx, ".", &start.Progress{Out: out, Now: time.Now}) //nolint:forbidigo // clocks begin here
	if err != nil {
		return err
	}
	token, err := c.Token(ctx, local.Client)
	if err == nil {
		describe(out, c, token)
		go tell(ctx, c)
		err = c.Stack.Wait(ctx)
	}
	if stopped := c.Stop(); err == nil {
		err = stopped
	}
	return err
}

// tell has Partner Center send its events every second, until ctx ends.
func tell(ctx context.Context, c *cloud.Cloud) {
	each := time.NewTicker(time.Second)
	defer each.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-each.C:
			_, _ = c.PartnerCenter.Deliver(ctx, http.DefaultTransport) // what did not arrive is tried again
		}
	}
}

// describe prints what runs where.
func describe(out io.Writer, c *cloud.Cloud, token string) {
	fmt.Fprintf(out, "\n  API             %s\n  LocalStack      %s\n  Entra           %s/_sim/state    (simulated)\n  Partner Center  %s/_sim/state    (simulated)\n  Graph           %s/_sim/state    (simulated)\n",
		c.API(), c.Stack.Endpoint(), c.Sims["entra"], c.Sims["partnercenter"], c.Sims["graph"])
	fmt.Fprintf(out, "\nFor the AWS command line, make seed and make audit-verify:\n\n")
	for _, line := range c.Stack.Exports() {
		fmt.Fprintf(out, "  export %s\n", line)
	}
	fmt.Fprintf(out, "  export SEATWRIGHT_TABLE=%s SEATWRIGHT_SECRET_PREFIX=%s SEATWRIGHT_AUDIT_BUCKET=%s\n",
		c.Stack.Outputs["TableName"], c.Stack.Outputs["SecretPrefix"], c.Stack.Outputs["AuditBucketName"])
	fmt.Fprintf(out, "  QUEUE=%s\n  DEAD_QUEUE=%s\n", c.Stack.Outputs["OrdersQueueUrl"], c.Stack.Outputs["OrdersDeadQueueUrl"])
	fmt.Fprintf(out, "\nAn order, under the token of a client (an hour):\n\n  TOKEN=%s\n\n  curl -s -X POST %s/v1/orders -H \"Authorization: Bearer $TOKEN\" -H 'Idempotency-Key: try-1' -H 'Content-Type: application/json' -d '%s'\n",
		token, c.API(), sampleOrder)
	fmt.Fprintf(out, "\nThe shop's webhooks go to %s/v1/hooks/shopify/%s. Ctrl-C ends it all.\n", c.API(), events.ShopifyConnection)
}

const sampleOrder = `{"customer":{"kind":"new","domain":"northwinddemo07.onmicrosoft.com","company":"Northwind Demo GmbH","first_name":"Mira","last_name":"Beispiel",` +
	`"email":"mira@example.com","address":{"line1":"Musterweg 7","city":"Berlin","postal_code":"10115","country":"DE"}},` +
	`"agreement":{"first_name":"Mira","last_name":"Beispiel","email":"mira@example.com","date":"2026-11-20"},` +
	`"lines":[{"product_id":"CFQ7TTC0LCHC","sku_id":"0002","term_duration":"P1Y","billing_plan":"monthly","quantity":5}]}`
