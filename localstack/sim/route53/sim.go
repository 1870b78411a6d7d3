package route53

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// maxBody is the largest request body, in bytes. Modelled.
const maxBody = 1 << 20

// Options set up a service.
type Options struct {
	Clock control.Clock
	Zones []Zone
	// Delay is from a change to the name servers: the change is pending until then.
	Delay  time.Duration
	Habits Habits
	// Publish tells what the name servers of a public zone serve from a time on, as a zone file. nil: nobody is told.
	Publish func(zone, file string, at time.Time)
}

// Habits are what the service does in one way or another.
type Habits struct {
	PerSecond int      `json:"per_second"` // calls; documented is 5, 0: no bound
	Denied    []string `json:"denied"`     // actions that the caller's role does not have, such as route53:GetChange
	Page      int      `json:"page"`       // so many sets and zones in an answer at most; 0: 300
}

// Sim is the service for one account, with the control interface in front. It is safe for concurrent use.
type Sim struct {
	*control.Panel

	opt Options

	mu      sync.Mutex // guards everything below
	zones   map[string]*zone
	changes map[string]change
	habits  Habits
	second  time.Time // whose calls are counted
	spent   int
	count   uint64
}

// New gives a service that has the zones of the options.
func New(opt Options) *Sim {
	s := &Sim{opt: opt, zones: map[string]*zone{}, changes: map[string]change{}, habits: opt.Habits}
	for _, z := range opt.Zones {
		s.Put(z)
	}
	s.Panel = control.New(opt.Clock, http.HandlerFunc(s.serve))
	s.Extra = s.panel()
	return s
}

// call is one request on its way. Its methods run under the simulator's lock.
type call struct {
	*Sim

	r    *http.Request
	body []byte
	now  time.Time
}

func (s *Sim) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &call{Sim: s, r: r, body: body, now: s.opt.Clock.Now()}
	s.count++
	request := fmt.Sprintf("00000000-0000-4000-8000-%012d", s.count)
	w.Header().Set("X-Amzn-Requestid", request)
	if err != nil {
		refuse(http.StatusRequestEntityTooLarge, "RequestEntityTooLarge", "Request is too large").write(w, request)
		return
	}
	out, refused := c.answer()
	if refused != nil {
		refused.write(w, request)
		return
	}
	status := http.StatusOK
	if made, ok := out.(madeZone); ok {
		status = http.StatusCreated
		w.Header().Set("Location", "https://route53.amazonaws.com/2013-04-01"+made.Zone.ID)
	}
	write(w, status, out)
}

// operation names what a request wants, and the id in its path.
func (c *call) operation() (name, id string) {
	path, ok := strings.CutPrefix(c.r.URL.Path, "/2013-04-01/")
	parts := strings.Split(strings.TrimSuffix(path, "/"), "/")
	if !ok {
		return "", ""
	}
	if len(parts) > 1 {
		id = parts[1]
		parts[1] = "*"
	}
	switch c.r.Method + " " + strings.Join(parts, "/") {
	case "GET hostedzonesbyname":
		return "ListHostedZonesByName", ""
	case "GET hostedzone":
		return "ListHostedZones", ""
	case "POST hostedzone":
		return "CreateHostedZone", ""
	case "GET hostedzone/*":
		return "GetHostedZone", id
	case "GET hostedzone/*/rrset":
		return "ListResourceRecordSets", id
	case "POST hostedzone/*/rrset":
		return "ChangeResourceRecordSets", id
	case "GET change/*":
		return "GetChange", id
	}
	return "", ""
}

func (c *call) answer() (any, *refusal) {
	name, id := c.operation()
	auth := c.r.Header.Get("Authorization")
	switch {
	case name == "":
		return nil, refuse(http.StatusNotFound, "UnknownOperationException", "Unknown operation")
	case !strings.HasPrefix(auth, "AWS4-HMAC-SHA256 Credential=") || !strings.Contains(auth, "/us-east-1/route53/aws4_request"):
		return nil, refuse(http.StatusForbidden, "MissingAuthenticationToken", "Missing Authentication Token")
	case slices.Contains(c.habits.Denied, "route53:"+name):
		return nil, refuse(http.StatusForbidden, "AccessDenied", "User: arn:aws:sts::000000000000:assumed-role/sim/sim is not authorized to perform: route53:"+name)
	case !c.spend():
		return nil, refuse(http.StatusBadRequest, "Throttling", "Rate exceeded")
	case name == "ListHostedZonesByName":
		return c.zonesByName()
	case name == "ListHostedZones":
		return c.allZones()
	case name == "CreateHostedZone":
		return c.create()
	case name == "GetChange":
		done, ok := c.changes[id]
		if !ok {
			return nil, refuse(http.StatusNotFound, "NoSuchChange", "Could not find resource with ID: "+id)
		}
		return gotChange{Info: done.wire(id, c.now)}, nil
	}
	z, ok := c.zones[id]
	switch {
	case !ok:
		return nil, noZone(id)
	case name == "GetHostedZone":
		return z.got(), nil
	case name == "ListResourceRecordSets":
		return c.list(z)
	}
	return c.change(z)
}

// spend counts a call of the second.
func (c *call) spend() bool {
	if at := c.now.Truncate(time.Second); !at.Equal(c.second) {
		c.second, c.spent = at, 0
	}
	c.spent++
	return c.habits.PerSecond == 0 || c.spent <= c.habits.PerSecond
}
