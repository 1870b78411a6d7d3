package cloud

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53"
	"github.com/aws/aws-sdk-go-v2/service/route53/types"

	sim "github.com/seatwright/seatwright/localstack/sim/route53"
)

// Names serves zones.
type Names interface {
	Add(ctx context.Context, hosts ...string) error
	Delegate(domain string, hosts ...string)
	Publish(zone, file string, at time.Time) error
}

// Bridge has name servers serve the hosted zones of a LocalStack, which keeps them and serves none.
type Bridge struct {
	client *route53.Client
	names  Names
	now    func() time.Time
	told   map[string]string // zone files, by the zones' names
}

// NewBridge gives a bridge over which nothing has gone yet.
func NewBridge(client *route53.Client, names Names, now func() time.Time) *Bridge {
	return &Bridge{client: client, names: names, now: now, told: map[string]string{}}
}

// Run copies again and again until ctx ends. What fails is tried again.
func (b *Bridge) Run(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		_ = b.Copy(ctx) // a LocalStack that is being started, or stopped, does not answer
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Copy publishes the public zones that changed. A new one is delegated to its servers; from then on its delegation is left to whoever plays the parent. One
// that is gone is not delegated any more. Of several of one name the first counts.
func (b *Bridge) Copy(ctx context.Context) error {
	there := map[string]bool{}
	var failed error
	for pages := route53.NewListHostedZonesPaginator(b.client, &route53.ListHostedZonesInput{}); pages.HasMorePages(); {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return fmt.Errorf("list hosted zones: %w", err)
		}
		for _, z := range page.HostedZones {
			name := strings.TrimSuffix(aws.ToString(z.Name), ".")
			if there[name] || z.Config != nil && z.Config.PrivateZone {
				continue
			}
			there[name] = true
			failed = errors.Join(failed, b.zone(ctx, name, z.Id))
		}
	}
	for name := range b.told {
		if !there[name] {
			delete(b.told, name)
			b.names.Delegate(name)
		}
	}
	return failed
}

// zone copies one.
func (b *Bridge) zone(ctx context.Context, name string, id *string) error {
	var sets []sim.Set
	for pages := route53.NewListResourceRecordSetsPaginator(b.client, &route53.ListResourceRecordSetsInput{HostedZoneId: id}); pages.HasMorePages(); {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return fmt.Errorf("read zone %s: %w", name, err)
		}
		for _, s := range page.ResourceRecordSets {
			sets = append(sets, setOf(s))
		}
	}
	file := sim.File(name, sets)
	was, known := b.told[name]
	if known && was == file {
		return nil
	}
	if !known {
		about, err := b.client.GetHostedZone(ctx, &route53.GetHostedZoneInput{Id: id})
		if err != nil || about.DelegationSet == nil {
			return errors.Join(fmt.Errorf("servers of zone %s", name), err)
		}
		if err := b.names.Add(ctx, about.DelegationSet.NameServers...); err != nil {
			return err
		}
		b.names.Delegate(name, about.DelegationSet.NameServers...)
	}
	if err := b.names.Publish(name, file, b.now()); err != nil {
		return err
	}
	b.told[name] = file
	return nil
}

func setOf(s types.ResourceRecordSet) sim.Set {
	out := sim.Set{Name: aws.ToString(s.Name), Type: string(s.Type), TTL: aws.ToInt64(s.TTL), Identifier: aws.ToString(s.SetIdentifier)}
	if s.AliasTarget != nil {
		out.Alias = aws.ToString(s.AliasTarget.DNSName)
	}
	for _, r := range s.ResourceRecords {
		v := aws.ToString(r.Value)
		if inner, ok := strings.CutPrefix(v, "{'Value': '"); ok { // LocalStack's own SOA comes like this
			v = strings.TrimSuffix(inner, "'}")
		}
		out.Values = append(out.Values, v)
	}
	return out
}
