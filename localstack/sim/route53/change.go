package route53

import (
	"encoding/xml"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Bounds of a batch. Records and characters of an UPSERT count twice.
const (
	mostRecords    = 1000
	mostCharacters = 32_000
)

// change is a batch that was taken.
type change struct {
	at, insync time.Time
}

func (c change) wire(id string, now time.Time) wireInfo {
	status := "INSYNC"
	if now.Before(c.insync) {
		status = "PENDING"
	}
	return wireInfo{ID: "/change/" + id, Status: status, At: c.at.Format("2006-01-02T15:04:05.000Z")}
}

// change makes a batch, whole or not at all.
func (c *call) change(z *zone) (any, *refusal) {
	var in wireBatch
	if xml.Unmarshal(c.body, &in) != nil || len(in.Changes) == 0 {
		return nil, invalid("The input is not valid: a batch has at least one change")
	}
	next := &zone{name: z.name, sets: maps.Clone(z.sets)}
	var wrong []string
	for _, one := range in.Changes {
		if text := next.apply(one); text != "" {
			wrong = append(wrong, text)
		}
	}
	if text := bounds(in.Changes); text != "" {
		wrong = append(wrong, text)
	}
	if len(wrong) == 0 {
		wrong = next.faults(touched(in.Changes))
	}
	if len(wrong) > 0 {
		return nil, &refusal{status: http.StatusBadRequest, messages: wrong}
	}
	z.sets, z.listing = next.sets, nil
	id, done := c.taken()
	c.tell(z, done.insync)
	return changed{Info: done.wire(id, c.now)}, nil
}

// taken keeps a change under a new id.
func (c *call) taken() (string, change) {
	c.count++
	id := fmt.Sprintf("C%012dSIM", c.count)
	done := change{at: c.now, insync: c.now.Add(c.opt.Delay)}
	c.changes[id] = done
	return id, done
}

// apply makes one change of a batch, or says why not.
func (z *zone) apply(one wireChange) string {
	set := fromWire(one.Set)
	if text := z.misfit(one.Set, set); text != "" {
		return text
	}
	k := set.key()
	old, there := z.sets[k]
	label := fmt.Sprintf("resource record set [name='%s', type='%s'%s]", k.name, k.kind, identified(k.identifier))
	switch one.Action {
	case "CREATE":
		if there {
			return "Tried to create " + label + " but it already exists"
		}
		z.sets[k] = set
	case "UPSERT":
		z.sets[k] = set
	case "DELETE":
		switch {
		case !there:
			return "Tried to delete " + label + " but it was not found"
		case !same(old, set):
			return "Tried to delete " + label + " but the values provided do not match the current values"
		}
		delete(z.sets, k)
	default:
		return "Unknown action " + one.Action
	}
	return ""
}

func identified(id string) string {
	if id == "" {
		return ""
	}
	return ", set identifier='" + id + "'"
}

// same reports whether a set to delete is the one that is there: values in any order, and everything else alike.
func same(a, b Set) bool {
	sorted := func(s Set) string {
		values := slices.Sorted(slices.Values(s.Values))
		return fmt.Sprint(s.TTL, s.Alias, s.Region, s.Country, s.Failover, s.Weight != nil, s.Multi != nil) + "\n" + strings.Join(values, "\n")
	}
	return sorted(a) == sorted(b)
}

func bounds(all []wireChange) string {
	records, characters := 0, 0
	for _, one := range all {
		times := 1
		if one.Action == "UPSERT" {
			times = 2
		}
		if one.Set.Records == nil {
			records += times
			continue
		}
		for _, v := range one.Set.Records.Values {
			records += times
			characters += times * len(v)
		}
	}
	switch {
	case records > mostRecords:
		return fmt.Sprintf("Number of records limit of %d exceeded.", mostRecords)
	case characters > mostCharacters:
		return fmt.Sprintf("Value length limit of %d exceeded.", mostCharacters)
	}
	return ""
}

func touched(all []wireChange) []string {
	var names []string
	for _, one := range all {
		names = append(names, canonical(one.Set.Name))
	}
	slices.Sort(names)
	return slices.Compact(names)
}
