package local_test

import (
	"fmt"
	"time"

	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/table"
)

// accounts looks at everything that was told in all that time.
func (w *years) accounts() {
	w.inspect(false)
	if n := len(w.calls.mixed); n > 0 {
		w.t.Errorf("%d times two were at one partner's sign-in at once", n)
	}
	book := table.Open(w.store, func() time.Time { return w.morning }) // when nothing was too old to be kept
	put := map[string]int{}
	for _, p := range w.partners {
		topics := map[notice.Topic]int{}
		for after := ""; ; {
			page, next, err := book.Notices(w.t.Context(), p.id, after, 100)
			if err != nil {
				w.t.Fatal(err)
			}
			for _, n := range page {
				put[fmt.Sprintf("%s|%s|%s|%d", n.Partner, n.Topic, n.Subject, n.Step)]++
				topics[n.Topic]++
				w.told(n)
			}
			if after = next; after == "" {
				break
			}
		}
		if topics[notice.TokenDead] != p.deaths || topics[notice.TokenRestored] != p.returns {
			w.t.Errorf("%s: %d ends and %d new sign-ins, and of notices %v", p.id, p.deaths, p.returns, topics)
		}
		w.topics = add(w.topics, topics)
	}
	for what, n := range put {
		if n > 1 {
			w.t.Errorf("%s: put %d times", what, n)
		}
	}
	for what := range w.due {
		if put[what] == 0 {
			w.t.Errorf("%s: missed", what)
		}
	}
	for name, n := range w.post.sent {
		if n > 1+w.post.unknown[name] {
			w.t.Errorf("sent %d times, of which %d with an unknown outcome: %s", n, w.post.unknown[name], name)
		}
	}
}

// told holds that a notice that is some days old was sent.
func (w *years) told(n notice.Notice) {
	if w.post.sent[named(notice.Compose(n, nil))] == 0 && instant().Sub(n.At) > 3*24*time.Hour {
		w.t.Errorf("%s: %s %d of %s: nobody was told", n.Partner, n.Topic, n.Step, n.At)
	}
}

func add(sum, more map[notice.Topic]int) map[notice.Topic]int {
	if sum == nil {
		sum = map[notice.Topic]int{}
	}
	for t, n := range more {
		sum[t] += n
	}
	return sum
}

// counts says what all of it came to.
func (w *years) counts() string {
	return fmt.Sprintf("%d crashes, %d calls by turns, notices %v, %d letters", w.crashes, w.calls.turns, w.topics, len(w.mail.Sent()))
}
