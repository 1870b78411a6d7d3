package start_test

import (
	"context"
	"maps"
	"os/exec"
	"strings"
	"testing"

	"github.com/seatwright/seatwright/localstack/start"
)

// machine is what commands print as their versions.
type machine map[string]string

func (m machine) look(command string) (string, error) {
	if _, has := m[command]; !has {
		return "", exec.ErrNotFound
	}
	return "/bin/" + command, nil
}

func (m machine) ask(_ context.Context, file, _ string) string {
	return m[strings.TrimPrefix(file, "/bin/")]
}

func complete() machine {
	return machine{
		"python3": "Python 3.11.7\n",
		"java":    "openjdk version \"17.0.15\" 2025-04-15\nOpenJDK Runtime Environment\n",
		"mvn":     "Apache Maven 3.8.7\nMaven home: /usr/share/maven\n",
		"node":    "v20.20.0\n",
		"npm":     "11.19.1\n",
	}
}

func TestMachineWithEveryToolIsTaken(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]machine{
		"plain":                     {},
		"older Python by that name": {"python3": "Python 3.9.2\n", "python3.11": "Python 3.11.2\n"},
		"colours in Maven's output": {"mvn": "\x1b[1mApache Maven 3.9.9 (8e8579)\x1b[m\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := complete()
			maps.Copy(all, change)
			if _, err := start.FindTools(t.Context(), all.look, all.ask); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestWhatIsMissingIsNamedInALineWithHowToGetIt(t *testing.T) {
	t.Parallel()
	all := complete()
	delete(all, "mvn")
	all["python3"] = "Python 3.14.0\n"
	all["java"] = "openjdk version \"11.0.2\" 2019-01-15\n"
	_, err := start.FindTools(t.Context(), all.look, all.ask)
	if err == nil {
		t.Fatal("taken")
	}
	lines := strings.Split(err.Error(), "\n")
	want := []string{
		"what LocalStack needs is not here:",
		`  Python 3.11: /bin/python3 is "Python 3.14.0" (`,
		`  Java 17 or newer: /bin/java is "openjdk version \"11.0.2\" 2019-01-15" (`,
		"  Maven 3: not found (apt install maven)",
	}
	if len(lines) != len(want) {
		t.Fatalf("want %d lines:\n%s", len(want), err)
	}
	for i, line := range lines {
		if !strings.HasPrefix(line, want[i]) {
			t.Errorf("%q does not begin with %q", line, want[i])
		}
	}
}

func TestTheCDKNeedsNodeAlone(t *testing.T) {
	t.Parallel()
	all := machine{"node": "v20.20.0\n", "npm": "11.19.1\n"}
	if _, err := start.FindNodeTools(t.Context(), all.look, all.ask); err != nil {
		t.Error(err)
	}
	delete(all, "node")
	_, err := start.FindNodeTools(t.Context(), all.look, all.ask)
	if err == nil || !strings.HasPrefix(err.Error(), "what the CDK needs is not here:\n  Node 18 or newer: not found (") {
		t.Error(err)
	}
}
