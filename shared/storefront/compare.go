package storefront

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/subscription"
)

// Op is a thing to do.
type Op string

// The things to do. The last three change no licence.
const (
	Place      Op = "place"       // buy a line: Target seats
	Raise      Op = "raise"       // have Target seats, more than now
	Lower      Op = "lower"       // have Target seats, fewer than now, as far as the seller takes them back; the rest at the renewal
	LowerLater Op = "lower_later" // have Target seats from the next term on
	Cancel     Op = "cancel"      // give the licence back, at once and for good
	StopRenew  Op = "stop_renew"  // let the term be the last
	Renew      Op = "renew"       // let it renew again
	Hold       Op = "hold"        // nothing more is bought until Reason is mended or let pass
	Task       Op = "task"        // a person has to act
	Note       Op = "note"        // it is so, and passes by itself
)

// Action is one thing to do. To do it twice is the same as to do it once: Target is absolute, and Key names it.
type Action struct {
	Key        string
	Op         Op
	Line       string // "": the whole order
	Target     int    // seats
	Reason     Reason
	Text       string
	Suggestion string
	// Until is until when it can be done: the seller's window; for StillLiable how long the term is owed.
	Until time.Time
}

// Placed is what was done for a line of the order.
type Placed struct {
	Line  string
	SKU   string
	Seats int // asked for last, whether or not they are there yet
	// Changes counts what was asked of the line after it was placed. It makes each later wish another one.
	Changes int
	Refused bool // the seller did not sell it
	Over    bool // given back, or its term has ended
	Moving  bool // something of its licence is being changed; Licence is nil meanwhile
	Lapsed  bool // renewal is off because the shop's order said so
	// Licence is nil until it is there.
	Licence  *subscription.Subscription
	Assigned int // seats that users have; 0 when it is not known
}

// Recent is a line that another order of the partner bought within the last days.
type Recent struct {
	Order  string
	Tenant string // the domain or the id
	SKU    string
	At     time.Time
}

// Case is all that a comparison looks at.
type Case struct {
	Platform   string // the name by which orders say where they came from
	Connection partner.Connection
	Live       bool // the partner's account is not a sandbox
	State      State
	Placed     []Placed
	Recent     []Recent
	Waived     []Reason // what a person let pass for this order
	Now        time.Time
}

// plan collects what is to be done.
type plan struct {
	Case

	id      string // the order's key in the shop
	want    Wanted
	actions []Action
}

// Compare tells what is to be done so that what was placed becomes what is wanted; nothing when that is so. The id is the shop's key of the order.
func Compare(id string, c Case) []Action {
	p := &plan{Case: c, id: id}
	p.State = p.passed(c.State)
	p.want = Want(p.State)
	e := p.State.Ended
	switch {
	case p.want.Reopened:
		p.order(Hold, Reopened, "the shop shows the order open again after it was cancelled or refunded", "look at the order in the shop, and let it pass or cancel it here")
	case p.want.End:
		p.over(true)
	case !e.Disputed.IsZero():
		p.disputed()
	case !e.Refunded.IsZero() || !e.Cancelled.IsZero():
		p.over(false)
	case !p.State.Latest.Whole:
		p.order(Note, NotRead, "the order was not seen whole yet", "")
	default:
		p.lines()
	}
	return p.actions
}

// passed is the state without what a person let pass, and without lines that are no licences.
func (p *plan) passed(s State) State {
	s.Latest.Lines = slices.DeleteFunc(slices.Clone(s.Latest.Lines), func(l Line) bool { return p.Connection.SKUs[l.SKU].Ignore })
	if p.waived(Dispute) {
		s.Ended.Disputed = time.Time{}
	}
	if p.waived(Reopened) && Want(s).Reopened {
		s.Ended.Cancelled, s.Ended.Refunded = s.Latest.Ended.Cancelled, s.Latest.Ended.Refunded
	}
	return s
}

