package partnercenter

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// The states of a transfer. Microsoft documents Pending, InProgress and Complete; that there are others is seen, their names are modelled.
const (
	transferPending  = "Pending"
	transferMoving   = "InProgress"
	transferComplete = "Complete"
	transferCancel   = "Cancelled"
	transferReject   = "Rejected"
	transferExpired  = "Expired"
	transferFailed   = "Failed"
)

const (
	// transferOpen is how long a request is open (modelled).
	transferOpen = 30 * day
	// transferLines is how many subscriptions a transfer may have.
	transferLines = 25
)

// handover is what partners hand over of a customer: the transfers, and the subscriptions that another partner sold, which nobody else sees.
type handover struct {
	transfers []*p2p
	foreign   []*foreign
}

// foreign is a subscription that another partner sold.
type foreign struct {
	partner string
	sub     *subscription
}

// p2p is a transfer from partner to partner.
type p2p struct {
	transferView

	due   time.Time // when it is through, once it was submitted
	moved []string  // ids of the subscriptions that leave their partner
}

// transferView is a transfer on the wire.
type transferView struct {
	ID             string         `json:"id"`
	Status         string         `json:"status"`
	Type           string         `json:"transferType"`
	Direction      int            `json:"transferDirection"` // 1: to the caller, 2: from it (modelled)
	Email          string         `json:"customerEmailId"`
	Created        string         `json:"createdTime"`
	Modified       string         `json:"lastModifiedTime"`
	Completed      string         `json:"completedTime,omitempty"`
	Expires        string         `json:"expirationTime"`
	CustomerName   string         `json:"customerName,omitempty"`
	Customer       string         `json:"customerTenantId"`
	Partner        string         `json:"partnertenantid"`
	SourceName     string         `json:"sourcePartnerName,omitempty"`
	Source         string         `json:"sourcePartnerTenantId"`
	TargetName     string         `json:"targetPartnerName,omitempty"`
	Target         string         `json:"targetPartnerTenantId"`
	TargetEmail    string         `json:"targetPartnerEmailId,omitempty"`
	Products       []string       `json:"targetProductTypes"`
	PartnerOnOrder string         `json:"partnerOnRecord,omitempty"`
	Lines          []transferLine `json:"lineItems,omitempty"`
	Attributes     attributes     `json:"attributes"`
}

// transferLine is a subscription of a transfer.
type transferLine struct {
	ID           int    `json:"id"`
	Subscription string `json:"subscriptionId"`
	Offer        string `json:"offerId,omitempty"`
	Quantity     int    `json:"quantity"`
	Cycle        string `json:"billingCycle,omitempty"`
	Friendly     string `json:"friendlyName,omitempty"`
	Product      string `json:"productType,omitempty"`
	Status       string `json:"status,omitempty"`
}

// transfers adds what partners hand over.
func (t routes) transfers() {
	t.on(http.MethodGet, "customers/*/transfers", "", app, (*call).listTransfers)
	t.on(http.MethodPost, "customers/*/transfers", "", app, (*call).createTransfer)
	t.on(http.MethodGet, "customers/*/transfers/*", "", app, (*call).getTransfer)
	t.on(http.MethodPatch, "customers/*/transfers/*", "", app, (*call).patchTransfer)
	t.on(http.MethodPost, "customers/*/transfers/*/reject", "", app, (*call).rejectTransfer)
}

// seen gives a transfer as the caller may see it. Microsoft documents that the target does not see the lines until it is complete.
func (c *call) seenTransfer(t *p2p) transferView {
	v := t.transferView
	v.Direction, v.Partner = 2, c.partner.Tenant
	if v.Target == c.partner.Tenant {
		v.Direction = 1
		if v.Status != transferComplete {
			v.Lines = nil
		}
	}
	return v
}

// listTransfers gives those of which the caller is one side, as a bare array.
func (c *call) listTransfers() reply {
	all := []transferView{}
	for _, t := range c.customer.handover.transfers {
		if t.Source == c.partner.Tenant || t.Target == c.partner.Tenant {
			all = append(all, c.seenTransfer(t))
		}
	}
	return ok(http.StatusOK, all)
}

// transfer gives the one in the path, or 404/900100.
func (c *call) transfer() (*p2p, *reply) {
	for _, t := range c.customer.handover.transfers {
		if strings.EqualFold(t.ID, c.vars[1]) && (t.Source == c.partner.Tenant || t.Target == c.partner.Tenant) {
			return t, nil
		}
	}
	return nil, refuse(http.StatusNotFound, 900100, "The transfer was not found.")
}

func (c *call) getTransfer() reply {
	t, refusal := c.transfer()
	if refusal != nil {
		return *refusal
	}
	return ok(http.StatusOK, c.seenTransfer(t))
}

// createTransfer is how the target asks. Microsoft documents that the customer has to be the target's, which the path has made sure of, and the two types that
// move licences; that a second open request for the same is refused with 409/900101 is modelled.
func (c *call) createTransfer() reply {
	var in struct {
		transferView

		Type json.RawMessage `json:"transferType"`
	}
	if json.Unmarshal(c.body, &in) != nil {
		return bad("The body is not a transfer.")
	}
	v, kind := in.transferView, strings.Trim(string(in.Type), `"`)
	v.Source = strings.ToLower(v.Source)
	switch {
	case !isGUID(v.Source) || v.Source == c.partner.Tenant:
		return bad("The sourcePartnerTenantId is not another partner's tenant.")
	case v.SourceName == "" || v.Email == "" || v.CustomerName == "":
		return bad("The sourcePartnerName, the customerEmailId and the customerName are required.")
	case v.Target != "" && !strings.EqualFold(v.Target, c.partner.Tenant):
		return bad("The targetPartnerTenantId is not the caller's.")
	case kind != "3" && kind != "5":
		return bad("The transferType is not known.")
	case slices.ContainsFunc(v.Products, func(p string) bool { return !slices.Contains(transferProducts(), p) }):
		return bad("A targetProductType is not known.")
	case slices.ContainsFunc(c.customer.handover.transfers, func(t *p2p) bool {
		return t.Source == v.Source && t.Target == c.partner.Tenant && (t.Status == transferPending || t.Status == transferMoving)
	}):
		return fail(http.StatusConflict, 900101, "A transfer is in progress.")
	}
	c.work()
	v.Type, v.Target, v.TargetName = kind, c.partner.Tenant, c.partner.Name
	return ok(http.StatusCreated, c.seenTransfer(c.openTransfer(c.customer, v, c.now)))
}

// openTransfer enters a request.
func (s *Sim) openTransfer(cu *customer, v transferView, now time.Time) *p2p {
	v.ID, v.Status, v.Customer, v.Lines = s.id(), transferPending, cu.id, nil
	v.Created, v.Modified, v.Expires = stamp(now), stamp(now), stamp(now.Add(transferOpen))
	v.Attributes = attributes{ObjectType: "TransferEntity"}
	t := &p2p{transferView: v}
	cu.handover.transfers = append(cu.handover.transfers, t)
	s.tellTransfer(cu, "create-transfer", now)
	return t
}

// transferProducts are the kinds of products that Microsoft documents.
func transferProducts() []string {
	return []string{"AzureSubscription", "AzureReservation", "AzureSavingsPlan", onlineServices, "Software", "SaaS"}
}
