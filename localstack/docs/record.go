package docs

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// hooks is where the paths of webhooks begin. The next parts are the platform and the connection.
const hooks = "/v1/hooks/"

const (
	kept    = 100      // deliveries, the last ones
	largest = 10 << 20 // of a body; API Gateway takes no more
)

// Delivery is a webhook that came, and the answer to it.
type Delivery struct {
	Number               int // 1, 2, 3
	At                   time.Time
	Path                 string
	Platform, Connection string
	Topic, Event         string // by the shop's own words; "" where it has none
	Header               http.Header
	Body                 string
	Again                int // number of the first delivery of the same event or the same body; 0: there is none
	Status               int
	Answer               string
	Took                 time.Duration
}

// record keeps the last deliveries.
type record struct {
	mu   sync.Mutex
	last []Delivery
	n    int
}

// shops reports whether a path takes webhooks of shops.
func (d *Docs) shops(path string) bool {
	rest, is := strings.CutPrefix(path, hooks)
	platform, _, _ := strings.Cut(rest, "/")
	_, known := d.book.Hooks()[platform]
	return is && known
}

// witness passes a webhook on, and keeps it with its answer.
func (d *Docs) witness(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, largest+1))
	if err != nil {
		http.Error(w, "the body ended early", http.StatusBadRequest)
		return
	}
	began := d.Now()
	header := r.Header.Clone()
	rec := &answer{ResponseWriter: w, status: http.StatusOK}
	r.Body = io.NopCloser(bytes.NewReader(body))
	d.API.ServeHTTP(rec, r)
	platform, connection, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, hooks), "/")
	d.record.add(Delivery{
		At: began, Path: r.URL.Path, Platform: platform, Connection: connection, Topic: topic(header, body), Event: event(header, body),
		Header: header, Body: string(body[:min(len(body), largest)]), Status: rec.status, Answer: rec.body.String(), Took: d.Now().Sub(began),
	})
}

// topic says what a delivery is about, by the header or the body.
func topic(h http.Header, body []byte) string {
	var read struct {
		Type string `json:"type"`
	}
	_ = json.Unmarshal(body, &read) // a body without a type has none
	return cmp.Or(h.Get("X-Shopify-Topic"), h.Get("X-Wc-Webhook-Topic"), read.Type)
}

// event names what happened, where a shop gives a name that is the same in each repeat. WooCommerce gives none.
func event(h http.Header, body []byte) string {
	if h.Get("Stripe-Signature") != "" {
		var read struct {
			ID string `json:"id"`
		}
		_ = json.Unmarshal(body, &read) // a body without an id has none
		return read.ID
	}
	return cmp.Or(h.Get("X-Shopify-Event-Id"), h.Get("Webhook-Id"))
}

func (r *record) add(d Delivery) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.n++
	d.Number = r.n
	for _, other := range r.last {
		same := d.Event != "" && d.Event == other.Event && d.Topic == other.Topic || d.Body == other.Body
		if d.Path == other.Path && same && accepted(other.Status) {
			d.Again = cmp.Or(other.Again, other.Number)
			break
		}
	}
	r.last = append(r.last, d)
	r.last = r.last[max(0, len(r.last)-kept):]
}

// list gives what is kept, the last one first.
func (r *record) list() []Delivery {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := slices.Clone(r.last)
	slices.Reverse(all)
	return all
}

func (r *record) find(number int) (Delivery, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	i := slices.IndexFunc(r.last, func(d Delivery) bool { return d.Number == number })
	if i < 0 {
		return Delivery{}, false
	}
	return r.last[i], true
}

func accepted(status int) bool { return status >= 200 && status < 300 }

// Decision tells what was decided on a delivery, by the answer to it: all words that the answer has, or why it was refused.
func (d Delivery) Decision() string {
	if d.Status == 0 {
		return "no answer"
	}
	var said map[string]any
	if err := json.Unmarshal([]byte(d.Answer), &said); err != nil {
		return http.StatusText(d.Status)
	}
	var words []string
	if d.Again != 0 && accepted(d.Status) {
		words = append(words, fmt.Sprintf("duplicate of %d", d.Again))
	}
	first := []string{"result", "title", "detail"}
	for _, name := range append(first, others(said, first)...) {
		if v, ok := said[name].(string); ok && v != "" {
			words = append(words, label(name)+v)
		}
	}
	return strings.Join(words, "; ")
}

// others lists the fields of an answer that say more than how it is made.
func others(said map[string]any, first []string) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(said)), func(name string) bool {
		return slices.Contains(first, name) || slices.Contains([]string{"type", "instance", "correlation_id", "status"}, name)
	})
}

func label(name string) string {
	switch name {
	case "result", "title", "detail":
		return ""
	}
	return strings.ReplaceAll(name, "_", " ") + ": "
}

// Reference is the shop's id of the order that a delivery is about; "" when it tells none.
func (d Delivery) Reference() string {
	type named struct {
		ID     storedID `json:"id"`
		Order  storedID `json:"order_id"`
		Object struct {
			ID storedID `json:"id"`
		} `json:"object"`
	}
	var read struct {
		named
		Data named `json:"data"`
	}
	_ = json.Unmarshal([]byte(d.Body), &read) // what is no JSON names none
	return string(cmp.Or(read.Data.Object.ID, read.Data.ID, read.Order, read.ID))
}

// storedID is a number or a text, by its own digits: shops' numbers are longer than a float has.
type storedID string

// UnmarshalJSON takes both; what is neither names nothing.
func (i *storedID) UnmarshalJSON(raw []byte) error {
	*i = storedID(strings.Trim(string(raw), `"`))
	if *i == "null" || strings.ContainsAny(string(*i), "{[") {
		*i = ""
	}
	return nil
}

// answer passes an answer on, and keeps it.
type answer struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (a *answer) WriteHeader(status int) {
	a.status = status
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(b []byte) (int, error) {
	a.body.Write(b)
	return a.ResponseWriter.Write(b)
}
