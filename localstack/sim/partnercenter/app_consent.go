package partnercenter

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// appConsent is the permissions that a customer's tenant gives an app, by API.
type appConsent struct {
	App     string     `json:"applicationId"`
	Name    string     `json:"displayName,omitempty"`
	Consent []appGrant `json:"applicationGrants"`
}

type appGrant struct {
	API    string `json:"enterpriseApplicationId"`
	Scopes string `json:"scope"` // parted by commas
}

// AppConsent is a consent as tests see it.
type AppConsent struct {
	Customer string `json:"customer"`
	App      string `json:"app"`
	Resource string `json:"resource"` // the API's audience
	Scopes   string `json:"scopes"`   // parted by blanks
}

// The APIs that an app can be consented to for, by the ids that every tenant knows them by.
func apis() map[string]string {
	return map[string]string{
		"00000003-0000-0000-c000-000000000000": "https://graph.microsoft.com",
		"fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd": Audience,
	}
}

// mayConsent says whether one of some roles may consent to an app: Global, Privileged Role, Application or Cloud Application Administrator. That it is these
// is what Microsoft says of consent in general; it documents here only that the relationship needs a role that may.
func mayConsent(roles []string) bool {
	able := []string{
		"62e90394-69f5-4237-9190-012177145e10", "e8611ab8-c189-46e8-94e1-60213ab1f814",
		"9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3", "158c047a-c907-4556-b7ef-446551a6b5f7",
	}
	return slices.ContainsFunc(roles, func(r string) bool { return slices.Contains(able, strings.ToLower(r)) })
}

// outside asks another simulator, without the lock: that one may ask this one.
func (c *call) outside(ask func()) {
	c.mu.Unlock()
	defer c.mu.Lock()
	ask()
}

// refuseConsent refuses those who have no right in the customer's tenant. Microsoft documents that it takes an active delegated admin relationship; the code
// is modelled.
func (c *call) refuseConsent() *reply {
	if c.opt.Delegated == nil {
		return nil
	}
	var roles []string
	var active bool
	c.outside(func() { roles, active = c.opt.Delegated(c.partner.Tenant, c.customer.id) })
	if !active || !mayConsent(roles) {
		return refuse(http.StatusForbidden, 900150, "The role of the user has no rights to consent in the customer's tenant.")
	}
	return nil
}

// createAppConsent makes the app known in the customer's tenant. Seen in practice: a repetition is refused with a text about the permission entry, whatever
// permissions it asks for. That an app may consent for itself only, and which APIs there are, is modelled.
func (c *call) createAppConsent() reply {
	var in appConsent
	if err := json.Unmarshal(c.body, &in); err != nil || in.App == "" || len(in.Consent) == 0 {
		return bad("The body is not an application consent.")
	}
	for _, g := range in.Consent {
		if apis()[strings.ToLower(g.API)] == "" || strings.Trim(g.Scopes, ", ") == "" {
			return bad("The enterprise application or its scope is not known.")
		}
	}
	if !strings.EqualFold(in.App, c.user.Client) {
		return fail(http.StatusForbidden, 900308, "The application is another one than the calling one.")
	}
	if refusal := c.refuseConsent(); refusal != nil {
		return *refusal
	}
	c.work()
	app := strings.ToLower(in.App)
	if _, there := c.customer.consents[app]; there {
		return fail(http.StatusConflict, 2000, "Permission entry already exists.")
	}
	if c.customer.consents == nil {
		c.customer.consents = map[string]appConsent{}
	}
	c.customer.consents[app] = in
	if err := c.passOn(in); err != nil {
		delete(c.customer.consents, app)
		return bad("The application is not known: " + err.Error())
	}
	return ok(http.StatusCreated, in)
}

// passOn tells the token service.
func (c *call) passOn(in appConsent) (err error) {
	if c.opt.Consent == nil {
		return nil
	}
	c.outside(func() {
		for _, a := range c.customer.seenConsents(in) {
			if err == nil {
				err = c.opt.Consent(in.App, a.Customer, a.Resource, a.Scopes)
			}
		}
	})
	return err
}

// deleteAppConsent takes an app out of the customer's tenant.
func (c *call) deleteAppConsent() reply {
	app := strings.ToLower(c.vars[1])
	if refusal := c.refuseConsent(); refusal != nil {
		return *refusal
	}
	if _, there := c.customer.consents[app]; !there {
		return fail(http.StatusNotFound, 1000, "The application has no consent.")
	}
	c.work()
	delete(c.customer.consents, app)
	if c.opt.Withdraw != nil {
		c.outside(func() { _ = c.opt.Withdraw(app, c.customer.id) }) // an app that is not there has nothing to lose
	}
	return reply{status: http.StatusNoContent}
}

func (cu *customer) seenConsents(in appConsent) []AppConsent {
	var all []AppConsent
	for _, g := range in.Consent {
		scopes := strings.FieldsFunc(g.Scopes, func(r rune) bool { return r == ',' || r == ' ' })
		all = append(all, AppConsent{Customer: cu.id, App: in.App, Resource: apis()[strings.ToLower(g.API)], Scopes: strings.Join(scopes, " ")})
	}
	return all
}

// AppConsents gives the consents of all customers, by customer.
func (s *Sim) AppConsents() []AppConsent {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []AppConsent{}
	for _, cu := range s.listed {
		for _, app := range slices.Sorted(maps.Keys(cu.consents)) {
			all = append(all, cu.seenConsents(cu.consents[app])...)
		}
	}
	return all
}

// Find gives a customer by the id of its tenant.
func (s *Sim) Find(tenant string) (Customer, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	cu := s.customers[strings.ToLower(tenant)]
	if cu == nil {
		return Customer{}, false
	}
	return cu.shown(), true
}
