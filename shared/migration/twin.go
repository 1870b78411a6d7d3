package migration

import (
	"cmp"
	"slices"
	"strings"
)

// Here is a client that we have already.
type Here struct {
	ID      string `json:"id"`
	Tenant  Tenant `json:"tenant,omitempty"`
	Company string `json:"company,omitempty"`
	Domain  string `json:"domain,omitempty"`
	Email   string `json:"email,omitempty"`
	Country string `json:"country,omitempty"`
}

// Twin is a client that may be the customer.
type Twin struct {
	ID         string   `json:"id"`
	Confidence int      `json:"confidence"` // thousandths
	Evidence   []string `json:"evidence"`
}

// suspect is from which confidence on a twin is shown; sure from which on nobody needs to be asked.
const (
	suspect = 500
	sure    = 1000
)

// Twins finds clients that are here already, by indexes over them.
type Twins struct {
	here []Here
	by   map[string][]int
}

// NewTwins makes the indexes.
func NewTwins(here []Here) *Twins {
	t := &Twins{here: here, by: map[string][]int{}}
	for i, h := range here {
		for _, k := range traits(h.Tenant, h.Company, h.Domain, h.Email, h.Country) {
			t.by[k.key] = append(t.by[k.key], i)
		}
	}
	return t
}

// trait is something by which a client is recognised, and what it counts.
type trait struct {
	key, evidence string
	points        int
}

func traits(tenant Tenant, company, domain, email, country string) []trait {
	var all []trait
	add := func(kind, value, evidence string, points int) {
		if value != "" {
			all = append(all, trait{key: kind + ":" + value, evidence: evidence, points: points})
		}
	}
	add("tenant", strings.ToLower(string(tenant)), "the tenant is the same", sure)
	add("domain", fold(domain), "the domain is the same", 800)
	add("email", fold(email), "the e-mail address is the same", 600)
	if _, at, ok := strings.Cut(fold(email), "@"); ok && !shared(at) {
		add("mail", at, "the e-mail addresses are of one domain", 350)
	}
	if name := companyName(company); name != "" {
		add("name", name+"|"+fold(country), "the company's name and country are the same", 550)
	}
	return all
}

// shared reports whether strangers have addresses in a domain.
func shared(domain string) bool {
	switch domain {
	case "gmail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "icloud.com", "gmx.de", "web.de", "orange.fr", "free.fr":
		return true
	}
	return false
}

// companyName gives a company's name without what says of what form it is.
func companyName(name string) string {
	var kept []string
	for _, w := range words(name) {
		switch w {
		case "inc", "ltd", "limited", "llc", "gmbh", "ag", "sa", "sas", "sarl", "srl", "bv", "nv", "ab", "oy", "as", "plc", "co", "kg", "ug", "pty":
		default:
			kept = append(kept, w)
		}
	}
	return strings.Join(kept, " ")
}

// Of gives the clients that may be a customer, the likeliest first.
func (t *Twins) Of(c *Customer) []Twin {
	found := map[int]*Twin{}
	for _, k := range traits(c.Tenant, c.Company, c.Domain, c.Email, c.Country) {
		for _, i := range t.by[k.key] {
			if found[i] == nil {
				found[i] = &Twin{ID: t.here[i].ID}
			}
			found[i].Confidence = min(sure, found[i].Confidence+k.points)
			found[i].Evidence = append(found[i].Evidence, k.evidence)
		}
	}
	var all []Twin
	for i, f := range found {
		if other := t.here[i].Tenant; other != "" && c.Tenant != "" && !strings.EqualFold(string(other), string(c.Tenant)) {
			f.Confidence = min(f.Confidence, sure-1)
			f.Evidence = append(f.Evidence, "but the tenants are two")
		}
		if f.Confidence >= suspect {
			all = append(all, *f)
		}
	}
	slices.SortFunc(all, func(a, b Twin) int { return cmp.Or(cmp.Compare(b.Confidence, a.Confidence), cmp.Compare(a.ID, b.ID)) })
	return all
}
