package ovh

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Zone is a zone as tests give it and see it.
type Zone struct {
	Name    string   `json:"name"`
	Account string   `json:"account"`
	Servers []string `json:"servers"`
	TTL     int      `json:"ttl,omitempty"`      // of rows that have none; 0: 3600
	NegTTL  int      `json:"negative,omitempty"` // 0: 300
	Rows    []Row    `json:"rows"`
}

// Row is a row of a zone.
type Row struct {
	ID     int64  `json:"id"`
	Name   string `json:"name"`
	Type   string `json:"type"`
	Target string `json:"target"`
	TTL    int    `json:"ttl"`
}

// zone is a zone with its two tables: what is staged, and what was published last. The name servers have a third one
// until a deployment is over, but that is theirs.
type zone struct {
	Zone

	staged    map[int64]Row
	published []Row
	serial    uint32
	deployed  time.Time // when the last published table is served
	errors    []string  // why the last refresh deployed nothing
	hidden    map[int64]int
	tasks     []Task
}

// Task is work of the service's own on a zone.
type Task struct {
	ID       int64  `json:"id"`
	Function string `json:"function"`
	Status   string `json:"status"`
}

// Put adds a zone or replaces it: its rows are published and served at once.
func (s *Sim) Put(in Zone) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if in.TTL == 0 {
		in.TTL = 3600
	}
	if in.NegTTL == 0 {
		in.NegTTL = 300
	}
	if len(in.Servers) == 0 {
		in.Servers = []string{"dns200.anycast.me", "ns200.anycast.me"}
	}
	z := &zone{Zone: in, staged: map[int64]Row{}, hidden: map[int64]int{}}
	for _, r := range in.Rows {
		if r.ID == 0 {
			s.lastID++
			r.ID = s.lastID
		}
		z.staged[r.ID] = r
	}
	now := s.now()
	z.serial = firstSerial(now)
	z.published, z.deployed = z.rows(), now
	s.zones[in.Name] = z
	s.tell(z)
}

// firstSerial is YYYYMMDD00.
func firstSerial(now time.Time) uint32 {
	day, _ := strconv.ParseUint(now.Format("20060102"), 10, 32)
	return uint32(day) * 100
}

// rows gives the staged rows in the order of their ids.
func (z *zone) rows() []Row {
	all := make([]Row, 0, len(z.staged))
	for _, id := range slices.Sorted(maps.Keys(z.staged)) {
		all = append(all, z.staged[id])
	}
	return all
}

func (c *call) zoneNames() []string {
	names := []string{}
	for _, name := range slices.Sorted(maps.Keys(c.zones)) {
		if c.zones[name].Account == c.who.account {
			names = append(names, name)
		}
	}
	return names
}

// inZone answers a call within a zone.
func (c *call) inZone(z *zone, rest string) (any, *refusal) {
	verb := c.r.Method + " " + rest
	switch {
	case verb == "GET ":
		return map[string]any{
			"name": z.Name, "nameServers": z.Servers, "dnssecSupported": true, "hasDnsAnycast": false, "lastUpdate": z.deployed.Format(time.RFC3339),
		}, nil
	case verb == "GET status":
		return c.status(z), nil
	case verb == "GET soa":
		return map[string]any{
			"server": z.Servers[0] + ".", "email": "tech.ovh.net.", "serial": z.serial, "refresh": 86400, "expire": 3600000,
			"nxDomainTtl": z.NegTTL, "ttl": z.TTL,
		}, nil
	case verb == "GET export":
		return z.export(z.rows()), nil
	case verb == "POST refresh":
		c.refresh(z)
		return nil, nil
	case verb == "GET record":
		return c.list(z), nil
	case verb == "POST record":
		return c.create(z)
	case strings.HasPrefix(rest, "record/"):
		return c.onRow(z, strings.TrimPrefix(rest, "record/"))
	case c.r.Method == http.MethodGet && (rest == "task" || strings.HasPrefix(rest, "task/")):
		return c.task(z, strings.TrimPrefix(strings.TrimPrefix(rest, "task"), "/"))
	}
	return nil, noAddress()
}

// status knows of what was published alone: rows that wait for a refresh do not show.
func (c *call) status(z *zone) any {
	return map[string]any{
		"isDeployed": len(z.errors) == 0 && !c.now.Before(z.deployed), "errors": nonNil(z.errors), "warnings": []string{},
	}
}

func nonNil(words []string) []string {
	if words == nil {
		return []string{}
	}
	return words
}

func (c *call) task(z *zone, id string) (any, *refusal) {
	if id == "" {
		ids := []int64{}
		for _, t := range z.tasks {
			if want := c.r.URL.Query().Get("status"); want == "" || want == t.Status {
				ids = append(ids, t.ID)
			}
		}
		return ids, nil
	}
	for _, t := range z.tasks {
		if strconv.FormatInt(t.ID, 10) == id {
			return t, nil
		}
	}
	return nil, noObject("Id", id)
}

// refresh publishes what is staged, unless it cannot be deployed: then the call succeeds too, the status has the errors,
// and what was served stays.
func (s *Sim) refresh(z *zone) {
	z.errors = faults(z.rows())
	if len(z.errors) > 0 {
		return
	}
	now := s.now()
	z.published, z.deployed = z.rows(), now.Add(s.habits.DeployDelay)
	z.serial = max(z.serial+1, firstSerial(now))
	s.tell(z)
}

func (s *Sim) tell(z *zone) {
	if s.opt.Publish != nil {
		s.opt.Publish(z.Name, z.export(z.published), z.deployed.Add(-s.opt.Offset))
	}
}

// faults is why a zone cannot be deployed.
func faults(rows []Row) []string {
	owners := map[string][]Row{}
	for _, r := range rows {
		name := strings.ToLower(r.Name)
		owners[name] = append(owners[name], r)
	}
	var found []string
	for _, name := range slices.Sorted(maps.Keys(owners)) {
		for _, r := range owners[name] {
			if r.Type == "CNAME" && len(owners[name]) > 1 {
				found = append(found, name+": CNAME and other data")
				break
			}
		}
	}
	return found
}
