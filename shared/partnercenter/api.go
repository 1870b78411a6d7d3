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
	Culture   string    `json:"defaultCulture"`
	Languages wireWords `json:"supportedLanguages"`
	Cultures  wireWords `json:"supportedCultures"`
	State     bool      `json:"isStateRequired"`
	States    wireWords `json:"states"`
	City      bool      `json:"isCityRequired"`
	Postal    bool      `json:"isPostalCodeRequired"`
	PostalIs  string    `json:"postalCodeRegex"`
	PhoneIs   string    `json:"phoneNumberRegex"`
}

type wireWords struct {
	Value []string `json:"value"`
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
	Min     int  `json:"minimumQuantity"`
	Max     int  `json:"maximumQuantity"`
	Trial   bool `json:"isTrial"`
	Dynamic struct {
		Addon bool     `json:"isAddon"`
		Needs []string `json:"prerequisiteSkus"`
	} `json:"dynamicAttributes"`
	Attestation struct {
		Enforced bool `json:"enforceAttestation"`
	} `json:"attestationProperties"`
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
	Nickname     string            `json:"friendlyName,omitempty"`
	Promotion    string            `json:"promotionId,omitempty"`
	Ends         string            `json:"customTermEndDate,omitempty"`
	Attested     bool              `json:"attestationAccepted,omitempty"`
	RenewsTo     *wireRenewsTo     `json:"renewsTo,omitempty"`
	Context      map[string]string `json:"provisioningContext,omitempty"`
	Participants []wireParticipant `json:"participants,omitempty"`
	Group        string            `json:"orderGroup,omitempty"`
	Error        *wireLineError    `json:"error,omitempty"`
	Addons       []wireCartLine    `json:"addonItems,omitempty"`
}

type wireLineError struct {
	Code code `json:"errorCode"`
	More struct {
		Left *int `json:"availableQuantity"`
	} `json:"additionalInformation"`
}

type wireRenewsTo struct {
	Term string `json:"termDuration"`
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
	ID      string `json:"id"`
	Offer   string `json:"offerId"`
	Name    string `json:"offerName"`
	Friend  string `json:"friendlyName"`
	Product struct {
		ID string `json:"id"`
	} `json:"productType"`
	Status         string `json:"status"`
	Quantity       int    `json:"quantity"`
	Term           string `json:"termDuration"`
	Billing        string `json:"billingCycle"`
	AutoRenew      bool   `json:"autoRenewEnabled"`
	Trial          bool   `json:"isTrial"`
	Parent         string `json:"parentSubscriptionId"`
	Partner        string `json:"partnerId"`
	Order          string `json:"orderId"`
	Created        stamp  `json:"creationDate"`
	Started        stamp  `json:"effectiveStartDate"`
	CommitmentEnds stamp  `json:"commitmentEndDate"`
	CancelUntil    stamp  `json:"cancellationAllowedUntilDate"`
	Refundable     struct {
		Batches []struct {
			Quantity int   `json:"quantity"`
			Until    stamp `json:"allowedUntilDateTime"`
		} `json:"details"`
	} `json:"refundableQuantity"`
	Next       *wirePlan `json:"scheduledNextTermInstructions"`
	Scheduled  []action  `json:"scheduledActions"`
	Attributes struct {
		Etag string `json:"etag"`
	} `json:"attributes"`
}

// action is something arranged for the end of a term.
type action struct {
	Schedule string `json:"scheduleType"`
	Action   string `json:"actionType"`
}

// wirePlan says what the next term is to be.
type wirePlan struct {
	Product struct {
		ID           string `json:"productId"`
		SKU          string `json:"skuId"`
		Availability string `json:"availabilityId"`
		Billing      string `json:"billingCycle"`
		Term         string `json:"termDuration"`
		Promotion    string `json:"promotionId,omitempty"`
	} `json:"product"`
	Quantity int    `json:"quantity"`
	Ends     string `json:"customTermEndDate,omitempty"`
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
	Items       json.RawMessage `json:"items"`
	Transitions json.RawMessage `json:"transition"` // an older name of the items in a list of transitions
	Token       string          `json:"continuationToken"`
	Links       struct {
		Next struct {
			Headers []struct {
				Key   string `json:"key"`
				Value string `json:"value"`
			} `json:"headers"`
		} `json:"next"`
	} `json:"links"`
}
