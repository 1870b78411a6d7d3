//go:build loopback

package callback_test

import (
	"strings"
	"testing"

	"github.com/seatwright/seatwright/shared/callback"
)

func TestABuildWithTheTagReachesItsOwnMachineAndSaysSo(t *testing.T) {
	t.Parallel()
	w := open(t)
	c := callback.New(w.opt)
	if a, err := c.Post(t.Context(), message(w.at("/hook"))); err != nil || a.Status != 200 || !strings.Contains(c.Reach(), "loopback") {
		t.Errorf("%d, %v; it reaches %s", a.Status, err, c.Reach())
	}
}
