package localstack_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/webhook"
)

// soldSKU is what the connections of the seed sell.
const soldSKU = "M365-BP-1Y-M"

// merchant is a shop with one order in it, of one product.
type merchant interface {
	// connect sets its webhooks up.
	connect() error
	// buy has somebody order seats, at 250.00 each, and pay them.
	buy(ctx context.Context, seats int) error
	// pay has the buyer pay what is owed after an edit.
	pay(ctx context.Context) error
	// edit changes how many seats the order has.
	edit(ctx context.Context, seats int) error
	// refund gives the money of some seats back.
	refund(ctx context.Context, seats int) error
	// cancel ends the order and leaves the money where it is.
	cancel(ctx context.Context) error
	// end ends it and gives all that is left back.
	end(ctx context.Context) error
	// resend tells of the order once more, without a change.
	resend(ctx context.Context) error
	// behave changes what happens to its messages on their way.
	behave(l control.Luck) error
	// sent gives its messages so far, in the order in which they came up.
	sent() []sentOff
}

// sentOff is a message of a shop.
type sentOff struct {
	topic    string
	due      time.Time
	attempts int
	status   int
}

// trader is a system whose shops a script can reach.
type trader interface {
	open(ctx context.Context, platform string, c command) (merchant, error)
	aside(ctx context.Context, platform string) ([]webhook.Note, error)
	OnlyOrder() (string, error)
}

var _ trader = process{}

// aside gives what waits for a person of a shop.
func (p process) aside(ctx context.Context, platform string) ([]webhook.Note, error) {
	const most = 100
	all, _, err := table.Open(p.Store, p.clock.Now).Quarantined(ctx, connectionOf(platform), "", most)
	return all, err
}

func connectionOf(platform string) string {
	return map[string]string{
		"shopify": local.Connection, "woocommerce": local.WooConnection, "stripe": local.StripeConnection, "standard": local.StandardConnection,
	}[platform]
}

// shop plays a shop on a platform.
func (c command) shop(args []string) error {
	t, ok := c.driver.(trader)
	if !ok || len(args) == 0 {
		return errors.New("want what happens in the shop, and a clock that can be moved; see [!virtual]")
	}
	if args[0] == "open" && len(args) > 1 {
		return c.openShop(t, args[1], args[2:])
	}
	if c.merchant == nil {
		return errors.New("open a shop first")
	}
	switch args[0] {
	case "told":
		c.told()
		return nil
	case "waits":
		return c.waits(t)
	case "ours":
		return c.ours(t)
	case "luck":
		return c.luck(args[1:])
	}
	return c.happens(args)
}

// openShop opens a shop with webhooks, whose messages have the luck that the arguments say.
func (c command) openShop(t trader, platform string, args []string) error {
	m, err := t.open(c.ctx, platform, c)
	if err != nil {
		return err
	}
	c.merchant, c.platform = m, platform
	if err := c.luck(args); err != nil {
		return err
	}
	if err := m.connect(); err != nil {
		return err
	}
	return c.tick([]string{"1m"}) // some platforms first try whether anybody is there
}

// luck reads what happens to messages on their way.
func (c command) luck(args []string) error {
	given, err := pairs(args)
	if err != nil {
		return err
	}
	l := control.Luck{Seed: c.name}
	for name, at := range map[string]*int{"twice": &l.Twice, "late": &l.Late, "late-by": &l.LateBy, "lose": &l.Lose} {
		value, ok := given[name]
		if !ok {
			continue
		}
		delete(given, name)
		if *at, err = strconv.Atoi(value); err != nil {
			return err
		}
	}
	if len(given) > 0 {
		return fmt.Errorf("%v: not known", given)
	}
	return c.merchant.behave(l)
}

// happens has something happen to the order in the shop.
func (c command) happens(args []string) error {
	m := c.merchant
	plain := map[string]func(context.Context) error{"pay": m.pay, "cancel": m.cancel, "end": m.end, "resend": m.resend}
	seats := map[string]func(context.Context, int) error{"buy": m.buy, "edit": m.edit, "refund": m.refund}
	if do, ok := plain[args[0]]; ok && len(args) == 1 {
		return do(c.ctx)
	}
	do, ok := seats[args[0]]
	if !ok || len(args) != 2 {
		return fmt.Errorf("%s is not known, or the seats are missing", strings.Join(args, " "))
	}
	n, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	return do(c.ctx, n)
}

// told prints the shop's messages, and how many went out after one that came up later.
func (c command) told() {
	all := c.merchant.sent()
	overtaken := 0
	for i, s := range all {
		c.printf("%s  %d attempts  answered %d\n", s.topic, s.attempts, s.status)
		if slices.ContainsFunc(all[i:], func(later sentOff) bool { return later.due.Before(s.due) }) {
			overtaken++
		}
	}
	c.printf("%d messages, %d overtaken\n", len(all), overtaken)
}

// waits prints what waits for a person.
func (c command) waits(t trader) error {
	all, err := t.aside(c.ctx, c.platform)
	c.printf("%d wait for a person\n", len(all))
	for _, n := range all {
		c.printf("%s: %s  suggestion: %s\n", n.Code, n.Reason, cmp.Or(n.Suggestion, "none"))
	}
	return err
}

// ours makes the one order of ours $ORDER, and prints how many seats can be used.
func (c command) ours(t trader) error {
	id, err := t.OnlyOrder()
	if err != nil {
		return err
	}
	c.ts.Setenv("ORDER", id)
	if err := c.order(nil); err != nil {
		return err
	}
	return c.simSubscriptions()
}
