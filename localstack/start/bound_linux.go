package start

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// bound puts a child into a process group of its own, and has the kernel end it with the thread that started it.
func bound() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// endWithParent asks for a signal that leaves time to stop what was started.
func endWithParent() error {
	return unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(syscall.SIGTERM), 0, 0, 0)
}

// adopt makes this process the parent of those below it that lose theirs, so that it can collect them: not every
// machine's first process does.
func adopt() { _ = unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) }
