package table

import (
	"context"
	"time"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/table/store"
	"github.com/seatwright/seatwright/shared/takeover"
)

// Takeovers keeps takeovers and the calendar of each partner.
type Takeovers struct{ table *Table }

var _ takeover.Records = Takeovers{}

// Takeovers gives the takeovers of the table.
func (t *Table) Takeovers() Takeovers { return Takeovers{t} }

// Load gives a takeover, or fault.NotFound.
func (k Takeovers) Load(ctx context.Context, partner, id string) (takeover.Takeover, error) {
	var o takeover.Takeover
	i, err := k.table.get(ctx, key.Takeover(partner, id), "takeover")
	if err != nil {
		return o, err
	}
	if err := unpack(raw(i, attrDoc), &o); err != nil {
		return o, wrap(err, "read a takeover")
	}
	o.Version = number(i, key.AttrVersion)
	return o, nil
}

// Save replaces the takeover if its stored version is the one in o, and leaves o with the next version, or fails with fault.Stale. Its row in the calendar, and
// the notices of tasks and alarms that nobody was told of yet, are written with it.
func (k Takeovers) Save(ctx context.Context, o *takeover.Takeover) error {
	return k.SaveAudited(ctx, o, nil)
}

// mostNotices bounds how many go with one write; the others go with the next.
const mostNotices = 20

// SaveAudited is Save with records of it, both or neither. It fails with fault.Conflict when only the records' place was taken.
func (k Takeovers) SaveAudited(ctx context.Context, o *takeover.Takeover, all []audit.Entry) error {
	after := *o
	news := after.News(mostNotices)
	next := after.Version + 1
	after.Version = 0 // it is an attribute of its own
	i, err := document(key.Takeover(o.Partner, o.ID), after)
	if err != nil {
		return err
	}
	i[key.AttrVersion] = next
	if !o.State.Over() && o.State != takeover.NeedsHuman {
		i[key.AttrShard], i[key.AttrDue] = key.DueTakeovers, ceil(o.Due)
	}
	row, err := document(key.TakeoverListed(o.Partner, o.ID), after.Row(k.table.now()))
	if err != nil {
		return err
	}
	writes := []store.Write{{Put: i, If: unchanged(o.Version)}, {Put: row}}
	for _, n := range news {
		told, err := noticed(notice.New(takeoverNotice(&after, n)))
		if err != nil {
			return err
		}
		writes = append(writes, store.Write{Put: told})
	}
	if err := k.table.together(ctx, "takeover", writes, all); err != nil {
		return err
	}
	*o = after
	o.Version = next
	return nil
}

func takeoverNotice(o *takeover.Takeover, n takeover.News) notice.Notice {
	topic := notice.TakeoverTask
	if n.Alarm {
		topic = notice.TakeoverAlarm
	}
	return notice.Notice{Partner: o.Partner, Topic: topic, Subject: o.ID + " " + n.Of, At: n.At, Text: n.Text, Next: n.Next, Deadline: n.Deadline}
}

// Calendar gives the rows of a partner's takeovers: those that are over too, when asked for.
func (k Takeovers) Calendar(ctx context.Context, partner string, over bool) ([]takeover.Day, error) {
	q := store.Query{Partition: string(key.TakeoverListed(partner, "").PK)}
	var all []takeover.Day
	for {
		p, err := k.table.store.Query(ctx, q)
		if err != nil {
			return nil, wrap(err, "list takeovers")
		}
		for _, i := range p.Items {
			var d takeover.Day
			if err := unpack(raw(i, attrDoc), &d); err != nil {
				return nil, wrap(err, "read a takeover's row")
			}
			if over || !d.State.Over() {
				all = append(all, d.At(k.table.now()))
			}
		}
		if q.After = p.Next; q.After == "" {
			return takeover.Sorted(all), nil
		}
	}
}

// DueTakeover is one that has to be looked at.
type DueTakeover struct{ Partner, ID string }

// Due gives up to limit takeovers that have to be looked at by now, the ones that wait longest first. One may show that need not be any more.
func (k Takeovers) Due(ctx context.Context, now time.Time, limit int) ([]DueTakeover, error) {
	found, err := k.table.indexed(ctx, key.DueTakeovers, now.Unix(), limit)
	if err != nil {
		return nil, wrap(err, "find takeovers that are due")
	}
	var due []DueTakeover
	for _, i := range found {
		if partner, id, ok := key.TakeoverOf(i.Key().PK); ok {
			due = append(due, DueTakeover{partner, id})
		}
	}
	return due, nil
}

// Letter puts the notice of a message to people, once for each takeover, kind and time of its state.
func (k Takeovers) Letter(ctx context.Context, o *takeover.Takeover, m takeover.Message) error {
	n := notice.Notice{
		Partner: o.Partner, Topic: notice.TakeoverLetter, Subject: o.ID + " " + string(m.Kind), At: o.Since, Text: m.Text, Link: m.Link, Next: nextOf(m.Kind),
		Deadline: o.Plan.Before,
	}
	if m.Kind == takeover.Invitation {
		n.Deadline = o.Since.Add(14 * 24 * time.Hour)
	}
	return wrap(k.table.PutNotice(ctx, n), "send a message")
}

func nextOf(kind takeover.MessageKind) string {
	switch kind {
	case takeover.Invitation:
		return "send the invitation to a global administrator of the customer"
	case takeover.Farewell:
		return "send the letter to the old provider, and write its answer down"
	case takeover.Ended:
	}
	return "nothing is left to be done"
}

// Lease is the name of what one process at a time holds while it works on a takeover.
func (d DueTakeover) Lease() string { return "takeover " + d.Partner + " " + d.ID }
