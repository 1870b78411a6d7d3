package partnercenter

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// The kinds of agreements. Without a type the service answers for the first, which is not the one that is needed.
const (
	cloudAgreement    = "MicrosoftCloudAgreement"
	customerAgreement = "MicrosoftCustomerAgreement"
)

// AgreementTemplate is the template id of the customer agreement.
const AgreementTemplate = "117a77b0-9360-443b-8795-c6dedc750cf9"

type template struct {
	ID   string `json:"templateId"`
	Type string `json:"agreementType"`
	Link string `json:"agreementLink"`
	Rank int    `json:"versionRank"`
}

type contact struct {
	First string `json:"firstName"`
	Last  string `json:"lastName"`
	Email string `json:"email"`
	Phone string `json:"phoneNumber,omitempty"`
}

type agreement struct {
	Contact  contact `json:"primaryContact"`
	Template string  `json:"templateId"`
	Agreed   string  `json:"dateAgreed"`
	Type     string  `json:"type"`
	User     string  `json:"userId,omitempty"`
}

// kind gives the agreement type that is asked for.
func (c *call) kind() string {
	if asked := c.r.URL.Query().Get("agreementType"); asked != "" {
		return asked
	}
	return cloudAgreement
}

func (c *call) listTemplates() reply {
	all := []template{
		{"998b88de-aa99-4388-a42c-1b3517d49490", cloudAgreement, "https://docs.microsoft.com/partner-center/agreements", 0},
		{AgreementTemplate, customerAgreement, "https://aka.ms/customeragreement", 1},
	}
	var items []template
	for _, t := range all {
		if strings.EqualFold(t.Type, c.kind()) {
			items = append(items, t)
		}
	}
	return list("/agreements", items)
}

func (c *call) listAgreements() reply {
	var items []agreement
	for _, a := range c.customer.agreements {
		if strings.EqualFold(a.Type, c.kind()) {
			items = append(items, a)
		}
	}
	return list("/customers/"+c.customer.id+"/agreements", items)
}

// createAgreement attests. Microsoft documents 400/600061 in the newer error shape for the same contact again; that a
// date to come is refused is modelled.
func (c *call) createAgreement() reply {
	var in agreement
	if err := json.Unmarshal(c.body, &in); err != nil {
		return newer(http.StatusBadRequest, 800002, "InvalidInput", "The body is not an agreement.")
	}
	if text := in.wrong(c.now); text != "" {
		return newer(http.StatusBadRequest, 800002, "InvalidInput", text)
	}
	c.work()
	for _, a := range c.customer.agreements {
		if a.Type == customerAgreement && a.Contact == in.Contact {
			return newer(http.StatusBadRequest, 600061, "PartnerConfirmedAgreementAlreadyExists",
				"The agreement was confirmed with the same contact before.")
		}
	}
	in.Type, in.User = customerAgreement, c.user.Subject
	c.customer.agreements = append(c.customer.agreements, in)
	return ok(http.StatusCreated, in)
}

func (a agreement) wrong(now time.Time) string {
	agreed, isTime := parseTime(a.Agreed)
	switch {
	case !strings.EqualFold(a.Type, customerAgreement):
		return "The type must be MicrosoftCustomerAgreement."
	case !strings.EqualFold(a.Template, AgreementTemplate):
		return "The template id is not the current one."
	case a.Contact.First == "" || a.Contact.Last == "" || !strings.Contains(a.Contact.Email, "@"):
		return "The primary contact needs firstName, lastName and email."
	case !isTime:
		return "The dateAgreed is not a time."
	case agreed.After(now):
		return "The dateAgreed is in the future."
	}
	return ""
}

func (c *call) getDirectSigned() reply {
	return ok(http.StatusOK, struct {
		Signed bool `json:"isSigned"`
	}{c.customer.directSigned})
}

// agreed says whether the customer may buy.
func (cu *customer) agreed() bool { return cu.directSigned || len(cu.agreements) > 0 }
