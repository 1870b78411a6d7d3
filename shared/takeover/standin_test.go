package takeover_test

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/takeover"
)

const (
	oldSKU = "00000000-0000-4000-8000-00000000000a"
	newSKU = "00000000-0000-4000-8000-00000000000b"
	reader = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b"
	admin  = "4d6ac14f-3453-41d0-bef9-a3e0c569773a"
)

// tenant is a customer's tenant, its sellers and its people, in memory.
type tenant struct {
	clock  time.Time
	kept   takeover.Takeover
	view   takeover.View // what people and sellers do not change by what follows
	old    takeover.Line
	second takeover.Line // nothing before it is ordered
	users  map[string]takeover.Holder
	orders int // different ones
	asked  int // calls for an order
	sent   map[takeover.MessageKind]string
	fate   func(call string) error
	broken []string
}

func newTenant(sku string, users int) *tenant {
	n := &tenant{
		clock: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC), users: map[string]takeover.Holder{}, sent: map[takeover.MessageKind]string{},
		view: takeover.View{Tenants: []string{"t1"}, Default: "contoso.com"},
	}
	n.old = takeover.Line{ID: "old", SKU: oldSKU, Status: "Enabled", Seats: users + 2, Ends: n.clock.AddDate(0, 0, 20)}
	for i := range users {
		id := string(rune('a' + i))
		n.users[id] = takeover.Holder{ID: id, Location: "FR", Held: []takeover.Held{{SKU: oldSKU, Off: []string{"YAMMER", "KAIZALA"}}}}
	}
	n.kept = takeover.Takeover{
		ID: "1", Partner: "acme", Domain: "contoso.com", State: takeover.Requested, Since: n.clock, Provider: "Old Provider", Automate: true, Version: 1,
		Wishes: []takeover.Wish{{OldSKU: oldSKU, NewSKU: sku}},
	}
	return n
}

func (n *tenant) goes(call string) error {
	if n.fate == nil {
		return nil
	}
	return n.fate(call)
}

func (n *tenant) Load(context.Context, string, string) (takeover.Takeover, error) {
	t := n.kept
	t.Tasks, t.Alarms, t.Swap.Users = slices.Clone(t.Tasks), slices.Clone(t.Alarms), slices.Clone(t.Swap.Users)
	return t, n.goes("load")
}

func (n *tenant) Save(_ context.Context, t *takeover.Takeover) error {
	if err := n.goes("save"); err != nil {
		return err
	}
	if t.Version != n.kept.Version {
		return fault.Stale.Errorf("changed")
	}
	n.proven(n.kept.State, t.State)
	t.Version++
	n.kept = *t
	n.kept.Tasks, n.kept.Alarms, n.kept.Swap.Users = slices.Clone(t.Tasks), slices.Clone(t.Alarms), slices.Clone(t.Swap.Users)
	return n.goes("saved")
}

// proven checks by the tenant itself what must be true when a state is entered.
func (n *tenant) proven(from, to takeover.State) {
	if from == to {
		return
	}
	holds := true
	switch to {
	case takeover.RelationshipOK:
		holds = n.view.Related && n.view.Agreed && len(n.view.Roles) == 2
	case takeover.SecondSeen:
		holds = n.second.Status == "Enabled"
	case takeover.Ready:
		holds = n.kept.Wishes[0].NewSKU == oldSKU || n.holders(oldSKU) == 0
	case takeover.Asked:
		holds = n.covered()
	case takeover.OldDisabled:
		holds = n.old.Status != "Enabled" && !n.kept.Confirmed.IsZero()
	case takeover.Covered, takeover.Closed:
		holds = n.covered() && n.view.Errors == 0
	default:
	}
	if !holds {
		n.broken = append(n.broken, string(from)+" was left for "+string(to)+" without proof")
	}
}

func (n *tenant) holders(sku string) int {
	k := 0
	for _, u := range n.users {
		if slices.ContainsFunc(u.Held, func(h takeover.Held) bool { return h.SKU == sku }) {
			k++
		}
	}
	return k
}

func (n *tenant) covered() bool {
	sku := n.kept.Wishes[0].NewSKU
	return n.second.Seats >= n.holders(sku) && n.holders(sku) == len(n.users)
}

func (n *tenant) Look(context.Context, *takeover.Takeover) (takeover.View, error) {
	v := n.view
	v.Read = n.clock
	v.Lines = []takeover.Line{n.old}
	seats := map[string]int{oldSKU: 0, newSKU: 0}
	if n.old.Status == "Enabled" {
		seats[oldSKU] = n.old.Seats
	}
	if n.second.Status != "" {
		v.Lines = append(v.Lines, n.second)
		seats[n.second.SKU] += n.second.Seats
	}
	for sku, s := range seats {
		v.Pools = append(v.Pools, takeover.Pool{SKU: sku, Enabled: s, Consumed: n.holders(sku)})
	}
	return v, n.goes("look")
}

