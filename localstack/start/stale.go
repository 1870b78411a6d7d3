package start

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// A record tells later runs what this one has started, in case it cannot end it itself.
type record struct {
	Owner process   `json:"owner"`
	Home  string    `json:"home"`
	Below []process `json:"below"`
}

// write keeps the record in a folder under its owner's id, whole or not at all.
func (r record) write(folder string) error {
	data, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("record of run: %w", err)
	}
	name := r.file(folder)
	if err := os.WriteFile(name+".new", data, 0o600); err != nil {
		return fmt.Errorf("record of run: %w", err)
	}
	if err := os.Rename(name+".new", name); err != nil {
		return fmt.Errorf("record of run: %w", err)
	}
	return nil
}

func (r record) file(folder string) string {
	return filepath.Join(folder, filepath.Base(r.Home)+"."+strconv.Itoa(r.Owner.ID)+".json")
}

// sweep ends what runs left behind whose owner is no more, and gives how many there were.
func sweep(proc procfs, folder string) (int, error) {
	names, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil {
		return 0, fmt.Errorf("records of runs: %w", err)
	}
	count, failed := 0, []error(nil)
	for _, name := range names {
		swept, err := sweepOne(proc, name)
		if swept {
			count++
		}
		failed = append(failed, err)
	}
	return count, errors.Join(failed...)
}

func sweepOne(proc procfs, name string) (bool, error) {
	data, err := os.ReadFile(name)      //nolint:gosec // a file of ours
	if errors.Is(err, os.ErrNotExist) { // another run swept it, or its owner ended
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("record of run: %w", err)
	}
	var old record
	if err := json.Unmarshal(data, &old); err != nil {
		return false, fmt.Errorf("record of run %s: %w", name, err)
	}
	if proc.runs(old.Owner) {
		return false, nil
	}
	var all []process
	for _, one := range old.Below {
		if proc.runs(one) {
			all = append(all, proc.below(one.ID)...)
		}
	}
	if err := proc.end(all, 5*time.Second); err != nil {
		return false, err
	}
	if !strings.HasPrefix(filepath.Base(old.Home), homePrefix) {
		return false, fmt.Errorf("record of run %s: %q is no home of ours", name, old.Home)
	}
	if err := os.RemoveAll(old.Home); err != nil {
		return false, fmt.Errorf("home of a killed run: %w", err)
	}
	if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
		return false, fmt.Errorf("record of run: %w", err)
	}
	return true, nil
}
