package localstack_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	lib "github.com/miekg/dns"

	"github.com/seatwright/seatwright/shared/api"
)

// until waits for something: a day of a clock that can be moved, else minutes.
func (c command) until(what string, comes func() (bool, error)) error {
	const day, looks = 24 * time.Hour, 300
	v, moves := c.driver.(virtual)
	step := time.Minute
	for n, passed := 0, time.Duration(0); n < looks && passed < day+time.Hour; n, passed = n+1, passed+step {
		if n > 30 {
			step = 10 * time.Minute
		}
		ok, err := comes()
		if ok || err != nil {
			return err
		}
		if moves {
			err = errors.Join(c.driver.Drain(c.ctx), v.Tick(c.ctx, step))
		} else {
			err = wait(c.ctx, time.Second)
		}
		if err != nil {
			return err
		}
	}
	return fmt.Errorf("waited in vain until %s", what)
}

// planned waits until $PLAN has a state, and prints it for people. Its hash becomes $HASH.
func (c command) planned(args []string) error {
	if len(args) == 0 {
		return errors.New("want a state, and perhaps a stage")
	}
	if err := c.driver.Drain(c.ctx); err != nil {
		return err
	}
	var p api.DomainPlan
	err := c.until("the plan is "+strings.Join(args, " "), func() (found bool, err error) {
		p, err = read[api.DomainPlan](c, "/v1/dns/plans/"+c.ts.Getenv("PLAN"))
		return string(p.State) == args[0] && (len(args) == 1 || string(p.Stage) == args[1]), err
	})
	if err != nil {
		c.plan(p)
		return fmt.Errorf("%w; it is %s, %s", err, p.State, p.Stage)
	}
	c.plan(p)
	return nil
}

func (c command) plan(p api.DomainPlan) {
	c.printf("plan of %s: %s, %s\n", p.Domain, p.State, p.Stage)
	if p.Hash != nil {
		c.ts.Setenv("HASH", *p.Hash)
	}
	c.needs(p.Line)
	if b := p.Problem; b != nil {
		c.printf("problem %s: %s\n", b.Code, b.Text)
		if b.Names != nil {
			c.printf("names: %s\n", strings.Join(*b.Names, ", "))
		}
	}
	c.changes(p.Changes)
	if p.Text != nil {
		c.printf("%s", *p.Text)
	}
	for _, line := range some(p.Lines) {
		c.printf("by hand: %s\n", line)
	}
	for _, note := range some(p.Notes) {
		c.printf("note: %s\n", note)
	}
}

// needs puts the rows to which somebody has to agree into $ROWS.
func (c command) needs(l *api.DomainLine) {
	var rows []string
	if l == nil {
		l = &api.DomainLine{}
	}
	for _, n := range some(l.Needs) {
		for _, id := range some(n.Rows) {
			rows = append(rows, strconv.Quote(id))
		}
	}
	c.ts.Setenv("ROWS", strings.Join(rows, ", "))
}

func some[T any](list *[]T) []T {
	if list == nil {
		return nil
	}
	return *list
}

// changes prints what others changed.
func (c command) changes(all *[]api.DomainChange) {
	side := func(s *string) string {
		if s == nil || *s == "" {
			return "nothing"
		}
		return *s
	}
	for _, ch := range some(all) {
		whose := "somebody else's"
		if ch.Ours != nil && *ch.Ours {
			whose = "ours"
		}
		c.printf("changed, %s: %s %s was %s, is %s\n", whose, ch.Name, ch.Type, side(ch.Was), side(ch.Is))
	}
}

// watched prints what our API knows of changes in $ZONE.
func (c command) watched([]string) error {
	z, err := read[api.DomainZone](c, "/v1/dns/zones/"+c.ts.Getenv("ZONE"))
	if err != nil {
		return err
	}
	c.printf("zone of %s: %s, %d changes\n", z.Domain, z.State, len(z.Changes))
	c.changes(&z.Changes)
	return nil
}

// served prints what the name servers answer, as far as it is the same at all.
func (c command) served(args []string) error {
	if len(args) != 2 {
		return errors.New("want NAME TYPE")
	}
	found, err := c.answers(args[0], args[1])
	for _, line := range found {
		c.printf("%s\n", line)
	}
	if len(found) == 0 {
		c.printf("nothing\n")
	}
	return err
}

