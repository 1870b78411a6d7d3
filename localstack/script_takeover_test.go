package localstack_test

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/seatwright/seatwright/localstack/sim/graph"
	"github.com/seatwright/seatwright/shared/api"
)

const takeoversPath = "/v1/partners/sample/takeovers"

// takeover waits until $TAKEOVER has a state, and prints it for people. Its plan's hash becomes $HASH, and its order $ORDER.
func (c command) takeover(args []string) error {
	if len(args) > 1 {
		return errors.New("want a state, or nothing")
	}
	if err := c.driver.Drain(c.ctx); err != nil {
		return err
	}
	var t api.Takeover
	var err error
	look := func() (bool, error) {
		t, err = read[api.Takeover](c, takeoversPath+"/"+c.ts.Getenv("TAKEOVER"))
		return len(args) == 0 || string(t.State) == args[0], err
	}
	if len(args) == 0 {
		_, err = look()
	} else {
		err = c.until("the takeover is "+args[0], look)
	}
	c.taken(&t)
	if err != nil {
		return fmt.Errorf("%w; it is %s", err, t.State)
	}
	return nil
}

// taken prints a takeover.
func (c command) taken(t *api.Takeover) {
	c.printf("takeover of %s: %s\n", t.Domain, t.State)
	for _, b := range some(t.Blocked) {
		c.printf("not seen: %s\n", b)
	}
	if p := t.Plan; p != nil {
		c.ts.Setenv("HASH", p.Hash)
		for _, b := range p.Buys {
			c.printf("plan: %d seats of %s for %d users, instead of %d\n", b.Seats, b.Item.ProductId, b.Assigned, b.Had)
		}
		for _, w := range some(p.Warnings) {
			c.printf("warning: %s\n", w)
		}
		for _, b := range some(p.Blocks) {
			c.printf("blocked: %s\n", b)
		}
	}
	if t.OrderId != nil {
		c.ts.Setenv("ORDER", *t.OrderId)
	}
	for _, k := range some(t.Tasks) {
		state := "open"
		if k.Done != nil {
			state = "done"
		}
		c.printf("task %s of %s: %s\n", k.Guard, k.Who, state)
	}
	for _, a := range some(t.Alarms) {
		c.printf("alarm %s: %s\n", a.Kind, a.Text)
	}
	for _, l := range some(t.Letters) {
		c.printf("letter %s: %s\n", l.Kind, l.Text)
	}
	c.swapped(t)
}

// swapped prints what became of users: how many are how far, and each who is a question.
func (c command) swapped(t *api.Takeover) {
	counts := map[string]int{}
	for _, u := range some(t.Users) {
		counts[string(u.State)]++
		if u.State == "asks" {
			c.printf("user %s: %s\n", u.Id, *u.Why)
		}
	}
	for _, state := range []string{"waiting", "done", "asks", "back"} {
		if counts[state] > 0 {
			c.printf("users %s: %d\n", state, counts[state])
		}
	}
	if t.Paused != nil {
		c.printf("paused: %s\n", *t.Paused)
	}
}

// staff adds people to $TENANT who hold a licence.
func (c command) staff(args []string) error {
	if len(args) < 2 {
		return errors.New("want N SKU [group=ID] [location=XX]")
	}
	n, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	given, err := pairs(args[2:])
	if err != nil {
		return err
	}
	location, ok := given["location"]
	if !ok {
		location = "DE"
	}
	from := len(c.people())
	for i := range n {
		u := graph.User{ID: fmt.Sprintf("user-%d", from+i+1), Location: location, Licences: []graph.Licence{{
			SKU: args[1], Group: given["group"], Off: []string{graph.PlanID(args[1], "YAMMER_ENTERPRISE")},
		}}}
		if err := c.post("graph", "users", map[string]any{"tenant": c.ts.Getenv("TENANT"), "user": u}); err != nil {
			return err
		}
	}
	return nil
}

// people gives those of $TENANT.
func (c command) people() []graph.User {
	all, err := look[[]graph.Tenant](c, "graph", "state")
	c.ts.Check(err)
	for i := range all {
		if strings.EqualFold(all[i].ID, c.ts.Getenv("TENANT")) {
			return all[i].Users
		}
	}
	return nil
}

// held prints how many people of $TENANT hold which licence, and with what switched off.
func (c command) held([]string) error {
	counts := map[string]int{}
	var order []string
	for _, u := range c.people() {
		for _, l := range u.Licences {
			what := l.SKU
			if slices.Contains(l.Off, graph.PlanID(l.SKU, "YAMMER_ENTERPRISE")) {
				what += " without yammer"
			}
			if counts[what] == 0 {
				order = append(order, what)
			}
			counts[what]++
		}
	}
	for _, what := range order {
		c.printf("%d people with %s\n", counts[what], what)
	}
	return nil
}

// elsewhere has another provider sell licences to $TENANT.
func (c command) elsewhere(args []string) error {
	if len(args) < 3 {
		return errors.New("want ID SKU SEATS [days=N] [renews=true]")
	}
	seats, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	given, err := pairs(args[3:])
	if err != nil {
		return err
	}
	days := 0
	if given["days"] != "" {
		if days, err = strconv.Atoi(given["days"]); err != nil {
			return err
		}
	}
	sold := graph.Sold{ID: args[0], SKU: args[1], Seats: seats, Owner: "99999999-9999-4999-8999-999999999999", Renews: given["renews"] == "true"}
	return c.post("graph", "sold", map[string]any{"tenant": c.ts.Getenv("TENANT"), "sold": sold, "days": days})
}
