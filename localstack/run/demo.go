package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/aws/aws-lambda-go/events"

	samples "github.com/seatwright/seatwright/events"
	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/api"
)

// demo is the main job: a shop's signed order becomes a licence.
type demo struct {
	base   string
	out    io.Writer
	system *local.System
	token  string
	branch branch
}

// tooLong is when the demo gives up. It takes some seconds.
const tooLong = time.Minute

func (d *demo) play(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, tooLong)
	defer cancel()
	fmt.Fprintf(d.out, "A shop posts its signed order to %s/v1/hooks/shopify/%s\n\n", d.base, samples.ShopifyConnection)
	if err := d.post(ctx); err != nil {
		return err
	}
	token, err := d.system.Token(ctx, local.Client)
	if err != nil {
		return err
	}
	d.token = token
	id, err := d.system.OnlyOrder()
	if err != nil {
		return err
	}
	o, err := d.follow(ctx, id)
	if err != nil {
		return err
	}
	d.table(o)
	d.commands(o)
	if err := d.invite(ctx); err != nil {
		return err
	}
	return d.crowd(ctx)
}

// post sends the sample webhook, byte for byte.
func (d *demo) post(ctx context.Context) error {
	raw, err := samples.Sample("webhook")
	if err != nil {
		return err
	}
	var e events.APIGatewayProxyRequest
	if err := json.Unmarshal(raw, &e); err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, d.base+"/v1/hooks/shopify/"+samples.ShopifyConnection, strings.NewReader(e.Body))
	if err != nil {
		return err
	}
	for name, values := range e.MultiValueHeaders {
		r.Header[http.CanonicalHeaderKey(name)] = values
	}
	return d.do(r, http.StatusOK, nil)
}

func (d *demo) do(r *http.Request, want int, out any) error {
	client := http.Client{Timeout: tooLong}
	res, err := client.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode != want {
		return fmt.Errorf("%s %s: %s: %s", r.Method, r.URL.Path, res.Status, bytes.TrimSpace(body))
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(body, out)
}

// follow prints each state as it is reached.
func (d *demo) follow(ctx context.Context, id string) (api.Order, error) {
	start, last := clock(), api.State("")
	for {
		o, err := d.order(ctx, d.token, id)
		if err != nil {
			return o, err
		}
		if o.State != last {
			fmt.Fprintf(d.out, "  %5.1f s  %s\n", clock().Sub(start).Seconds(), o.State)
			last = o.State
		}
		switch o.State {
		case api.StateFulfilled:
			return o, nil
		case api.StateAccepted, api.StateBuying, api.StateChecking, api.StateOutcomeUnknown, api.StateProvisioning: // it goes on
		case api.StateFailed, api.StateCancelled, api.StateQuestion, api.StateWaitingForCustomer:
			return o, fmt.Errorf("order %s ended as %s", id, o.State)
		}
		if err := sleep(ctx, 20*time.Millisecond); err != nil {
			return o, err
		}
	}
}

// order looks at an order.
func (d *demo) order(ctx context.Context, token, id string) (api.Order, error) {
	var o api.Order
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, d.base+"/v1/orders/"+id, http.NoBody)
	if err != nil {
		return o, err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	return o, d.do(r, http.StatusOK, &o)
}

// table prints a finished order.
func (d *demo) table(o api.Order) {
	fmt.Fprintf(d.out, "\nOrder %s (%s %s)\n\n", o.Id, o.Source.Kind, o.Source.Reference)
	w := tabwriter.NewWriter(d.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "  STEP\tRESULT\tTIME\tEVIDENCE")
	for _, s := range o.Steps {
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", s.Name, s.Result, s.At.Format("15:04:05.000"), s.Evidence)
	}
	fmt.Fprintln(w, "\t\t\t")
	fmt.Fprintln(w, "  LINE\tSEATS\tSTATE\tSUBSCRIPTION")
	for _, l := range o.Lines {
		if s := l.Subscription; s != nil {
			fmt.Fprintf(w, "  %s\t%d\t%s\t%s, %s, can be given back until %s\n", l.ProductId+":"+l.SkuId, l.Quantity, l.State, s.Id, s.Status, s.CancelUntil.Format("2006-01-02 15:04"))
		}
	}
	_ = w.Flush() // nobody to tell when the terminal is gone
}

// commands prints what to try next.
func (d *demo) commands(o api.Order) {
	body := fmt.Sprintf(`{"customer":{"kind":"existing","domain":%q},"agreement":{"first_name":"Mira","last_name":"Beispiel","email":"mira@example.com","date":"2026-11-20"},`+
		`"lines":[{"product_id":"CFQ7TTC0LH18","sku_id":"0001","term_duration":"P1Y","billing_plan":"monthly","quantity":3}]}`, *o.Customer.Domain)
	fmt.Fprintf(d.out, "\nTry it. First the token, which is good for an hour:\n\n  TOKEN=%s\n", d.token)
	fmt.Fprintf(d.out, "\nOrder more for the same customer:\n\n  curl -s -X POST %s/v1/orders -H \"Authorization: Bearer $TOKEN\" -H 'Idempotency-Key: try-1' -H 'Content-Type: application/json' -d '%s'\n", d.base, body)
	fmt.Fprintf(d.out, "\nLook at the shop's order:\n\n  curl -s %s/v1/orders/%s -H \"Authorization: Bearer $TOKEN\"\n", d.base, o.Id)
	fmt.Fprintf(d.out, "\nImport a generated price sheet of 100,000 rows; see what it changes, and one price explained:\n\n  go run ./localstack/sheet -api %s -token $TOKEN\n", d.base)
	if tenant := o.Customer.TenantId; tenant != nil {
		zone := fmt.Sprintf("go run ./localstack/zone -api %s -token $TOKEN -customer %s", d.base, *tenant)
		fmt.Fprintf(d.out, "\nHave a domain of the customer planned, at a simulated OVHcloud: the plan is a diff, and nothing is changed. Then have it planned again and applied, to its end:\n\n  %s\n  %s -apply\n", zone, zone)
	}
	fmt.Fprintf(d.out, "\nCancel it; look again to see what became of it:\n\n  curl -s -X POST %s/v1/orders/%s/cancel -H \"Authorization: Bearer $TOKEN\"\n", d.base, o.Id)
}
