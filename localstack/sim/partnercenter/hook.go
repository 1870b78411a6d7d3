package partnercenter

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Registration is where Partner Center tells a partner of changes.
type Registration struct {
	Subscriber string   `json:"SubscriberId,omitempty"`
	URL        string   `json:"WebhookUrl"`
	Events     []string `json:"WebhookEvents"`
	// Token has the signature in the header x-ms-signature instead of Authorization.
	Token bool `json:"SignatureTokenToMsSignatureHeader,omitempty"`
}

// The events that happen here.
const (
	eventUpdated = "subscription-updated"
	eventTest    = "test-created"

	eventMigrationCreated   = "new-commerce-migration-created"
	eventMigrationCompleted = "new-commerce-migration-completed"
	eventMigrationFailed    = "new-commerce-migration-failed"
	eventScheduleFailed     = "new-commerce-migration-schedule-failed"
)

// events are those that Microsoft documents for everybody.
func events() []string {
	return []string{
		eventUpdated, eventTest, "usagerecords-thresholdExceeded", "referral-created", "referral-updated", "invoice-ready",
		"granular-admin-relationship-approved", eventMigrationCreated, eventMigrationCompleted, eventMigrationFailed, eventScheduleFailed,
		"create-transfer", "update-transfer", "complete-transfer", "fail-transfer", "cancel-transfer", "expire-transfer",
	}
}

// check says what is wrong with the events of a registration.
func (r Registration) check() error {
	for _, e := range r.Events {
		if !slices.Contains(events(), e) {
			return fmt.Errorf("webhook event %q: unknown", e)
		}
	}
	return nil
}

// Register sets a partner's registration, of which there is one, or takes it away where it has no address.
func (s *Sim) Register(tenant string, r Registration) error {
	if err := r.check(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	tenant = strings.ToLower(tenant)
	if _, ok := s.partners[tenant]; !ok {
		return fmt.Errorf("partner %q: unknown", tenant)
	}
	if s.hooks[tenant] = r; r.URL == "" {
		delete(s.hooks, tenant)
	}
	return nil
}

// getRegistration shows what is registered. That there is nothing is 404/1000 (modelled).
func (c *call) getRegistration() reply {
	r, found := c.hooks[c.partner.Tenant]
	if !found {
		return fail(http.StatusNotFound, 1000, "There is no registration.")
	}
	return ok(http.StatusOK, r)
}

// listEvents gives a bare list.
func (c *call) listEvents() reply { return ok(http.StatusOK, events()) }

// putRegistration registers. Microsoft documents one registration for each tenant, made by POST and changed by PUT, both 200
// with the id of the subscriber. Modelled: a second POST is 409, a PUT before a POST 404/1000, and addresses are https or
// on this machine.
func (c *call) putRegistration() reply {
	var in Registration
	if json.Unmarshal(c.body, &in) != nil {
		return bad("The body is not a registration.")
	}
	before, found := c.hooks[c.partner.Tenant]
	err := in.check()
	switch {
	case !found && c.r.Method == http.MethodPut:
		return fail(http.StatusNotFound, 1000, "There is no registration.")
	case found && c.r.Method == http.MethodPost:
		return fail(http.StatusConflict, 800002, "There is a registration already.")
	case !reachable(in.URL):
		return bad("The WebhookUrl must be an https address.")
	case len(in.Events) == 0 || err != nil:
		return bad("The WebhookEvents are empty or not known.")
	}
	if in.Subscriber = before.Subscriber; in.Subscriber == "" {
		in.Subscriber = c.id()
	}
	c.hooks[c.partner.Tenant] = in
	return ok(http.StatusOK, in)
}

func reachable(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}

// How long a validation is kept, and how many there can be in a minute, as Microsoft documents.
const (
	validationKept = 7 * day
	validations    = 2
)

// validation is an event that a partner asked for.
type validation struct {
	ID      string             `json:"correlationId"`
	Partner string             `json:"partnerId"`
	Status  string             `json:"status"`
	URL     string             `json:"callbackUrl"`
	Results []validationResult `json:"results"`

	at time.Time
}

type validationResult struct {
	Code    string `json:"responseCode"`
	Message string `json:"responseMessage"`
	Failed  bool   `json:"systemError"`
	At      string `json:"dateTimeUtc"`
}

// createValidation has a test event sent. It needs a registration with test-created.
func (c *call) createValidation() reply {
	r, found := c.hooks[c.partner.Tenant]
	if !found || !slices.Contains(r.Events, eventTest) {
		return bad("There is no registration with the event test-created.")
	}
	lately := 0
	for _, v := range c.validations {
		if v.Partner == c.partner.Tenant && c.now.Sub(v.at) < time.Minute {
			lately++
		}
	}
	if lately >= validations {
		a := gateway(http.StatusTooManyRequests, "Rate limit is exceeded. Try again in 60 seconds.")
		a.header = map[string]string{"Retry-After": "60"}
		return a
	}
	v := &validation{ID: c.id(), Partner: c.partner.Tenant, Status: "pending", URL: r.URL, Results: []validationResult{}, at: c.now}
	c.validations = append(c.validations, v)
	c.send(c.partner.Tenant, event{
		Name: eventTest, Resource: c.opt.Base + areaHooks + "registration/test", Kind: "test", At: c.now.UTC(),
	}, c.now, v)
	return ok(http.StatusOK, map[string]string{"correlationId": v.ID})
}

func (c *call) getValidationEvent() reply {
	for _, v := range c.validations {
		if strings.EqualFold(v.ID, c.vars[0]) && v.Partner == c.partner.Tenant && c.now.Sub(v.at) < validationKept {
			return ok(http.StatusOK, v)
		}
	}
	return fail(http.StatusNotFound, 1000, "The validation was not found.")
}
