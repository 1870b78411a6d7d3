package receiver

import (
	"encoding/json"
	"io"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// Options set up a receiver.
type Options struct {
	Clock control.Clock
	Hosts []string // names that the certificate is for; none: localhost
}

// Sim is a server with a receiver at each path, and the control interface in front. It is safe for concurrent use.
type Sim struct {
	*control.Panel

	opt  Options
	cert func() (authority, error) // made when somebody first needs it

	mu       sync.Mutex
	manners  map[string][]Manner // by path: the first is the present one
	received []Message
	seen     map[string]bool
	names    map[string][][]netip.Addr
	lookups  map[string]int
}

// Message is what came. It is written down before it is answered.
type Message struct {
	At       time.Time `json:"at"`
	Path     string    `json:"path"`
	ID       string    `json:"id"`
	Type     string    `json:"type"`
	Order    string    `json:"order,omitempty"`
	Sequence int64     `json:"sequence,omitempty"`
	Again    bool      `json:"again,omitempty"` // this path took the id before
	// Refused says why the message is none that this receiver takes; "": it is.
	Refused    string `json:"refused,omitempty"`
	Signatures int    `json:"signatures"`
	Status     int    `json:"status"` // 0: it was cut, or never answered
	Body       string `json:"body"`
}

// maxBody is what a receiver reads: senders keep bodies below 20 kB, as Standard Webhooks recommends.
const maxBody = 20_000

// New gives a server that nobody reaches yet: see Start.
func New(o Options) *Sim {
	if len(o.Hosts) == 0 {
		o.Hosts = []string{"localhost"}
	}
	s := &Sim{
		opt: o, cert: sync.OnceValues(func() (authority, error) { return newAuthority(o.Hosts) }), manners: map[string][]Manner{}, seen: map[string]bool{}, names: map[string][][]netip.Addr{}, lookups: map[string]int{},
	}
	s.Panel = control.New(o.Clock, http.HandlerFunc(s.take))
	s.Extra = s.panel()
	return s
}

// Received gives what came so far, in order.
func (s *Sim) Received() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Message{}, s.received...)
}

// take is a receiver: it reads the message, checks it, writes it down, and answers by the path's manner.
func (s *Sim) take(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return // the sender has gone
	}
	m := Message{At: s.opt.Clock.Now(), Path: r.URL.Path, ID: r.Header.Get("Webhook-Id"), Body: string(body)}
	var in struct {
		Type string `json:"type"`
		Data struct {
			Order    string `json:"order_id"`
			Sequence int64  `json:"sequence"`
			Nonce    string `json:"nonce"`
		} `json:"data"`
	}
	malformed := json.Unmarshal(body, &in)
	m.Type, m.Order, m.Sequence = in.Type, in.Data.Order, in.Data.Sequence

	s.mu.Lock()
	manner := s.manner(m.Path)
	m.Refused, m.Signatures = s.judge(r, body, manner, malformed)
	m.Status = manner.status(m.Refused)
	key := m.Path + " " + m.ID
	m.Again = s.seen[key]
	if m.Status >= http.StatusOK && m.Status < http.StatusMultipleChoices {
		s.seen[key] = true
	}
	s.received = append(s.received, m)
	s.mu.Unlock()
	manner.answer(w, r, m, in.Data.Nonce)
}

// manner gives the path's present manner, and ends one that has been shown as often as it should. The caller holds the lock.
func (s *Sim) manner(path string) Manner {
	queue := s.manners[path]
	if len(queue) == 0 {
		return Manner{}
	}
	now := queue[0]
	if now.Times > 0 {
		if queue[0].Times--; queue[0].Times == 0 {
			s.manners[path] = queue[1:]
		}
	}
	return now
}
