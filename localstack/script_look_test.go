package localstack_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/seatwright/seatwright/shared/api"
)

// order prints the current order for people.
func (c command) order([]string) error {
	o, err := c.current()
	if err != nil {
		return err
	}
	out := c.ts.Stdout()
	fmt.Fprintf(out, "order %s: %s\n", o.Id, o.State)
	if o.Customer.TenantId != nil {
		c.ts.Setenv("TENANT", *o.Customer.TenantId)
	}
	if n := o.Next; n.Expects != nil {
		fmt.Fprintf(out, "next: %s\n", *n.Expects)
	}
	if q := o.Question; q != nil {
		fmt.Fprintf(out, "question %s: %s\n", q.Field, q.Text)
		if q.Pattern != nil {
			fmt.Fprintf(out, "form: %s\n", *q.Pattern)
		}
		if q.Choices != nil {
			fmt.Fprintf(out, "choices: %s\n", strings.Join(*q.Choices, ", "))
		}
	}
	if r := o.Refusal; r != nil {
		fmt.Fprintf(out, "refused, a matter of the %s: %s\n", r.Whose, r.Operator)
		if r.Buyer != nil {
			fmt.Fprintf(out, "for the customer: %s\n", *r.Buyer)
		}
	}
	c.relationship(o)
	if h := o.Hold; h != nil {
		fmt.Fprintf(out, "waits: %s\nwho must act: %s\nnext: %s\n", h.Reason, h.Actor, h.Next)
		for what, said := range map[string]*string{"code": h.Code, "link": h.Link} {
			if said != nil {
				fmt.Fprintf(out, "%s: %s\n", what, *said)
			}
		}
	}
	if o.Cancellation != nil {
		fmt.Fprintf(out, "cancel asked for, at_term_end %s\n", o.Cancellation.AtTermEnd)
	}
	return c.lines(o)
}

// lines prints an order's lines and steps.
func (c command) lines(o api.Order) error {
	w := tabwriter.NewWriter(c.ts.Stdout(), 0, 0, 2, ' ', 0)
	for i, l := range o.Lines {
		fmt.Fprintf(w, "line %d\t%s:%s\t%d seats\t%s\t%s%s%s\n", i+1, l.ProductId, l.SkuId, l.Quantity, l.State, licence(l), ending(l.Ending), reason(l.Reason))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, s := range o.Steps {
		times := ""
		if s.Count != nil {
			times = fmt.Sprintf("\t%d times", *s.Count)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s%s\n", s.At.Format("01-02 15:04:05"), s.Name, s.Result, s.Evidence, times)
	}
	return w.Flush()
}

// relationship prints how far a tenant is on its way to become a customer. The link becomes $LINK.
func (c command) relationship(o api.Order) {
	r := o.Relationship
	if r == nil {
		return
	}
	c.printf("relationship: was %s", r.Was)
	if r.Link != nil {
		c.ts.Setenv("LINK", *r.Link)
		c.printf(", the customer accepts at %s", *r.Link)
	}
	if r.AcceptedAt != nil {
		c.printf(", accepted %s", r.AcceptedAt.Format(time.DateOnly))
	}
	c.printf("\n")
}

// current gets $ORDER from our API, as $AS when a script says so. Its last licence becomes $LICENCE.
func (c command) current() (api.Order, error) {
	var o api.Order
	header := http.Header{}
	if err := c.sign(header, cmp.Or(c.ts.Getenv("AS"), "client")); err != nil {
		return o, err
	}
	res, err := c.call(http.MethodGet, "/v1/orders/"+c.ts.Getenv("ORDER"), header, nil)
	if err != nil {
		return o, err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return o, err
	}
	if res.StatusCode != http.StatusOK {
		return o, fmt.Errorf("%d: %s", res.StatusCode, body)
	}
	err = json.Unmarshal(body, &o)
	for _, l := range o.Lines {
		if l.Subscription != nil {
			c.ts.Setenv("LICENCE", l.Subscription.Id)
		}
	}
	return o, err
}

func licence(l api.Line) string {
	s := l.Subscription
	if s == nil {
		return "no licence"
	}
	text := fmt.Sprintf("licence %s %s", s.Id, s.Status)
	if !s.AutoRenew {
		text += ", renewal off"
	}
	if s.CancelUntil != nil && l.Ending == nil {
		text += ", can be given back until " + s.CancelUntil.Format(time.DateOnly)
	}
	return text
}

func ending(e *api.Ending) string {
	switch {
	case e == nil:
		return ""
	case e.Immediate:
		return ", given back, nothing owed"
	}
	text := ", ends by " + string(*e.AtTermEnd)
	if e.CommittedUntil != nil {
		text += ", committed until " + e.CommittedUntil.Format(time.DateOnly)
	}
	if e.Owed != nil {
		return text + ", owed " + e.Owed.Amount + " " + e.Owed.Currency
	}
	if e.OwedReason != nil {
		return text + ", owed not known: " + *e.OwedReason
	}
	return text
}

func reason(r *string) string {
	if r == nil {
		return ""
	}
	return ", because " + *r
}
