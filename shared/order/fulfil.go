package order

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Fulfil works on orders.
type Fulfil struct {
	Ledger Ledger
	Seller func(ctx context.Context, p PartnerID) (Seller, error)
	Vault  Vault
	Holds  Holds // nil: no partner is ever on hold
	// Register keeps the licences that were bought, for changes; nil: nobody does.
	Register Register
	// Pricer says what lines cost; nil: nobody does.
	Pricer Pricer
	// Listings say what the partner's own lists allow; nil: everything.
	Listings Listings
	Now      func() time.Time
	Sleep    func(ctx context.Context, d time.Duration) error
}

// Limits of a run.
const (
	patience = 15 * time.Second // how long a run itself waits for an outcome before it parks the order
	maxMoves = 64
	inDoubt  = 15 * time.Minute // a new order may take so long to show at the seller
)

// run is one run of one order.
type run struct {
	Fulfil
	seller Seller
	until  time.Time
	// fresh: the intent was written by this run, so nobody has acted on it yet.
	fresh bool
}

// move is what a step came to: how the order changes, and where it goes from there.
type move struct {
	result   Result
	evidence string       // "": nothing happened but that time has passed
	change   func(*Order) // nil: nothing more to change
	state    State        // "": as it is
	next     StepName     // "": the same step
	line     int
	anew     bool // a new attempt: an answer was received, so the next request is another one
	wait     time.Duration
	until    time.Time // by when the state should be left, where that is not the usual time
	ask      *Question
	refused  *Meaning // what the seller refused, if that is why
	hold     *Hold    // the order is put aside until it is lifted
	end      bool
}

// Run works on an order until it ends, or has to wait, or a person has to act. It may be called for any order at any time. An error
// means that something could not be recorded: the same call is to be made again.
func (f Fulfil) Run(ctx context.Context, id ID) (Order, error) {
	o, err := f.Ledger.Load(ctx, id)
	if err != nil {
		return Order{}, err
	}
	if f.resting(o) {
		return o, nil
	}
	if stopped, err := f.stopped(ctx, o); err != nil || stopped {
		return o, err
	}
	o.extend(f.Now())
	r := &run{Fulfil: f, until: f.Now().Add(patience)}
	if r.seller, err = f.Seller(ctx, o.Partner); err != nil {
		return o, err
	}
	if o.Question.stuck() {
		o.unstick(f.Now())
	}
	for more, moves := true, 0; more && moves < maxMoves; moves++ {
		if o, more, err = r.advance(ctx, o); err != nil {
			return o, err
		}
	}
	return o, nil
}

// advance makes one move, and reports whether the run goes on with the order.
func (r *run) advance(ctx context.Context, o Order) (Order, bool, error) {
	m, err := r.step(ctx, o)
	if err != nil {
		if m, err = r.failed(ctx, o, err); err != nil {
			return o, false, err
		}
	}
	if r.silent(o, m) {
		o.Intent.Looks, r.fresh = r.looked(o), false
	} else if o, err = r.record(ctx, o, m); err != nil {
		return o, false, err
	}
	if m.hold != nil {
		more, err := r.lifted(ctx, o)
		return o, more && !r.resting(o), err
	}
	if m.wait > 0 && r.patient(ctx, m.wait) {
		return o, true, nil
	}
	return o, !r.resting(o), nil
}

// resting reports whether there is nothing to do for an order now.
func (f Fulfil) resting(o Order) bool {
	switch {
	case o.over():
		return true
	case o.State == AsksPerson:
		return !o.Question.stuck() && !o.returnable() && (o.Due.IsZero() || f.Now().Before(o.Due))
	case o.State == Waiting:
		return o.Return == nil && f.Now().Before(o.Due)
	}
	return o.Parked && f.Now().Before(o.Due)
}

// over reports whether nothing is left to be done for an order.
func (o Order) over() bool {
	return o.State == Fulfilled && o.Return == nil || o.State == Failed || o.State == Cancelled
}

func (q *Question) stuck() bool { return q != nil && q.Stuck }

