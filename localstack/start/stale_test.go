package start_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/start"
)

// table is a stand-in for /proc: it has the given processes, "pid parent start state" each.
func table(t *testing.T, processes ...[4]string) start.Procfs {
	t.Helper()
	root := t.TempDir()
	for _, p := range processes {
		if err := os.Mkdir(filepath.Join(root, p[0]), 0o700); err != nil {
			t.Fatal(err)
		}
		// A name may hold blanks and brackets.
		stat := fmt.Sprintf("%s (a) b (c) %s %s 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 %s 0 0\n", p[0], p[3], p[1], p[2])
		if err := os.WriteFile(filepath.Join(root, p[0], "stat"), []byte(stat), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return start.Procfs(root)
}

func TestProcessIsKnownByIDAndStart(t *testing.T) {
	t.Parallel()
	proc := table(t, [4]string{"10", "1", "500", "S"}, [4]string{"11", "1", "501", "Z"})
	for one, want := range map[start.Process]bool{
		{ID: 10, Start: 500}: true,
		{ID: 10, Start: 499}: false, // the id was used again
		{ID: 11, Start: 501}: false, // only waits to be collected
		{ID: 12, Start: 500}: false,
	} {
		if got := proc.Runs(one); got != want {
			t.Errorf("%v runs: %v", one, got)
		}
	}
}

func TestAllThatAProcessStartedIsBelowIt(t *testing.T) {
	t.Parallel()
	proc := table(t, [4]string{"10", "1", "500", "S"}, [4]string{"20", "10", "501", "S"},
		[4]string{"30", "20", "502", "R"}, [4]string{"40", "1", "503", "S"})
	want := []start.Process{{ID: 10, Start: 500}, {ID: 20, Start: 501}, {ID: 30, Start: 502}}
	if diff := cmp.Diff(want, proc.Below(10)); diff != "" {
		t.Error(diff)
	}
}

// left makes a record of a run with a home and a real process.
func left(t *testing.T, folder string, owner start.Process) (start.Record, *exec.Cmd) {
	t.Helper()
	if _, err := os.Stat("/proc/self/stat"); err != nil {
		t.Skip("needs /proc")
	}
	cmd := exec.CommandContext(t.Context(), "sleep", "600")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	home := filepath.Join(folder, "seatwright-localstack-"+strconv.Itoa(owner.ID))
	if err := os.Mkdir(home, 0o700); err != nil {
		t.Fatal(err)
	}
	record := start.Record{Owner: owner, Home: home, Below: []start.Process{start.Procfs("/proc").Find(cmd.Process.Pid)}}
	if err := record.Write(folder); err != nil {
		t.Fatal(err)
	}
	return record, cmd
}

func TestWhatAKilledRunLeftIsEnded(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	// This process's id with another start: the owner is gone and its id was used again.
	record, cmd := left(t, folder, start.Process{ID: os.Getpid(), Start: 1})
	count, err := start.Sweep("/proc", folder)
	if err != nil || count != 1 {
		t.Error(count, err)
	}
	if start.Procfs("/proc").Runs(record.Below[0]) {
		t.Error("its process runs")
	}
	_ = cmd.Wait() // it may have been collected with the rest
	names, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(names) != 0 {
		t.Error(names, err)
	}
}

func TestWhatARunningOneHasStartedIsLeftAlone(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	record, cmd := left(t, folder, start.Procfs("/proc").Find(os.Getpid()))
	count, err := start.Sweep("/proc", folder)
	if err != nil || count != 0 {
		t.Error(count, err)
	}
	if !start.Procfs("/proc").Runs(record.Below[0]) {
		t.Error("its process was ended")
	}
	if err := errors.Join(cmd.Process.Kill(), os.RemoveAll(record.Home)); err != nil {
		t.Error(err)
	}
	_ = cmd.Wait()
}

func TestRecordNeverLeadsToAnotherFoldersEnd(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	home := filepath.Join(folder, "documents")
	if err := os.Mkdir(home, 0o700); err != nil {
		t.Fatal(err)
	}
	record := start.Record{Owner: start.Process{ID: os.Getpid(), Start: 1}, Home: home}
	if err := record.Write(folder); err != nil {
		t.Fatal(err)
	}
	if _, err := start.Sweep("/proc", folder); err == nil {
		t.Error("swept")
	}
	if _, err := os.Stat(home); err != nil {
		t.Error(err)
	}
}

func TestEndGivesUpOnAProcessThatStays(t *testing.T) {
	t.Parallel()
	// An id beyond what any system hands out: nobody is hurt.
	proc := table(t, [4]string{"1999999999", "1", "7", "S"})
	if err := proc.End([]start.Process{{ID: 1999999999, Start: 7}}, 30*time.Millisecond); err == nil {
		t.Error("ended")
	}
}
