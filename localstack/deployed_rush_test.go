package localstack_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sign"
	"github.com/seatwright/seatwright/shared/api"
)

// A rush at the sample's shop: every twentieth payment is told twice, and after every tenth comes what the order was a minute before.
const (
	rushOrders  = 150
	rushSenders = 8
	rushTwice   = 20
	rushLate    = 10
	rushTries   = 5 // of the shop, for each message
)

// bought is an order of the shop, of which fewer seats are left than the sample has.
type bought struct {
	ref, domain string
	seats       int
}

// posting is a message of the shop.
type posting struct {
	topic, id string
	body      []byte
}

// outcome is what became of a rush.
type outcome struct {
	twice           int
	late            []posting
	posts, refused  atomic.Int64 // posts, and those that were not taken
	right           int
	lost, doubled   int
	wrong, unended  int // have other seats, or are not fulfilled
	dead, violation int // letters, and breaches of what a good client of Partner Center does
}

// rush is the smaller of the load runs of shops, on LocalStack; the larger one is in localstack/bench/rush. Each order is there once, by our API and at
// the seller, with the seats that it had last.
func rush(t *testing.T, c *deployed) {
	t.Helper()
	letters, err := c.Dead(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	began, breaches := now(), len(c.PartnerCenter.Violations())
	var orders []bought
	for n := range rushOrders {
		orders = append(orders, bought{ref: strconv.Itoa(700_000_000_000_000_000 + n), domain: fmt.Sprintf("rushed%04d.onmicrosoft.com", n), seats: 1 + n%4})
	}
	var o outcome
	for _, part := range []func(context.Context, *deployed, []bought) error{o.send, o.settle, o.resend, o.settle} {
		if err := part(t.Context(), c, orders); err != nil {
			t.Fatal(err)
		}
	}
	after, err := c.Dead(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	o.dead, o.violation = len(after)-len(letters), len(c.PartnerCenter.Violations())-breaches
	fmt.Printf("scripts on LocalStack: beside them a shop's rush by %d at once: %d messages in %d posts (%d twice, %d overtaken and once more in the end, %d refused at first); of %d orders %d right, "+
		"%d lost, %d doubled, %d with other seats, %d not fulfilled; %d dead letters, %d violations; %s\n",
		rushSenders, rushOrders+o.twice+2*len(o.late), o.posts.Load(), o.twice, len(o.late), o.refused.Load(), rushOrders, o.right,
		o.lost, o.doubled, o.wrong, o.unended, o.dead, o.violation, now().Sub(began).Round(time.Second))
	if o.right != rushOrders || o.lost+o.doubled+o.wrong+o.unended+o.dead+o.violation > 0 {
		t.Error("an order is not as the shop has it")
	}
}

// send tells of all orders. What is sent twice goes out at once with itself; what is late follows what overtook it.
func (o *outcome) send(ctx context.Context, c *deployed, orders []bought) error {
	paid := now().Truncate(time.Second)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(rushSenders)
	for n, b := range orders {
		last, err := b.message("orders/paid", b.seats, paid)
		if err != nil {
			return err
		}
		all := []posting{last}
		if n%rushLate == 0 {
			const more = 5 // seats, as the sample
			earlier, err := b.message("orders/updated", more, paid.Add(-time.Minute))
			if err != nil {
				return err
			}
			all = append(all, earlier)
			o.late = append(o.late, earlier)
		}
		group.Go(func() error { return o.tell(ctx, c, all) })
		if n%rushTwice == 1 {
			group.Go(func() error { return o.tell(ctx, c, all) })
			o.twice++
		}
	}
	return group.Wait()
}

// resend tells once more what was late. While an order is being bought nothing of it is changed; now that it is there, what is taken for news would be done at
// once.
func (o *outcome) resend(ctx context.Context, c *deployed, _ []bought) error {
	return o.tell(ctx, c, o.late)
}

// message makes one of the sample.
func (b bought) message(topic string, seats int, at time.Time) (posting, error) {
	sample := command{story: &story{shopOrder: b.ref, domain: b.domain}}
	body, err := sample.delivery("sample", []string{
		"name=#R" + b.ref, "billing_address.company=" + b.domain, "updated_at=" + at.Format(time.RFC3339), "line_items.0.current_quantity=" + strconv.Itoa(seats),
	})
	return posting{topic: topic, id: b.ref + "-" + topic, body: body}, err
}

// tell posts messages one after the other, each until it is taken.
func (o *outcome) tell(ctx context.Context, c *deployed, all []posting) error {
	for _, m := range all {
		taken := false
		for try := 0; try < rushTries && !taken; try++ {
			if try > 0 {
				o.refused.Add(1)
				if err := wait(ctx, time.Second); err != nil {
					return err
				}
			}
			var err error
			if taken, err = o.post(ctx, c, m); err != nil {
				return fmt.Errorf("message %s: %w", m.id, err)
			}
		}
		if !taken {
			return fmt.Errorf("message %s: not taken", m.id)
		}
	}
	return nil
}

// post posts a message, and tells whether it was taken. Nothing of a rush is for a person.
func (o *outcome) post(ctx context.Context, c *deployed, m posting) (taken bool, err error) {
	o.posts.Add(1)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "/v1/hooks/shopify/"+local.Connection, bytes.NewReader(m.body))
	if err != nil {
		return false, err
	}
	r.Header = http.Header{
		"Content-Type": {"application/json"}, "X-Shopify-Topic": {m.topic}, "X-Shopify-Shop-Domain": {local.Shop},
		"X-Shopify-Event-Id": {m.id}, "X-Shopify-Webhook-Id": {m.id},
	}
	if err := sign.Sign(r.Header, sign.Shopify, local.ShopSecret, m.body, now()); err != nil {
		return false, err
	}
	var got api.Received
	if status, err := answer(c, r, &got); err != nil || status != http.StatusOK {
		return false, err
	}
	if got.Result == api.ReceivedResultQuarantined {
		return true, errors.New("waits for a person")
	}
	return true, nil
}

// answer calls our API, and reads what it answers unless that is a refusal.
func answer(c *deployed, r *http.Request, into any) (status int, err error) {
	res, err := c.Call(r)
	if err != nil {
		return 0, err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode == http.StatusOK {
		err = json.Unmarshal(body, into)
	}
	return res.StatusCode, err
}