func (n *tenant) Order(_ context.Context, t *takeover.Takeover) error {
	if err := n.goes("order"); err != nil {
		return err
	}
	n.asked++
	if n.second.ID == "" {
		n.orders++
		n.second = takeover.Line{ID: "new", SKU: t.Plan.Buys[0].NewSKU, Seats: t.Plan.Buys[0].Seats, Ours: true}
		if n.second.Seats < t.Plan.Buys[0].Assigned {
			n.broken = append(n.broken, "fewer seats were ordered than are assigned")
		}
	}
	return n.goes("ordered")
}

func (n *tenant) Transfer(context.Context, *takeover.Takeover) error { return n.goes("transfer") }

func (n *tenant) Send(_ context.Context, _ *takeover.Takeover, m takeover.Message) error {
	if err := n.goes("send"); err != nil {
		return err
	}
	if m.Kind == takeover.Farewell && n.sent[m.Kind] == "" && !n.covered() {
		n.broken = append(n.broken, "the old provider was written to before coverage was proven")
	}
	n.sent[m.Kind] = m.Text
	return n.goes("sent")
}

func (n *tenant) Holders(context.Context, string, string) ([]takeover.Holder, error) {
	var all []takeover.Holder
	for _, u := range n.users {
		all = append(all, u)
	}
	slices.SortFunc(all, func(a, b takeover.Holder) int { return strings.Compare(a.ID, b.ID) })
	return all, n.goes("holders")
}

func (n *tenant) Holder(_ context.Context, _, user string) (takeover.Holder, error) {
	h, ok := n.users[user]
	if !ok {
		return h, fault.NotFound.Errorf("no user")
	}
	return h, n.goes("holder")
}

func (n *tenant) Change(_ context.Context, _, user string, c takeover.Change) error {
	if err := n.goes("change"); err != nil {
		return err
	}
	h := n.users[user]
	if len(c.Add) > 0 && c.Add[0].SKU == newSKU && n.holders(newSKU) >= n.second.Seats {
		return fault.Coded(fault.Invalid.Errorf("no seats"), "CountViolation")
	}
	h.Held = slices.DeleteFunc(slices.Clone(h.Held), func(l takeover.Held) bool { return slices.Contains(c.Remove, l.SKU) })
	h.Held = append(h.Held, c.Add...)
	n.users[user] = h
	if len(h.Held) == 0 {
		n.broken = append(n.broken, "a user was left without a licence")
	}
	return n.goes("changed")
}

func (n *tenant) machine() takeover.Machine {
	now := func() time.Time { return n.clock }
	swapper := takeover.Swapper{Licences: n, Plans: func(string) []string { return []string{"YAMMER", "TEAMS1"} }, Save: n.Save, Now: now}
	return takeover.Machine{Records: n, Eyes: n, Hands: n, Swapper: &swapper, Now: now}
}

// people do everything that is asked of them.
func (n *tenant) people(ctx context.Context) {
	for _, u := range n.kept.Swap.Users {
		if u.State == takeover.UserBack {
			_ = n.machine().Again(ctx, "acme", "1", u.Before.ID)
		}
	}
	n.view.Complete, n.view.Related, n.view.Agreed, n.view.Roles = true, true, true, []string{reader, admin}
	switch n.kept.State {
	case takeover.Planned:
		_ = n.machine().Approve(ctx, "acme", "1", n.kept.Plan.Hash, "ann")
	case takeover.Ordering:
		if n.second.ID != "" {
			n.second.Status, n.view.Order = "Enabled", takeover.Complete
		}
	case takeover.Asked:
		_ = n.machine().Confirm(ctx, "acme", "1")
		n.old.Status = "Warning"
		n.enough()
	case takeover.SecondSeen, takeover.Swapping:
		n.second.Seats = max(n.second.Seats, len(n.users))
	case takeover.Ready, takeover.OldDisabled, takeover.Covered:
		n.enough()
	case takeover.NeedsHuman:
		_ = n.machine().Resume(ctx, "acme", "1")
	default:
	}
}

// enough has people buy seats for users who came later, and give them the new licence.
func (n *tenant) enough() {
	n.second.Seats = max(n.second.Seats, len(n.users))
	for id, u := range n.users {
		u.Held = []takeover.Held{{SKU: n.kept.Wishes[0].NewSKU, Off: u.Held[0].Off}}
		n.users[id] = u
	}
}
