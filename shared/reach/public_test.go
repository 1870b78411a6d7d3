package reach_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestTheExceptionIsInNoBuildWithoutItsTag looks for its text in the compiled package, with the tag and without.
func TestTheExceptionIsInNoBuildWithoutItsTag(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it compiles the package twice")
	}
	for tags, want := range map[string]bool{"lambda.norpc": false, "lambda.norpc,loopback": true} {
		archive := filepath.Join(t.TempDir(), "reach.a")
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
