package domain

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
)

// done ends the work on a domain; from now on its zone is looked at once a day.
func (r *run) done() {
	now := r.Now()
	r.enter(Done, "")
	r.s.Watched = now
	r.s.Due = r.s.next(now)
}

// next gives when a zone is looked at again: once a day, at a time of its own, so that the zones of an account are spread over the day.
func (s *Setup) next(now time.Time) time.Time {
	sum := sha256.Sum256([]byte(s.Partner + "/" + s.ID))
	at := now.Truncate(day).Add(time.Duration(binary.BigEndian.Uint64(sum[:8]) % uint64(day)))
	for at.Before(now.Add(time.Hour)) {
		at = at.Add(day)
	}
	return at
}

// watch looks for what others changed since the plan was applied.
func (r *run) watch(ctx context.Context) error {
	if ok, err := r.current(ctx); !ok {
		return err
	}
	plan, err := load(ctx, r.Texts, r.s.Partner, r.s.Hash)
	if err != nil {
		return err
	}
	changes, err := r.changes(ctx, &plan)
	if err != nil {
		return err
	}
	now := r.Now()
	r.s.Changes, r.s.Watched, r.s.Problem, r.s.Tries, r.s.Late = some(changes), now, nil, 0, false
	r.s.alarm(now)
	r.s.Due = r.s.next(now)
	return nil
}

// changes gives what is other than the plan left it: at the parent, in the zone, or, of a zone that only a person can read, at its name servers.
func (r *run) changes(ctx context.Context, plan *dns.Plan) ([]dns.Change, error) {
	if r.s.Host.Kind == File {
		_, err := r.seen(ctx, plan.Published())
		return missing(plan.Published(), r.s.Progress.Missing), err
	}
	d, err := r.Names.Delegation(ctx, r.s.Domain)
	if err != nil {
		return nil, ofNames(err)
	}
	held, err := r.look(ctx)
	if err != nil && fault.Of(err) != fault.NotFound {
		return nil, err
	}
	var all []dns.Change
	if err == nil {
		all = plan.Watch(&held.Zone)
	}
	was, is := plain(held.Servers), plain(d.Servers)
	if err != nil || !slices.Equal(was, is) {
		all = append(all, dns.Change{Name: d.Zone, Type: dns.NS, Was: strings.Join(was, " "), Is: strings.Join(is, " "), Ours: true})
	}
	return all, nil
}

const maxChanges = 100

// some gives what a setup keeps of many changes: ours before those of others.
func some(all []dns.Change) []dns.Change {
	if len(all) <= maxChanges {
		return all
	}
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b dns.Change) int {
		if a.Ours == b.Ours {
			return 0
		}
		if a.Ours {
			return -1
		}
		return 1
	})
	return all[:maxChanges]
}

// missing writes sets that name servers do not serve as changes, each set once.
func missing(sets []dns.Set, all []Missing) []dns.Change {
	var changes []dns.Change
	for _, set := range sets {
		at := slices.IndexFunc(all, func(m Missing) bool { return m.Name == set.Name && m.Type == string(set.Type) })
		if at >= 0 {
			changes = append(changes, dns.Change{Name: set.Name, Type: set.Type, Was: strings.Join(set.Data, " "), Is: all[at].Why, Ours: true})
		}
	}
	return changes
}
