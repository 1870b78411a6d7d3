package table

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/price"
	"github.com/seatwright/seatwright/shared/table/store"
)

var _ partner.Settings = (*Table)(nil)

// Settings gives the version of a partner's settings that is in use, or fault.NotFound.
func (t *Table) Settings(ctx context.Context, id order.PartnerID) (partner.Version, error) {
	i, err := t.get(ctx, key.Partner(string(id)), "partner")
	if err != nil {
		return partner.Version{}, err
	}
	return version(i)
}

// SettingsVersion gives any version of a partner's settings, or fault.NotFound.
func (t *Table) SettingsVersion(ctx context.Context, id order.PartnerID, number int64) (partner.Version, error) {
	i, err := t.get(ctx, key.Version(string(id), number), "version of the settings")
	if err != nil {
		return partner.Version{}, err
	}
	return version(i)
}

// SettingsVersions gives a page of the versions of a partner's settings, the oldest first. Next is what to give as after for the page behind it,
// and "" on the last.
func (t *Table) SettingsVersions(ctx context.Context, id order.PartnerID, after string, limit int) (versions []partner.Version, next string, err error) {
	pk := string(key.Partner(string(id)).PK)
	p, err := t.store.Query(ctx, store.Query{Partition: pk, Prefix: key.Versions, Limit: limit, After: after})
	if err != nil {
		return nil, "", wrap(err, "list versions of the settings")
	}
	for _, i := range p.Items {
		v, err := version(i)
		if err != nil {
			return nil, "", err
		}
		versions = append(versions, v)
	}
	return versions, p.Next, nil
}

// version reads an item. One without a version was written before settings had any.
func version(i store.Item) (partner.Version, error) {
	var v partner.Version
	if _, ok := i[key.AttrVersion]; !ok {
		return unversioned(raw(i, attrDoc))
	}
	v.Settings.PriceGuards = price.Usual() // of settings that were saved before they had this field
	err := unpack(raw(i, attrDoc), &v)
	return v, wrap(err, "read settings")
}

// AppendSettings makes v the version in use: the settings, the version, the partner's place in the list and its API clients, all at once. It fails
// with fault.Stale when the version in use is not the one before v, and with fault.Conflict, naming the field, when an API client acts for
// another partner.
func (t *Table) AppendSettings(ctx context.Context, v partner.Version) error {
	return t.appendSettings(ctx, v)
}

func (t *Table) appendSettings(ctx context.Context, v partner.Version, more ...store.Write) error {
	id := v.Settings.ID
	was, err := t.get(ctx, key.Partner(string(id)), "partner")
	if err != nil && fault.Of(err) != fault.NotFound {
		return err
	}
	var before partner.Version
	if err == nil {
		if before, err = version(was); err != nil {
			return err
		}
	}
	if before.Number != v.Number-1 {
		return stale(before.Number)
	}
	writes, err := saved(v, was)
	if err != nil {
		return err
	}
	clients, err := t.clients(ctx, id, "", before.Settings.Clients, v.Settings.Clients)
	if err != nil {
		return err
	}
	err = t.store.Transact(ctx, slices.Concat(writes, clients, more))
	if fault.Of(err) == fault.Conflict {
		return t.overtaken(ctx, id, writes[0].Put, err)
	}
	return wrap(err, "store settings")
}

func stale(at int64) error {
	return fault.Stale.Errorf("the settings are at version %d by now", at)
}

// saved gives the writes of a version, the settings in use first.
func saved(v partner.Version, was store.Item) ([]store.Write, error) {
	doc, err := pack(v)
	if err != nil {
		return nil, err
	}
	id := string(v.Settings.ID)
	use, old := item(key.Partner(id)), item(key.Version(id, v.Number))
	for _, i := range []store.Item{use, old} {
		i[key.AttrVersion], i[attrDoc] = v.Number, doc
	}
	mark(use)
	condition := absent()
	if was != nil {
		condition = &store.Condition{Equal: store.Item{attrDoc: raw(was, attrDoc)}}
	}
	return []store.Write{{Put: use, If: condition}, {Put: old, If: absent()}, {Put: item(key.Listed(id))}}, nil
}

// clients gives the writes that make the API clients act for the partner, or for one shop of it: those that are new, and those that are not named any more.
func (t *Table) clients(ctx context.Context, id order.PartnerID, shop string, before, after []string) ([]store.Write, error) {
	ours := &store.Condition{Equal: store.Item{attrPartner: string(id)}}
	var writes []store.Write
	for n, c := range after {
		if slices.Contains(before, c) {
			continue
		}
		i := item(key.Client(c))
		i[attrPartner] = string(id)
		if shop != "" {
			i[attrShop] = shop
		}
		acts, of, err := t.Acts(ctx, c)
		switch {
		case fault.Of(err) == fault.NotFound:
			writes = append(writes, store.Write{Put: i, If: absent()})
		case err != nil:
			return nil, err
		case acts != id:
			f := fault.Field{Pointer: fmt.Sprintf("/clients/%d", n), Text: "acts for another partner"}
			return nil, fault.At(fault.Conflict.Errorf("API client: acts for another partner"), f)
		case of != shop: // or a client of a shop would come to see every order, and the other way round
			f := fault.Field{Pointer: fmt.Sprintf("/clients/%d", n), Text: "acts for " + cmp.Or(of, "all of the partner") + ": take it away there first"}
			return nil, fault.At(fault.Conflict.Errorf("API client: acts for something else of the partner"), f)
		default:
			writes = append(writes, store.Write{Put: i, If: ours})
		}
	}
	for _, c := range before {
		if slices.Contains(after, c) {
			continue
		}
		// One that somebody took away by hand is no reason to refuse.
		if acts, of, err := t.Acts(ctx, c); err == nil && acts == id && of == shop {
			writes = append(writes, store.Write{Delete: at(key.Client(c)), If: ours})
		} else if err != nil && fault.Of(err) != fault.NotFound {
			return nil, err
		}
	}
	return writes, nil
}

// overtaken tells why a transaction did not go through. The SDK repeats one whose answer was lost, so that our own first try may be what is in
// the way.
func (t *Table) overtaken(ctx context.Context, id order.PartnerID, wrote store.Item, cause error) error {
	i, err := t.get(ctx, key.Partner(string(id)), "partner")
	if err != nil && fault.Of(err) != fault.NotFound {
		return err
	}
	switch {
	case err == nil && bytes.Equal(raw(i, attrWrite), raw(wrote, attrWrite)):
		return nil
	case number(i, key.AttrVersion) >= number(wrote, key.AttrVersion):
		return stale(number(i, key.AttrVersion))
	default:
		return fault.Conflict.Wrap(cause, "an API client came to act for another partner in this moment")
	}
}
