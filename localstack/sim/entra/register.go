package entra

import (
	"maps"
	"slices"
	"strings"
)

// graphPermissions are what a partner's app needs in order to read at Graph.
const graphPermissions = "Application.Read.All DelegatedAdminRelationship.Read.All Organization.Read.All User.Read"

// AddTenant makes a tenant known, as when a customer's tenant is created.
func (s *Sim) AddTenant(id string) {
	if id == "" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tenants[fold(id)] = true
}

// AddApp registers an app, or registers it anew.
func (s *Sim) AddApp(a App) {
	s.AddTenant(a.Tenant)
	s.mu.Lock()
	defer s.mu.Unlock()
	added := &app{
		id: a.ID, tenant: fold(a.Tenant), multiTenant: a.MultiTenant, consents: map[string][]string{},
		certificates: slices.Clone(a.Certificates), redirects: slices.Clone(a.Redirects), withdrawn: map[string]uint64{},
		permissions: map[string]string{Graph: graphPermissions}, granted: map[string]map[string]string{},
	}
	maps.Copy(added.permissions, a.Permissions)
	if a.Secret != "" {
		added.secrets = []secret{{value: a.Secret, expires: a.SecretExpires}}
	}
	for tenant, resources := range a.Consents {
		s.tenants[fold(tenant)] = true
		if len(resources) > 0 {
			added.consents[fold(tenant)] = slices.Clone(resources)
		}
	}
	s.apps[fold(a.ID)] = added
}

// AddUser adds an account, or replaces it.
func (s *Sim) AddUser(u User) {
	s.AddTenant(u.Tenant)
	s.mu.Lock()
	defer s.mu.Unlock()
	u.Tenant = fold(u.Tenant)
	s.users[fold(u.ID)] = &user{User: u}
}

// IssueRefresh gives a refresh token as an interactive sign-in would have, with or without a second factor. The user is
// named by id or by user principal name; one not known yet is added to the tenant.
func (s *Sim) IssueRefresh(tenant, appID, userID string, mfa bool) string {
	s.mu.Lock()
	known := s.user(userID)
	s.mu.Unlock()
	if known == nil {
		s.AddUser(User{ID: userID, UPN: userID, Tenant: tenant, MFA: mfa})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.issue(refresh{app: fold(appID), user: fold(s.user(userID).ID), mfa: mfa, signedIn: s.opt.Clock.Now()})
}

// user finds an account by id or by user principal name, nil when there is none. The caller holds the lock.
func (s *Sim) user(name string) *user {
	if u, ok := s.users[fold(name)]; ok {
		return u
	}
	for _, u := range s.users {
		if strings.EqualFold(u.UPN, name) {
			return u
		}
	}
	return nil
}
