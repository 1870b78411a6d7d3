//go:build !linux

package start

import "syscall"

// bound puts a child into a process group of its own.
func bound() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

func endWithParent() error { return nil }

func adopt() {}
