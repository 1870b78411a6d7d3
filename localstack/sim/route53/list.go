package route53

import (
	"cmp"
	"encoding/xml"
	"strconv"
	"strings"
)

const mostListed = 300 // sets in an answer

func (z *zone) got() gotZone {
	out := gotZone{Zone: z.wire()}
	if !z.private {
		out.Servers = z.servers
	}
	return out
}

// create makes a zone. The same reference twice is refused.
func (c *call) create() (any, *refusal) {
	var in newZone
	if xml.Unmarshal(c.body, &in) != nil || in.Name == "" || in.Caller == "" {
		return nil, invalid("The input is not valid: a name and a reference are needed")
	}
	for _, z := range c.zones {
		if z.caller == in.Caller {
			return nil, refuse(409, "HostedZoneAlreadyExists", "A hosted zone has already been created with the specified caller reference.")
		}
	}
	z := c.zones[c.put(Zone{Name: in.Name, Private: in.Private})]
	z.caller = in.Caller
	change, done := c.taken()
	return madeZone{Zone: z.wire(), Info: done.wire(change, c.now), Servers: z.servers}, nil
}

// most is how many items an answer has.
func (c *call) most() (int, *refusal) {
	most := cmp.Or(c.habits.Page, mostListed)
	if text := c.r.URL.Query().Get("maxitems"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return 0, invalid("Invalid value for maxitems")
		}
		most = min(most, n)
	}
	return most, nil
}

func (c *call) zonesByName() (any, *refusal) {
	most, refused := c.most()
	if refused != nil {
		return nil, refused
	}
	q := c.r.URL.Query()
	from, id := q.Get("dnsname"), strings.TrimPrefix(q.Get("hostedzoneid"), "/hostedzone/")
	if id != "" && from == "" {
		return nil, invalid("hostedzoneid needs dnsname")
	}
	out := zoneList{Name: from, ID: id, Most: most}
	for _, z := range c.listed() {
		if from != "" {
			at := strings.Compare(sortable(z.name), sortable(canonical(from)))
			if at < 0 || at == 0 && z.id < id {
				continue
			}
		}
		if len(out.Zones) == most {
			out.More, out.NextName, out.NextID = true, z.name, z.id
			break
		}
		out.Zones = append(out.Zones, z.wire())
	}
	return out, nil
}

// allZones gives the zones in the order of their names, where the service gives them in none that is documented.
func (c *call) allZones() (any, *refusal) {
	most, refused := c.most()
	if refused != nil {
		return nil, refused
	}
	marker := c.r.URL.Query().Get("marker")
	out, begun := allZones{Marker: marker, Most: most}, marker == ""
	for _, z := range c.listed() {
		if begun = begun || z.id == marker; !begun {
			continue
		}
		if len(out.Zones) == most {
			out.More, out.Next = true, z.id
			break
		}
		out.Zones = append(out.Zones, z.wire())
	}
	return out, nil
}

func (c *call) list(z *zone) (any, *refusal) {
	most, refused := c.most()
	if refused != nil {
		return nil, refused
	}
	q := c.r.URL.Query()
	name, kind, id := q.Get("name"), q.Get("type"), q.Get("identifier")
	if kind != "" && name == "" || id != "" && kind == "" {
		return nil, invalid("type needs name, and identifier needs type")
	}
	out, from := setList{Most: most}, sortable(canonical(name))
	for _, s := range z.order() {
		if name != "" {
			at := strings.Compare(sortable(s.Name), from)
			if at < 0 || at == 0 && cmp.Or(strings.Compare(s.Type, kind), strings.Compare(s.Identifier, id)) < 0 {
				continue
			}
		}
		if len(out.Sets) == most {
			out.More, out.NextName, out.NextType, out.NextIdentifier = true, s.Name, s.Type, s.Identifier
			break
		}
		out.Sets = append(out.Sets, toWire(s))
	}
	return out, nil
}

func toWire(s Set) wireSet {
	w := wireSet{Name: s.Name, Type: s.Type, Identifier: s.Identifier, Weight: s.Weight, Region: s.Region, Failover: s.Failover, Multi: s.Multi}
	if s.Country != "" {
		w.Geo = &wireGeo{Country: s.Country}
	}
	if s.Alias != "" {
		w.Alias = &wireAlias{Zone: "Z2FDTNDATAQYW2", Host: canonical(s.Alias)}
		return w
	}
	w.TTL, w.Records = &s.TTL, &wireRows{Values: s.Values}
	return w
}

func fromWire(w wireSet) Set {
	s := Set{
		Name: canonical(w.Name), Type: w.Type, Identifier: w.Identifier, Weight: w.Weight, Region: w.Region, Failover: w.Failover, Multi: w.Multi,
	}
	if w.Geo != nil {
		s.Country = w.Geo.Country
	}
	if w.Alias != nil {
		s.Alias = w.Alias.Host
	}
	if w.TTL != nil {
		s.TTL = *w.TTL
	}
	if w.Records != nil {
		s.Values = w.Records.Values
	}
	return s
}
