package webhook_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/shopify"
	"github.com/seatwright/seatwright/shared/webhook"
)

func now() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }

// house is everything that the use case asks for, in memory.
type house struct {
	mu         sync.Mutex
	connection partner.Connection
	partner    partner.Partner
	secrets    map[string]string
	deliveries map[string]webhook.Delivery
	notes      []webhook.Note
	orders     map[order.ID]order.Order
	effects    int
	down       error // what a write of the inbox fails with
	noPlace    error
}

func newHouse() *house {
	return &house{
		connection: partner.Connection{
			ID: connection, Partner: "p1", Platform: "shopify", Shop: shop,
			SKUs: map[string]partner.Mapping{"M365-BP-1Y-M": {Item: order.Item{Product: "CFQ7TTC0LCHC", SKU: "0002", Term: "P1Y", Billing: "monthly"}}},
		},
		partner:    partner.Partner{ID: "p1", Live: true},
		secrets:    map[string]string{"connection/" + connection + "/webhook": `{"current":"` + secret + `"}`},
		deliveries: map[string]webhook.Delivery{}, orders: map[order.ID]order.Order{},
	}
}

func (h *house) Connection(_ context.Context, id string) (partner.Connection, error) {
	if id != h.connection.ID {
		return partner.Connection{}, fault.NotFound.Errorf("connection: not found")
	}
	return h.connection, nil
}

func (h *house) Partner(context.Context, order.PartnerID) (partner.Partner, error) {
	return h.partner, nil
}

func (h *house) Read(_ context.Context, name string) (string, error) {
	if v, ok := h.secrets[name]; ok {
		return v, nil
	}
	return "", fault.NotFound.Errorf("secret: not found")
}

func (h *house) PutDelivery(_ context.Context, d webhook.Delivery) (bool, string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.down != nil {
		return false, "", h.down
	}
	before, again := h.deliveries[d.Connection+d.Event]
	if !again {
		h.deliveries[d.Connection+d.Event], before = d, d
	}
	sum := sha256.Sum256(before.Body)
	return again, hex.EncodeToString(sum[:]), nil
}

func (h *house) Quarantine(_ context.Context, n webhook.Note) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.notes = append(h.notes, n)
	return nil
}

func (h *house) Place(_ context.Context, o order.Order) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.noPlace != nil {
		return h.noPlace
	}
	before, again := h.orders[o.ID]
	if again && before.Source.Content != o.Source.Content {
		return fault.Conflict.Errorf("order %s: other content", o.ID)
	}
	if !again {
		h.orders[o.ID] = o
		h.effects++
	}
	return nil
}

func (h *house) receive() webhook.Receive {
	return webhook.Receive{Settings: h, Secrets: h, Inbox: h, Placer: h, Platform: shopify.Platform{}, Now: now}
}

func paid(t *testing.T) []byte {
	t.Helper()
	raw, err := os.ReadFile("../shopify/testdata/paid.json")
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func sign(key string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write(body)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func signed(body []byte) webhook.Incoming {
	return webhook.Incoming{
		Connection: connection, Signatures: []string{sign(secret, body)}, Shops: []string{shop}, Topic: "orders/paid", Event: "e1", Body: body,
	}
}
