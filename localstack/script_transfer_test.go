package localstack_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/seatwright/seatwright/shared/api"
)

const transfersPath = "/v1/partners/sample/transfers"

// transfer waits until $TRANSFER has a state, and prints it for people. The hash of what leaves becomes $HASH, and the last subscription that was moved $LICENCE.
func (c command) transfer(args []string) error {
	if len(args) > 1 {
		return errors.New("want a state, or nothing")
	}
	if err := c.driver.Drain(c.ctx); err != nil {
		return err
	}
	if c.ts.Getenv("TRANSFER") == "" {
		if err := c.newest(); err != nil {
			return err
		}
	}
	var t api.Transfer
	var err error
	look := func() (bool, error) {
		t, err = read[api.Transfer](c, transfersPath+"/"+c.ts.Getenv("TRANSFER"))
		return len(args) == 0 || string(t.State) == args[0], err
	}
	if len(args) == 0 {
		_, err = look()
	} else {
		err = c.until("the transfer is "+args[0], look)
	}
	c.handed(&t)
	if err != nil {
		return fmt.Errorf("%w; it is %s", err, t.State)
	}
	return nil
}

// newest has $TRANSFER be the newest of this script's customer that we know, which another partner asked for.
func (c command) newest() error {
	return c.until("a transfer is known", func() (bool, error) {
		page, err := read[api.TransferPage](c, transfersPath)
		for _, t := range page.Transfers {
			if t.CustomerId == c.ts.Getenv("TENANT") {
				c.ts.Setenv("TRANSFER", t.Id)
				return true, err
			}
		}
		return false, err
	})
}

// handed prints a transfer.
func (c command) handed(t *api.Transfer) {
	c.printf("transfer %s: %s\n", t.Direction, t.State)
	if t.Hash != nil {
		c.ts.Setenv("HASH", *t.Hash)
	}
	for _, l := range some(t.Leaves) {
		c.ts.Setenv("LICENCE", l.SubscriptionId)
		c.printf("leaves: %s\n", line(l))
	}
	for _, l := range some(t.Moved) {
		c.ts.Setenv("LICENCE", l.SubscriptionId)
		c.printf("moved: %s\n", line(l))
	}
	if k := t.Task; k != nil {
		c.printf("task of %s: %s; seen when %s\n", k.Who, k.Instructions, k.Proof)
	}
	if p := t.Problem; p != nil {
		c.printf("problem %s: %s\n", p.Code, p.Text)
	}
	for _, s := range some(t.Steps) {
		text := ""
		if s.Text != nil {
			text = *s.Text
		}
		c.printf("step %s %s\n", s.Name, text)
	}
}

func line(l api.TransferLine) string {
	text := fmt.Sprintf("%d seats of %s, %s", l.Quantity, l.ProductId, l.Status)
	if l.Ends != nil {
		text += ", ends " + l.Ends.Format(time.DateOnly)
	}
	if l.CancelUntil == nil {
		return text + ", no window"
	}
	return text + ", window until " + l.CancelUntil.Format(time.DateOnly)
}
