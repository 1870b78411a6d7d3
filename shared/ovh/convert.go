package ovh

import (
	"context"
	"strconv"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
)

// Read gives a zone as it is staged. It fails as Records does.
func (c *Client) Read(ctx context.Context, zone string) (dns.Zone, error) {
	soa, err := c.SOA(ctx, zone)
	if err != nil {
		return dns.Zone{}, err
	}
	rows, err := c.Records(ctx, zone)
	if err != nil {
		return dns.Zone{}, err
	}
	z := dns.Zone{Name: zone, Serial: soa.Serial, TTL: uint32(min(max(soa.TTL, 0), 1<<31-1)), Dialect: dns.OVH()}
	for _, r := range rows {
		z.Rows = append(z.Rows, r.row())
	}
	return z, nil
}

// Stage makes one step of a plan, which nobody sees before Refresh. With fault.Unknown it may have been made, and with
// fault.NotFound the row has another id by now or is gone: the zone is to be read again before anything else.
func (c *Client) Stage(ctx context.Context, zone string, s dns.Step) error {
	if s.Kind == dns.Create {
		r, err := recordOf(s.To)
		if err == nil {
			_, err = c.Create(ctx, zone, r)
		}
		return err
	}
	id, err := strconv.ParseInt(s.Row.ID, 10, 64)
	if err != nil {
		return fault.Invalid.Errorf("row %q in zone %s: not an id of OVHcloud", s.Row.ID, zone)
	}
	switch s.Kind {
	case dns.Delete:
		return c.Delete(ctx, zone, id)
	case dns.Update:
		if s.To.Type != s.Row.Type {
			return fault.Invalid.Errorf("row %d in zone %s: its type cannot be changed", id, zone)
		}
		r, err := recordOf(s.To)
		if err != nil {
			return err
		}
		r.ID = id
		return c.Update(ctx, zone, r)
	default:
		return fault.Invalid.Errorf("zone %s: %q is no step that can be staged", zone, s.Kind)
	}
}

// Same holds where the world sees the same of two rows of a zone, whatever their ids, times to live and quotes.
func Same(zone string, a, b Record) bool {
	z := dns.Zone{Name: zone, Dialect: dns.OVH()}
	return z.Record(a.row()) == z.Record(b.row())
}

func (r Record) row() dns.Row {
	return dns.Row{ID: decimal(r.ID), Name: r.Name, Type: dns.Type(r.Type), TTL: uint32(min(max(r.TTL, 0), 1<<31-1)), Value: r.Target}
}

// recordOf gives a row without its id.
func recordOf(r dns.Row) (Record, error) {
	if r.TTL > 1<<31-1 {
		return Record{}, fault.Invalid.Errorf("row %s: the ttl is larger than RFC 2181 has it", r.Type)
	}
	return Record{Name: r.Name, Type: string(r.Type), Target: r.Value, TTL: int(r.TTL)}, nil
}
