package feed

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"time"
)

// Delivery is an event on its way to an endpoint.
type Delivery struct {
	Owner    string `json:"owner"`
	Endpoint string `json:"endpoint"`
	Event    string `json:"event"`
	// Replay is the request by which it is sent once more; "" the first time.
	Replay string        `json:"replay,omitempty"`
	State  DeliveryState `json:"state"`
	Made   time.Time     `json:"made"`
	Due    time.Time     `json:"due,omitzero"`    // while it waits
	Failed int           `json:"failed"`          // how many posts of the schedule did
	Posts  []Attempt     `json:"posts,omitempty"` // the oldest first

	Version int64 `json:"-"`
}

// DeliveryState is what became of a delivery.
type DeliveryState string

// The states. Only one that waits is posted.
const (
	Waiting   DeliveryState = "waiting"
	Delivered DeliveryState = "delivered"
	Dead      DeliveryState = "dead"    // nobody took it for as long as the schedule lasts
	Dropped   DeliveryState = "dropped" // the endpoint is disabled
)

// Attempt is a post of a delivery. It is written down before the post is made, and its outcome after. Nothing of the answer but its status is kept: an
// address that answers with somebody else's secrets must not become a way to read them.
type Attempt struct {
	At      time.Time `json:"at"`
	Status  int       `json:"status,omitempty"`
	Outcome Outcome   `json:"outcome,omitempty"` // "": none is known yet
	Millis  int64     `json:"ms,omitempty"`
}

// Outcome is how a post went: one of these, or the word for what went wrong that the way to the endpoint gave.
type Outcome string

// The outcomes of posts that were answered, and of those that nobody knows.
const (
	Taken    Outcome = "taken"     // 200 to 299
	Answered Outcome = "refused"   // any other status
	Lost     Outcome = "lost"      // whoever posted ended in between
	Silent   Outcome = "no_answer" // and nothing is known why
)

// ID names the delivery. The id of the event, which the endpoint sees, is the same for all of them.
func (d Delivery) ID() string { return d.Event + "/" + d.Endpoint + "/" + d.Replay }

// schedule gives the waits before each post, counted from the one before.
func schedule() []time.Duration {
	return []time.Duration{
		0, 5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
	}
}

const (
	// lifetime is when a delivery is dead whose posts an open breaker or the endpoint's own wish held back: longer than the schedule.
	lifetime = 96 * time.Hour
	// held is when a delivery that was taken to be posted is due again when nobody says what became of it: longer than a post takes.
	held = time.Minute
	// mostLost is how many lost posts in a row count for nothing. More than that are the delivery's own fault as likely as anybody's.
	mostLost = 3
)

// begin writes down that a post is about to be made. It gives false when none is made any more, because too many were lost.
func (d *Delivery) begin(now time.Time) bool {
	d.Posts = slices.Clone(d.Posts)
	if n := len(d.Posts); n > 0 && d.Posts[n-1].Outcome == "" {
		d.Posts[n-1].Outcome = Lost
		if d.lost() > mostLost {
			d.Failed++
		}
	}
	if d.Failed >= len(schedule()) {
		d.close(Dead)
		return false
	}
	d.Posts, d.Due = append(d.Posts, Attempt{At: now}), now.Add(held)
	return true
}

// lost counts the lost posts in a row at the end.
func (d *Delivery) lost() (n int) {
	for n < len(d.Posts) && d.Posts[len(d.Posts)-1-n].Outcome == Lost {
		n++
	}
	return n
}

// end writes down what became of the post, and plans the next.
func (d *Delivery) end(now time.Time, a Answer, o Outcome) {
	last := &d.Posts[len(d.Posts)-1]
	last.Status, last.Outcome, last.Millis = a.Status, o, now.Sub(last.At).Milliseconds()
	if o == Taken {
		d.close(Delivered)
		return
	}
	d.Failed++
	waits := schedule()
	if d.Failed >= len(waits) || d.old(now) {
		d.close(Dead)
		return
	}
	wait := waits[d.Failed]
	wait += jitter(d.ID(), d.Failed, wait)
	d.Due = now.Add(max(wait, min(a.Wait, longestWait)))
}

// old reports whether the delivery has waited for longer than the schedule lasts.
func (d *Delivery) old(now time.Time) bool { return !now.Before(d.Made.Add(lifetime)) }

// close ends the delivery.
func (d *Delivery) close(s DeliveryState) { d.State, d.Due = s, time.Time{} }

// jitter gives up to a tenth of a wait, so that what failed together does not come back together. It is the same each time it is asked for.
func jitter(id string, n int, wait time.Duration) time.Duration {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s|%d", id, n))
	const parts = 1 << 16
	return wait / 10 * time.Duration(binary.BigEndian.Uint16(sum[:])) / parts
}
