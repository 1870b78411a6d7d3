package graph

import (
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Domain is a domain of a tenant.
type Domain struct {
	ID       string   `json:"id"`
	Verified bool     `json:"verified"`
	Services []string `json:"services"`
	// Enabled is when each service was, so that its records can come later than that.
	Enabled map[string]time.Time `json:"enabled,omitempty"`
	// Leaving: it is being taken out of the tenant by force.
	Leaving bool `json:"leaving,omitempty"`
	// Withheld are services for which there is an instruction to a person in place of the first record.
	Withheld []string `json:"withheld,omitempty"`
	// More are further service records as they are on the wire.
	More []map[string]any `json:"more,omitempty"`
}

// The roles, by template id, of which a user needs one: to change a domain, or at least to see it. Microsoft documents the first for all of it.
func domainRoles(write bool) []string {
	all := []string{"8329153b-31d0-4727-b945-745eb3bc5f31", "62e90394-69f5-4237-9190-012177145e10"} // Domain Name and Global Administrator
	if !write {
		all = append(all, "f2ef992c-3afb-46b9-b7cf-a126ee74c451", "88d8e3e3-8f55-4a1e-953a-9b9898b8876b") // Global Reader, Directory Readers
	}
	return all
}

// mayDomains holds where app and user may do that with the tenant's domains.
func (c *call) mayDomains(write bool) bool {
	permitted := c.may("Domain.ReadWrite.All") || !write && c.may("Domain.Read.All", "Directory.Read.All", "Directory.ReadWrite.All")
	return permitted && (c.who.app || slices.ContainsFunc(domainRoles(write), func(r string) bool { return slices.Contains(c.who.roles, r) }))
}

// domains serves the paths at and below domains. Microsoft documents the answers' statuses; which refusal comes first is modelled.
func (c *call) domains(path string) (any, *refusal) {
	name, rest, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(path, "domains"), "/"), "/")
	write := c.r.Method != http.MethodGet
	if !c.mayDomains(write) {
		return nil, denied()
	}
	if name == "" {
		switch c.r.Method {
		case http.MethodGet:
			return c.listDomains()
		case http.MethodPost:
			return c.addDomain()
		}
		return nil, wrongMethod()
	}
	d := c.tenant.domain(name)
	if d == nil {
		return nil, absent(name)
	}
	switch c.r.Method + " " + rest {
	case "GET ":
		return c.entity("domains", d.view(c.tenant))
	case "PATCH ":
		return c.patchDomain(d)
	case "POST verify":
		return c.verify(d)
	case "GET verificationDnsRecords":
		return c.collection("domains('"+d.ID+"')/verificationDnsRecords", c.proofs(d), nil)
	case "GET serviceConfigurationRecords":
		if !d.Verified {
			return nil, bad("The domain has to be verified before its service records can be read.")
		}
		return c.collection("domains('"+d.ID+"')/serviceConfigurationRecords", c.services(d), nil)
	}
	return nil, wrongMethod()
}

func (c *call) listDomains() (any, *refusal) {
	all := []map[string]any{}
	for i := range c.tenant.Names {
		all = append(all, c.tenant.Names[i].view(c.tenant))
	}
	for _, name := range c.tenant.Domains {
		if !slices.ContainsFunc(c.tenant.Names, func(d Domain) bool { return strings.EqualFold(d.ID, name) }) {
			all = append(all, (&Domain{ID: name, Verified: true}).view(c.tenant))
		}
	}
	return c.collection("domains", all, nil)
}

