package graph

import (
	"slices"
	"strings"
	"time"
)

// Customer is a tenant that is made elsewhere: at Partner Center, for a partner.
type Customer struct {
	Partner string // tenant id
	Name    string
	Country string
	Domain  string // its initial domain
	Foreign bool   // it has not accepted the partner: it comes without a relationship
}

// find gives a tenant, which may be a customer that is asked about for the first time. The caller holds the lock.
func (s *Sim) find(id string) *Tenant {
	id = strings.ToLower(id)
	if t := s.tenants[id]; t != nil || s.opt.Customers == nil {
		return t
	}
	c, ok := s.opt.Customers(id)
	if !ok {
		return nil
	}
	t := &Tenant{ID: id, Name: c.Name, Country: c.Country, Domains: []string{c.Domain}}
	s.tenants[id] = t
	partner := s.tenants[strings.ToLower(c.Partner)]
	if c.Foreign || partner == nil || len(s.opt.Granted) == 0 || slices.ContainsFunc(partner.Relationships, func(r Relationship) bool { return strings.EqualFold(r.Customer, id) }) {
		return t
	}
	now := s.opt.Clock.Now()
	partner.Relationships = append(slices.Clone(partner.Relationships), Relationship{
		ID: s.guid() + "-" + s.guid(), Name: "Relationship with " + c.Name, Customer: id, CustomerName: c.Name, Status: active,
		Roles: slices.Clone(s.opt.Granted), Created: now, Ends: now.Add(longest),
	})
	return t
}

// active is the status of a relationship that gives its roles, longest how long Microsoft documents that one lives.
const (
	active  = "active"
	longest = 730 * 24 * time.Hour
)

// Delegated gives the roles that a partner's users have in a customer's tenant, and whether any relationship with it is active. Microsoft has each role
// assigned to a security group besides; here all users of the partner are in all groups (modelled).
func (s *Sim) Delegated(partner, customer string) (roles []string, in bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.find(customer)
	t := s.tenants[strings.ToLower(partner)]
	if t == nil {
		return nil, false
	}
	now := s.opt.Clock.Now()
	for _, r := range t.Relationships {
		if strings.EqualFold(r.Customer, customer) && r.Status == active && (r.Ends.IsZero() || now.Before(r.Ends)) {
			roles, in = append(roles, r.Roles...), true
		}
	}
	return roles, in
}

// TenantOf gives the tenant that has verified a domain.
func (s *Sim) TenantOf(domain string) (tenant string, found bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.owner(strings.ToLower(domain))
	if t == nil {
		return "", false
	}
	return t.ID, true
}
