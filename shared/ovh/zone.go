package ovh

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/seatwright/seatwright/shared/fault"
)

// Zone is a zone of the account.
type Zone struct {
	Name    string
	Servers []string // the name servers to which the zone has to be delegated
	DNSSEC  bool     // may be signed
}

// Zones gives the names of the account's zones, sorted.
func (c *Client) Zones(ctx context.Context) ([]string, error) {
	var names []string
	if err := c.read(ctx, &names, "/domain/zone", nil); err != nil {
		return nil, err
	}
	slices.Sort(names)
	return names, nil
}

// Zone fails with fault.NotFound when the zone is not in the account.
func (c *Client) Zone(ctx context.Context, zone string) (Zone, error) {
	if err := zoneName(zone); err != nil {
		return Zone{}, err
	}
	var w struct {
		Name    string   `json:"name"`
		Servers []string `json:"nameServers"`
		DNSSEC  bool     `json:"dnssecSupported"`
	}
	if err := c.read(ctx, &w, "/domain/zone/{zone}", nil, zone); err != nil {
		return Zone{}, err
	}
	return Zone{Name: w.Name, Servers: w.Servers, DNSSEC: w.DNSSEC}, nil
}

// Status says whether the name servers have what was last published.
type Status struct {
	Deployed bool
	Errors   []string // why the zone is not deployed, in OVHcloud's words; the name servers keep what they had
	Warnings []string
}

// Status of a zone. Rows that are staged and not published do not show in it.
func (c *Client) Status(ctx context.Context, zone string) (Status, error) {
	if err := zoneName(zone); err != nil {
		return Status{}, err
	}
	var w struct {
		Deployed *bool    `json:"isDeployed"`
		Errors   []string `json:"errors"`
		Warnings []string `json:"warnings"`
	}
	if err := c.read(ctx, &w, "/domain/zone/{zone}/status", nil, zone); err != nil {
		return Status{}, err
	}
	if w.Deployed == nil {
		return Status{}, fault.Unavailable.Errorf("read the status of zone %s: OVHcloud does not say whether it is deployed", zone)
	}
	return Status{Deployed: *w.Deployed, Errors: w.Errors, Warnings: w.Warnings}, nil
}

// Refresh publishes all that is staged, whoever staged it. It may be repeated: with fault.Unknown, Status and SOA tell.
func (c *Client) Refresh(ctx context.Context, zone string) error {
	if err := zoneName(zone); err != nil {
		return err
	}
	return c.write(ctx, http.MethodPost, nil, nil, "/domain/zone/{zone}/refresh", zone)
}

// Export gives the zone as a zone file (RFC 1035).
func (c *Client) Export(ctx context.Context, zone string) (string, error) {
	if err := zoneName(zone); err != nil {
		return "", err
	}
	var text string
	err := c.read(ctx, &text, "/domain/zone/{zone}/export", nil, zone)
	return text, err
}

// SOA is what a zone says of itself. Times are in seconds.
type SOA struct {
	Server   string
	Serial   uint32
	TTL      int // of rows without one of their own
	Negative int // how long a resolver remembers that there is nothing
}

// SOA of a zone.
func (c *Client) SOA(ctx context.Context, zone string) (SOA, error) {
	if err := zoneName(zone); err != nil {
		return SOA{}, err
	}
	var w struct {
		Server   string `json:"server"`
		Serial   uint32 `json:"serial"`
		TTL      int    `json:"ttl"`
		Negative int    `json:"nxDomainTtl"`
	}
	if err := c.read(ctx, &w, "/domain/zone/{zone}/soa", nil, zone); err != nil {
		return SOA{}, err
	}
	return SOA(w), nil
}

// Task is work of OVHcloud's own on a zone, such as an import or a restore.
type Task struct {
	ID       int64  `json:"id"`
	Function string `json:"function"` // ZoneImport, DnssecEnable, ...
	Status   string `json:"status"`   // todo, doing, problem, ...
}

// Tasks gives the work on a zone that is not done. While there is some, nobody should write to the zone.
func (c *Client) Tasks(ctx context.Context, zone string) ([]Task, error) {
	if err := zoneName(zone); err != nil {
		return nil, err
	}
	var open []Task
	for _, status := range []string{"todo", "doing", "problem"} {
		var ids []int64
		if err := c.read(ctx, &ids, "/domain/zone/{zone}/task", url.Values{"status": {status}}, zone); err != nil {
			return nil, err
		}
		for _, id := range ids {
			var t Task
			err := c.read(ctx, &t, "/domain/zone/{zone}/task/{id}", nil, zone, decimal(id))
			if fault.Of(err) == fault.NotFound { // done meanwhile
				continue
			}
			if err != nil {
				return nil, err
			}
			open = append(open, t)
		}
	}
	return open, nil
}
