package ovh

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Record is a row of a zone as OVHcloud keeps it.
type Record struct {
	ID     int64
	Name   string // relative to the zone; "" is the zone itself
	Type   string // also SPF, DKIM and DMARC, which are published as TXT, and types that are unknown here
	Target string // with the numbers of MX and SRV before the host
	TTL    int    // seconds; 0 is the zone's own
}

// wireRecord always has all fields: a name "" and a ttl 0 say something, and in an update what is left out is uncertain.
type wireRecord struct {
	ID     int64  `json:"id"`
	Name   string `json:"subDomain"`
	Type   string `json:"fieldType"`
	Target string `json:"target"`
	TTL    *int   `json:"ttl"`
}

func (w wireRecord) record() Record {
	r := Record{ID: w.ID, Name: w.Name, Type: w.Type, Target: w.Target}
	if w.TTL != nil {
		r.TTL = *w.TTL
	}
	return r
}

// Records gives all rows as they are staged, in the order of their ids. It fails with fault.NotFound when the zone is not
// in the account, and with fault.Unavailable when rows keep changing while they are read.
func (c *Client) Records(ctx context.Context, zone string) ([]Record, error) {
	return c.rows(ctx, zone, nil)
}

// rows reads the rows that a filter lets through.
func (c *Client) rows(ctx context.Context, zone string, filter url.Values) ([]Record, error) {
	if err := zoneName(zone); err != nil {
		return nil, err
	}
	rows := map[int64]Record{}
	for try := range 5 {
		if err := c.pause(ctx, try); err != nil {
			return nil, err
		}
		ids, err := c.ids(ctx, zone, filter)
		if err != nil {
			return nil, err
		}
		if err := c.fill(ctx, zone, ids, rows); err != nil {
			return nil, err
		}
		all := make([]Record, 0, len(ids))
		for _, id := range ids {
			if r, ok := rows[id]; ok {
				all = append(all, r)
			}
		}
		// A row that is listed and not there was deleted meanwhile, or is so new that OVHcloud cannot read it yet.
		if len(all) == len(ids) {
			return all, nil
		}
	}
	return nil, fault.Unavailable.Errorf("read zone %s: its rows change while they are read", zone)
}

// pause waits before a further try; OVHcloud documents no time, so it is a second, then two and so on.
func (c *Client) pause(ctx context.Context, try int) error {
	if try == 0 {
		return nil
	}
	if err := c.sleep(ctx, time.Duration(try)*time.Second); err != nil {
		return fault.Unavailable.Wrap(err, "read a zone: there was no time left")
	}
	return nil
}

func (c *Client) ids(ctx context.Context, zone string, filter url.Values) ([]int64, error) {
	var ids []int64
	if err := c.read(ctx, &ids, "/domain/zone/{zone}/record", filter, zone); err != nil {
		return nil, err
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// Create stages a row and gives it with its id. With fault.Unknown it may have been staged: Find tells, and nothing else
// may be done before. It fails with fault.Invalid when the row cannot be one.
func (c *Client) Create(ctx context.Context, zone string, r Record) (Record, error) {
	if err := check(zone, r); err != nil {
		return Record{}, err
	}
	body := map[string]any{"fieldType": r.Type, "subDomain": r.Name, "target": r.Target, "ttl": r.TTL}
	var made wireRecord
	if err := c.write(ctx, http.MethodPost, body, &made, "/domain/zone/{zone}/record", zone); err != nil {
		return Record{}, err
	}
	if made.ID > 0 {
		return made.record(), nil
	}
	// OVHcloud may answer with the id 0 for a row that has another.
	for try := range 5 {
		if err := c.pause(ctx, try); err != nil {
			return Record{}, fault.Unknown.Wrap(err, "create a row in zone %s: its id is not known", zone)
		}
		found, err := c.Find(ctx, zone, r)
		if err == nil && len(found) > 0 {
			return found[len(found)-1], nil
		}
	}
	return Record{}, fault.Unknown.Errorf("create a row in zone %s: OVHcloud gave no id, and the row cannot be found", zone)
}

// Update stages the name, target and ttl of a row; its type stays what it is. The row comes whole, because what an update
// leaves out might be reset. It fails with fault.NotFound when the id is no longer that of a row.
func (c *Client) Update(ctx context.Context, zone string, r Record) error {
	if err := check(zone, r); err != nil {
		return err
	}
	body := map[string]any{"subDomain": r.Name, "target": r.Target, "ttl": r.TTL}
	return c.write(ctx, http.MethodPut, body, nil, "/domain/zone/{zone}/record/{id}", zone, decimal(r.ID))
}

// Delete stages that a row goes. It fails with fault.NotFound when the id is no longer that of a row.
func (c *Client) Delete(ctx context.Context, zone string, id int64) error {
	if err := zoneName(zone); err != nil {
		return err
	}
	return c.write(ctx, http.MethodDelete, nil, nil, "/domain/zone/{zone}/record/{id}", zone, decimal(id))
}

// Record gives one row. It fails with fault.NotFound also when the row was created a moment ago.
func (c *Client) Record(ctx context.Context, zone string, id int64) (Record, error) {
	if err := zoneName(zone); err != nil {
		return Record{}, err
	}
	var w wireRecord
	err := c.read(ctx, &w, "/domain/zone/{zone}/record/{id}", nil, zone, decimal(id))
	return w.record(), err
}

// Find gives the rows that have this name and type and say the same, in the order of their ids. It is how one learns
// whether a create took place of which nobody heard: those that were there before have lower ids.
func (c *Client) Find(ctx context.Context, zone string, want Record) ([]Record, error) {
	// The filter by name takes an underscore for any letter, and what it does with "" is not documented; so the type alone
	// narrows the list, and the rest is compared here.
	rows, err := c.rows(ctx, zone, url.Values{"fieldType": {want.Type}})
	return slices.DeleteFunc(rows, func(r Record) bool {
		return r.Type != want.Type || !Same(zone, r, want)
	}), err
}

// check refuses what OVHcloud would change in silence, or what cannot be a row.
func check(zone string, r Record) error {
	if err := zoneName(zone); err != nil {
		return err
	}
	switch {
	case r.Type == "" || r.Target == "":
		return fault.Invalid.Errorf("row in zone %s: a type and a target are needed", zone)
	case len(r.Target) > longTarget:
		return fault.Invalid.Errorf("row in zone %s: the target is longer than %d bytes", zone, longTarget)
	case len(r.Name)+1+len(zone) > longName:
		return fault.Invalid.Errorf("row in zone %s: the name is longer than %d octets", zone, longName)
	case r.Name == "@" || strings.HasSuffix(r.Name, "."):
		return fault.Invalid.Errorf(`row in zone %s: the name is relative to the zone, and "" at the zone itself`, zone)
	case r.TTL < 0 || r.TTL > 0 && r.TTL < 60 || r.TTL > 1<<31-1:
		return fault.Invalid.Errorf("row in zone %s: the ttl is 0 for the zone's own, or from 60 seconds on", zone)
	}
	return nil
}