// returnable reports whether an order that asks a person can be cancelled nevertheless: not while it is unknown what was bought, and not when the
// cancel itself is what the question is about.
func (o Order) returnable() bool {
	return o.Return != nil && o.Intent.Step != StepReturn && (o.nothingBought() || o.Intent.Step != StepCheckout)
}

// nothingBought reports whether it is certain that nothing was bought: no checkout was ever intended, or the seller's answer to it was no.
func (o Order) nothingBought() bool {
	refused := o.Intent.Step == StepCheckout && o.State == AsksPerson && len(o.Steps) > 0 && o.Steps[len(o.Steps)-1].Result == Refused
	return o.Checkout == nil || refused
}

// silent reports whether a wait is so short that the run sits it out without writing it down. A state that an operator should see is recorded.
func (r *run) silent(o Order, m move) bool {
	return m.wait > 0 && !m.anew && (m.state == "" || m.state == o.State) && !r.Now().Add(m.wait).After(r.until)
}

// patient waits within the run while there is time.
func (r *run) patient(ctx context.Context, wait time.Duration) bool {
	return !r.Now().Add(wait).After(r.until) && r.Sleep(ctx, wait) == nil
}

// looked counts a look at something that an earlier try may have done. The first try itself is none.
func (r *run) looked(o Order) int {
	if r.fresh {
		return o.Intent.Looks
	}
	return o.Intent.Looks + 1
}

func (r *run) step(ctx context.Context, o Order) (move, error) {
	switch {
	case o.Return != nil && o.nothingBought():
		return withdrawn(o), nil
	case o.State == Waiting && !r.Now().Before(o.Deadline):
		return tooLong(o), nil
	case o.Intent.Step != StepReturn && (o.State == Fulfilled || (o.State == AsksPerson && o.returnable())):
		return r.finish(o, move{result: Done, evidence: "cancel asked for"}), nil
	case o.State == AsksPerson:
		return move{}, nil // nobody has answered by the deadline: the question stays
	}
	switch o.Intent.Step {
	case StepCheck:
		m, err := r.check(ctx, o)
		if err != nil {
			return m, err
		}
		return r.priced(ctx, o, m)
	case StepTenant:
		return r.tenant(ctx, o)
	case StepAgreement:
		return r.agreement(ctx, o)
	case StepCart:
		m, err := r.cart(ctx, o)
		if err != nil {
			return m, err
		}
		return r.priced(ctx, o, m)
	case StepCheckout:
		return r.checkout(ctx, o)
	case StepWatch:
		return r.watch(ctx, o)
	case StepReturn:
		return r.giveBack(ctx, o)
	}
	return move{}, fault.Invalid.Errorf("order %s: no step called %q", o.ID, o.Intent.Step)
}

// finish decides what comes after the licences are there: give back what is to be cancelled, ask about lines that were refused, or end.
func (r *run) finish(o Order, m move) move {
	if o.Return != nil {
		for i, l := range o.Lines {
			if l.State == LineBought || l.State == LineReady {
				m.next, m.line = StepReturn, i
				if o.State != Fulfilled {
					m.state = Buying
				}
				return m
			}
		}
		now := r.Now()
		m.state, m.end = Cancelled, true
		m.change = then(m.change, func(o *Order) { o.Return.Done = now })
		return m
	}
	if refused := count(o, LineRefused); refused > 0 {
		m.state = AsksPerson
		m.ask = &Question{Text: "some lines were refused and the others are bought; settle keeps what is there, or cancel the order", Choices: []string{Settle}}
		if refused == len(o.Lines) {
			m.ask.Text = "what was bought is cancelled at Microsoft; settle ends the order"
		}
		return m
	}
	m.state, m.end = Fulfilled, true
	if count(o, LineCancelled) == len(o.Lines) {
		m.state = Failed // nothing of it is left
	}
	return m
}

func count(o Order, s LineState) int {
	n := 0
	for _, l := range o.Lines {
		if l.State == s {
			n++
		}
	}
	return n
}

func then(first, second func(*Order)) func(*Order) {
	return func(o *Order) {
		if first != nil {
			first(o)
		}
		second(o)
	}
}
