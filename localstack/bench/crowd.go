package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/seatwright/seatwright/functions"
	"github.com/seatwright/seatwright/localstack/bench/zone"
	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/ovh"
	"github.com/seatwright/seatwright/shared/table/store"
)

// A crowd has so many domains of one account, for which our functions keep to so many calls a minute.
const (
	crowdSize = 1000
	crowdRate = 60
	crowdMost = 10 // calls beyond the rate that a pause allows at once; the simulator refuses more
)

// crowd is a request for many domains on its way.
type crowd struct {
	*estate

	saw     *witness
	fired   time.Time
	calls   int
	denied  int           // calls that OVHcloud refused because they were too many
	longest time.Duration // that the worker ran at a time
}

// crowded sets a thousand domains up, all of one account.
func crowded(ctx context.Context, r *report) error {
	c := &crowd{saw: &witness{}}
	var err error
	c.estate, err = zonesOpen(ctx, local.Options{World: local.World{OVHRate: strconv.Itoa(crowdRate)}, Store: func(s store.Store) store.Store {
		c.saw.Store = s
		return c.saw
	}})
	if err != nil {
		return err
	}
	defer c.DNS.Close() //nolint:errcheck // nobody asks any more
	c.OVH.Behave(ovh.Habits{PerMinute: crowdRate + crowdMost})
	begun, mark := c.clock.Now(), c.mark()
	used, err := spent()
	if err != nil {
		return err
	}
	if err := c.way(ctx); err != nil {
		return err
	}
	after, err := spent()
	if err != nil {
		return err
	}
	took := c.since(mark)
	reportCrowd(r, c, c.clock.Now().Sub(begun), after-used, requests(took.queue)/crowdSize, took.units.Write/crowdSize, counts(took.queue))
	return nil
}

// way takes all domains from the request to the end.
func (c *crowd) way(ctx context.Context) error {
	body, err := json.Marshal(map[string]any{
		"customer_id": c.tenant, "host": map[string]string{"kind": "ovh", "account": "main"}, "options": map[string]any{"services": []string{"Email"}}, "csv": c.zones(),
	})
	if err != nil {
		return err
	}
	var b struct{ ID string }
	if err := c.ask(ctx, http.MethodPost, "/batches", string(body), &b); err != nil {
		return err
	}
	c.saw.batch, c.fired = b.ID, c.clock.Now()
	for _, step := range []struct{ plans, states, class string }{{"ready", "", ""}, {"needs_consent", "", "replace_mx"}, {"ready", "", ""}, {"", "done", ""}} {
		if err := c.pump(ctx, step.plans, step.states); err != nil {
			return err
		}
		if step.states == "" {
			if err := c.decide(ctx, step.class); err != nil {
				return err
			}
		}
	}
	return nil
}

// zones gives the account zones as they come, and names them in a file.
func (c *crowd) zones() string {
	var b strings.Builder
	b.WriteString("Domain\r\n")
	servers := []string{"dns200.anycast.me", "ns200.anycast.me"}
	for n := range crowdSize {
		name := zone.Name(n)
		c.OVH.Put(ovh.Zone{Name: name, Account: local.OVHAccount, Servers: servers, Rows: ovh.FreshRows(name, "TXT")})
		c.DNS.Delegate(name, servers...)
		b.WriteString(name + "\r\n")
	}
	return b.String()
}

// decide consents to a class for all domains that only want that, or applies all plans.
func (c *crowd) decide(ctx context.Context, class string) error {
	path, query := "/batches/"+c.saw.batch, ""
	if class != "" {
		query = "?class=" + class
	}
	var list struct{ Digest string }
	if err := c.ask(ctx, http.MethodGet, path+"/candidates"+query, "", &list); err != nil {
		return err
	}
	if class != "" {
		return c.ask(ctx, http.MethodPost, path+"/consents", `{"class":"`+class+`","digest":"`+list.Digest+`"}`, nil)
	}
	return c.ask(ctx, http.MethodPost, path+"/apply", `{"digest":"`+list.Digest+`"}`, nil)
}

// pump works until all domains have a plan of a kind, or are in a state. Schedules come each minute, whether there is work or not.
func (c *crowd) pump(ctx context.Context, plans, states string) error {
	const longest = 30 * 24 * time.Hour
	for end := c.clock.Now().Add(longest); c.clock.Now().Before(end); {
		n, err := c.poll(ctx)
		if err != nil {
			return err
		}
		if n == 0 {
			var b struct{ States, Plans map[string]int }
			if err := c.ask(ctx, http.MethodGet, "/batches/"+c.saw.batch, "", &b); err != nil {
				return err
			}
			if b.Plans[plans] == crowdSize || b.States[states] == crowdSize {
				return nil
			}
			c.clock.Advance(time.Minute)
		}
		if err := c.tick(ctx); err != nil {
			return err
		}
	}
	return fmt.Errorf("the domains have not got to %s%s after %s", plans, states, longest)
}

// tick runs the schedules when a minute has gone by.
func (c *crowd) tick(ctx context.Context) error {
	if c.clock.Now().Sub(c.fired) < time.Minute {
		return nil
	}
	c.fired = c.clock.Now()
	return c.Fire(ctx)
}

// poll has the worker take messages up, and takes down what it called.
func (c *crowd) poll(ctx context.Context) (int, error) {
	at := c.clock.Now()
	n, err := c.Poll(ctx)
	c.longest = max(c.longest, c.clock.Now().Sub(at))
	for _, call := range c.OVH.Calls() {
		c.calls++
		if call.Status == http.StatusTooManyRequests {
			c.denied++
		}
	}
	c.OVH.Forget()
	return n, err
}

func reportCrowd(r *report, c *crowd, took, used time.Duration, queue, units float64, sent string) {
	name := fmt.Sprintf("%d domains set up at %d calls a minute", crowdSize, crowdRate)
	allowed := time.Duration(c.calls) * time.Minute / crowdRate
	x := row{group: groupDomain, name: name + ": calls refused", figure: strconv.Itoa(c.saw.refused), bound: fmt.Sprintf("%d by the host", c.denied), aim: "0", verdict: "met"}
	if c.saw.refused+c.denied > 0 {
		x.verdict = "NOT MET"
	}
	r.add(x)
	r.add(row{group: groupDomain, name: name + ": time", figure: fmt.Sprintf("%.1f h", took.Hours()), bound: fmt.Sprintf("%.1f h for %d calls", allowed.Hours(), c.calls), ratio: fmt.Sprintf("%.2f", ratio(took, allowed)), aim: "shown"})
	most := time.Duration(0)
	for _, f := range functions.All() {
		if f.Name == "domain" {
			most = f.Timeout
		}
	}
	x = row{group: groupDomain, name: name + ": longest run of the worker", figure: fmt.Sprintf("%.1f min", c.longest.Minutes()), bound: "ten messages"}
	x.aim, x.verdict = aim(c.longest.Minutes(), most.Minutes(), "%.0f min")
	r.add(x)
	r.add(row{group: groupDomain, name: name + ": a domain", figure: fmt.Sprintf("%.1f calls", float64(c.calls)/crowdSize), bound: fmt.Sprintf("%.1f write units, %.2f SQS requests, %s CPU", units, queue, ms(used/crowdSize)), aim: "shown"})
	r.note("The crowd: one account, both plans of each domain with a consent for a class between, in virtual time with a sweep each minute; somebody decides as soon as the last plan is there. %s to the queue; %d troubles of other kinds, which passed.",
		sent, c.saw.troubles)
}
