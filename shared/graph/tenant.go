package graph

import (
	"context"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Organization is the tenant itself.
type Organization struct {
	ID      string // tenant id
	Name    string
	Country string // ISO 3166 alpha 2, or ""
	Domains []string
	Default string // the default one of them
}

// Organization gives the tenant that the token is of.
func (c *Client) Organization(ctx context.Context) (Organization, error) {
	var found struct {
		Value []struct {
			ID      string `json:"id"`
			Name    string `json:"displayName"`
			Country string `json:"countryLetterCode"`
			Domains []struct {
				Name    string `json:"name"`
				Default bool   `json:"isDefault"`
			} `json:"verifiedDomains"`
		} `json:"value"`
	}
	query := url.Values{"$select": {"id,displayName,countryLetterCode,verifiedDomains"}}
	if err := c.read(ctx, &found, "/v1.0/organization", query); err != nil {
		return Organization{}, err
	}
	if len(found.Value) == 0 {
		return Organization{}, fault.Unavailable.Errorf("GET /v1.0/organization: Microsoft Graph does not name the tenant")
	}
	v := found.Value[0]
	o := Organization{ID: strings.ToLower(v.ID), Name: v.Name, Country: v.Country}
	for _, d := range v.Domains {
		o.Domains = append(o.Domains, d.Name)
		if d.Default {
			o.Default = d.Name
		}
	}
	return o, nil
}

// AppCredential is a secret or a certificate by which an app registration can prove itself. Its value cannot be read.
type AppCredential struct {
	ID          string
	Name        string
	Certificate bool
	Starts      time.Time
	Expires     time.Time // zero: not told
}

type wireCredential struct {
	ID      string    `json:"keyId"`
	Name    string    `json:"displayName"`
	Starts  time.Time `json:"startDateTime"`
	Expires time.Time `json:"endDateTime"`
}

var identifier = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,60}$`)

// Credentials gives the secrets and certificates of an app registration of this tenant, by its application (client) id. It
// fails with fault.NotFound when the app is registered elsewhere, and with fault.Denied without Application.Read.All.
func (c *Client) Credentials(ctx context.Context, appID string) ([]AppCredential, error) {
	if !identifier.MatchString(appID) {
		return nil, fault.Invalid.Errorf("read the app registration: the client id has a form that is not possible")
	}
	var found struct {
		Secrets      []wireCredential `json:"passwordCredentials"`
		Certificates []wireCredential `json:"keyCredentials"`
	}
	query := url.Values{"$select": {"passwordCredentials,keyCredentials"}}
	if err := c.read(ctx, &found, "/v1.0/applications(appId='{app}')", query, appID); err != nil {
		return nil, err
	}
	var all []AppCredential
	for _, w := range found.Secrets {
		all = append(all, AppCredential{ID: w.ID, Name: w.Name, Starts: w.Starts.UTC(), Expires: w.Expires.UTC()})
	}
	for _, w := range found.Certificates {
		all = append(all, AppCredential{ID: w.ID, Name: w.Name, Certificate: true, Starts: w.Starts.UTC(), Expires: w.Expires.UTC()})
	}
	return all, nil
}

// Relationship is a granular delegated admin relationship (GDAP) of the partner with one customer.
type Relationship struct {
	ID       string
	Name     string
	Customer string    // tenant id; "" while nobody has approved it
	Status   string    // active, approvalPending, expired, ...
	Roles    []string  // template ids of directory roles
	Ends     time.Time // zero: not yet active
}

// Relationships gives the partner's delegated admin relationships of every status, this many at most, in Graph's order. It
// fails with fault.Denied without DelegatedAdminRelationship.Read.All.
func (c *Client) Relationships(ctx context.Context, most int) ([]Relationship, error) {
	return c.relationships(ctx, nil, most)
}

// RelationshipsWith gives those with one customer, by the id of its tenant.
func (c *Client) RelationshipsWith(ctx context.Context, customer string, most int) ([]Relationship, error) {
	if !identifier.MatchString(customer) {
		return nil, fault.Invalid.Errorf("read the relationships with a customer: its tenant id has a form that is not possible")
	}
	return c.relationships(ctx, url.Values{"$filter": {"customer/tenantId eq '" + customer + "'"}}, most)
}

func (c *Client) relationships(ctx context.Context, query url.Values, most int) ([]Relationship, error) {
	type wire struct {
		ID       string    `json:"id"`
		Name     string    `json:"displayName"`
		Status   string    `json:"status"`
		Ends     time.Time `json:"endDateTime"`
		Customer struct {
			Tenant string `json:"tenantId"`
		} `json:"customer"`
		Access struct {
			Roles []struct {
				ID string `json:"roleDefinitionId"`
			} `json:"unifiedRoles"`
		} `json:"accessDetails"`
	}
	found, err := list[wire](ctx, c, "/v1.0/tenantRelationships/delegatedAdminRelationships", query, most)
	if err != nil {
		return nil, err
	}
	all := make([]Relationship, 0, len(found))
	for _, w := range found {
		r := Relationship{ID: w.ID, Name: w.Name, Customer: strings.ToLower(w.Customer.Tenant), Status: w.Status, Ends: w.Ends.UTC()}
		for _, role := range w.Access.Roles {
			r.Roles = append(r.Roles, strings.ToLower(role.ID))
		}
		all = append(all, r)
	}
	return all, nil
}
