package localstack_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/seatwright/seatwright/shared/api"
)

// simLicence adds a licence of $TENANT that was bought elsewhere, and has Microsoft tell of it.
func (c command) simLicence(args []string) error {
	if len(args) == 0 {
		return errors.New("want the item, such as CFQ7TTC0LCHC:0002")
	}
	given, err := pairs(args[1:])
	if err != nil {
		return err
	}
	clock, err := look[struct{ Now time.Time }](c, "partnercenter", "clock")
	if err != nil {
		return err
	}
	in := map[string]any{"customer": c.ts.Getenv("TENANT"), "item": args[0], "term": "P1Y", "billingCycle": "monthly", "quantity": 10}
	if !strings.Contains(args[0], ":") { // a legacy offer
		delete(in, "item")
		in["offer"] = args[0]
	}
	for key, value := range given {
		switch key {
		case "parent", "reseller":
			in[key] = value
		case "seats":
			in["quantity"], err = strconv.Atoi(value)
		case "age":
			var age time.Duration
			age, err = duration(value)
			in["start"] = clock.Now.Add(-age)
		case "term":
			in[key] = value
		case "billing":
			in["billingCycle"] = value
		default:
			err = fmt.Errorf("%s is not known", key)
		}
		if err != nil {
			return err
		}
	}
	made, err := ask[struct{ ID string }](c, "partnercenter", http.MethodPost, "subscriptions", in)
	if err != nil {
		return err
	}
	c.ts.Setenv("LICENCE", made.ID)
	_, err = ask[any](c, "partnercenter", http.MethodPost, "announce", map[string]any{"customer": in["customer"], "subscription": made.ID})
	return err
}

// simEvents has Microsoft send the events that are due.
func (c command) simEvents() error {
	_, err := ask[any](c, "partnercenter", http.MethodPost, "deliver", nil)
	return err
}

// read gets a document of our API.
func read[T any](c command, path string) (T, error) {
	var out T
	header := http.Header{}
	if err := c.sign(header, "client"); err != nil {
		return out, err
	}
	res, err := c.call(http.MethodGet, path, header, nil)
	if err != nil {
		return out, err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return out, err
	}
	if res.StatusCode != http.StatusOK {
		return out, fmt.Errorf("%d: %s", res.StatusCode, body)
	}
	return out, json.Unmarshal(body, &out)
}

// licence prints $LICENCE as our API has it.
func (c command) licence([]string) error {
	s, err := read[api.Subscription](c, "/v1/subscriptions/"+c.ts.Getenv("LICENCE"))
	if err != nil {
		return err
	}
	renewal := map[bool]string{true: "renews", false: "renewal off"}[s.AutoRenew]
	c.printf("licence %s: %s, %d seats of %s:%s, %s\n", s.Id, s.Status, s.Quantity, s.ProductId, s.SkuId, renewal)
	if s.Nickname != nil {
		c.printf("named %s\n", *s.Nickname)
	}
	if n := s.NextTerm; n != nil {
		c.printf("next term: %d seats of %s:%s, %s, billed %s\n", n.Quantity, n.ProductId, n.SkuId, n.TermDuration, n.BillingPlan)
	}
	for _, b := range s.Refundable {
		c.printf("%d seats can be given back until %s\n", b.Quantity, b.Until.Format(time.DateOnly))
	}
	for _, d := range s.Drift {
		c.printf("changed elsewhere: %s from %q to %q\n", d.Field, d.Before, d.After)
	}
	return nil
}

// change prints $CHANGE, and what was decided about it.
func (c command) change([]string) error {
	ch, err := read[api.Change](c, "/v1/subscriptions/"+c.ts.Getenv("LICENCE")+"/changes/"+c.ts.Getenv("CHANGE"))
	if err != nil {
		return err
	}
	c.printf("change of %s: %s\n", ch.Kind, ch.State)
	c.decision(ch.Decision)
	w := tabwriter.NewWriter(c.ts.Stdout(), 0, 0, 2, ' ', 0)
	for _, s := range ch.Steps {
		fmt.Fprintf(w, "%s\t%s\t%s\n", s.At.Format("01-02 15:04:05"), s.What, s.Evidence)
	}
	return w.Flush()
}

// options prints what can be done with $LICENCE. Names of the query and their values may be given.
func (c command) options(args []string) error {
	path := "/v1/subscriptions/" + c.ts.Getenv("LICENCE") + "/options"
	if len(args) > 0 {
		path += "?" + strings.Join(args, "&")
	}
	all, err := read[api.SubscriptionOptions](c, path)
	if err != nil {
		return err
	}
	for _, o := range all.Options {
		c.printf("%s%s: ", o.Wish.Kind, wanted(o.Wish))
		c.decision(o.Decision)
	}
	return nil
}

// wanted tells wishes of one kind apart.
func wanted(w api.Wish) string {
	switch {
	case w.Delta != nil:
		return fmt.Sprintf(" %+d", *w.Delta)
	case w.Seats != nil:
		return fmt.Sprintf(" %d", *w.Seats)
	case w.To != nil:
		return " to " + w.To.ProductId + ":" + w.To.SkuId
	case w.AutoRenew != nil && *w.AutoRenew:
		return " on"
	case w.AutoRenew != nil:
		return " off"
	}
	return ""
}

// decision prints the policy's answer in a line.
func (c command) decision(d api.Decision) {
	c.printf("%s, by rule %s: %s", d.When, d.Rule, d.Why)
	if d.SeatsNow != nil {
		c.printf("; seats now %+d", *d.SeatsNow)
	}
	if d.SeatsLater != nil {
		c.printf("; seats later %+d", *d.SeatsLater)
	}
	if d.Until != nil {
		c.printf("; until %s", d.Until.Format(time.DateOnly))
	}
	for _, m := range []struct {
		what   string
		amount *api.Owed
	}{{"charge", d.Charge}, {"refund", d.Refund}, {"owed", d.Owed}} {
		if m.amount != nil {
			c.printf("; %s %s %s", m.what, m.amount.Amount, m.amount.Currency)
		}
	}
	if d.UnpricedReason != nil {
		c.printf("; money not known: %s", *d.UnpricedReason)
	}
	if d.Loses != nil {
		c.printf("; loses: %s", strings.Join(*d.Loses, ", "))
	}
	if d.Instead != nil {
		c.printf("; instead: %s", strings.Join(*d.Instead, ", "))
	}
	c.printf("\n")
}
