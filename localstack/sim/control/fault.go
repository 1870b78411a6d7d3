package control

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
)

// The places at which a fault cuts the connection.
const (
	CutBefore = "before" // the simulator never sees the call
	CutAfter  = "after"  // the call has its effect, and nobody hears of it
	CutHalf   = "half"   // the call has its effect, and half of the answer's body arrives
)

// maxMatched is how much of a request body Contains looks at, in bytes.
const maxMatched = 1 << 20

// Fault is what happens instead of, or around, one of the next calls that match.
// Of several faults that match, the one injected first hits.
type Fault struct {
	Method   string `json:"method,omitempty"`   // "" matches all
	Path     string `json:"path,omitempty"`     // a pattern of path.Match on the path, "" matches all
	Contains string `json:"contains,omitempty"` // what the first MiB of the request body contains, "" matches all
	Skip     int    `json:"skip,omitempty"`     // let so many matching calls pass first
	Times    int    `json:"times,omitempty"`    // then hit so many calls; 0 means 1

	Delay  time.Duration     `json:"delay,omitempty"`  // wait so long before anything else; in JSON a string such as "2s"
	Status int               `json:"status,omitempty"` // answer this instead of doing anything; 0 with a body means 200
	Header map[string]string `json:"header,omitempty"`
	Body   string            `json:"body,omitempty"`
	Repeat int               `json:"repeat,omitempty"` // write the body so many times; 0 means once
	// Effect lets the call have its effect before Status and Body are answered in place of the real answer.
	Effect bool `json:"effect,omitempty"`
	// Cut ends the connection: "before" the effect, "after" it, or with "half" of the answer written.
	Cut string `json:"cut,omitempty"`
}

// answers reports whether the fault brings an answer of its own.
func (f Fault) answers() bool { return f.Status != 0 || f.Body != "" }

// Check tells what is wrong with a fault that could never do what it says.
func (f Fault) Check() error {
	if _, err := path.Match(f.Path, ""); err != nil {
		return fmt.Errorf("fault path %q: %w", f.Path, err)
	}
	switch f.Cut {
	case "", CutHalf:
	case CutBefore, CutAfter:
		if f.answers() {
			return fmt.Errorf("fault with cut %q: has an answer too, which nobody would see", f.Cut)
		}
	default:
		return fmt.Errorf("fault cut %q: not one of before, after, half", f.Cut)
	}
	if f.Skip < 0 || f.Times < 0 || f.Repeat < 0 || f.Delay < 0 {
		return errors.New("fault: negative number")
	}
	if f.Status != 0 && (f.Status < http.StatusOK || f.Status > 999) {
		return fmt.Errorf("fault status %d: not between 200 and 999", f.Status)
	}
	if !f.answers() && f.Cut == "" && f.Delay == 0 {
		return errors.New("fault: does nothing; give status, body, cut or delay")
	}
	if f.Effect && !f.answers() {
		return errors.New("fault with effect: give the status or body to answer after it")
	}
	return nil
}

// String names the fault in the journal.
func (f Fault) String() string {
	var parts []string
	if f.Delay > 0 {
		parts = append(parts, "delay "+f.Delay.String())
	}
	if f.answers() {
		parts = append(parts, fmt.Sprintf("status %d", f.status()))
	}
	if f.Cut != "" {
		parts = append(parts, "cut "+f.Cut)
	}
	return strings.Join(parts, ", ")
}

func (f Fault) status() int {
	if f.Status == 0 {
		return http.StatusOK
	}
	return f.Status
}

type plainFault Fault // without the methods, so that JSON does not call them again

// MarshalJSON writes the delay as a string such as "2s".
func (f Fault) MarshalJSON() ([]byte, error) {
	out := struct {
		plainFault

		Delay string `json:"delay,omitempty"`
	}{plainFault: plainFault(f)}
	if f.Delay != 0 {
		out.Delay = f.Delay.String()
	}
	return json.Marshal(out)
}

// UnmarshalJSON refuses names it does not know: a mistyped fault that never hits would let a test pass.
func (f *Fault) UnmarshalJSON(b []byte) error {
	var in struct {
		plainFault

		Delay string `json:"delay"`
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&in); err != nil {
		return err
	}
	*f = Fault(in.plainFault)
	if in.Delay == "" {
		return nil
	}
	var err error
	f.Delay, err = time.ParseDuration(in.Delay)
	return err
}

// Inject plans a fault. It refuses one that Check refuses.
func (p *Panel) Inject(f Fault) error {
	if err := f.Check(); err != nil {
		return err
	}
	if f.Times == 0 {
		f.Times = 1
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = append(p.faults, f)
	return nil
}

// Faults gives the faults that are still to hit, with what remains of Skip and Times.
func (p *Panel) Faults() []Fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Fault{}, p.faults...)
}

// ClearFaults drops all planned faults.
func (p *Panel) ClearFaults() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = nil
}

// strike takes the fault that hits this call out of the plan, if there is one.
func (p *Panel) strike(r *http.Request) (Fault, bool) {
	body := p.peek(r)
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := range p.faults {
		f := &p.faults[i]
		if !f.matches(r, body) {
			continue
		}
		if f.Skip > 0 {
			f.Skip--
			continue
		}
		hit := *f
		if f.Times--; f.Times == 0 {
			p.faults = append(p.faults[:i], p.faults[i+1:]...)
		}
		return hit, true
	}
	return Fault{}, false
}

func (f Fault) matches(r *http.Request, body []byte) bool {
	if f.Method != "" && !strings.EqualFold(f.Method, r.Method) {
		return false
	}
	if f.Path != "" {
		if ok, err := path.Match(f.Path, r.URL.Path); err != nil || !ok {
			return false
		}
	}
	return f.Contains == "" || bytes.Contains(body, []byte(f.Contains))
}

// peek reads the beginning of the body and puts it back, when a fault wants to look at it.
func (p *Panel) peek(r *http.Request) []byte {
	p.mu.Lock()
	wanted := slices.ContainsFunc(p.faults, func(f Fault) bool { return f.Contains != "" })
	p.mu.Unlock()
	if !wanted || r.Body == nil {
		return nil
	}
	head, err := io.ReadAll(io.LimitReader(r.Body, maxMatched))
	rest := io.Reader(r.Body)
	if err != nil {
		rest = failing{err} // the handler gets the same error that ended this reading
	}
	r.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(head), rest), r.Body}
	return head
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
