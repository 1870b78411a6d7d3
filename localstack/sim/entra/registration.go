package entra

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"time"
)

// AddSecret gives an app a further secret, as one does before the old one expires. A zero time means never.
func (s *Sim) AddSecret(appID, value string, expires time.Time) error {
	return s.changeApp(appID, func(a *app) error {
		a.secrets = append(a.secrets, secret{value: value, expires: expires})
		return nil
	})
}

// ExpireSecrets ends all secrets that an app has now.
func (s *Sim) ExpireSecrets(appID string) error {
	now := s.opt.Clock.Now()
	return s.changeApp(appID, func(a *app) error {
		for i := range a.secrets {
			a.secrets[i].expires = now
		}
		return nil
	})
}

// AddCertificate lets an app prove itself with a certificate, in PEM or in DER.
func (s *Sim) AddCertificate(appID string, certificate []byte) error {
	if block, _ := pem.Decode(certificate); block != nil {
		certificate = block.Bytes
	}
	parsed, err := x509.ParseCertificate(certificate)
	if err != nil {
		return fmt.Errorf("certificate of app %q: %w", appID, err)
	}
	return s.changeApp(appID, func(a *app) error {
		a.certificates = append(a.certificates, parsed)
		return nil
	})
}

// Redirect registers an address for the answers of sign-ins. Microsoft documents https for all, and http for this machine.
func (s *Sim) Redirect(appID, address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Fragment != "" {
		return fmt.Errorf("redirect address %q: want an absolute address without a fragment", address)
	}
	ip := net.ParseIP(u.Hostname())
	if u.Scheme != "https" && (u.Scheme != "http" || u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback())) {
		return fmt.Errorf("redirect address %q: want https, or http on this machine", address)
	}
	return s.changeApp(appID, func(a *app) error {
		if !slices.Contains(a.redirects, address) {
			a.redirects = append(a.redirects, address)
		}
		return nil
	})
}

// Permit sets what an app's tokens for a user may do at a resource, parted by blanks.
func (s *Sim) Permit(appID, resource, permissions string) error {
	return s.changeApp(appID, func(a *app) error {
		a.permissions[resource] = permissions
		return nil
	})
}

// Consent lets an app have tokens for a resource in a tenant.
func (s *Sim) Consent(appID, tenant, resource string) error {
	s.AddTenant(tenant)
	return s.changeApp(appID, func(a *app) error {
		if !a.consented(fold(tenant), resource) {
			a.consents[fold(tenant)] = append(a.consents[fold(tenant)], resource)
		}
		return nil
	})
}

// Grant consents to some permissions of an app at a resource in a tenant, parted by blanks; its tokens there can do that and no more.
func (s *Sim) Grant(appID, tenant, resource, permissions string) error {
	if err := s.Consent(appID, tenant, resource); err != nil {
		return err
	}
	return s.changeApp(appID, func(a *app) error {
		if a.granted[fold(tenant)] == nil {
			a.granted[fold(tenant)] = map[string]string{}
		}
		a.granted[fold(tenant)][resource] = permissions
		return nil
	})
}

// Withdraw takes consent to a resource back, or to all with "". Microsoft documents that taking all of it back ends the
// refresh tokens; that those stay dead when consent is given again is modelled.
func (s *Sim) Withdraw(appID, tenant, resource string) error {
	tenant = fold(tenant)
	return s.changeApp(appID, func(a *app) error {
		if !s.knows(tenant) {
			return errors.New("consent of an unknown tenant")
		}
		listed, known := a.consents[tenant]
		if !known && tenant == a.tenant {
			for r := range s.resources {
				listed = append(listed, r)
			}
		}
		a.consents[tenant] = slices.DeleteFunc(slices.Clone(listed), func(r string) bool { return resource == "" || r == resource })
		if resource == "" {
			delete(a.granted, tenant)
			a.withdrawn[tenant] = s.counter
		}
		return nil
	})
}

func (s *Sim) changeApp(appID string, how func(*app) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, ok := s.apps[fold(appID)]
	if !ok {
		return fmt.Errorf("app %q: unknown", appID)
	}
	return how(a)
}
