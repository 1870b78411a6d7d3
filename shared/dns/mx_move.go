package dns

import "strconv"

// The preferences of a move: the new host first stands behind the old one, so that it can be tested, and then they change places.
const (
	behind = 20
	aside  = 30
)

// move takes mail that flows to Microsoft's old host to its new one, one step a plan. Between steps the old time to live has to run out, and somebody
// tests that mail arrives.
func (p *planner) move(w *Wanted, here, former, others []seen) {
	switch {
	case len(others) > 0:
		p.note(Block, "move_foreign_mx", w.Service, "mail also goes elsewhere: "+p.list(others))
		return
	case len(former) == 0:
		p.stayed(w, here)
		return
	case p.opt.Move != MoveAdd && len(here) == 0:
		p.note(Block, "move_order", w.Service, "the new host is not there yet; the first step adds it")
		return
	case !p.policy(w) || !p.free(p.owner(w), w):
		return
	}
	host := (Record{Type: MX, Data: w.data()}).target() + "."
	switch p.opt.Move {
	case MoveAdd:
		if len(here) > 0 {
			p.same(&here[0], w, "the new host is already there")
			return
		}
		v := *w
		v.Value = strconv.Itoa(behind) + " " + host
		p.create(&v, "move_add", "the new host stands behind the old one, so that it can be tested", Low)
	case MoveSwap:
		for _, s := range former {
			p.prefer(&s, w, strconv.Itoa(aside)+" "+s.rec.target()+".", "the old host steps aside")
		}
		p.prefer(&here[0], w, w.data(), "the new host takes the mail")
	case MoveFinish:
		p.finish(w, here, former)
	}
}

// finish deletes the old host, once the new one comes first.
func (p *planner) finish(w *Wanted, here, former []seen) {
	if here[0].rec.Data != w.data() {
		p.note(Block, "move_order", w.Service, "the new host does not come first yet; the second step makes it so")
		return
	}
	p.same(&here[0], w, "the new host takes the mail")
	p.remove(former, w.Service, Item{Code: "move_finish", Risk: Low, Reason: "Microsoft's old host has done its work"})
}

func (p *planner) stayed(w *Wanted, here []seen) {
	if len(here) == 0 {
		p.note(Block, "move_nothing", w.Service, "no mail goes to a host of Microsoft's that could be moved")
		return
	}
	p.same(&here[0], w, "mail already goes to the new host alone")
}

func (p *planner) prefer(s *seen, w *Wanted, data, reason string) {
	if s.rec.Data == data {
		p.same(s, w, reason)
		return
	}
	p.update(s, w, data, Item{Code: "move_swap", Reason: reason, Risk: High})
}
