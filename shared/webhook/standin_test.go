package webhook_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/shopify"
	"github.com/seatwright/seatwright/shared/storefront"
	"github.com/seatwright/seatwright/shared/webhook"
)

const (
	connection = "con_sample_7f3k2m9q"
	shop       = "sample-shop.myshopify.com"
	secret     = "shpss_sample_0001"
)

func now() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }

var errCrash = errors.New("the process is gone")

// house is everything that the use case asks for, in memory.
type house struct {
	mu         sync.Mutex
	connection partner.Connection
	partner    partner.Partner
	secrets    map[string]string
	deliveries map[string]webhook.Delivery
	notes      map[string]webhook.Note
	records    map[string]string
	versions   map[string]int64
	marks      map[string]webhook.Mark
	orders     map[order.ID]order.Order
	licences   map[string]licence
	queue      []string
	shop       *stall
	effects    int
	down       error // what a write of the inbox fails with
	noPlace    error

	calls, crash int // the call, counted from 1, after which (even: before which) the process ends; 0: none
}

func newHouse() *house {
	return &house{
		connection: partner.Connection{
			ID: connection, Partner: "p1", Platform: "shopify", Shop: shop,
			SKUs: map[string]partner.Mapping{"M365-BP-1Y-M": {Item: order.Item{Product: "CFQ7TTC0LCHC", SKU: "0002", Term: "P1Y", Billing: "monthly"}}},
		},
		partner:    partner.Partner{ID: "p1", Live: true},
		secrets:    map[string]string{"connection/" + connection + "/webhook": `{"current":"` + secret + `"}`},
		deliveries: map[string]webhook.Delivery{}, notes: map[string]webhook.Note{}, records: map[string]string{}, versions: map[string]int64{},
		marks: map[string]webhook.Mark{}, orders: map[order.ID]order.Order{}, licences: map[string]licence{},
	}
}

// write does a write, and ends the process before or after it when that is planned.
func (h *house) write(do func() error) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.calls++
	if h.crash == 2*h.calls {
		return errCrash
	}
	err := do()
	if h.crash == 2*h.calls+1 {
		return errCrash
	}
	return err
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

func (h *house) PutDelivery(_ context.Context, d webhook.Delivery) (k webhook.Kept, err error) {
	err = h.write(func() error {
		if h.down != nil {
			return h.down
		}
		before, again := h.deliveries[d.Event]
		if !again {
			h.deliveries[d.Event], before = d, d
		}
		sum := sha256.Sum256(before.Body)
		k = webhook.Kept{Again: again, SHA256: hex.EncodeToString(sum[:]), At: before.At}
		return nil
	})
	return k, err
}

func (h *house) Delivery(_ context.Context, _, event string) (webhook.Delivery, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if d, ok := h.deliveries[event]; ok {
		return d, nil
	}
	return webhook.Delivery{}, fault.NotFound.Errorf("delivery: not there")
}

func (h *house) Quarantine(_ context.Context, n webhook.Note) error {
	return h.write(func() error { h.notes[n.Event] = n; return nil })
}

func (h *house) Mended(_ context.Context, n webhook.Note) error {
	return h.write(func() error { delete(h.notes, n.Event); return nil })
}

func (h *house) Record(_ context.Context, _, key string) (r webhook.Record, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	raw, ok := h.records[key]
	if !ok {
		return r, fault.NotFound.Errorf("record: not there")
	}
	err = json.Unmarshal([]byte(raw), &r)
	r.Version = h.versions[key]
	return r, err
}

func (h *house) SaveRecord(_ context.Context, r *webhook.Record) error {
	raw, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return h.write(func() error {
		if h.versions[r.Order] != r.Version {
			return fault.Stale.Errorf("record: changed")
		}
		r.Version++
		h.records[r.Order], h.versions[r.Order] = string(raw), r.Version
		return nil
	})
}

func (h *house) Mark(_ context.Context, m webhook.Mark, since time.Time) (other *webhook.Mark, err error) {
	err = h.write(func() error {
		before, ok := h.marks[m.Tenant+m.SKU]
		if ok && before.Order != m.Order && before.At.After(since) {
			other = &before
			return nil
		}
		h.marks[m.Tenant+m.SKU] = m
		return nil
	})
	return other, err
}

func (h *house) Later(_ context.Context, _, event, _ string) error {
	return h.write(func() error { h.queue = append(h.queue, event); return nil })
}

// stall is a shop's API.
type stall struct {
	sales map[string]storefront.Sale
	err   error
}

func (s *stall) Changed(context.Context, time.Time, string) (p storefront.Page, err error) {
	for _, one := range s.sales {
		p.Sales = append(p.Sales, one)
	}
	return p, s.err
}

func (s *stall) Look(_ context.Context, a storefront.Ask) (storefront.Reading, error) {
	return storefront.Reading{Sales: []storefront.Sale{s.sales[a.ID]}}, s.err
}

func (h *house) desk() webhook.Desk {
	return webhook.Desk{Settings: h, Records: h, Marks: h, Orders: h, Licences: shelf{h}, Inbox: h, Now: now}
}

func (h *house) receive() webhook.Receive {
	return webhook.Receive{Settings: h, Secrets: h, Inbox: h, Platform: shopify.Webhook{}, Kind: "shopify", Later: h, Desk: h.desk(), Now: now}
}

func (h *house) work() webhook.Work {
	return webhook.Work{
		Settings: h, Inbox: h, Deliveries: h, Desk: h.desk(), Platform: func(string) (storefront.Platform, error) { return shopify.Webhook{}, nil },
		Shop: func(context.Context, partner.Connection) (storefront.Shop, error) {
			if h.shop == nil {
				return nil, fault.NotFound.Errorf("keys: not there")
			}
			return h.shop, nil
		},
	}
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

// signed is a delivery of the shop.
func signed(topic string, body []byte) storefront.Delivery {
	return storefront.Delivery{Body: body, Header: map[string][]string{
		"X-Shopify-Hmac-Sha256": {sign(secret, body)}, "X-Shopify-Shop-Domain": {shop}, "X-Shopify-Topic": {topic}, "X-Shopify-Event-Id": {"e1"}, "Authorization": {"nobody's business"},
	}}
}
