package route53

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53"
	"github.com/aws/aws-sdk-go-v2/service/route53/types"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/fault"
)

// Stage makes all steps in one batch, which takes effect at once: whole or not at all. The reference is the change's id. It fails with fault.Stale when a
// record that the steps touch is no longer as the last Look had it.
func (h *Host) Stage(ctx context.Context, zone string, steps []dns.Step) (string, error) {
	z, err := h.find(ctx, zone)
	if err != nil {
		return "", err
	}
	if z.sets == nil { // by another process, or before a change
		if z.sets, err = h.read(ctx, z.id); err != nil {
			return "", err
		}
		for i := range z.sets {
			z.sets[i].rows = rows(zone, z.sets[i].ResourceRecordSet)
		}
	}
	changes, err := batch(zone, z.sets, steps)
	if err != nil || len(changes) == 0 {
		return "", err
	}
	h.remember(zone, hosted{id: z.id, servers: z.servers})
	in := &route53.ChangeResourceRecordSetsInput{HostedZoneId: &z.id, ChangeBatch: &types.ChangeBatch{Changes: changes}}
	var out *route53.ChangeResourceRecordSetsOutput
	err = h.turn(ctx, "ChangeResourceRecordSets", true, func() (err error) {
		out, err = h.client.ChangeResourceRecordSets(ctx, in, once)
		return err
	})
	if err != nil || out.ChangeInfo == nil {
		return "", err
	}
	return strings.TrimPrefix(aws.ToString(out.ChangeInfo.Id), "/change/"), nil
}

// Publish asks whether a change is served by all name servers. Without its reference, which a crash may have lost, and for one that Route 53 no longer
// knows, it says so: the change took effect when it was made, and the name servers are asked anyway.
func (h *Host) Publish(ctx context.Context, _ string, w domain.Publication) (domain.Served, error) {
	if w.Ref == "" {
		return domain.Served{Deployed: true}, nil
	}
	var out *route53.GetChangeOutput
	err := h.turn(ctx, "GetChange", false, func() (err error) {
		out, err = h.client.GetChange(ctx, &route53.GetChangeInput{Id: &w.Ref})
		return err
	})
	switch {
	case fault.Of(err) == fault.NotFound:
		return domain.Served{Deployed: true}, nil
	case err != nil:
		return domain.Served{}, err
	case out.ChangeInfo == nil:
		return domain.Served{}, fault.Unavailable.Errorf("Route 53 does not say how far the change is")
	}
	return domain.Served{Deployed: out.ChangeInfo.Status == types.ChangeStatusInsync}, nil
}

// key is what a set is found by: its name before the zone's, in normal form, and its type.
type key struct {
	name string
	kind dns.Type
}

// work is the sets that steps touch: as they were read, and as they will be.
type work struct {
	zone  dns.Zone
	was   map[key]set
	is    map[key][]dns.Row
	order []key
}

// batch gives the changes that some steps make of the sets that were read.
func batch(zone string, sets []set, steps []dns.Step) ([]types.Change, error) {
	w := work{zone: dns.Zone{Name: zone, Dialect: dns.Route53()}, was: map[key]set{}, is: map[key][]dns.Row{}}
	locked := map[key]string{}
	for _, s := range sets {
		if len(s.rows) == 0 {
			continue
		}
		k := w.key(s.rows[0])
		if word := s.rows[0].Locked; word != "" {
			locked[k] = word
			continue
		}
		w.was[k], w.is[k] = s, s.rows
	}
	for _, s := range steps {
		for _, r := range []dns.Row{s.Row, s.To} {
			if word := locked[w.key(r)]; word != "" {
				return nil, fault.Invalid.Errorf("zone %s: the set %s %q is not an ordinary one: %s", zone, r.Type, r.Name, word)
			}
		}
		if err := w.step(s); err != nil {
			return nil, err
		}
	}
	return w.changes()
}

func (w *work) key(r dns.Row) key {
	rec := w.zone.Record(r)
	return key{rec.Name, rec.Type}
}

// step makes a step.
func (w *work) step(s dns.Step) error {
	if s.Kind != dns.Create && s.Kind != dns.Update && s.Kind != dns.Delete {
		return fault.Invalid.Errorf("zone %s: %q is no step that can be staged", w.zone.Name, s.Kind)
	}
	from, to := w.key(s.Row), w.key(s.To)
	at := -1
	if s.Kind != dns.Create {
		rec := w.zone.Record(s.Row)
		at = slices.IndexFunc(w.is[from], func(r dns.Row) bool { return w.zone.Record(r) == rec })
		if at < 0 || w.is[from][at].TTL != s.Row.TTL {
			return fault.Stale.Errorf("zone %s: the record %s %q is no longer as it was read", w.zone.Name, s.Row.Type, s.Row.Name)
		}
	}
	if s.Kind == dns.Update && from == to {
		rows := slices.Clone(w.touch(from))
		rows[at] = s.To
		w.is[from] = rows
		return nil
	}
	if s.Kind != dns.Create {
		w.is[from] = slices.Delete(slices.Clone(w.touch(from)), at, at+1)
	}
	if s.Kind != dns.Delete {
		w.is[to] = append(slices.Clone(w.touch(to)), s.To)
	}
	return nil
}

// touch notes that a set changes.
func (w *work) touch(k key) []dns.Row {
	if !slices.Contains(w.order, k) {
		w.order = append(w.order, k)
	}
	return w.is[k]
}
