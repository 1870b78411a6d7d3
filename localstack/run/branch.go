package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/api"
)

// branch is a second partner, for which nobody has signed in yet: its order waits for a sign-in that somebody makes in a browser.
type branch struct {
	token string
	order string
}

const branchOrder = `{"customer":{"kind":"new","domain":"branchcustomer.onmicrosoft.com","company":"Branch Customer GmbH","first_name":"Mira","last_name":"Beispiel",` +
	`"email":"mira@example.com","address":{"line1":"Hauptstrasse 1","city":"Berlin","postal_code":"10115","country":"DE"}},` +
	`"agreement":{"first_name":"Mira","last_name":"Beispiel","email":"mira@example.com","date":"2026-11-20"},` +
	`"lines":[{"product_id":"CFQ7TTC0LH18","sku_id":"0001","term_duration":"P1Y","billing_plan":"monthly","quantity":3}]}`

// invite places an order for the second partner, and prints the link through which somebody signs it in.
func (d *demo) invite(ctx context.Context) error {
	token, err := d.system.Token(ctx, local.Branch)
	if err != nil {
		return err
	}
	d.branch.token = token
	var o api.Order
	if err := d.call(ctx, "/v1/orders", branchOrder, http.StatusAccepted, &o); err != nil {
		return err
	}
	d.branch.order = o.Id
	if err := d.until(ctx, func(o api.Order) bool { return o.Hold != nil }); err != nil {
		return err
	}
	var c api.Consent
	if err := d.call(ctx, "/v1/partners/branch/consents", "", http.StatusCreated, &c); err != nil {
		return err
	}
	fmt.Fprintf(d.out, "\nA second partner, \"branch\", has not signed in at Microsoft yet. Its order %s waits for that, and goes on by itself afterwards.\n"+
		"Open this link in a browser (it is good once, for fifteen minutes), and choose %s at the simulated Microsoft:\n\n  %s\n", o.Id, local.Account("branch"), *c.Link)
	return nil
}

// wait tells what becomes of the second partner's order while the system serves.
func (d *demo) wait(ctx context.Context) error {
	err := d.until(ctx, func(o api.Order) bool { return o.Hold == nil })
	if err == nil {
		fmt.Fprintf(d.out, "\nThe branch is signed in; its order goes on.\n")
		err = d.until(ctx, func(o api.Order) bool { return o.State == api.StateFulfilled })
	}
	if err == nil {
		fmt.Fprintf(d.out, "The branch's order %s is fulfilled.\n", d.branch.order)
	}
	<-ctx.Done()
	return nil
}

// until looks at the second partner's order until it is as it should be.
func (d *demo) until(ctx context.Context, as func(api.Order) bool) error {
	for {
		o, err := d.order(ctx, d.branch.token, d.branch.order)
		if err != nil || as(o) {
			return err
		}
		if err := sleep(ctx, 100*time.Millisecond); err != nil {
			return err
		}
	}
}

// call posts to our API for the second partner.
func (d *demo) call(ctx context.Context, path, body string, want int, out any) error {
	var content io.Reader = http.NoBody
	if body != "" {
		content = strings.NewReader(body)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, d.base+path, content)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+d.branch.token)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", "branch-1")
	}
	return d.do(r, want, out)
}
