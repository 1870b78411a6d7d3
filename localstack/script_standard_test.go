package localstack_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/control"
)

// atStandard is a merchant whose shop has no adapter here, and signs as Standard Webhooks describes: each change sends the whole order at once.
type atStandard struct {
	*story

	asked map[string]string
	now   func() time.Time

	seats, paid         int
	cancelled, refunded bool
	changes             int
	twice, late         bool
	kept                []signedOff // by a late shop, until it sends them in the wrong order
	out                 []sentOff
}

// signedOff is a message that is signed when it is sent.
type signedOff struct {
	id   string
	body []byte
}

func (a *atStandard) connect() error { return nil }

func (a *atStandard) buy(ctx context.Context, seats int) error {
	a.seats, a.paid = seats, seats
	return a.change(ctx)
}

func (a *atStandard) pay(ctx context.Context) error {
	a.paid = a.seats
	return a.change(ctx)
}

func (a *atStandard) edit(ctx context.Context, seats int) error {
	a.seats, a.paid = seats, min(a.paid, seats)
	return a.change(ctx)
}

// refund of all seats leaves them in the order, as the money is what counts then.
func (a *atStandard) refund(ctx context.Context, seats int) error {
	if a.refunded = seats == a.seats; a.refunded {
		return a.change(ctx)
	}
	return a.edit(ctx, a.seats-seats)
}

func (a *atStandard) cancel(ctx context.Context) error {
	a.cancelled = true
	return a.change(ctx)
}

func (a *atStandard) end(ctx context.Context) error {
	a.refunded = true
	return a.cancel(ctx)
}

// resend sends the last message again, or those that were kept: the last of them first.
func (a *atStandard) resend(ctx context.Context) error {
	again := a.kept
	slices.Reverse(again)
	a.kept = nil
	for _, m := range again {
		if err := a.post(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

func (a *atStandard) behave(l control.Luck) error {
	a.twice, a.late = l.Twice > 0, l.Late > 0
	return nil
}

func (a *atStandard) sent() []sentOff { return a.out }

// change sends the order as it is now, or keeps that for later.
func (a *atStandard) change(ctx context.Context) error {
	a.changes++
	body, err := a.body()
	if err != nil {
		return err
	}
	m := signedOff{id: fmt.Sprintf("msg_%s_%d", a.name, a.changes), body: body}
	if a.late {
		a.kept = append(a.kept, m)
		return nil
	}
	if a.twice {
		if err := a.post(ctx, m); err != nil {
			return err
		}
	}
	a.kept = []signedOff{m}
	return a.post(ctx, m)
}

func (a *atStandard) body() ([]byte, error) {
	status := "paid"
	if a.paid < a.seats {
		status = "partially_paid"
	}
	at := a.now().Add(time.Duration(a.changes) * time.Second).Format(time.RFC3339)
	return json.Marshal(map[string]any{
		"type": "order.updated", "timestamp": at,
		"data": map[string]any{
			"id": a.shopOrder, "number": "#" + a.shopOrder, "version": at, "status": status, "currency": "EUR",
			"lines":      []any{map[string]any{"id": "1", "sku": soldSKU, "seats": a.seats, "net": strconv.Itoa(250*a.seats) + ".00"}},
			"attributes": a.asked,
			"customer": map[string]any{
				"company": "Northwind Demo GmbH", "first_name": "Mira", "last_name": "Beispiel", "email": a.asked["m365_mca_email"], "phone": "+49 30 5550100",
				"address": map[string]string{"line1": "Musterweg 7", "city": "Berlin", "state": "BE", "postal_code": "10115", "country": "DE"},
			},
			"cancelled": a.cancelled, "refunded": a.refunded, "disputed": false, "renews": true,
		},
	})
}

// post signs a message as of now and sends it.
func (a *atStandard) post(ctx context.Context, m signedOff) error {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(local.StandardSecret, "whsec_"))
	if err != nil {
		return err
	}
	at := strconv.FormatInt(a.now().Unix(), 10)
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%s.%s", m.id, at, m.body)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "/v1/hooks/standard/"+local.StandardConnection, bytes.NewReader(m.body))
	if err != nil {
		return err
	}
	for name, value := range map[string]string{
		"Content-Type": "application/json", "webhook-id": m.id, "webhook-timestamp": at, "webhook-signature": "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)),
	} {
		r.Header.Set(name, value)
	}
	res, err := a.driver.Call(r)
	if err != nil {
		return err
	}
	_ = res.Body.Close() // the status is all that a shop looks at
	a.out = append(a.out, sentOff{topic: m.id, attempts: 1, status: res.StatusCode})
	return nil
}
