package stripe

import (
	"fmt"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// event is something that happened, with the object as it was then.
type event struct {
	id, kind string
	at       time.Time
	body     object
}

// keptEvents is how long Stripe documents that events can be read: thirty days.
const keptEvents = 30 * 24 * time.Hour

// emit notes an event and puts it into the box of each endpoint that wants it. The object is written out now: later changes do not
// reach into it.
func (s *Sim) emit(kind string, of, before object) {
	e := &event{id: s.id("evt_"), kind: kind, at: s.now()}
	data := object{"object": of}
	if before != nil {
		data["previous_attributes"] = before
	}
	var wanting []*Endpoint
	for _, p := range s.endpoints {
		if p.wants(kind) {
			wanting = append(wanting, p)
		}
	}
	e.body = object{
		"id": e.id, "object": "event", "api_version": s.opt.Version, "created": e.at.Unix(), "data": data, "livemode": s.opt.Live,
		"pending_webhooks": len(wanting), "request": object{"id": nil, "idempotency_key": nil}, "type": kind,
	}
	s.events = append(s.events, e)
	for _, p := range wanting {
		s.post(p, e, s.box.Luck.Loses(e.id+p.ID))
		if s.box.Luck.Doubles(e.id + p.ID) {
			s.post(p, e, false)
		}
	}
}

func (s *Sim) post(p *Endpoint, e *event, lost bool) {
	s.box.Put(&Delivery{
		Event: e.id, Type: e.kind, Endpoint: p.ID,
		Parcel: control.Parcel{
			URL: p.URL, Body: string(encode(e.body)), Due: s.opt.Clock.Now().Add(s.box.Luck.Delay(e.id + p.ID)), Lost: lost, Done: lost,
		},
	})
}

// Resend tells an event once more, by hand, to all endpoints that want its type.
func (s *Sim) Resend(id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.events {
		if e.id != id {
			continue
		}
		for _, p := range s.endpoints {
			if p.wants(e.kind) {
				s.post(p, e, false)
			}
		}
		return nil
	}
	return fmt.Errorf("event %q: unknown", id)
}

// Events gives all events as the API shows them, the oldest first.
func (s *Sim) Events() []map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []object{}
	for _, e := range s.events {
		out = append(out, e.body)
	}
	return out
}
