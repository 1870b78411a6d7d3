package graph

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"time"
)

// Tenant is what Graph knows of a tenant.
type Tenant struct {
	ID            string         `json:"id"`
	Name          string         `json:"name"`
	Country       string         `json:"country"`          // ISO 3166 alpha 2
	Domains       []string       `json:"domains"`          // that are verified; the first is the default
	Names         []Domain       `json:"names,omitempty"`  // those that somebody added or looked at
	Modern        bool           `json:"modern,omitempty"` // its mail hosts have the newer form
	Apps          []App          `json:"apps"`
	Relationships []Relationship `json:"relationships"`
	Users         []User         `json:"users,omitempty"`
	Sold          []Sold         `json:"sold,omitempty"`     // by others than Partner Center's simulator
	Excludes      []Exclusion    `json:"excludes,omitempty"` // SKUs that nobody can have both of
	Depends       []Dependency   `json:"depends,omitempty"`  // add-ons, and the SKU without which they cannot be
}

// Exclusion is two SKUs whose services exclude each other.
type Exclusion struct {
	One   string `json:"one"`
	Other string `json:"other"`
}

// Dependency is an add-on and its base.
type Dependency struct {
	AddOn string `json:"add_on"`
	Base  string `json:"base"`
}

// App is an app registration.
type App struct {
	ID          string       `json:"id"` // application (client) id
	Name        string       `json:"name"`
	Credentials []Credential `json:"credentials"`
}

// Credential is a secret or a certificate of an app registration. Its value is not known here.
type Credential struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"`
	Certificate bool      `json:"certificate"`
	Starts      time.Time `json:"starts"`
	Ends        time.Time `json:"ends"` // zero: null
}

// Relationship is a delegated admin relationship with a customer.
type Relationship struct {
	ID           string    `json:"id"`
	Name         string    `json:"name"`
	Customer     string    `json:"customer"` // tenant id; "": nobody has approved it
	CustomerName string    `json:"customer_name"`
	Status       string    `json:"status"`
	Roles        []string  `json:"roles"` // template ids
	Created      time.Time `json:"created"`
	Ends         time.Time `json:"ends"` // zero: not active yet
}

// Put makes a tenant known, or replaces it.
func (s *Sim) Put(t Tenant) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tenants[strings.ToLower(t.ID)] = &t
}

// organization shows the tenant. Microsoft documents that User.Read shows id, displayName and verifiedDomains only, and
// null for the rest.
func (c *call) organization() (any, *refusal) {
	if !c.may("User.Read", "Organization.Read.All", "Organization.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All") {
		return nil, denied()
	}
	domains := []map[string]any{}
	for i, d := range c.tenant.Domains {
		domains = append(domains, map[string]any{
			"name": d, "isDefault": i == 0, "isInitial": strings.HasSuffix(d, ".onmicrosoft.com"), "type": "Managed",
			"capabilities": "Email, OfficeCommunicationsOnline",
		})
	}
	shown := map[string]any{
		"id": c.tenant.ID, "displayName": c.tenant.Name, "verifiedDomains": domains, "countryLetterCode": nil, "tenantType": nil, "country": nil,
	}
	if c.may("Organization.Read.All", "Organization.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All") {
		shown["countryLetterCode"], shown["tenantType"] = c.tenant.Country, "AAD"
	}
	return c.collection("organization", []map[string]any{shown}, nil)
}

// application shows an app registration of this tenant; one of another tenant is not there.
func (c *call) application(id string) (any, *refusal) {
	if !c.may("Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All") {
		return nil, denied()
	}
	at := slices.IndexFunc(c.tenant.Apps, func(a App) bool { return strings.EqualFold(a.ID, id) })
	if at < 0 {
		return nil, absent(id)
	}
	a := c.tenant.Apps[at]
	secrets, certificates := []map[string]any{}, []map[string]any{}
	for _, k := range a.Credentials {
		shown := map[string]any{
			"keyId": k.ID, "displayName": orNull(k.Name), "startDateTime": stamp(k.Starts), "endDateTime": stamp(k.Ends), "customKeyIdentifier": nil,
		}
		if k.Certificate {
			shown["type"], shown["usage"], shown["key"] = "AsymmetricX509Cert", "Verify", nil
			certificates = append(certificates, shown)
			continue
		}
		shown["hint"], shown["secretText"] = "abc", nil
		secrets = append(secrets, shown)
	}
	return c.entity("applications", map[string]any{
		"id": derived(a.ID), "appId": a.ID, "displayName": a.Name, "passwordCredentials": secrets, "keyCredentials": certificates,
	})
}

// relationships lists by the time of creation (modelled: Microsoft documents no order).
func (c *call) relationships() (any, *refusal) {
	if !c.may("DelegatedAdminRelationship.Read.All", "DelegatedAdminRelationship.ReadWrite.All") {
		return nil, denied()
	}
	sorted := slices.Clone(c.tenant.Relationships)
	slices.SortFunc(sorted, func(a, b Relationship) int { return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID)) })
	all := []map[string]any{}
	for _, r := range sorted {
		roles := []map[string]any{}
		for _, role := range r.Roles {
			roles = append(roles, map[string]any{"roleDefinitionId": role})
		}
		shown := map[string]any{
			"@odata.etag": `W/"` + base64.StdEncoding.EncodeToString([]byte(r.ID+r.Status)) + `"`,
			"id":          r.ID, "displayName": r.Name, "status": r.Status, "accessDetails": map[string]any{"unifiedRoles": roles}, "customer": nil,
			"createdDateTime": stamp(r.Created), "endDateTime": stamp(r.Ends), "autoExtendDuration": "PT0S",
		}
		if r.Customer != "" {
			shown["customer"] = map[string]any{"tenantId": r.Customer, "displayName": r.CustomerName}
		}
		all = append(all, shown)
	}
	return c.collection("tenantRelationships/delegatedAdminRelationships", all, filters())
}

// stamp is a time as Graph writes it, or null.
func stamp(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format("2006-01-02T15:04:05.9999999Z")
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// derived is the object id that goes with a client id.
func derived(id string) string {
	sum := sha256.Sum256([]byte(id))
	return guidOf(sum)
}
