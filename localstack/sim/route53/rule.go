package route53

import (
	"fmt"
	"slices"
	"strings"
)

const mostValues = 400 // of one set

// misfit says why a set cannot be one of the zone, whatever else is there.
func (z *zone) misfit(w wireSet, s Set) string {
	switch {
	case s.Name != z.name && !strings.HasSuffix(s.Name, "."+z.name):
		return fmt.Sprintf("RRSet with DNS name %s is not permitted in zone %s", s.Name, z.name)
	case w.Alias == nil && (w.TTL == nil || len(s.Values) == 0):
		return "Invalid Resource Record: a set has a time to live and values, or is an alias"
	case w.Alias != nil && len(s.Values) > 0:
		return "Invalid Resource Record: an alias has no values"
	case len(s.Values) > mostValues:
		return fmt.Sprintf("Number of records limit of %d in a set exceeded.", mostValues)
	}
	if s.TTL < 0 || s.TTL > 1<<31-1 {
		return "Invalid Resource Record: time to live"
	}
	for i, v := range s.Values {
		if slices.Contains(s.Values[:i], v) {
			return fmt.Sprintf("Duplicate Resource Record: '%s'", v)
		}
		if text := wrong(s.Type, v); text != "" {
			return "Invalid Resource Record: 'FATAL problem: " + text + "'"
		}
	}
	return ""
}

// faults says why a zone cannot be as a batch leaves it, as far as the names that it touched are concerned.
func (z *zone) faults(names []string) []string {
	kinds := map[string][]Set{}
	for _, s := range z.order() {
		kinds[s.Name] = append(kinds[s.Name], s)
	}
	var all []string
	for _, name := range names {
		all = append(all, z.crowd(name, kinds[name])...)
	}
	for _, kind := range []string{"SOA", "NS"} {
		if _, ok := z.sets[key{z.name, kind, ""}]; !ok {
			all = append(all, "A HostedZone must contain at least one "+kind+" record for the zone itself.")
		}
	}
	return all
}

// crowd says which sets of a name cannot stand beside each other.
func (z *zone) crowd(name string, sets []Set) []string {
	var all []string
	for _, s := range sets {
		alias := s.Type == "CNAME"
		switch others := slices.ContainsFunc(sets, func(o Set) bool { return o.Type != s.Type }); {
		case alias && name == z.name:
			all = append(all, fmt.Sprintf("RRSet of type CNAME with DNS name %s is not permitted at apex in zone %s", name, z.name))
		case alias && others:
			all = append(all, fmt.Sprintf("RRSet of type CNAME with DNS name %s is not permitted as it conflicts with other records with the same DNS name in zone %s", name, z.name))
		}
		if slices.ContainsFunc(sets, func(o Set) bool { return o.Type == s.Type && o.routed() != s.routed() }) && !s.routed() {
			all = append(all, fmt.Sprintf("RRSet with DNS name %s, type %s, SetIdentifier null conflicts with sets that have one", name, s.Type))
		}
	}
	return all
}
