package start_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/seatwright/seatwright/localstack/start"
)

func TestBrokenInstallationIsNeverUsed(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "pins")
	broken := errors.New("no network")
	err := start.Whole(folder, func(aside string) error {
		return errors.Join(os.WriteFile(filepath.Join(aside, "half"), nil, 0o600), broken)
	})
	if !errors.Is(err, broken) {
		t.Error(err)
	}
	if _, err := os.Stat(folder); !errors.Is(err, os.ErrNotExist) {
		t.Error("it is there")
	}
	// One that was killed leaves what it had aside.
	if err := os.MkdirAll(filepath.Join(folder+".aside", "old"), 0o700); err != nil {
		t.Fatal(err)
	}
	err = start.Whole(folder, func(aside string) error { return os.WriteFile(filepath.Join(aside, "all"), nil, 0o600) })
	if err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(filepath.Dir(folder), "*", "*"))
	if err != nil || len(names) != 1 || filepath.Base(names[0]) != "all" {
		t.Error(names, err)
	}
}

func TestWholeInstallationIsLeftAlone(t *testing.T) {
	t.Parallel()
	err := start.Whole(t.TempDir(), func(string) error { return errors.New("called") })
	if err != nil {
		t.Error(err)
	}
}

func TestHashChangesWithNamesContentAndFacts(t *testing.T) {
	t.Parallel()
	file := func(name, data string) fstest.MapFS { return fstest.MapFS{name: {Data: []byte(data)}} }
	seen := map[string]string{}
	for name, test := range map[string]struct {
		files fstest.MapFS
		facts []string
	}{
		"base":       {file("pins/a", "1"), []string{"x"}},
		"content":    {file("pins/a", "2"), []string{"x"}},
		"name":       {file("pins/b", "1"), []string{"x"}},
		"fact":       {file("pins/a", "1"), []string{"y"}},
		"more facts": {file("pins/a", "1"), []string{"x", ""}},
	} {
		got, err := start.ContentHash(test.files, "pins", test.facts...)
		if err != nil {
			t.Fatal(err)
		}
		again, err := start.ContentHash(test.files, "pins", test.facts...)
		if err != nil || again != got {
			t.Errorf("%s: %s, then %s: %v", name, got, again, err)
		}
		if other, taken := seen[got]; taken {
			t.Errorf("%s and %s: %s", name, other, got)
		}
		seen[got] = name
	}
}

func TestLockHasOneHolder(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "lock")
	unlock, err := start.Lock(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := start.Lock(ended, name); !errors.Is(err, context.Canceled) {
		t.Error("a second holder:", err)
	}
	unlock()
	unlock, err = start.Lock(ended, name)
	if err != nil {
		t.Fatal(err)
	}
	unlock()
}

func TestManifestNamesEveryJarInShortLines(t *testing.T) {
	t.Parallel()
	class := []string{}
	for length := range 90 {
		class = append(class, "lib/"+strings.Repeat("j", length)+".jar")
	}
	text := start.Manifest(class)
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\r\n\r\n"), "\r\n") {
		if len(line) > 72 || line == "" {
			t.Errorf("line of %d bytes: %q", len(line), line)
		}
	}
	if whole := strings.ReplaceAll(text, "\r\n ", ""); !strings.Contains(whole, "Class-Path: "+strings.Join(class, " ")+"\r\n") {
		t.Errorf("jars are missing:\n%s", whole)
	}
}
