// Package doctor looks whether everything that a partner's work needs is in order, and says of each thing that is not what it means
// and who can mend it.
//
//	doctor.go  all checks at once, each with a deadline   advice.go  what a call that failed means
//	world.go   what the checks read                       list.go    the checks, in the order in which they are shown
//	sign.go    secret store, sign-in, app's credential    token.go   a token for each API, and its second factor
//	center.go  Partner Center                             graph.go   Microsoft Graph and delegated administration
//	work.go    our own: work on hold, queue, dead letters
//
// It only reads. Tokens are minted for it, and the refresh tokens that come with them are thrown away: the stored one stays as
// good as it was.
package doctor

import (
	"context"
	"time"
)

// Verdict says how a thing is.
type Verdict string

// The verdicts. With a warning work goes on, and will not for ever; what is broken stops work now.
const (
	OK      Verdict = "ok"
	Warning Verdict = "warning"
	Broken  Verdict = "broken"
)

// Finding is what a check found. Nothing in it is secret, and it names nobody.
type Finding struct {
	Verdict Verdict
	Means   string
	Next    string // what to do; "" when there is nothing to do
	Link    string // where: an address, or a path of our own API; "" for nowhere in particular
	Code    string // the outside system's own code for a failure, or ""
	Blocked string // the check to mend first: this one could not be made; or ""
}

// Check is one thing to look at.
type Check struct {
	Name string
	Asks string // the question that it answers
	Run  func(ctx context.Context) Finding
}

// Result is a check with what it found.
type Result struct {
	Check   string
	Asks    string
	Finding Finding
}

// Report is an examination of a partner.
type Report struct {
	Partner string
	At      time.Time
	Results []Result
}

// Verdict gives the worst of all verdicts.
func (r Report) Verdict() Verdict {
	worst := OK
	for _, x := range r.Results {
		worst = worse(worst, x.Finding.Verdict)
	}
	return worst
}

func worse(a, b Verdict) Verdict {
	if a == Broken || b == OK {
		return a
	}
	return b
}

const (
	// Limit is how long one check may take.
	Limit = 3 * time.Second
	// farewell is how long a check whose time is up may take to say so.
	farewell = 250 * time.Millisecond
)

// Examine makes all checks at once and gives their results in the order of the list. It takes hardly longer than Limit, whatever the
// checks do.
func Examine(ctx context.Context, checks []Check) []Result {
	over, end := context.WithTimeout(ctx, Limit+farewell)
	defer end()
	ctx, cancel := context.WithTimeout(ctx, Limit)
	defer cancel()
	found := make([]chan Finding, len(checks))
	for i, c := range checks {
		found[i] = make(chan Finding, 1) // one who answers too late finds room and goes
		go func() { found[i] <- timely(ctx, c.Run(ctx)) }()
	}
	results := make([]Result, len(checks))
	for i, c := range checks {
		results[i] = Result{Check: c.Name, Asks: c.Asks, Finding: late()}
		select {
		case results[i].Finding = <-found[i]:
		case <-over.Done():
			select { // it may have come at the same time
			case results[i].Finding = <-found[i]:
			default:
			}
		}
	}
	return results
}

// timely replaces what a check says whose time ran out: it took the end of its time for a failure of the other side.
func timely(ctx context.Context, f Finding) Finding {
	if ctx.Err() != nil && f.Verdict == Broken && f.Blocked == "" {
		return late()
	}
	return f
}

func late() Finding {
	return broken("there was no answer within "+Limit.String(), "run the doctor again; if it stays so, look whether that service is up and can be reached from here")
}
