package domain

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
)

// MaxDomains is how many domains one request may bring.
const MaxDomains = 10_000

// Batch is a request for many domains. Its setups are made one after the other, and so are consents and applications for many of them.
type Batch struct {
	Partner  string    `json:"partner"`
	ID       string    `json:"id"`
	List     string    `json:"list"` // digest of the kept wishes
	Domains  int       `json:"domains"`
	Expanded int       `json:"expanded"` // wishes of which a setup was made, or that were refused
	Refused  int       `json:"refused,omitempty"`
	Refusals []Refusal `json:"refusals,omitempty"` // the first ones
	Jobs     []Job     `json:"jobs,omitempty"`
	Created  time.Time `json:"created"`
	Due      time.Time `json:"due,omitzero"` // while something is left to be done

	Version     int64  `json:"-"`
	Correlation string `json:"correlation,omitempty"`
}

// Refusal is a wish of which no setup can be made.
type Refusal struct {
	Line   int    `json:"line"` // counted from 1
	Domain string `json:"domain"`
	Text   string `json:"text"`
}

// Job is a decision for many domains, each by the hash of the plan that the person saw.
type Job struct {
	Class   dns.Class `json:"class,omitempty"` // the consent that is given; "" applies
	List    string    `json:"list"`            // digest of the kept list, which is the one that was shown
	Lines   int       `json:"lines"`
	Done    int       `json:"done"`              // worked off
	Skipped int       `json:"skipped,omitempty"` // of them those whose plan was another by then
	At      time.Time `json:"at"`
}

const (
	portion      = 100 // wishes or decisions between two notes of the progress
	maxRefusals  = 100
	maxJobs      = 50
	maxListBytes = 32 << 20
)

// AskMany records a request for many domains. The same request again finds the first.
func (d Desk) AskMany(ctx context.Context, partner, id, correlation string, wishes []Wish) (Batch, error) {
	if len(wishes) == 0 || len(wishes) > MaxDomains {
		return Batch{}, fault.Invalid.Errorf("batch of %d domains: between 1 and %d are taken", len(wishes), MaxDomains)
	}
	text, err := json.Marshal(wishes)
	if err != nil {
		return Batch{}, err
	}
	if len(text) > maxListBytes {
		return Batch{}, fault.TooLarge.Errorf("batch: more than %d bytes of zone files", maxListBytes)
	}
	now := d.Now()
	b := Batch{Partner: partner, ID: id, List: digest(text), Domains: len(wishes), Created: now, Due: now.Add(lost), Correlation: correlation}
	was, err := d.Batches.Batch(ctx, partner, id)
	switch {
	case err == nil && was.List != b.List:
		return Batch{}, fault.Conflict.Errorf("batch %s: is that of another list", id)
	case err == nil:
		return was, nil
	case fault.Of(err) != fault.NotFound:
		return Batch{}, err
	}
	if err := d.Texts.PutText(ctx, partner, b.List, text); err != nil {
		return Batch{}, err
	}
	return b, d.saveBatch(ctx, &b)
}

func (d Desk) saveBatch(ctx context.Context, b *Batch) error {
	if err := d.Batches.SaveBatch(ctx, b); err != nil {
		return err
	}
	if !b.Due.IsZero() {
		d.Waker.WakeBatch(ctx, b)
	}
	return nil
}

// Expand works a portion of a batch off: the setups of its wishes first, then what was decided for many. While something is left the batch stays due and is
// woken again. It may be called at any time, and goes on from where it was left.
func (d Desk) Expand(ctx context.Context, partner, id string) (Batch, error) {
	b, err := d.Batches.Batch(ctx, partner, id)
	if err != nil || b.Due.IsZero() {
		return b, err
	}
	b.Jobs = slices.Clone(b.Jobs)
	job := slices.IndexFunc(b.Jobs, Job.open)
	switch {
	case b.Expanded < b.Domains:
		err = d.expand(ctx, &b)
	case job >= 0:
		err = d.work(ctx, &b, &b.Jobs[job])
	}
	if err != nil {
		return b, err
	}
	b.Due = time.Time{}
	if b.Expanded < b.Domains || slices.ContainsFunc(b.Jobs, Job.open) {
		b.Due = d.Now().Add(lost)
	}
	return b, d.saveBatch(ctx, &b)
}

func (j Job) open() bool { return j.Done < j.Lines }

// expand makes setups of a portion of the wishes. Their ids are made of the domains, so that what a crash forgot is found again.
func (d Desk) expand(ctx context.Context, b *Batch) error {
	var wishes []Wish
	if err := d.read(ctx, b, b.List, &wishes); err != nil {
		return err
	}
	from, to := b.Expanded, min(b.Expanded+portion, len(wishes))
	for i := from; i < to; i++ {
		d.place = i
		w := wishes[i]
		w.Batch, w.Correlation = b.ID, b.Correlation
		name, err := dns.Name(w.Domain)
		if err == nil {
			w.ID = b.ID + "-" + digest([]byte(name))[:12]
			_, err = d.Ask(ctx, b.Partner, w)
		}
		switch kind := fault.Of(err); {
		case err == nil:
		case kind == "", kind.Retryable(), kind == fault.Unknown, kind == fault.Stale:
			return err
		default:
			b.refuse(Refusal{Line: i + 1, Domain: w.Domain, Text: fault.Text(err)})
		}
		b.Expanded = i + 1
	}
	return nil
}

func (b *Batch) refuse(r Refusal) {
	b.Refused++
	if len(b.Refusals) < maxRefusals {
		b.Refusals = append(slices.Clone(b.Refusals), r)
	}
}

func (d Desk) read(ctx context.Context, b *Batch, digest string, list any) error {
	text, err := d.Texts.Text(ctx, b.Partner, digest)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, list); err != nil {
		return fault.Conflict.Wrap(err, "batch %s: its list is not readable as it was kept", b.ID)
	}
	return nil
}

// BatchView is a batch as people look at it.
type BatchView struct {
	Batch   Batch
	Summary dns.Summary   // of the domains that were planned, or that cannot be
	States  map[State]int // of all its setups
}

// ShowBatch gives a batch with its summary.
func (d Desk) ShowBatch(ctx context.Context, partner, id string) (BatchView, error) {
	b, err := d.Batches.Batch(ctx, partner, id)
	if err != nil {
		return BatchView{}, err
	}
	rows, err := d.Batches.Lines(ctx, partner, id)
	if err != nil {
		return BatchView{}, err
	}
	v := BatchView{Batch: b, States: map[State]int{}}
	var lines []dns.Line
	for _, r := range rows {
		v.States[r.State]++
		if r.Line.State != "" {
			lines = append(lines, r.Line)
		}
	}
	v.Summary = dns.Summarize(lines)
	return v, nil
}
