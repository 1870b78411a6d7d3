package dns

// together fits the changes to a host that keeps the records of a name and type as one set: they have one time to live, that of the records that stay, and a
// set that the host locks takes no further record.
func (p *planner) together() {
	if !p.zone.Dialect.Sets {
		return
	}
	times, locks := p.staying()
	for i := range p.items {
		it := &p.items[i]
		if it.To == nil || !it.Changes() {
			continue
		}
		set := p.set(*it.To)
		if s, ok := locks[set]; ok {
			p.locked(&s, it.Service)
			delete(locks, set)
			it = &p.items[i] // which may have moved
		}
		if _, ok := times[set]; !ok {
			times[set] = p.zone.ttl(*it.To)
		}
		to := *it.To
		to.TTL = times[set]
		it.To = &to
		if it.Kind == Update && *it.Row == to {
			it.Kind, it.To, it.Code, it.Reason = Noop, nil, "present", "its time to live is that of the other records of its name"
		}
	}
}

// staying gives the time to live of each set of which a record stays as it is, and those that are locked.
func (p *planner) staying() (times map[Record]uint32, locks map[Record]seen) {
	touched := map[string]bool{}
	for i := range p.items {
		if it := &p.items[i]; it.Row != nil && it.Changes() {
			touched[it.Row.ID] = true
		}
	}
	times, locks = map[Record]uint32{}, map[Record]seen{}
	for _, s := range p.seen {
		set := p.set(s.Row)
		if s.Locked != "" {
			locks[set] = s
		} else if !touched[s.ID] {
			times[set] = p.zone.ttl(s.Row)
		}
	}
	return times, locks
}

// set names the set that a row is of.
func (p *planner) set(r Row) Record {
	rec := p.zone.Record(r)
	return Record{Name: rec.Name, Type: rec.Type}
}
