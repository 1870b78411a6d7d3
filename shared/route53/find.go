package route53

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53"
	"github.com/aws/aws-sdk-go-v2/service/route53/types"

	"github.com/seatwright/seatwright/shared/fault"
)

// mostTwins is how many zones of one name are looked at.
const mostTwins = 20

// find gives the public zone of a name. Of several it is the one to which the name is delegated.
func (h *Host) find(ctx context.Context, zone string) (hosted, error) {
	if z, ok := h.remembered(zone); ok {
		return z, nil
	}
	ids, err := h.public(ctx, zone)
	if err != nil {
		return hosted{}, err
	}
	if len(ids) == 0 {
		return hosted{}, fault.NotFound.Errorf("zone %s: Route 53 has no public zone of this name in this account", zone)
	}
	var all []hosted
	for _, id := range ids {
		servers, err := h.servers(ctx, id)
		if err != nil {
			return hosted{}, err
		}
		all = append(all, hosted{id: id, servers: servers})
	}
	if len(all) == 1 {
		return all[0], nil
	}
	return h.choose(ctx, zone, all)
}

// choose takes the zone to which its name is delegated, or none: to write into another would change nothing that anybody sees.
func (h *Host) choose(ctx context.Context, zone string, all []hosted) (hosted, error) {
	d, err := h.names.Delegation(ctx, zone)
	if err != nil {
		return hosted{}, err
	}
	var seen []string
	for _, z := range all {
		if slices.Equal(z.servers, d.Servers) {
			return z, nil
		}
		seen = append(seen, z.id+" ("+strings.Join(z.servers, ", ")+")")
	}
	return hosted{}, fault.NotFound.Errorf("zone %s: Route 53 has %d public zones of this name in this account, and none of them is the one that is served by %s: %s",
		zone, len(all), strings.Join(d.Servers, ", "), strings.Join(seen, "; "))
}

// public gives the ids of the public zones of a name.
func (h *Host) public(ctx context.Context, zone string) ([]string, error) {
	in := &route53.ListHostedZonesByNameInput{DNSName: aws.String(zone), MaxItems: aws.Int32(mostTwins)}
	var ids []string
	for len(ids) < mostTwins {
		var out *route53.ListHostedZonesByNameOutput
		err := h.turn(ctx, "ListHostedZonesByName", false, func() (err error) {
			out, err = h.client.ListHostedZonesByName(ctx, in)
			return err
		})
		if err != nil {
			return nil, err
		}
		for _, z := range out.HostedZones {
			if normal(aws.ToString(z.Name)) != zone {
				return ids, nil
			}
			if !private(z) {
				ids = append(ids, strings.TrimPrefix(aws.ToString(z.Id), "/hostedzone/"))
			}
		}
		if !out.IsTruncated {
			return ids, nil
		}
		in.DNSName, in.HostedZoneId = out.NextDNSName, out.NextHostedZoneId
	}
	return ids, nil
}

func private(z types.HostedZone) bool { return z.Config != nil && z.Config.PrivateZone }

// servers gives the name servers to which a zone has to be delegated.
func (h *Host) servers(ctx context.Context, id string) ([]string, error) {
	var out *route53.GetHostedZoneOutput
	err := h.turn(ctx, "GetHostedZone", false, func() (err error) {
		out, err = h.client.GetHostedZone(ctx, &route53.GetHostedZoneInput{Id: &id})
		return err
	})
	if err != nil || out.DelegationSet == nil {
		return nil, err
	}
	var all []string
	for _, s := range out.DelegationSet.NameServers {
		all = append(all, normal(s))
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

func normal(name string) string { return strings.ToLower(strings.TrimSuffix(name, ".")) }
