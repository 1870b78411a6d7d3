package graph

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
)

// Domain is a domain of the tenant.
type Domain struct {
	Name     string
	Verified bool
	Services []dns.Service // that are enabled
	Leaving  bool          // it is being taken out of the tenant
}

type wireDomain struct {
	ID       string        `json:"id"`
	Verified bool          `json:"isVerified"`
	Services []dns.Service `json:"supportedServices"`
	State    struct {
		Operation string `json:"operation"`
		Status    string `json:"status"`
	} `json:"state"`
}

func (w *wireDomain) domain() Domain {
	leaving := strings.EqualFold(w.State.Operation, "ForceDelete") && !strings.EqualFold(w.State.Status, "Failed")
	return Domain{Name: strings.ToLower(w.ID), Verified: w.Verified, Services: w.Services, Leaving: leaving}
}

const (
	domainsRoute = "/v1.0/domains"
	domainRoute  = domainsRoute + "/{domain}"
)

// soon is when to ask again for what Microsoft was just told: its answers come from copies that follow.
const soon = 30 * time.Second

// Domain gives a domain of the tenant, or fails with fault.NotFound.
func (c *Client) Domain(ctx context.Context, name string) (Domain, error) {
	var w wireDomain
	err := c.read(ctx, &w, domainRoute, nil, name)
	return w.domain(), err
}

// AddDomain gives a domain of the tenant, and adds it where it is not there yet. It fails with fault.Conflict when Microsoft does not let the tenant
// have it: Microsoft documents 400 for a domain that another tenant has verified and for a name that cannot be a domain, and 409 for one that is there.
func (c *Client) AddDomain(ctx context.Context, name string) (Domain, error) {
	d, err := c.Domain(ctx, name)
	if fault.Of(err) != fault.NotFound {
		return d, err
	}
	var made wireDomain
	err = c.write(ctx, http.MethodPost, map[string]string{"id": name}, &made, domainsRoute)
	if err == nil {
		return made.domain(), nil
	}
	kind := fault.Of(err)
	if kind != fault.Conflict && kind != fault.Invalid && kind != fault.Unknown {
		return Domain{}, err
	}
	d, again := c.Domain(ctx, name) // it may be there: somebody else was quicker, or the answer was lost
	switch {
	case fault.Of(again) != fault.NotFound:
		return d, again
	case kind == fault.Unknown:
		return Domain{}, fault.After(fault.Unavailable.Wrap(err, "add the domain %s: whether Microsoft did is not known yet; it is looked at again", name), soon)
	}
	taken := fault.Conflict.Wrap(err, "add the domain %s: Microsoft refuses it, because another tenant has verified it or it cannot be a domain of a tenant", name)
	return Domain{}, fault.Coded(taken, fault.Code(err))
}

// Verify has Microsoft look for the proof of ownership, and fails with fault.Stale while Microsoft does not see it. A domain that is verified stays so.
func (c *Client) Verify(ctx context.Context, name string) error {
	d, err := c.Domain(ctx, name)
	if err != nil || d.Verified {
		return err
	}
	var w wireDomain
	err = c.write(ctx, http.MethodPost, nil, &w, domainRoute+"/verify", name)
	switch kind := fault.Of(err); {
	case err == nil && w.Verified:
		return nil
	case err == nil, kind == fault.Invalid:
		return fault.Coded(fault.Stale.Wrap(err, "verify the domain %s: Microsoft does not see the proof yet", name), fault.Code(err))
	case kind == fault.Conflict:
		return fault.Coded(fault.Conflict.Wrap(err, "verify the domain %s: another tenant has it", name), fault.Code(err))
	case kind == fault.Unknown:
		return fault.After(fault.Unavailable.Wrap(err, "verify the domain %s: Microsoft's answer was lost; it is looked at again", name), soon)
	}
	return err
}

// Enable turns services on for a verified domain, beside those that are on, and reports whether there was anything to do. It fails with fault.Invalid when
// Microsoft does not let the domain have them.
func (c *Client) Enable(ctx context.Context, d Domain, services []dns.Service) (bool, error) {
	all := slices.Clone(d.Services)
	for _, s := range services {
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	if len(all) == len(d.Services) {
		return false, nil
	}
	err := c.write(ctx, http.MethodPatch, map[string]any{"supportedServices": all}, nil, domainRoute, d.Name)
	switch fault.Of(err) { //nolint:exhaustive // the others speak for themselves
	case fault.Unknown:
		return false, fault.After(fault.Unavailable.Wrap(err, "enable services for %s: Microsoft's answer was lost; it is looked at again", d.Name), soon)
	case fault.Invalid:
		return false, fault.Coded(fault.Invalid.Wrap(err, "enable services for %s: Microsoft does not let the domain have all of %s", d.Name, words(services)), fault.Code(err))
	}
	return err == nil, err
}

func words(services []dns.Service) string {
	all := make([]string, len(services))
	for i, s := range services {
		all[i] = string(s)
	}
	return strings.Join(all, ", ")
}