// lines compares line by line. What shrinks is done whatever else is wrong; what grows is done when nothing is.
func (p *plan) lines() {
	var grow []Action
	for _, l := range p.want.Lines {
		placed, ok := p.placed(l.Key)
		switch {
		case !ok && l.Seats > 0:
			grow = append(grow, p.action(Place, Placed{Line: l.Key}, l.Seats))
		case ok && !placed.Over:
			grow = append(grow, p.line(l, placed)...)
		}
	}
	for _, placed := range p.Placed {
		if !placed.Over && !slices.ContainsFunc(p.want.Lines, func(l Line) bool { return l.Key == placed.Line }) {
			p.removed(placed)
		}
	}
	p.renewals()
	if p.State.Latest.PartBack && len(p.Placed) > 0 && !p.waived(PartRefunded) {
		p.order(Task, PartRefunded, "some of the money was given back, and the shop does not tell for which seats; licences are left as they are",
			"change the seats in the shop or here if that was meant, then let it pass")
	}
	p.grow(grow)
}

// line compares a line with what was placed for it, and gives what grows.
func (p *plan) line(l Line, placed Placed) []Action {
	switch {
	case placed.SKU != l.SKU && l.Seats > 0:
		p.about(Task, PlanChanged, placed, "the shop sold another product for this line than the one that was bought", "upgrade the licence here, or undo the change in the shop")
	case placed.Refused && l.Seats > 0:
		if p.waived(LineRefused) {
			return []Action{p.action(Place, placed, l.Seats)}
		}
		p.about(Task, LineRefused, placed, "the seller did not sell this line; the others are kept", "let it pass to try this line once more, or refund it in the shop")
	case placed.Refused || l.Seats == placed.Seats:
	case placed.Licence == nil:
		p.about(Note, InFlight, placed, "the order was changed while it is being bought; it is compared again afterwards", "")
	case placed.Licence.Facts.Quantity != placed.Seats:
		p.about(Task, Drifted, placed, "the licence has "+strconv.Itoa(placed.Licence.Facts.Quantity)+" seats and not the "+strconv.Itoa(placed.Seats)+" of the shop's order",
			"set the seats here, or change the order in the shop")
	case l.Seats > placed.Seats:
		return []Action{p.action(Raise, placed, l.Seats)}
	case l.Seats == 0:
		p.removed(placed)
	default:
		p.fewer(placed, l.Seats)
	}
	return nil
}

func (p *plan) placed(line string) (Placed, bool) {
	i := slices.IndexFunc(p.Placed, func(x Placed) bool { return x.Line == line })
	if i < 0 {
		return Placed{}, false
	}
	return p.Placed[i], true
}

func (p *plan) waived(r Reason) bool { return r.Waivable() && slices.Contains(p.Waived, r) }

// action makes an action for a line and its key.
func (p *plan) action(op Op, of Placed, seats int) Action {
	return Action{Key: p.key(of, op, strconv.Itoa(seats)), Op: op, Line: of.Line, Target: seats}
}

// about says something of a line.
func (p *plan) about(op Op, r Reason, of Placed, text, suggestion string) *Action {
	p.actions = append(p.actions, Action{Key: p.key(of, op, string(r)), Op: op, Line: of.Line, Reason: r, Text: text, Suggestion: suggestion})
	return &p.actions[len(p.actions)-1]
}

// order says something of the whole order, once.
func (p *plan) order(op Op, r Reason, text, suggestion string) {
	p.about(op, r, Placed{}, text, suggestion)
}

func (p *plan) key(of Placed, op Op, target string) string {
	k := part(p.Connection.ID) + "#" + part(p.id) + "#" + part(of.Line) + "#" + string(op) + "#" + target
	if of.Changes > 0 {
		k += "~" + strconv.Itoa(of.Changes)
	}
	return k
}

// tenant is how the buyer named the tenant.
func (p *plan) tenant() string {
	c := p.State.Latest.Customer
	return cmp.Or(string(c.Tenant), c.Domain)
}
