package main_test

import (
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/functions"
	infra "github.com/seatwright/seatwright/infra"
	"github.com/seatwright/seatwright/shared/api"
)

var update = flag.Bool("update", false, "write testdata/template.json") //nolint:gochecknoglobals // a flag

// TestMain removes what the CDK's client unpacks as soon as it is linked in.
func TestMain(m *testing.M) {
	code := m.Run()
	jsii.Close()
	os.Exit(code)
}

func TestStack(t *testing.T) {
	t.Parallel()
	golden := synth(t)
	for name, c := range checks() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, complaint := range c(parse(t, golden)) {
				t.Error(complaint)
			}
		})
	}
	t.Run("a check sees what it is there for", func(t *testing.T) {
		t.Parallel()
		for _, b := range breakages() {
			broken := parse(t, golden)
			b.do(broken)
			if len(checks()[b.check](broken)) == 0 {
				t.Errorf("%s: %q has no complaint", b.what, b.check)
			}
		}
	})
	t.Run("the template is the one in testdata", func(t *testing.T) {
		t.Parallel()
		file := filepath.Join("testdata", "template.json")
		if *update {
			if err := os.WriteFile(file, golden, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(golden), "\n")); diff != "" {
			t.Errorf("changed (go test ./infra -update writes it anew):\n%s", diff)
		}
	})
}

// checks names each check by what holds when it has no complaint.
func checks() map[string]check {
	return map[string]check{
		"each entry has one function":                               oneFunctionPerEntry,
		"no code and no policy of others":                           noCodeOfOthers,
		"no wildcard action":                                        noWildcardAction,
		"a wildcard resource has its reason":                        wildcardResourcesHaveReasons,
		"a function may do what its entry says":                     grantsMatchEntries,
		"the table is encrypted and comes back":                     tableIsSafe,
		"queues are encrypted and keep what fails":                  queuesAreSafe,
		"the roots of the audit are locked":                         auditIsSafe,
		"price sheets arrive":                                       sheetsArrive,
		"logs have an end":                                          logsEnd,
		"functions, queues and business are watched":                everythingIsWatched,
		"each operation of the contract has a function":             routesAnswer,
		"e-mail is sent by whom the deployment names, or by nobody": senderIsGiven,
	}
}

func TestBuild_RefusesWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*infra.Options)
		want   string
	}{
		"a name with a slash":  {func(o *infra.Options) { o.Name = "a/b" }, `name of the stack "a/b"`},
		"another architecture": {func(o *infra.Options) { o.Arch = "386" }, `architecture "386"`},
		"a binary not built":   {func(o *infra.Options) { o.Functions = append(o.Functions, functions.Function{Name: "new"}) }, "no binary of function new"},
		"two consumers": {func(o *infra.Options) {
			o.Functions = append(o.Functions, functions.Function{Name: "show", Queue: "orders"})
		}, "queue orders"},
		"no contract":         {func(o *infra.Options) { o.Contract = []byte("paths: 1") }, "read the contract"},
		"no such operation":   {func(o *infra.Options) { o.Contract = []byte("paths: {}") }, "the contract has no operation"},
		"no such function":    {func(o *infra.Options) { o.Functions = slices.Delete(o.Functions, 0, 1) }, "operation placeOrder"},
		"one operation twice": {func(o *infra.Options) { o.Functions[1].Operations[0].ID = "placeOrder" }, "both order and show"},
		"no consumer":         {func(o *infra.Options) { o.Functions = o.Functions[:1] }, "wakes no function"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := options(t)
			c.change(&o)
			_, err := infra.Build(nil, o)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// options are those of the program, with binaries that are only names.
func options(t *testing.T) infra.Options {
	t.Helper()
	o := infra.Options{
		Name: "seatwright", Arch: "arm64", Dist: t.TempDir(), Functions: functions.All(), Contract: api.Contract(),
		Given: func(string) string { return "" },
	}
	for _, f := range o.Functions {
		folder := filepath.Join(o.Dist, o.Arch, f.Name)
		if err := os.MkdirAll(folder, 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, "bootstrap"), []byte(f.Name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return o
}

// synth runs the program as the CDK's command line does, and gives its template, indented, without hashes that change with the code or
// with the CDK.
func synth(t *testing.T) []byte {
	t.Helper()
	if testing.Short() {
		t.Skip("needs Node")
	}
	out := t.TempDir()
	given, err := json.Marshal(map[string]string{"dist": options(t).Dist})
	if err != nil {
		t.Fatal(err)
	}
	program := exec.CommandContext(t.Context(), "go", "run", ".")
	program.Env = append(program.Environ(), "CDK_OUTDIR="+out, "CDK_CONTEXT_JSON="+string(given), "JSII_DEPRECATED=quiet")
	if said, err := program.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	text, err := os.ReadFile(filepath.Join(out, "seatwright.template.json"))
	if err != nil {
		t.Fatal(err)
	}
	text = regexp.MustCompile(`[0-9a-f]{64}\.zip`).ReplaceAll(text, []byte("ASSET.zip"))
	return regexp.MustCompile(`(ApiDeployment[0-9A-F]{8})[0-9a-f]{32}`).ReplaceAll(text, []byte("$1"))
}

func parse(t *testing.T, text []byte) template {
	t.Helper()
	var out template
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}
