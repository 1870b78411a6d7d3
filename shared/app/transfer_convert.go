package app

import (
	"time"

	"github.com/seatwright/seatwright/shared/transfer"
)

// transferPage is a page of the list, as the contract has it.
type transferPage struct {
	Transfers []transferShown `json:"transfers"`
	Next      string          `json:"next,omitempty"`
}

// transferShown is a transfer as the contract has it. The addresses of people are not shown.
type transferShown struct {
	ID        string             `json:"id"`
	Direction transfer.Direction `json:"direction"`
	Customer  string             `json:"customer_id"`
	Name      string             `json:"customer_name,omitempty"`
	Other     transferParty      `json:"other"`
	Products  []string           `json:"product_types,omitempty"`
	State     transfer.State     `json:"state"`
	Created   time.Time          `json:"created"`
	Since     time.Time          `json:"since"`
	Due       time.Time          `json:"due,omitzero"`
	Deadline  time.Time          `json:"deadline,omitzero"`
	Seller    *transferSeller    `json:"seller,omitempty"`
	Hash      string             `json:"hash,omitempty"`
	Leaves    []transferLine     `json:"leaves,omitempty"`
	Decision  *transferDecision  `json:"decision,omitempty"`
	Moved     []transferLine     `json:"moved,omitempty"`
	Task      *transfer.Task     `json:"task,omitempty"`
	Problem   *transfer.Problem  `json:"problem,omitempty"`
	Steps     []transfer.Step    `json:"steps,omitempty"`
}

type transferParty struct {
	Tenant string `json:"tenant_id"`
	Name   string `json:"name,omitempty"`
}

type transferSeller struct {
	ID        string    `json:"id"`
	Status    string    `json:"status"`
	Expires   time.Time `json:"expires,omitzero"`
	Completed time.Time `json:"completed,omitzero"`
}

type transferDecision struct {
	Accepted      bool      `json:"accepted"`
	Hash          string    `json:"hash"`
	Subscriptions []string  `json:"subscriptions,omitempty"`
	By            string    `json:"by"`
	At            time.Time `json:"at"`
}

type transferLine struct {
	ID          string    `json:"subscription_id"`
	Product     string    `json:"product_id"`
	SKU         string    `json:"sku_id,omitempty"`
	Name        string    `json:"name,omitempty"`
	Quantity    int       `json:"quantity"`
	Term        string    `json:"term_duration,omitempty"`
	Billing     string    `json:"billing_plan,omitempty"`
	Status      string    `json:"status"`
	Ends        time.Time `json:"ends,omitzero"`
	CancelUntil time.Time `json:"cancel_until,omitzero"`
	Base        string    `json:"base_subscription_id,omitempty"`
}

func shownTransfer(t transfer.Transfer) transferShown {
	s := transferShown{
		ID: t.ID, Direction: t.Direction, Customer: t.Tenant, Name: t.Customer, Other: transferParty{t.Other.Tenant, t.Other.Name}, Products: t.Products,
		State: t.State, Created: t.Created, Since: t.Since, Due: t.Due, Deadline: t.Deadline, Hash: t.Offer.Hash, Leaves: shownLines(t.Offer.Lines),
		Moved: shownLines(t.Lines), Task: t.Task, Problem: t.Problem, Steps: t.Steps,
	}
	if t.Seller.ID != "" {
		s.Seller = &transferSeller{t.Seller.ID, t.Seller.Word, t.Seller.Expires, t.Seller.CompleteAt}
	}
	if d := t.Decision; d != nil {
		s.Decision = &transferDecision{d.Accept, d.Hash, d.Lines, d.By, d.At}
	}
	return s
}

func shownLines(all []transfer.Line) []transferLine {
	var out []transferLine
	for _, l := range all {
		out = append(out, transferLine{l.ID, l.Product, l.SKU, l.Name, l.Quantity, l.Term, l.Billing, l.Status, l.Ends, l.CancelUntil, l.Base})
	}
	return out
}
