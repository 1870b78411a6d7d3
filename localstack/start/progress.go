package start

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// Progress writes one line for each step, with its time. Steps may run side by side.
type Progress struct {
	Out   io.Writer
	Now   func() time.Time
	mutex sync.Mutex
}

// step runs a step and tells of it when it is done.
func (p *Progress) step(name string, run func() error) error {
	began := p.Now()
	err := run()
	state := ""
	if err != nil {
		state = "  broken off"
	}
	p.line("%-40s %6.1f s%s", name, p.Now().Sub(began).Seconds(), state)
	return err
}

// line writes a line of its own.
func (p *Progress) line(format string, args ...any) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	_, _ = fmt.Fprintf(p.Out, "localstack: "+format+"\n", args...) // nobody to tell when the terminal is gone
}
