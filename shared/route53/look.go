package route53

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53"
	"github.com/aws/aws-sdk-go-v2/service/route53/types"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/fault"
)

// set is a record set as it was read, and its rows in the order of its values.
type set struct {
	types.ResourceRecordSet

	rows []dns.Row
}

// mostSets of a zone; Route 53's own limit is 10,000 unless it is raised.
const mostSets = 20_000

// Look reads a zone. It fails with fault.NotFound when the account has no public zone of this name, or several of which none is delegated to.
func (h *Host) Look(ctx context.Context, zone string) (domain.Held, error) {
	h.forget(zone)
	z, err := h.find(ctx, zone)
	if err != nil {
		return domain.Held{}, err
	}
	if z.sets, err = h.read(ctx, z.id); err != nil {
		return domain.Held{}, err
	}
	out := dns.Zone{Name: zone, Dialect: dns.Route53()} // without a time of its own: every set has one
	for i := range z.sets {
		z.sets[i].rows = rows(zone, z.sets[i].ResourceRecordSet)
		if z.sets[i].Type == types.RRTypeSoa {
			out.Serial = serial(z.sets[i].rows)
			z.sets[i].rows = nil // it is about the zone
		}
		out.Rows = append(out.Rows, z.sets[i].rows...)
	}
	out.Mark()
	h.remember(zone, z)
	text := func(context.Context) (string, error) { return export(zone, z.sets), nil }
	return domain.Held{Zone: out, Servers: slices.Clone(z.servers), Export: text}, nil
}

// read gives all sets of a zone.
func (h *Host) read(ctx context.Context, id string) ([]set, error) {
	in := &route53.ListResourceRecordSetsInput{HostedZoneId: &id}
	var all []set
	for {
		var out *route53.ListResourceRecordSetsOutput
		err := h.turn(ctx, "ListResourceRecordSets", false, func() (err error) {
			out, err = h.client.ListResourceRecordSets(ctx, in)
			return err
		})
		if err != nil {
			return nil, err
		}
		for _, s := range out.ResourceRecordSets {
			all = append(all, set{ResourceRecordSet: s})
		}
		if !out.IsTruncated {
			return all, nil
		}
		if len(all) > mostSets {
			return nil, fault.Invalid.Errorf("zone %s of Route 53: more than %d sets of records", id, mostSets)
		}
		in.StartRecordName, in.StartRecordType, in.StartRecordIdentifier = out.NextRecordName, out.NextRecordType, out.NextRecordIdentifier
	}
}

// rows gives a row for each value of a set, and one for an alias.
func rows(zone string, s types.ResourceRecordSet) []dns.Row {
	name, ordinary := relative(zone, aws.ToString(s.Name))
	locked := policy(s)
	if !ordinary && locked == "" {
		locked = "escaped name"
	}
	r := dns.Row{Name: name, Type: dns.Type(s.Type), TTL: uint32(min(max(aws.ToInt64(s.TTL), 0), 1<<31-1)), Locked: locked}
	if s.AliasTarget != nil {
		r.Value = "ALIAS " + normal(aws.ToString(s.AliasTarget.DNSName)) + "."
		return []dns.Row{r}
	}
	all := make([]dns.Row, 0, len(s.ResourceRecords))
	for _, v := range s.ResourceRecords {
		r.Value = row(r.Type, aws.ToString(v.Value))
		all = append(all, r)
	}
	return all
}

// policy names what makes a set none of the ordinary ones, "" for one of those.
func policy(s types.ResourceRecordSet) string {
	switch {
	case s.TrafficPolicyInstanceId != nil:
		return "traffic policy"
	case s.Weight != nil:
		return "weighted"
	case s.Region != "":
		return "latency"
	case s.GeoLocation != nil:
		return "geolocation"
	case s.GeoProximityLocation != nil:
		return "geoproximity"
	case s.Failover != "":
		return "failover"
	case aws.ToBool(s.MultiValueAnswer):
		return "multivalue"
	case s.CidrRoutingConfig != nil:
		return "IP-based"
	case s.SetIdentifier != nil:
		return "routing policy"
	case s.AliasTarget != nil:
		return "alias"
	case s.HealthCheckId != nil:
		return "health check"
	}
	return ""
}

// serial of a SOA, 0 when it has none.
func serial(rows []dns.Row) uint32 {
	if len(rows) != 1 {
		return 0
	}
	words := strings.Fields(rows[0].Value)
	if len(words) != 7 {
		return 0
	}
	n, _ := strconv.ParseUint(words[2], 10, 32) // one that is no number is as good as none
	return uint32(n)
}
