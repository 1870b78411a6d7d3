//go:build !loopback

package callback_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
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

// TestTheExceptionIsInNoBuildWithoutItsTag looks for its text in the compiled package, with the tag and without.
func TestTheExceptionIsInNoBuildWithoutItsTag(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it compiles the package twice")
	}
	for tags, want := range map[string]bool{"lambda.norpc": false, "lambda.norpc,loopback": true} {
		archive := filepath.Join(t.TempDir(), "callback.a")
		out, err := exec.CommandContext(t.Context(), "go", "build", "-tags", tags, "-o", archive, ".").CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		compiled, err := os.ReadFile(archive)
		if err != nil || len(compiled) == 0 {
			t.Fatal(len(compiled), err)
		}
		if got := bytes.Contains(compiled, []byte("by the build tag loopback")); got != want {
			t.Errorf("with the tags %s the text is there: %v", tags, got)
		}
	}
}
