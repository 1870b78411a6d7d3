package localstack_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/entra"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

// sim looks into a simulator, or plans what it does.
func (c command) sim(args []string) error {
	if len(args) < 2 {
		return errors.New("want NAME and what to do")
	}
	name, rest := args[0], args[2:]
	switch args[1] {
	case "customers":
		return c.simCustomers()
	case "orders":
		return c.simOrders()
	case "subscriptions":
		return c.simSubscriptions()
	case "violations":
		return c.simViolations()
	case "calls":
		return c.simCalls(name)
	case "tokens":
		return c.simTokens()
	case "fault":
		return c.simFault(name, rest)
	case "refuse":
		return c.simRefuse(rest)
	case "licence":
		return c.simLicence(rest)
	case "events":
		return c.simEvents()
	case "customer":
		return c.simCustomer(rest)
	case "post":
		return c.simPost(name, rest)
	}
	return fmt.Errorf("%s is not known", args[1])
}

// look reads what a simulator shows below /_sim/.
func look[T any](c command, name, what string) (T, error) {
	return ask[T](c, name, http.MethodGet, what, nil)
}

func ask[T any](c command, name, method, what string, in any) (T, error) {
	var out T
	var body []byte
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return out, err
		}
	}
	r, err := http.NewRequestWithContext(c.ctx, method, control.Prefix+what, bytes.NewReader(body))
	if err != nil {
		return out, err
	}
	res, err := c.driver.Sim(name, r)
	if err != nil {
		return out, err
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		return out, err
	}
	if res.StatusCode >= http.StatusBadRequest {
		return out, fmt.Errorf("%s %s: %d: %s", method, what, res.StatusCode, answer)
	}
	return out, json.Unmarshal(answer, &out)
}

// mine gives this script's customers: those whose domain ends with its own.
func (c command) mine() (map[string]partnercenter.Customer, []partnercenter.Customer, error) {
	all, err := look[[]partnercenter.Customer](c, "partnercenter", "customers")
	all = slices.DeleteFunc(all, func(cu partnercenter.Customer) bool { return !strings.HasSuffix(cu.Domain, c.domain) })
	byID := map[string]partnercenter.Customer{}
	for _, cu := range all {
		byID[cu.ID] = cu
	}
	return byID, all, err
}

func (c command) simCustomers() error {
	_, all, err := c.mine()
	c.printf("%d customers\n", len(all))
	for _, cu := range all {
		c.printf("customer %s  %s  %s  %s  %d agreements\n", cu.ID, cu.Domain, cu.Company, cu.Country, cu.Agreements)
	}
	return err
}

func (c command) simOrders() error {
	own, _, err := c.mine()
	if err != nil {
		return err
	}
	all, err := look[[]partnercenter.Order](c, "partnercenter", "orders")
	all = slices.DeleteFunc(all, func(o partnercenter.Order) bool { return own[o.Customer].ID == "" })
	c.printf("%d orders\n", len(all))
	for _, o := range all {
		for _, l := range o.Lines {
			c.printf("order %s  %s  %s  %d seats  %s  billed %s\n", o.ID, own[o.Customer].Domain, l.Item, l.Quantity, l.Term, o.Cycle)
		}
	}
	return err
}

func (c command) simSubscriptions() error {
	own, _, err := c.mine()
	if err != nil {
		return err
	}
	all, err := look[[]partnercenter.Subscription](c, "partnercenter", "subscriptions")
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(s partnercenter.Subscription) bool { return own[s.Customer].ID == "" })
	c.printf("%d subscriptions\n", len(all))
	w := tabwriter.NewWriter(c.ts.Stdout(), 0, 0, 2, ' ', 0)
	for _, s := range all {
		renewal := map[bool]string{true: "renews", false: "renewal off"}[s.AutoRenew]
		if s.Cancels {
			renewal += ", ends with its term"
		}
		if s.Scheduled {
			renewal += ", another term is scheduled"
		}
		fmt.Fprintf(w, "subscription %s\t%s\t%s\t%d seats\t%s\t%s\tuntil %s\n", s.ID, own[s.Customer].Domain, s.Item, s.Quantity, s.Status, renewal, s.End.Format("2006-01-02"))
	}
	return w.Flush()
}

func (c command) simViolations() error {
	all, err := look[[]partnercenter.Violation](c, "partnercenter", "violations")
	c.printf("%d violations\n", len(all))
	for _, v := range all {
		c.printf("%s: %s (%s)\n", v.What, v.Detail, v.Path)
	}
	return err
}

// simCalls prints each call with its ids replaced by a star, as in a fault's pattern.
func (c command) simCalls(name string) error {
	id := regexp.MustCompile(`/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	all, err := look[[]control.Call](c, name, "journal")
	for _, l := range all {
		status := strconv.Itoa(l.Status)
		if l.Status == 0 {
			status = "no answer"
		}
		c.printf("%s %s %s\n", l.Method, id.ReplaceAllString(l.Path, "/*"), status)
	}
	return err
}

func (c command) simTokens() error {
	s, err := look[entra.State](c, "entra", "state")
	for audience, n := range s.Mints {
		c.printf("%d for %s\n", n, audience)
	}
	return err
}

// simFault plans a fault.
func (c command) simFault(name string, args []string) error {
	if len(args) < 3 {
		return errors.New("want METHOD PATHPATTERN and what happens")
	}
	given, err := pairs(args[2:])
	if err != nil {
		return err
	}
	f := map[string]any{"method": args[0], "path": args[1]}
	for key, value := range given {
		switch key {
		case "status", "times", "skip":
			if f[key], err = strconv.Atoi(value); err != nil {
				return err
			}
		case "retry-after":
			f["header"] = map[string]string{"Retry-After": value}
		default: // the simulator refuses what it does not know
			f[key] = value
		}
	}
	_, err = ask[any](c, name, http.MethodPost, "faults", f)
	return err
}

func (c command) simRefuse(args []string) error {
	if len(args) == 0 {
		return errors.New("want the product")
	}
	given, err := pairs(args[1:])
	if err != nil {
		return err
	}
	in := map[string]any{"product": args[0]}
	for key, value := range given {
		if in[key], err = strconv.Atoi(value); err != nil {
			in[key] = value
		}
	}
	_, err = ask[any](c, "partnercenter", http.MethodPost, "refuse", in)
	return err
}

func (c command) simCustomer(args []string) error {
	if len(args) == 0 {
		return errors.New("want the domain")
	}
	given, err := pairs(args[1:])
	if err != nil {
		return err
	}
	in := map[string]any{"domain": args[0], "country": "DE", "company": "Bestandskunde GmbH"}
	for key, value := range given {
		in[key] = value
		if value == "true" || value == "false" {
			in[key] = value == "true"
		}
	}
	made, err := ask[struct{ ID string }](c, "partnercenter", http.MethodPost, "customers", in)
	c.ts.Setenv("TENANT", made.ID)
	return err
}
