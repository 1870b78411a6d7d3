package partnercenter

import "encoding/json"

type wireCustomer struct {
	ID      string `json:"id,omitempty"`
	Company struct {
		Tenant       string `json:"tenantId,omitempty"`
		Domain       string `json:"domain,omitempty"`
		Name         string `json:"companyName,omitempty"`
		Registration string `json:"organizationRegistrationNumber,omitempty"`
	} `json:"companyProfile"`
	Billing      wireBilling `json:"billingProfile,omitzero"`
	Relationship string      `json:"relationshipToPartner,omitempty"`
	// Credentials come with the creation only.
	Credentials *struct {
		User     string `json:"userName"`
		Password string `json:"password"`
	} `json:"userCredentials,omitempty"`
}

type wireBilling struct {
	Email    string      `json:"email,omitempty"`
	Culture  string      `json:"culture,omitempty"`
	Language string      `json:"language,omitempty"`
	First    string      `json:"firstName,omitempty"`
	Last     string      `json:"lastName,omitempty"`
	Company  string      `json:"companyName,omitempty"`
	Address  wireAddress `json:"defaultAddress,omitzero"`
}

type wireAddress struct {
	Line1      string `json:"addressLine1,omitempty"`
	Line2      string `json:"addressLine2,omitempty"`
	City       string `json:"city,omitempty"`
	State      string `json:"state,omitempty"`
	PostalCode string `json:"postalCode,omitempty"`
	Country    string `json:"country,omitempty"`
	First      string `json:"firstName,omitempty"`
	Last       string `json:"lastName,omitempty"`
	Phone      string `json:"phoneNumber,omitempty"`
}

type wireCountry struct {
	Culture   string `json:"defaultCulture"`
	Languages struct {
		Value []string `json:"value"`
	} `json:"supportedLanguages"`
}

type wireTemplate struct {
	ID   string `json:"templateId"`
	Type string `json:"agreementType"`
	Rank int    `json:"versionRank"`
}

type wireAgreement struct {
	Contact  wireContact `json:"primaryContact"`
	Template string      `json:"templateId"`
	Date     string      `json:"dateAgreed"`
	Type     string      `json:"type"`
}

type wireContact struct {
	First string `json:"firstName"`
	Last  string `json:"lastName"`
	Email string `json:"email"`
	Phone string `json:"phoneNumber,omitempty"`
}

type wireSKU struct {
	Min int `json:"minimumQuantity"`
	Max int `json:"maximumQuantity"`
}

type wireAvailability struct {
	ID          string `json:"id"`
	Catalog     string `json:"catalogItemId"`
	Segment     string `json:"segment"`
	Country     string `json:"country"`
	Purchasable bool   `json:"isPurchasable"`
	Terms       []struct {
		Duration string `json:"duration"`
		Billing  string `json:"billingCycle"`
	} `json:"terms"`
}

type wireCart struct {
	ID       string         `json:"id,omitempty"`
	Attested bool           `json:"partnerOnRecordAttestationAccepted"`
	Expires  stamp          `json:"expirationTimestamp,omitzero"`
	Status   string         `json:"status,omitempty"`
	Lines    []wireCartLine `json:"lineItems"`
}

type wireCartLine struct {
	ID           int               `json:"id"`
	Catalog      string            `json:"catalogItemId"`
	Quantity     int               `json:"quantity"`
	Term         string            `json:"termDuration,omitempty"`
	Billing      string            `json:"billingCycle,omitempty"`
	Participants []wireParticipant `json:"participants,omitempty"`
	Group        string            `json:"orderGroup,omitempty"`
	Error        *struct {
		Code code `json:"errorCode"`
	} `json:"error,omitempty"`
	Addons []wireCartLine `json:"addonItems,omitempty"`
}

type wireParticipant struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

type wireReceipt struct {
	Orders []wireOrder `json:"orders"`
	Errors []struct {
		Group string `json:"orderGroupId"`
		Code  code   `json:"code"`
	} `json:"orderErrors"`
}

type wireOrder struct {
	ID      string          `json:"id"`
	Billing string          `json:"billingCycle"`
	Created stamp           `json:"creationDate"`
	Status  string          `json:"status"`
	Lines   []wireOrderLine `json:"lineItems"`
}

type wireOrderLine struct {
	Number       int    `json:"lineItemNumber"`
	Catalog      string `json:"offerId"`
	Quantity     int    `json:"quantity"`
	Term         string `json:"termDuration"`
	Subscription string `json:"subscriptionId"`
}

type wireProvisioning struct {
	Number int    `json:"lineItemNumber"`
	Status string `json:"status"`
}

type wireSubscription struct {
	ID             string `json:"id"`
	Status         string `json:"status"`
	Quantity       int    `json:"quantity"`
	AutoRenew      bool   `json:"autoRenewEnabled"`
	Started        stamp  `json:"effectiveStartDate"`
	CommitmentEnds stamp  `json:"commitmentEndDate"`
	CancelUntil    stamp  `json:"cancellationAllowedUntilDate"`
	Scheduled      []struct {
		Schedule string `json:"scheduleType"`
		Action   string `json:"actionType"`
	} `json:"scheduledActions"`
	Attributes struct {
		Etag string `json:"etag"`
	} `json:"attributes"`
}

type wireProfile struct {
	ID      string      `json:"id"`
	Tenant  string      `json:"tenantId"`
	Company string      `json:"companyName"`
	Domain  string      `json:"domain"`
	Address wireAddress `json:"defaultAddress"`
}

type wirePartnerBilling struct {
	Company  string      `json:"companyName"`
	Address  wireAddress `json:"address"`
	Currency string      `json:"billingCurrency"`
}

// wirePage is a collection. Its token is at one of two places, and a few collections are bare arrays.
type wirePage struct {
	Items json.RawMessage `json:"items"`
	Token string          `json:"continuationToken"`
	Links struct {
		Next struct {
			Headers []struct {
				Key   string `json:"key"`
				Value string `json:"value"`
			} `json:"headers"`
		} `json:"next"`
	} `json:"links"`
}
