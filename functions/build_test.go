package functions_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/seatwright/seatwright/functions"
)

// shipped gives the flags with which "make deploy" has a function built, as make itself says them.
func shipped(t *testing.T, variables ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "make", append([]string{"-C", "..", "--no-print-directory", "-n", "build"}, variables...)...)
	said, err := cmd.Output()
	if err != nil {
		t.Skipf("no make here: %v", err)
	}
	tags := regexp.MustCompile(`-tags (\S+)`).FindSubmatch(said)
	if tags == nil {
		t.Fatalf("make builds without tags: %s", said)
	}
	return string(tags[1])
}

func TestOnlyABuildForThisMachineIsAskedForWithTheExceptionForIt(t *testing.T) {
	t.Parallel()
	if tags := shipped(t); strings.Contains(tags, "loopback") {
		t.Errorf("what is deployed has the tags %s", tags)
	}
	if tags := shipped(t, "LOOPBACK=1"); !strings.Contains(tags, "loopback") {
		t.Errorf("what is for this machine has the tags %s", tags)
	}
	for _, target := range []string{"deploy", "synth", "diff"} {
		cmd := exec.CommandContext(t.Context(), "make", "-C", "..", "--no-print-directory", "-n", target, "LOOPBACK=1")
		if said, err := cmd.CombinedOutput(); err == nil || !bytes.Contains(said, []byte("LOOPBACK is for a LocalStack")) {
			t.Errorf("make %s takes the exception: %v", target, err)
		}
	}
}

// TestNoBinaryThatIsDeployedReachesItsOwnMachine looks for the text of the exception in what is built as for a deployment, and, to be sure that it would be seen, in
// what is built for this machine.
func TestNoBinaryThatIsDeployedReachesItsOwnMachine(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it builds every function")
	}
	const exception = "by the build tag loopback"
	build := func(name, tags string) []byte {
		file := filepath.Join(t.TempDir(), name)
		cmd := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-tags", tags, "-ldflags", "-s -w", "-o", file, "./"+name)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+runtime.GOARCH) //nolint:forbidigo // the go command needs the machine's own
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
		binary, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_ = os.Remove(file)
		return binary
	}
	for _, f := range functions.All() {
		if bytes.Contains(build(f.Name, shipped(t)), []byte(exception)) {
			t.Errorf("%s is deployed with the exception", f.Name)
		}
	}
	for _, name := range []string{"callback", "verify"} {
		if !bytes.Contains(build(name, shipped(t, "LOOPBACK=1")), []byte(exception)) {
			t.Errorf("%s: the text of the exception is not seen where it is", name)
		}
	}
}
