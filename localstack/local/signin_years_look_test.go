package local_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/entra"
	"github.com/seatwright/seatwright/shared/hold"
	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/partnercenter"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/token"
)

// lifetime is Microsoft's, of a refresh token, and patience for how many days in a row bad luck may keep us from what is due.
const (
	lifetime = 90 * 24 * time.Hour
	patience = 6
)

// stored gives the sign-in that is in use.
func (w *years) stored(p *tenant) token.Refresh {
	text, err := w.secrets.Secrets.Read(w.t.Context(), "partner/"+p.id+"/refresh-token")
	var r token.Refresh
	if err != nil || json.Unmarshal([]byte(text), &r) != nil {
		w.t.Fatalf("%s: no sign-in is stored: %v", p.id, err)
	}
	return r
}

func (w *years) usable(p *tenant) bool { return w.calls.honoured(w.stored(p).Token) }

// inspect looks at what a day has left of each partner's sign-in.
func (w *years) inspect(clean bool) {
	book := table.Open(w.store, instant)
	for _, p := range w.partners {
		s, err := book.Standing(w.t.Context(), p.id)
		if err != nil {
			w.t.Fatal(err)
		}
		w.stands(p, s.Hold != nil)
		now := w.stored(p)
		works := w.calls.honoured(now.Token)
		if !clean {
			continue
		}
		// That a token is dead shows when it is used: for a partner without work, when it is to be renewed.
		if works && s.Hold != nil || !works && s.Hold == nil && instant().Sub(now.Issued) > p.renews+24*time.Hour {
			p.odd++
		} else {
			p.odd = 0
		}
		if w.lost(p, works) {
			p.lost++
		} else {
			p.lost = 0
		}
		if p.odd > patience || p.lost > 0 && works {
			w.t.Errorf("day %d: %s: works %t and on hold for days: %+v, good %+v, stored since %s, last found %s", w.days, p.id, works, s.Hold, s.Good, now.Issued, w.found(p))
		}
		if p.lost > patience {
			w.t.Errorf("day %d: %s has lost a token that Microsoft still takes", w.days, p.id)
		}
		if works {
			w.warned(p, now.Issued)
		}
	}
	if w.days%100 == 0 {
		w.agrees()
		w.forget()
	}
}

// found gives what the rounds last said about a partner.
func (w *years) found(p *tenant) string {
	var last []string
	for line := range strings.Lines(w.log.String()) {
		if strings.Contains(line, `"partner":"`+p.id+`"`) {
			last = append(last, line)
		}
	}
	return "\n" + strings.Join(last[max(0, len(last)-20):], "")
}

// lost reports whether a token was kept once that Microsoft takes, and what is in use is none.
func (w *years) lost(p *tenant, works bool) bool {
	if works || w.days < p.refuses {
		return false
	}
	w.secrets.mu.Lock()
	defer w.secrets.mu.Unlock()
	for text := range w.secrets.staged[p.id] {
		if w.calls.honoured(text) {
			return true
		}
	}
	return false
}

// stands follows the holds of a partner.
func (w *years) stands(p *tenant, held bool) {
	switch {
	case held && !p.held:
		p.deaths++
		p.returnsOn = w.days + 1 + w.rnd.IntN(10)
	case !held && p.held:
		p.returns++
		p.returnsOn = 0
	}
	p.held = held
}

// warned notes what somebody must have been told by now of a token of that age. The day's round was hours ago, on a clock that was minutes off.
func (w *years) warned(p *tenant, issued time.Time) {
	const day = 24 * time.Hour
	age := w.morning.Add(time.Duration(w.days-1) * day).Add(-5 * time.Minute).Sub(issued)
	last := 0
	for _, step := range []int{60, 75, 85} {
		if age >= time.Duration(step)*day {
			last = step
		}
	}
	if last > 0 {
		w.due[fmt.Sprintf("%s|%s|token %s|%d", p.id, notice.TokenWarning, issued.UTC().Format(time.RFC3339), last)] = true
	}
}

// agrees holds what the test thinks of tokens against the token service.
func (w *years) agrees() {
	theirs, ours := map[string]int{}, map[string]int{}
	for _, r := range w.entra.State().Refreshes {
		if r.Usable {
			theirs[r.App]++
		}
	}
	w.calls.mu.Lock()
	defer w.calls.mu.Unlock()
	for _, g := range w.calls.gave {
		if !g.ended && instant().Before(g.at.Add(lifetime)) {
			ours[g.tenant]++
		}
	}
	for _, p := range w.partners {
		// Of answers that were lost the service knows, and nobody else.
		if ours[p.home] > theirs[p.app] {
			w.t.Errorf("%s: %d tokens should work, and %d do", p.id, ours[p.home], theirs[p.app])
		}
	}
}

// people sign in again where it is needed, some time after they were told.
func (w *years) people() {
	w.entra.ClearFaults()
	for _, p := range w.partners {
		if p.returnsOn == 0 || w.days < p.returnsOn || w.days < p.refuses || w.secrets.down {
			continue
		}
		fresh := token.Refresh{Token: w.entra.IssueRefresh(p.home, p.app, p.user, true), Issued: instant(), Tenant: p.home, User: p.user, MFA: true}
		w.calls.issued(p.home, fresh.Token)
		w.signIn(p, fresh)
	}
}

// signIn stores a sign-in and lifts the hold, as a consent does, unless it ends in the middle of that.
func (w *years) signIn(p *tenant, fresh token.Refresh) {
	seam := local.NewSeam(w.point(16))
	env := seam.Wrap(w.adapters(seam))
	book := table.Open(env.Store, instant)
	c := entra.Open("http://entra", env.Web)
	c.Now, c.Sleep = instant, sleep
	r := token.Renewer{Minter: c, Secrets: labelled{env.Secrets}, Leases: book, Now: instant, Sleep: sleep}
	done := make(chan struct{})
	go func() {
		defer close(done)
		err := r.Adopt(w.t.Context(), token.Subject{Partner: p.id, Tenant: p.home, Client: p.app, Audiences: []string{partnercenter.Audience}}, fresh,
			func(context.Context, string) error { return nil })
		if err == nil {
			_, _ = hold.Lift(w.t.Context(), book, p.id, fresh.Issued, instant()) // else the next round does
		}
	}()
	<-done
}
