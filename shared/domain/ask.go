package domain

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
)

// Wish is what somebody asks for.
type Wish struct {
	ID          string       `json:"id"` // of the setup
	Customer    string       `json:"customer"`
	Domain      string       `json:"domain"` // in any form
	Host        Host         `json:"host"`   // its File is made of File
	File        string       `json:"file,omitempty"`
	Options     dns.Options  `json:"options"`
	Extra       []dns.Wanted `json:"extra,omitempty"` // from a person, whatever they say of their source; without a service: Email
	Batch       string       `json:"batch,omitempty"`
	Correlation string       `json:"correlation,omitempty"`
}

// Ask records a setup, and has it planned. The same wish again finds what became of the first. It fails with fault.Invalid, and with fault.Conflict when
// the id is another's, or while the domain's current setup changes its zone.
func (d Desk) Ask(ctx context.Context, partner string, w Wish) (Setup, error) {
	s, err := w.setup(partner, d.Now())
	if err != nil {
		return Setup{}, err
	}
	was, err := d.Book.Setup(ctx, partner, s.ID)
	switch {
	case err == nil:
		return d.again(ctx, &was, &s)
	case fault.Of(err) != fault.NotFound:
		return Setup{}, err
	}
	if err := d.free(ctx, &s); err != nil {
		return Setup{}, err
	}
	if w.File != "" {
		if err := d.Texts.PutText(ctx, partner, s.Host.File, []byte(w.File)); err != nil {
			return Setup{}, err
		}
	}
	return d.save(ctx, &s)
}

// again answers a wish that is known. One that was not planned yet is woken once more.
func (d Desk) again(ctx context.Context, was, s *Setup) (Setup, error) {
	if was.Domain != s.Domain || was.Customer != s.Customer || was.Host != s.Host {
		return Setup{}, fault.Conflict.Errorf("plan %s: is that of another wish", s.ID)
	}
	if was.State == Asked {
		d.Waker.Wake(ctx, was)
	}
	return *was, nil
}

// free fails with fault.Conflict while the domain's current setup changes its zone.
func (d Desk) free(ctx context.Context, s *Setup) error {
	id, err := d.Book.Current(ctx, s.Partner, s.Domain)
	if fault.Of(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	now, err := d.Book.Setup(ctx, s.Partner, id)
	if err != nil {
		return err
	}
	if now.State.busy() {
		return fault.Conflict.Errorf("domain %s: plan %s is just changing its zone (%s); wait until it is done, or roll it back", s.Domain, now.ID, now.State)
	}
	return nil
}

// setup makes a new setup of a wish, or tells what is wrong with it.
func (w *Wish) setup(partner string, now time.Time) (Setup, error) {
	name, err := dns.Name(w.Domain)
	if err == nil {
		err = (&dns.Facts{Domain: name}).Check()
	}
	if err != nil {
		return Setup{}, fault.At(err, fault.Field{Pointer: "/domain", Text: "not a customer's domain"})
	}
	facts := dns.Facts{Domain: name, Wanted: slices.Clone(w.Extra)}
	for i := range facts.Wanted {
		given := &facts.Wanted[i]
		given.Source, given.Service = dns.FromOperator, cmp.Or(given.Service, dns.Email)
	}
	if err := facts.Check(); err != nil {
		return Setup{}, fault.At(err, fault.Field{Pointer: "/extra", Text: fault.Text(err)})
	}
	if err := w.Options.Check(); err != nil {
		return Setup{}, fault.At(err, fault.Field{Pointer: "/options", Text: fault.Text(err)})
	}
	if err := w.host(); err != nil {
		return Setup{}, err
	}
	s := Setup{
		Partner: partner, ID: w.ID, Customer: w.Customer, Domain: name, Host: w.Host, Options: w.Options, Extra: facts.Wanted, Batch: w.Batch,
		Stage: Ownership, Created: now, Correlation: w.Correlation,
	}
	if w.File != "" {
		s.Host.File = digest([]byte(w.File))
	}
	s.enter(Asked, now, "")
	return s, nil
}

// host tells what is wrong with the host of a wish.
func (w *Wish) host() error {
	field := func(pointer, text string) error {
		return fault.At(fault.Invalid.Errorf("host of %s: %s", w.Domain, text), fault.Field{Pointer: pointer, Text: text})
	}
	switch w.Host.Kind {
	case OVH, Route53:
		if w.Host.Account == "" {
			return field("/host/account", "needed for this kind of host")
		}
		if w.File != "" {
			return field("/host/file", "only for a zone that a person enters by hand")
		}
	case File:
		if w.File == "" {
			return field("/host/file", "the zone as a file is needed")
		}
		if w.Host.Account != "" {
			return field("/host/account", "a file has none")
		}
	default:
		return field("/host/kind", "not known")
	}
	return nil
}

func digest(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
