package start

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// Endpoint is the address of all services, without a slash at its end.
func (s *Stack) Endpoint() string { return "http://127.0.0.1:" + strconv.Itoa(s.port) }

// LogFile is where LocalStack writes its log.
func (s *Stack) LogFile() string { return s.log }

// LogTail is the end of LocalStack's log.
func (s *Stack) LogTail() string {
	data, err := os.ReadFile(s.log)
	if err != nil {
		return err.Error()
	}
	return tail(string(data))
}

func (s *Stack) temporary() string { return filepath.Join(s.home, "tmp") }

// Stop ends LocalStack, everything that it started, and removes its home. It may be called again.
func (s *Stack) Stop() error {
	if s.home == "" {
		return nil
	}
	return s.progress.step("stop LocalStack", s.stop)
}

func (s *Stack) stop() error {
	if s.id != 0 {
		// Some are in sessions of their own, so they are looked up while their parents still tell of them.
		all := s.proc.below(s.id)
		// Nothing in it is worth a slow farewell.
		_ = syscall.Kill(-s.id, syscall.SIGKILL)
		select {
		case <-s.child.done:
		case <-time.After(patience):
		}
		if err := s.proc.end(all, patience); err != nil {
			return err // the record stays, for the next run to try again
		}
		s.id = 0
	}
	err := os.RemoveAll(s.home)
	if gone := os.Remove(s.record.file(s.parts.records)); !errors.Is(gone, os.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	if err != nil {
		return fmt.Errorf("stop LocalStack: %w", err)
	}
	s.home = ""
	return nil
}
