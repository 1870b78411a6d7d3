package partnercenter

import (
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/transfer"
)

type wireNewTransfer struct {
	Source      string   `json:"sourcePartnerTenantId"`
	SourceName  string   `json:"sourcePartnerName"`
	Email       string   `json:"customerEmailId"`
	Customer    string   `json:"customerName"`
	Target      string   `json:"targetPartnerTenantId,omitempty"`
	TargetEmail string   `json:"targetPartnerEmailId,omitempty"`
	Products    []string `json:"targetProductTypes,omitempty"` // missing: all
	Partner     string   `json:"partnerOnRecord,omitempty"`
	Type        string   `json:"transferType"`
}

type wireSubmission struct {
	ID     string          `json:"id"`
	Status string          `json:"status,omitempty"`
	Lines  []wireSubmitted `json:"lineItems,omitempty"`
}

type wireSubmitted struct {
	Number       int    `json:"id"`
	Subscription string `json:"subscriptionId"`
}

type wireTransfer struct {
	ID         string   `json:"id"`
	Status     string   `json:"status"`
	Source     string   `json:"sourcePartnerTenantId"`
	SourceName string   `json:"sourcePartnerName"`
	Target     string   `json:"targetPartnerTenantId"`
	TargetName string   `json:"targetPartnerName"`
	Customer   string   `json:"customerName"`
	Products   []string `json:"targetProductTypes"`
	Created    stamp    `json:"createdTime"`
	Expires    stamp    `json:"expirationTime"`
	Completed  stamp    `json:"completedTime"`
	Lines      []struct {
		Subscription string `json:"subscriptionId"`
		Offer        string `json:"offerId"`
		Quantity     int    `json:"quantity"`
		Product      string `json:"productType"`
	} `json:"lineItems"`
}

// shown gives a transfer that has to be one.
func (w wireTransfer) shown() (transfer.Shown, error) {
	if w.ID == "" || w.Status == "" {
		return transfer.Shown{}, fault.Unavailable.Errorf("read the transfer: Partner Center's answer has another form than documented")
	}
	return w.noun(), nil
}

// noun gives a transfer in our terms. Of its lines those are given that are licences, or of which the kind is not told.
func (w wireTransfer) noun() transfer.Shown {
	s := transfer.Shown{
		ID: strings.ToLower(w.ID), Status: transferStatus(w.Status), Word: strings.TrimSpace(w.Status), Customer: w.Customer, Products: w.Products,
		Source: transfer.Party{Tenant: strings.ToLower(w.Source), Name: w.SourceName}, Target: transfer.Party{Tenant: strings.ToLower(w.Target), Name: w.TargetName},
		Created: w.Created.Time, Expires: w.Expires.until(), CompleteAt: w.Completed.Time,
	}
	for _, l := range w.Lines {
		if l.Product != "" && !same(l.Product, transfer.Licences) {
			continue
		}
		i := transfer.Item{Subscription: strings.ToLower(l.Subscription), Quantity: l.Quantity}
		i.Product, i.SKU, _ = item(l.Offer)
		s.Items = append(s.Items, i)
	}
	return s
}

// transferStatus reads the seller's word. Pages differ in how they write it, and not all words are published: what is not known is waited for.
func transferStatus(text string) transfer.Status {
	switch word(text) {
	case "pending", "active":
		return transfer.Open
	case "inprogress", "in_progress", "in progress", "submitted":
		return transfer.AtWork
	case "complete", "completed":
		return transfer.Complete
	case "cancel", "cancelled", "canceled":
		return transfer.Withdrawn
	case "reject", "rejected", "declined":
		return transfer.Refused
	case "expire", "expired":
		return transfer.Lapsed
	case "fail", "failed":
		return transfer.Broken
	}
	return transfer.Unclear
}
