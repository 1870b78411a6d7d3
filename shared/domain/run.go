package domain

import (
	"cmp"
	"context"
	"crypto/rand"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
)

// Worker works on setups.
type Worker struct {
	Book   Book
	Texts  Texts
	Leases Leases
	// Zones opens a partner's account at a host. It is never asked for a file. It fails with fault.NotFound when the partner has no such account, and with
	// fault.Denied when what is kept of it is not enough.
	Zones   func(ctx context.Context, partner string, h Host) (Zones, error)
	Names   Names
	Tenants Tenants
	Now     func() time.Time
}

const (
	maxMoves = 32
	maxLooks = 4                // at a zone, to see whether it is what was staged, in one run
	term     = 15 * time.Minute // of a lease: longer than any run

	busy = "zone_busy" // the code of a zone at which another run works
)

// run is one run of one setup.
type run struct {
	Worker
	s     *Setup
	zones Zones
	lease string // the name of the one that is held, "" for none
	owner string
	fence int64
	// saw is the zone as this run itself has just read it, for the next state alone: an account's calls are few, and each row costs one.
	saw *Held
}

// Run works on a setup until it ends, has to wait, or a person has to act. It may be called for any setup at any time. An error means that something could
// not be recorded, or is a defect of ours: the same call is to be made again.
func (w Worker) Run(ctx context.Context, partner, id string) (Setup, error) {
	s, err := w.Book.Setup(ctx, partner, id)
	if err != nil {
		return Setup{}, err
	}
	r := &run{Worker: w, s: &s, owner: rand.Text()}
	defer r.release(ctx)
	for range maxMoves {
		if s.resting(w.Now()) {
			break
		}
		if err := r.move(ctx); err != nil {
			return s, err
		}
	}
	return s, nil
}

// resting reports whether there is nothing to do for a setup now. One that was taken up and has not failed goes on whenever it is asked to.
func (s *Setup) resting(now time.Time) bool {
	if !s.State.moving() {
		return true
	}
	return s.Due.After(now) && (s.Tries > 0 || s.State == Done)
}

// move does what the state stands for, and writes down what became of it. Where somebody else wrote meanwhile, it goes on from there.
func (r *run) move(ctx context.Context) error {
	if err := r.step(ctx); err != nil {
		if err = r.settle(err); err != nil {
			return r.overtaken(ctx, err)
		}
	}
	if now := r.Now(); r.s.State.busy() && !r.s.Late && now.Sub(r.s.Since) >= time.Hour {
		r.s.late(now)
	}
	return r.overtaken(ctx, r.Book.Save(ctx, r.s))
}

// overtaken reads the setup anew when it was not written because somebody else did.
func (r *run) overtaken(ctx context.Context, err error) error {
	if fault.Of(err) != fault.Stale {
		return err
	}
	r.saw = nil
	s, err := r.Book.Setup(ctx, r.s.Partner, r.s.ID)
	if err == nil {
		*r.s = s
	}
	if r.lease != "" && r.s.Problem != nil && r.s.Problem.Code == busy {
		r.s.Tries = 0 // another run only saw that this one is at work, and must not have it wait for itself
	}
	return err
}

func (r *run) step(ctx context.Context) error {
	switch r.s.State {
	case Asked:
		return r.plan(ctx)
	case Approved:
		return r.begin(ctx)
	case Staging:
		return r.stage(ctx)
	case Publishing:
		return r.publish(ctx)
	case ByHand:
		return r.byHand(ctx)
	case Deployed:
		return r.serve(ctx)
	case Verifying:
		return r.verify(ctx)
	case Undoing:
		return r.undo(ctx)
	case Restoring:
		return r.restore(ctx)
	case Done:
		return r.watch(ctx)
	case Planned, RolledBack, Drifted, Failed, Operator, Superseded:
	}
	return nil
}

// enter puts the setup into a state.
func (r *run) enter(state State, text string) { r.s.enter(state, r.Now(), text) }

// open opens the setup's host.
func (r *run) open(ctx context.Context) error {
	if r.zones != nil {
		return nil
	}
	if r.s.Host.Kind == File {
		r.zones = paper{texts: r.Texts, partner: r.s.Partner, file: cmp.Or(r.s.Entered, r.s.Host.File)}
		return nil
	}
	zones, err := r.Zones(ctx, r.s.Partner, r.s.Host)
	if err == nil {
		r.zones = zones
	}
	return atHost(err)
}

// look reads the zone at its host.
func (r *run) look(ctx context.Context) (Held, error) {
	if err := r.open(ctx); err != nil {
		return Held{}, err
	}
	held, err := r.zones.Look(ctx, r.s.Zone)
	return held, atHost(err)
}

// glance gives the zone as the state before has just read it, or reads it.
func (r *run) glance(ctx context.Context) (Held, error) {
	if saw := r.saw; saw != nil {
		r.saw = nil
		return *saw, nil
	}
	return r.look(ctx)
}

// alone takes the zone's lease for this run, or sees that it still has it.
func (r *run) alone(ctx context.Context) error {
	name := "zone/" + string(r.s.Host.Kind) + "/" + r.s.Zone
	if r.lease == name {
		return ofLease(r.Leases.Holding(ctx, name, r.owner, r.fence))
	}
	fence, err := r.Leases.Acquire(ctx, name, r.owner, r.Now().Add(term))
	if err != nil {
		return ofLease(err)
	}
	r.lease, r.fence = name, fence
	return nil
}

func (r *run) release(ctx context.Context) {
	if r.lease == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	_ = r.Leases.Release(ctx, r.lease, r.owner, r.fence) // it ends by itself
}

// facts asks Microsoft. What a person gave for what Graph does not tell is wanted once the domain is the tenant's.
func (r *run) facts(ctx context.Context) (dns.Facts, error) {
	facts, err := r.Tenants.Facts(ctx, r.s)
	if err != nil {
		return facts, atMicrosoft(err)
	}
	if facts.Verified {
		facts.Wanted = append(slices.Clip(facts.Wanted), r.s.Extra...)
	}
	return facts, nil
}

// current reports whether the setup is still its domain's newest; one that is not ends.
func (r *run) current(ctx context.Context) (bool, error) {
	id, err := r.Book.Current(ctx, r.s.Partner, r.s.Domain)
	if err != nil || id == r.s.ID {
		return err == nil, err
	}
	r.s.unapply()
	r.enter(Superseded, "by plan "+id)
	return false, nil
}

// Stick has a person look at a setup that our own work failed on too often, so that it does not fail in silence. One that rests stays as it is.
func (w Worker) Stick(ctx context.Context, partner, id string) error {
	s, err := w.Book.Setup(ctx, partner, id)
	if err != nil || s.resting(w.Now()) {
		return err
	}
	now := w.Now()
	s.Problem = &Problem{Code: "stuck", Text: "our own work failed five times; see the dead letter, then plan it again or roll it back", At: now}
	s.enter(Operator, now, s.Problem.Text)
	return w.Book.Save(ctx, &s)
}
