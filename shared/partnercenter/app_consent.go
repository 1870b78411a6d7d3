package partnercenter

import (
	"context"
	"net/http"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/rest"
)

// GraphAPI is the id by which every tenant knows Microsoft Graph.
const GraphAPI = "00000003-0000-0000-c000-000000000000"

type wireConsent struct {
	App    string             `json:"applicationId"`
	Grants []wireConsentGrant `json:"applicationGrants"`
}

type wireConsentGrant struct {
	API    string `json:"enterpriseApplicationId"`
	Scopes string `json:"scope"` // parted by commas
}

// GrantApp consents, for a customer, to the permissions that the partner's app wants of an API in the customer's tenant, and reports whether that is new:
// Partner Center refuses a consent that is there, whatever its permissions are. It fails with fault.Denied when the partner has no relationship with the
// customer by which it may consent, and with fault.Unavailable when it may simply be asked again, as after a lost answer.
func (c *Client) GrantApp(ctx context.Context, t order.TenantID, api string, scopes ...string) (bool, error) {
	body := wireConsent{App: c.partner.App.Client, Grants: []wireConsentGrant{{api, strings.Join(scopes, ",")}}}
	_, err := c.do(ctx, rest.Request{
		Method: http.MethodPost, Route: "/v1/customers/{customer}/applicationconsents", Args: []string{string(t)},
		Write: true, ID: rest.NewID(), JSON: body, Timeout: longWrite,
	}, nil)
	kind := fault.Of(err)
	switch {
	case err == nil:
		return true, nil
	case (kind == fault.Conflict || kind == fault.Invalid) && said(err, "permission entry already exists"):
		return false, nil
	case kind == fault.Unknown:
		return false, fault.Unavailable.Wrap(err, "Partner Center's answer about the app's consent in the customer's tenant was lost; it is asked again")
	}
	return false, err
}
