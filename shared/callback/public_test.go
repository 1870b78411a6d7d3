//go:build !loopback

package callback_test

import (
	"strings"
	"testing"

	"github.com/seatwright/seatwright/shared/callback"
	"github.com/seatwright/seatwright/shared/fault"
)

func TestWhatIsDeployedDoesNotReachItsOwnMachine(t *testing.T) {
	t.Parallel()
	w := open(t)
	c := callback.New(w.opt)
	for host, address := range map[string]string{
		"shop.test": "127.0.0.1", "far.test": "127.255.255.254", "six.test": "::1", "mapped.test": "::ffff:127.0.0.1", "none.test": "0.0.0.0",
	} {
		w.Name(host, addresses(address))
		refused(t, c, message(strings.Replace(w.at("/hook"), "shop.test", host, 1)), fault.Denied, "address")
	}
	if len(w.Received()) != 0 || c.Reach() != "the public network alone" {
		t.Errorf("%d messages arrived; it reaches %s", len(w.Received()), c.Reach())
	}
}
