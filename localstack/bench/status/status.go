// Package status reads what Linux knows of a process. The programs of the bench say themselves what memory they had: what the system says of a child may be its
// parent's.
package status

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// Memory gives a line of a process's status, such as VmHWM, in MB (10^6 bytes). The process is a number or "self".
func Memory(process, line string) (float64, error) {
	raw, err := os.ReadFile("/proc/" + process + "/status") //nolint:gosec // a number or "self"
	if err != nil {
		return 0, err
	}
	_, after, found := strings.Cut(string(raw), line+":")
	fields := strings.Fields(after)
	if !found || len(fields) == 0 {
		return 0, fmt.Errorf("/proc: no %s", line)
	}
	kib, err := strconv.Atoi(fields[0])
	return float64(kib) * 1024 / 1e6, err
}
