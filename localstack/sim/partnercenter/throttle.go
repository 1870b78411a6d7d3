package partnercenter

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"
)

type bucketKey struct{ tenant, resource string }

type bucket struct {
	tokens float64
	at     time.Time
}

// throttled refuses a tenant that calls too often. Microsoft documents 500 calls a minute for each of customers, orders
// (with carts) and subscriptions, the tenant being the partner's or, below a customer, the pair of both; an answer that
// is not the standard error; and that refused calls count too, so that trying again at once makes the wait longer. The
// bucket itself, and that its debt ends at one minute, is modelled.
func (c *call) throttled() *reply {
	if c.opt.Throttle <= 0 || c.route.resource == "" {
		return nil
	}
	limit := float64(c.opt.Throttle)
	key := bucketKey{c.partner.Tenant, c.route.resource}
	if c.route.customer {
		key.tenant += "/" + c.vars[0]
	}
	b := c.buckets[key]
	if b == nil {
		b = &bucket{tokens: limit, at: c.now}
		c.buckets[key] = b
	}
	rate := limit / 60
	b.tokens = math.Min(limit, b.tokens+c.now.Sub(b.at).Seconds()*rate)
	b.at = c.now
	b.tokens = math.Max(b.tokens-1, -limit)
	if b.tokens >= 0 {
		return nil
	}
	wait := int(math.Ceil(-b.tokens / rate))
	a := gateway(http.StatusTooManyRequests, fmt.Sprintf("Rate limit is exceeded. Try again in %d seconds.", wait))
	a.header = map[string]string{"Retry-After": strconv.Itoa(wait)}
	return &a
}