var domainName = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`)

// addDomain adds one. Below a verified domain of the tenant it is verified at once, as Microsoft documents; that one below another tenant's is refused is
// modelled.
func (c *call) addDomain() (any, *refusal) {
	in, refused := c.body("id")
	if refused != nil {
		return nil, refused
	}
	name, _ := in["id"].(string)
	name = strings.ToLower(name)
	switch {
	case !domainName.MatchString(name) || len(name) > 253 || strings.HasSuffix(name, ".onmicrosoft.com"):
		return nil, bad("Property 'id' is not a valid domain name.")
	case c.tenant.domain(name) != nil:
		return nil, refuse(http.StatusConflict, "Request_MultipleObjectsWithSameKeyValue", "Another object with the same value for property id already exists.")
	}
	owner := c.owner(name)
	for above := name; owner == nil && above != ""; {
		_, above, _ = strings.Cut(above, ".")
		owner = c.owner(above)
	}
	if owner != nil && owner != c.tenant {
		return nil, bad("The domain is verified by another organization.")
	}
	d := Domain{ID: name, Verified: owner == c.tenant, Services: []string{}}
	c.tenant.Names = append(slices.Clone(c.tenant.Names), d)
	if d.Verified {
		c.tenant.Domains = append(slices.Clone(c.tenant.Domains), name)
	}
	c.status = http.StatusCreated
	return c.entity("domains", d.view(c.tenant))
}

// patchDomain enables services. Microsoft documents that only a verified domain can be changed, and the services that there are.
func (c *call) patchDomain(d *Domain) (any, *refusal) {
	in, refused := c.body("supportedServices")
	if refused != nil {
		return nil, refused
	}
	list, ok := in["supportedServices"].([]any)
	if !d.Verified || !ok {
		return nil, bad("Only the supported services of a verified domain can be changed.")
	}
	services := []string{}
	for _, v := range list {
		name, _ := v.(string)
		if !slices.Contains([]string{"Email", "Sharepoint", "EmailInternalRelayOnly", "OfficeCommunicationsOnline", "SharePointDefaultDomain", "FullRedelegation", "SharePointPublic", "OrgIdAuthentication", "Yammer", "Intune"}, name) {
			return nil, bad("A supported service is not known.")
		}
		services = append(services, name)
	}
	enabled := map[string]time.Time{}
	for _, name := range services {
		if enabled[name] = c.now; slices.Contains(d.Services, name) {
			enabled[name] = d.Enabled[name]
		}
	}
	d.Services, d.Enabled = services, enabled
	c.status = http.StatusNoContent
	return nil, nil //nolint:nilnil // there is nothing to answer
}

// body reads an object that has these properties and no others.
func (c *call) body(properties ...string) (map[string]any, *refusal) {
	var in map[string]any
	if err := json.NewDecoder(http.MaxBytesReader(nil, c.r.Body, 1<<16)).Decode(&in); err != nil {
		return nil, bad("Unable to read JSON request payload.")
	}
	for name := range in {
		if !slices.Contains(properties, name) {
			return nil, bad("The property '" + name + "' is not known or cannot be changed here.")
		}
	}
	return in, nil
}

// verify looks for one of the proofs in the DNS. Microsoft documents 400 while there is none.
func (c *call) verify(d *Domain) (any, *refusal) {
	if d.Verified {
		return c.entity("domains", d.view(c.tenant))
	}
	if c.owner(d.ID) != nil {
		return nil, bad("The domain is verified by another organization.")
	}
	if !c.proven(d) {
		return nil, bad("Domain verification failed. The verification record was not found.")
	}
	d.Verified = true
	c.tenant.Domains = append(slices.Clone(c.tenant.Domains), d.ID)
	return c.entity("domains", d.view(c.tenant))
}

func (c *call) proven(d *Domain) bool {
	if c.opt.Lookup == nil {
		return false
	}
	text, host := c.proof(d.ID)
	return slices.Contains(c.opt.Lookup(d.ID, "TXT"), text) || slices.ContainsFunc(c.opt.Lookup(d.ID, "MX"), func(v string) bool {
		return strings.EqualFold(strings.TrimSuffix(v, "."), "32767 "+host)
	})
}

// owner gives the tenant that has verified a domain, or nil. The caller holds the lock.
func (s *Sim) owner(name string) *Tenant {
	for _, t := range s.tenants {
		if d := t.domain(name); d != nil && d.Verified {
			return t
		}
	}
	return nil
}

// domain gives a domain of the tenant, or nil.
func (t *Tenant) domain(name string) *Domain {
	for i := range t.Names {
		if strings.EqualFold(t.Names[i].ID, name) {
			return &t.Names[i]
		}
	}
	if slices.ContainsFunc(t.Domains, func(d string) bool { return strings.EqualFold(d, name) }) {
		t.Names = append(t.Names, Domain{ID: strings.ToLower(name), Verified: true, Services: []string{}})
		return &t.Names[len(t.Names)-1]
	}
	return nil
}

func (d *Domain) view(t *Tenant) map[string]any {
	var state any
	if d.Leaving {
		state = map[string]any{"operation": "ForceDelete", "status": "InProgress", "lastActionDateTime": nil}
	}
	services := d.Services
	if services == nil {
		services = []string{}
	}
	return map[string]any{
		"id": d.ID, "authenticationType": "Managed", "availabilityStatus": nil, "isAdminManaged": true, "isRoot": true, "isVerified": d.Verified,
		"isDefault": len(t.Domains) > 0 && strings.EqualFold(t.Domains[0], d.ID), "isInitial": strings.HasSuffix(d.ID, ".onmicrosoft.com"),
		"supportedServices": services, "state": state, "model": nil, "passwordValidityPeriodInDays": nil, "passwordNotificationWindowInDays": nil,
	}
}

// SetDomain gives a tenant a domain, or replaces the one of its name.
func (s *Sim) SetDomain(tenant string, d Domain) error {
	d.ID = strings.ToLower(d.ID)
	if !domainName.MatchString(d.ID) {
		return errors.New("domain: want its name")
	}
	s.mu.Lock()
	s.find(tenant)
	s.mu.Unlock()
	return s.change(tenant, func(t *Tenant) error {
		t.Names = append(slices.DeleteFunc(slices.Clone(t.Names), func(o Domain) bool { return o.ID == d.ID }), d)
		t.Domains = slices.DeleteFunc(slices.Clone(t.Domains), func(o string) bool { return strings.EqualFold(o, d.ID) })
		if d.Verified {
			t.Domains = append(t.Domains, d.ID)
		}
		return nil
	})
}
