package start

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A process is known by its id and the time of its start, in the kernel's ticks: ids are used again.
type process struct {
	ID    int    `json:"id"`
	Start uint64 `json:"start"`
}

// procfs is where Linux shows its processes.
type procfs string

// stat gives the parent and the start of a process that runs. One that only waits to be collected does not.
func (p procfs) stat(id int) (parent int, start uint64, err error) {
	data, err := os.ReadFile(filepath.Join(string(p), strconv.Itoa(id), "stat"))
	if err != nil {
		return 0, 0, fmt.Errorf("process %d: %w", id, err)
	}
	// The name, in brackets, may hold anything; the numbers come after the last bracket, beginning with the third.
	fields := strings.Fields(string(data[strings.LastIndexByte(string(data), ')')+1:]))
	if len(fields) < 20 || fields[0] == "Z" {
		return 0, 0, fmt.Errorf("process %d: %w", id, os.ErrNotExist)
	}
	if parent, err = strconv.Atoi(fields[1]); err != nil {
		return 0, 0, fmt.Errorf("process %d: %w", id, err)
	}
	if start, err = strconv.ParseUint(fields[19], 10, 64); err != nil {
		return 0, 0, fmt.Errorf("process %d: %w", id, err)
	}
	return parent, start, nil
}

// find gives the process that has the id now; its Start is 0 when it cannot be known.
func (p procfs) find(id int) process {
	_, start, err := p.stat(id)
	if err != nil {
		return process{ID: id}
	}
	return process{id, start}
}

// runs says whether it is still the same process that has the id.
func (p procfs) runs(one process) bool {
	_, start, err := p.stat(one.ID)
	return err == nil && start == one.Start
}

// below lists a process and all that it and they have started.
func (p procfs) below(id int) []process {
	entries, err := os.ReadDir(string(p))
	if err != nil {
		return nil
	}
	children := map[int][]process{}
	for _, entry := range entries {
		child, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		if parent, start, err := p.stat(child); err == nil {
			children[parent] = append(children[parent], process{child, start})
		}
	}
	all := []process{p.find(id)}
	for i := 0; i < len(all); i++ {
		all = append(all, children[all[i].ID]...)
	}
	return slices.DeleteFunc(all, func(one process) bool { return one.Start == 0 })
}

// end kills those that still run, waits for the kernel to have ended them, and collects those that became ours.
func (p procfs) end(all []process, limit time.Duration) error {
	left := slices.Clone(all)
	for waited := time.Duration(0); ; waited += 10 * time.Millisecond {
		left = slices.DeleteFunc(left, func(one process) bool {
			if p.runs(one) {
				return false
			}
			_, _ = syscall.Wait4(one.ID, nil, syscall.WNOHANG, nil)
			return true
		})
		if len(left) == 0 {
			return nil
		}
		if waited >= limit {
			return fmt.Errorf("end processes %v: still there after %s", left, limit)
		}
		for _, one := range left {
			_ = syscall.Kill(one.ID, syscall.SIGKILL)
		}
		time.Sleep(10 * time.Millisecond)
	}
}
