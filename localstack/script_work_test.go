package localstack_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

func (c command) drain([]string) error { return c.driver.Drain(c.ctx) }

// tick moves the clock.
func (c command) tick(args []string) error {
	v, ok := c.driver.(virtual)
	if !ok || len(args) != 1 {
		return errors.New("want one duration, and a clock that can be moved; see [!virtual]")
	}
	d, err := duration(args[0])
	if err != nil {
		return err
	}
	return v.Tick(c.ctx, d)
}

// duration reads durations that may have days.
func duration(s string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(s, "d"); ok {
		n, err := strconv.Atoi(days)
		return time.Duration(n) * 24 * time.Hour, err
	}
	return time.ParseDuration(s)
}

// dead lists the dead letters.
func (c command) dead([]string) error {
	letters, err := c.driver.Dead(c.ctx)
	if err != nil {
		return err
	}
	c.printf("%d dead letters\n", len(letters))
	for _, l := range letters {
		c.printf("%s\n", l)
	}
	return nil
}

func (c command) redrive([]string) error {
	n, err := c.driver.Redrive(c.ctx)
	c.printf("%d sent again\n", n)
	return err
}

// secret tells whether the password of the order's new tenant is kept.
func (c command) secret([]string) error {
	o, err := c.current()
	if err != nil {
		return err
	}
	if o.Customer.TenantId == nil {
		return errors.New("the order has no tenant")
	}
	kept, err := c.driver.Kept(c.ctx, fmt.Sprintf("tenant/%s/%s/admin", o.Partner, *o.Customer.TenantId))
	if err != nil {
		return err
	}
	c.printf("%s\n", map[bool]string{true: "kept", false: "not there"}[kept])
	return nil
}

// breakStore has writes to the table refused, or changes of secrets.
func (c command) breakStore(args []string) error {
	v, ok := c.driver.(virtual)
	if ok && len(args) == 2 && args[0] == "secrets" && (args[1] == "on" || args[1] == "off") {
		v.SealSecrets(args[1] == "on")
		return nil
	}
	if !ok || len(args) != 2 || args[0] != "store" {
		return errors.New("want store N or secrets on|off, and what can be broken; see [!virtual]")
	}
	n, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	v.BreakStore(n)
	return nil
}

func (c command) log([]string) error {
	text, err := c.driver.Log(c.ctx)
	c.printf("%s", text)
	return err
}
