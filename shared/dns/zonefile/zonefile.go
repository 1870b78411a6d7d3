// Package zonefile reads a zone as an RFC 1035 file, and writes the lines that a person enters by hand at a host without an API.
package zonefile

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"

	wire "github.com/miekg/dns"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
)

// Limits of a file: no host has a greater zone of a customer.
const (
	maxBytes = 8 << 20
	maxRows  = 20_000
	hour     = 3600
)

// Read gives the zone that a file holds; origin is its name, in any form. Rows get ids made of what they are. It fails with fault.Malformed for what is no
// zone file and for one that has anything outside the zone, includes another file, or generates rows, with fault.TooLarge, and with fault.Invalid for an
// origin that is no name. Files are never opened from here.
func Read(r io.Reader, origin string) (dns.Zone, error) {
	name, err := dns.Name(origin)
	if err != nil {
		return dns.Zone{}, err
	}
	text, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	switch {
	case err != nil:
		return dns.Zone{}, fault.Unavailable.Wrap(err, "zone %s: read the file", name)
	case len(text) > maxBytes:
		return dns.Zone{}, fault.TooLarge.Errorf("zone %s: a file of more than %d bytes", name, maxBytes)
	}
	z := dns.Zone{Name: name, TTL: hour, Dialect: dns.File()}
	if err := parse(&z, text); err != nil {
		return dns.Zone{}, err
	}
	z.Mark()
	return z, nil
}

func parse(z *dns.Zone, text []byte) error {
	if line := generates(text); line != "" {
		return fault.Malformed.Errorf("zone %s: the file generates rows: %q", z.Name, line)
	}
	if !whole(text) {
		return fault.Malformed.Errorf("zone %s: the file ends within brackets or quotes", z.Name)
	}
	parser := wire.NewZoneParser(bytes.NewReader(text), z.Name+".", "")
	parser.SetDefaultTTL(hour)
	for rr, ok := parser.Next(); ok; rr, ok = parser.Next() {
		if len(z.Rows) == maxRows {
			return fault.TooLarge.Errorf("zone %s: a file of more than %d rows", z.Name, maxRows)
		}
		if err := add(z, rr); err != nil {
			return err
		}
	}
	if err := parser.Err(); err != nil {
		bad, _ := errors.AsType[*wire.ParseError](err)
		if bad == nil {
			return fault.Malformed.Wrap(err, "zone %s: not a zone file", z.Name)
		}
		return fault.Malformed.Errorf("zone %s: %s", z.Name, strings.TrimPrefix(bad.Error(), "dns: "))
	}
	return nil
}

// generates gives the first line that would make rows by a pattern: a few bytes of it make a zone of any size.
func generates(text []byte) string {
	for line := range bytes.Lines(text) {
		if word := bytes.TrimSpace(line); len(word) > 8 && bytes.EqualFold(word[:9], []byte("$generate")) {
			return string(word[:9])
		}
	}
	return ""
}

// whole reports whether all brackets and quotes are closed; the library takes a file that was cut within them for a shorter one.
func whole(text []byte) bool {
	open, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == ';':
			end := bytes.IndexByte(text[i:], '\n')
			if end < 0 {
				return open == 0
			}
			i += end
		case c == '(':
			open++
		case c == ')':
			open--
		}
	}
	return open == 0 && !quoted
}

// add takes a record in as a row; the SOA is about the zone.
func add(z *dns.Zone, rr wire.RR) error {
	head := rr.Header()
	if head.Class != wire.ClassINET {
		return fault.Malformed.Errorf("zone %s: %s is of a class that is not the Internet's", z.Name, head.Name)
	}
	full := strings.ToLower(strings.TrimSuffix(head.Name, "."))
	below, ok := dns.Below(z.Name, full)
	if !ok {
		return fault.Malformed.Errorf("zone %s: %s is not in it", z.Name, head.Name)
	}
	if soa, ok := rr.(*wire.SOA); ok {
		z.Serial, z.TTL = soa.Serial, head.Ttl
		return nil
	}
	row := dns.Row{Name: below, Type: dns.Type(wire.Type(head.Rrtype).String()), TTL: head.Ttl, Value: strings.TrimPrefix(rr.String(), head.String())}
	if odd, ok := rr.(*wire.RFC3597); ok { // a type that only its number names
		row.Value = `\# ` + strconv.Itoa(len(odd.Rdata)/2) + " " + odd.Rdata
	}
	z.Rows = append(z.Rows, row)
	return nil
}

// Lines writes what a person has to do by hand so that the plan's steps are made: each step's deletes and entries, a line each.
func Lines(z *dns.Zone, steps []dns.Step) []string {
	var all []string
	for _, s := range steps {
		all = append(all, z.Hand(s)...)
	}
	return all
}

// Write writes the rows of a zone as a file, a line each. Of what is no row there is nothing in it: no SOA, no time to live of the zone's own.
func Write(z *dns.Zone) string {
	var b strings.Builder
	for _, r := range z.Rows {
		for _, line := range z.Hand(dns.Step{Kind: dns.Create, To: r}) {
			b.WriteString(strings.TrimSpace(strings.TrimPrefix(line, "enter")) + "\n")
		}
	}
	return b.String()
}
