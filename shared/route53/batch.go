package route53

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53/types"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
)

// Bounds of a batch, as Route 53 documents them.
const (
	mostRecords    = 1000
	mostCharacters = 32_000
)

// changes gives the batch: every set that changes goes as it was read, and comes back as it will be. Route 53 refuses the whole when one of the former is no
// longer there like this. What goes stands first, so that names are free for what comes.
func (w *work) changes() ([]types.Change, error) {
	var gone, made []types.Change
	for _, k := range w.order {
		was, is := w.was[k], w.is[k]
		if slices.Equal(was.rows, is) {
			continue
		}
		if len(was.rows) > 0 {
			gone = append(gone, types.Change{Action: types.ChangeActionDelete, ResourceRecordSet: &was.ResourceRecordSet})
		}
		if len(is) == 0 {
			continue
		}
		next, err := w.made(k, was, is)
		if err != nil {
			return nil, err
		}
		made = append(made, types.Change{Action: types.ChangeActionCreate, ResourceRecordSet: next})
	}
	gone = append(gone, made...)
	return gone, bounded(w.zone.Name, gone)
}

// made gives a set as it will be. What stays in it stays as it is written.
func (w *work) made(k key, was set, is []dns.Row) (*types.ResourceRecordSet, error) {
	next := &types.ResourceRecordSet{Name: aws.String(absolute(w.zone.Name, k.name)), Type: types.RRType(k.kind)}
	if len(was.rows) > 0 {
		next.Name = was.Name
	}
	for _, r := range is {
		seconds := int64(r.TTL) // 0 is a time too
		if next.TTL != nil && *next.TTL != seconds {
			return nil, fault.Invalid.Errorf("zone %s: the records %s %q are one set, which has one time to live", w.zone.Name, k.kind, k.name)
		}
		next.TTL = &seconds
		next.ResourceRecords = append(next.ResourceRecords, types.ResourceRecord{Value: aws.String(w.written(was, r))})
	}
	return next, nil
}

// written gives a row's value as Route 53 takes it.
func (w *work) written(was set, r dns.Row) string {
	if at := slices.Index(was.rows, r); at >= 0 {
		return aws.ToString(was.ResourceRecords[at].Value)
	}
	switch rec := w.zone.Record(r); rec.Type {
	case dns.CNAME, dns.DNAME, dns.MX, dns.NS, dns.PTR, dns.SRV:
		return rec.Data // with its host in full
	default:
		return value(rec.Type, r.Value)
	}
}

func bounded(zone string, all []types.Change) error {
	records, characters := 0, 0
	for _, c := range all {
		records += len(c.ResourceRecordSet.ResourceRecords)
		for _, r := range c.ResourceRecordSet.ResourceRecords {
			characters += len(aws.ToString(r.Value))
		}
	}
	if records > mostRecords || characters > mostCharacters {
		return fault.Invalid.Errorf("zone %s: %d records of %d characters are more than Route 53 takes at once (%d and %d)", zone, records, characters, mostRecords, mostCharacters)
	}
	return nil
}
