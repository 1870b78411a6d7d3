package partnercenter

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// audit is a record of something that was done, by whoever did it: the portal's users are in it as well.
type audit struct {
	ID          string      `json:"id"`
	Partner     string      `json:"partnerId"`
	Customer    string      `json:"customerId"`
	Company     string      `json:"customerName"`
	User        string      `json:"userPrincipalName"`
	App         string      `json:"applicationId"`
	Resource    string      `json:"resourceType"`
	Old         string      `json:"resourceOldValue,omitempty"`
	New         string      `json:"resourceNewValue"`
	Operation   string      `json:"operationType"`
	At          string      `json:"operationDate"`
	Status      string      `json:"operationStatus"`
	Correlation string      `json:"originalCorrelationId"`
	Data        []auditPair `json:"customizedData"`
	Attributes  attributes  `json:"attributes"`

	at       time.Time
	subject  string // id of a subscription
	old, new any    // what the texts are made of when they are read
}

// told gives the record with its values.
func (a audit) told() audit {
	a.Old, a.New = pascal(a.old), pascal(a.new)
	return a
}

type auditPair struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// note records what a call did.
func (c *call) note(cu *customer, operation, resource string, before, after any) {
	c.noteBy(cu, c.user.Name, operation, resource, before, after, c.now)
	last := &c.audits[len(c.audits)-1]
	last.App, last.Correlation = c.user.Client, c.r.Header.Get("MS-CorrelationId")
}

// noteBy records what somebody did. Microsoft documents the values as JSON in a text, with names in PascalCase. The caller holds
// the lock.
func (s *Sim) noteBy(cu *customer, user, operation, resource string, before, after any, at time.Time) {
	a := audit{
		ID: s.id(), Partner: cu.partner, Customer: cu.id, Company: cu.company, User: user, Resource: resource, old: before, new: after,
		Operation: operation, At: stamp(at), Status: "succeeded", Data: []auditPair{}, at: at,
		Attributes: attributes{ObjectType: "AuditRecord"},
	}
	if v, isSubscription := after.(subscriptionView); isSubscription {
		a.subject = v.ID
		a.Data = append(a.Data, auditPair{"SubscriptionId", v.ID})
	}
	s.audits = append(s.audits, a)
}

// pascal writes a value as JSON with names that begin with a capital.
func pascal(v any) string {
	if v == nil {
		return ""
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	var tree any
	_ = json.Unmarshal(raw, &tree)        // it was made one line above
	raw, _ = json.Marshal(capitals(tree)) //nolint:errchkjson // it was JSON before
	return string(raw)
}

func capitals(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for name, value := range v {
			r := []rune(name)
			r[0] = unicode.ToUpper(r[0])
			out[string(r)] = capitals(value)
		}
		return out
	case []any:
		for n := range v {
			v[n] = capitals(v[n])
		}
	}
	return v
}

const (
	auditKept    = 90 // days
	auditDefault = 30 // days
	auditPage    = 500
)

// auditDays reads the days that are asked for. Microsoft documents at most 90 days back, and 30 unless told.
func (c *call) auditDays() (from, to time.Time, refusal *reply) {
	today := midnight(c.now)
	from, to = today.AddDate(0, 0, -auditDefault), today
	for name, at := range map[string]*time.Time{"startDate": &from, "endDate": &to} {
		text := c.r.URL.Query().Get(name)
		t, isTime := parseTime(text)
		switch {
		case text == "":
		case !isTime:
			return from, to, refuse(http.StatusBadRequest, 800002, "The "+name+" is not a date.")
		default:
			*at = midnight(t)
		}
	}
	switch {
	case from.Before(today.AddDate(0, 0, -auditKept)):
		return from, to, refuse(http.StatusBadRequest, 800002, "The startDate is more than 90 days ago.")
	case to.Before(from):
		return from, to, refuse(http.StatusBadRequest, 800002, "The endDate is before the startDate.")
	}
	return from, to, nil
}

// listAudits gives a page of the records of some days, the oldest first (the order is modelled). Microsoft documents pages with
// seekOperation=Next and a token.
func (c *call) listAudits() reply {
	from, to, refusal := c.auditDays()
	if refusal != nil {
		return *refusal
	}
	size := auditPage
	if text := c.r.URL.Query().Get("size"); text != "" {
		size, _ = strconv.Atoi(text)
	}
	keep, valid := auditFilter(c.r.URL.Query().Get("filter"))
	switch {
	case size < 1 || size > auditPage:
		return bad("The size must be 1 to 500.")
	case !valid:
		return bad("The filter is not valid.")
	}
	skip, valid := c.from(c.r.URL.Query().Get("seekOperation"))
	if !valid {
		return fail(http.StatusBadRequest, 2000, "The continuation token is not valid.")
	}
	items := []audit{}
	for _, a := range c.audits {
		if a.Partner == c.partner.Tenant && !a.at.Before(from) && a.at.Before(to.AddDate(0, 0, 1)) && keep(a) {
			items = append(items, a)
		}
	}
	return c.auditPage(items, min(skip, len(items)), size)
}

func (c *call) auditPage(all []audit, from, size int) reply {
	to := min(len(all), from+size)
	shown := []audit{}
	for _, a := range all[from:to] {
		shown = append(shown, a.told())
	}
	p := page[audit]{TotalCount: len(shown), Items: shown, Attributes: attributes{ObjectType: "Collection"}}
	p.Links = &pageLinks{Self: get("/auditrecords?" + c.r.URL.RawQuery)}
	if to < len(all) {
		p.Continuation = base64.StdEncoding.EncodeToString([]byte("from:" + strconv.Itoa(to)))
		next := get("/auditrecords?" + c.r.URL.RawQuery + "&seekOperation=Next")
		next.Headers = []headerPair{{"MS-ContinuationToken", p.Continuation}}
		p.Links.Next = &next
	}
	return ok(http.StatusOK, p)
}

// auditFilter reads a filter by company name, customer id or type of resource.
func auditFilter(text string) (func(audit) bool, bool) {
	if text == "" {
		return func(audit) bool { return true }, true
	}
	var f filter
	if json.Unmarshal([]byte(text), &f) != nil {
		return nil, false
	}
	switch strings.ToLower(f.Field + " " + f.Operator) {
	case "companyname substring":
		return func(a audit) bool { return strings.Contains(strings.ToLower(a.Company), strings.ToLower(f.Value)) }, true
	case "customerid equals":
		return func(a audit) bool { return strings.EqualFold(a.Customer, f.Value) }, true
	case "resourcetype equals":
		return func(a audit) bool { return strings.EqualFold(a.Resource, f.Value) }, true
	}
	return nil, false
}

// getAudit gives the record that an event points at. Its address is modelled: Microsoft documents that there is one.
func (c *call) getAudit() reply {
	for _, a := range c.audits {
		if strings.EqualFold(a.ID, c.vars[0]) && a.Partner == c.partner.Tenant {
			return ok(http.StatusOK, a.told())
		}
	}
	return fail(http.StatusNotFound, 1000, "The audit record was not found.")
}
