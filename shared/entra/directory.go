package entra

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/rest"
)

// TenantOf gives the tenant that has verified a domain, whoever's customer it is, or fails with fault.NotFound. The service takes a domain in place of a
// tenant's id, asks for no token, and names the tenant in the issuer.
func (c *Client) TenantOf(ctx context.Context, domain string) (string, error) {
	var found struct {
		Issuer string `json:"issuer"`
	}
	r := rest.Request{Method: http.MethodGet, Route: "/{tenant}/v2.0/.well-known/openid-configuration", Args: []string{domain}}
	_, err := c.api().Do(ctx, r, &found)
	if code := fault.Code(err); code == "AADSTS90002" || code == "AADSTS900021" || code == "invalid_tenant" {
		return "", fault.NotFound.Wrap(err, "no tenant has verified this domain")
	}
	if err != nil {
		return "", err
	}
	if u, err := url.Parse(found.Issuer); err == nil {
		for part := range strings.SplitSeq(u.Path, "/") {
			if guid.MatchString(part) {
				return strings.ToLower(part), nil
			}
		}
	}
	return "", fault.Unavailable.Errorf("Microsoft Entra does not say whose this domain is")
}