// parentServer is the address of the simulated parent of all zones.
const parentServer = "198.18.0.1"

// answers asks all servers of the zone that a name lies in, from the parent down.
func (c command) answers(name, kind string) ([]string, error) {
	parent, err := c.dig(parentServer, name, lib.TypeNS)
	if err != nil {
		return nil, err
	}
	var all []string
	for i, ns := range append(parent.Ns, parent.Answer...) {
		at, ok := ns.(*lib.NS)
		if !ok {
			continue
		}
		address, err := c.dig(parentServer, at.Ns, lib.TypeA)
		if err != nil || len(address.Answer) == 0 {
			return nil, errors.Join(err, fmt.Errorf("server %s has no address", at.Ns))
		}
		answer, err := c.dig(address.Answer[0].(*lib.A).A.String(), name, lib.StringToType[kind]) //nolint:forcetypeassert // it was asked for
		if err != nil {
			return nil, err
		}
		var lines []string
		for _, rr := range answer.Answer {
			lines = append(lines, strings.Join(strings.Fields(rr.String()), " "))
		}
		slices.Sort(lines)
		if i > 0 && !slices.Equal(all, lines) {
			return nil, fmt.Errorf("%s %s: the servers do not agree", name, kind)
		}
		all = lines
	}
	return all, nil
}

func (c command) dig(server, name string, kind uint16) (*lib.Msg, error) {
	names, err := c.driver.Names(c.ctx)
	if err != nil {
		return nil, err
	}
	conn, err := names.Dial(c.ctx, "udp", server+":53")
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }()
	client := lib.Client{UDPSize: lib.DefaultMsgSize}
	answer, _, err := client.ExchangeWithConnContext(c.ctx, new(lib.Msg).SetQuestion(lib.Fqdn(name), kind), &lib.Conn{Conn: conn})
	return answer, err
}

// batch waits until $BATCH has so many domains of each kind and nothing left to do, and prints its summary.
func (c command) batch(args []string) error {
	given, err := pairs(args)
	if err != nil {
		return err
	}
	var b api.DomainBatch
	err = c.until("the request is as wanted", func() (bool, error) {
		if err := c.driver.Drain(c.ctx); err != nil {
			return false, err
		}
		b, err = read[api.DomainBatch](c, "/v1/dns/batches/"+c.ts.Getenv("BATCH"))
		for kind, n := range given {
			if strconv.Itoa(b.States[kind]+b.Plans[kind]) != n {
				return false, err
			}
		}
		return b.Due == nil, err
	})
	c.printf("%d domains, %d taken up\n", b.Domains, b.Expanded)
	for what, counts := range map[string]map[string]int{"state": b.States, "plan": b.Plans} {
		for _, kind := range slices.Sorted(maps.Keys(counts)) {
			c.printf("%s %s: %d\n", what, kind, counts[kind])
		}
	}
	for _, r := range b.Reasons {
		c.printf("%s because of %s: %d, such as %s\n", r.State, r.Code, r.Domains, r.Some[0])
	}
	for _, r := range some(b.Refusals) {
		c.printf("line %d, %s: refused: %s\n", r.Line, r.Domain, r.Text)
	}
	for _, j := range some(b.Jobs) {
		skipped := 0
		if j.Skipped != nil {
			skipped = *j.Skipped
		}
		c.printf("decision: %d of %d done, %d skipped\n", j.Done, j.Lines, skipped)
	}
	return err
}

// candidates prints those domains of $BATCH to which a consent of a class would apply, or without one those that can be applied. The list's digest becomes
// $DIGEST.
func (c command) candidates(args []string) error {
	query := ""
	if len(args) > 0 {
		query = "?class=" + args[0]
	}
	list, err := read[api.DomainCandidates](c, "/v1/dns/batches/"+c.ts.Getenv("BATCH")+"/candidates"+query)
	if err != nil {
		return err
	}
	c.ts.Setenv("DIGEST", list.Digest)
	c.printf("%d candidates\n", len(list.Domains))
	for _, d := range list.Domains {
		c.printf("%s  %s\n", d.Line.Domain, d.Line.State)
	}
	return nil
}
