package domain

import (
	"bytes"
	"context"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/dns/zonefile"
	"github.com/seatwright/seatwright/shared/fault"
)

// paper is a zone that a person gave as a file: it can be read, and whatever is to be changed a person enters.
type paper struct {
	texts   Texts
	partner string
	file    string
}

// Look implements Zones.
func (p paper) Look(ctx context.Context, zone string) (Held, error) {
	text, err := p.texts.Text(ctx, p.partner, p.file)
	if fault.Of(err) == fault.NotFound {
		return Held{}, fault.Invalid.Errorf("zone %s: its file is not kept any more; give it again", zone)
	}
	if err != nil {
		return Held{}, err
	}
	z, err := zonefile.Read(bytes.NewReader(text), zone)
	return Held{Zone: z, Export: func(context.Context) (string, error) { return string(text), nil }}, err
}

// entered keeps a zone as it is since a person entered a plan, or took it back: the next plan begins with it, and not with the file that the person gave.
func (r *run) entered(ctx context.Context, z *dns.Zone) error {
	text := []byte(zonefile.Write(z))
	if err := r.Texts.PutText(ctx, r.s.Partner, digest(text), text); err != nil {
		return err
	}
	r.s.Entered = digest(text)
	return nil
}

// Stage implements Zones: nobody can.
func (p paper) Stage(context.Context, string, []dns.Step) (string, error) {
	return "", fault.Invalid.Errorf("zone file: is changed by a person")
}

// Publish implements Zones: nobody can.
func (p paper) Publish(context.Context, string, Publication) (Served, error) {
	return Served{}, fault.Invalid.Errorf("zone file: is published by a person")
}
