package order

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Reply is a person's answer to a question: the field that the question names and its new value, or one of the choices.
type Reply struct {
	Field     string
	Value     json.RawMessage
	Agreement *Consent // the value, when the field is /agreement
	Address   *Address // the value, when the field is /customer/address
}

// Answer takes the answer to an order's question, and the order goes on. It fails with fault.Conflict when the order has no question, and with
// fault.Invalid when the answer is to another one or does not have the form that is asked for.
func (d Desk) Answer(ctx context.Context, p PartnerID, id ID, r Reply) (Order, error) {
	return d.change(ctx, p, id, func(o *Order) (bool, error) {
		if o.Question == nil {
			return false, fault.Conflict.Errorf("order %s: asks nothing", o.ID)
		}
		if r.Field != o.Question.Field {
			return false, fault.At(fault.Invalid.Errorf("order %s: asks for %q", o.ID, o.Question.Field),
				fault.Field{Pointer: "/field", Text: fmt.Sprintf("want %q, the field that the question names", o.Question.Field)})
		}
		now := d.Now()
		if err := o.correct(r, now); err != nil {
			return false, err
		}
		o.note(Step{Name: o.Intent.Step, Result: Done, At: now, Evidence: "answered by a person: " + answered(r.Field)})
		o.Question = nil
		o.enter(o.State, now)
		return true, nil
	})
}

func answered(field string) string {
	if field == "" {
		return "a choice"
	}
	return field
}

// correct puts an answer into the order and says from which step it goes on. Where an answer was received before, the next request is a new one;
// where none was, the request id stays.
func (o *Order) correct(r Reply, now time.Time) error {
	if string(bytes.TrimSpace(r.Value)) == "null" {
		return wrongValue("want a value")
	}
	back := o.Intent.Step
	var err error
	switch {
	case r.Field == "":
		return o.choose(r.Value, now)
	case r.Field == "/agreement":
		if r.Agreement == nil {
			err = wrongValue("want who signed, and when")
		} else if r.Agreement.Date.After(now.Add(earliest)) {
			err = fault.At(fault.Invalid.Errorf("the answer does not fit the question"), signedLater("/value/date"))
		}
		o.Agreement, back = r.Agreement, StepAgreement
	case r.Field == "/customer/address":
		if r.Address == nil {
			err = wrongValue("want an address")
		} else {
			o.Customer.Address = *r.Address
		}
	case strings.HasPrefix(r.Field, "/lines/"):
		err = o.correctLine(r)
	case r.Field == "/mpn":
		o.MPN, err = text(r.Value)
	default:
		back, err = o.correctCustomer(r)
	}
	if err != nil {
		return err
	}
	if err := Check(*o); err != nil {
		return below(err, r.Field)
	}
	o.reopen(&back)
	o.resume(back, now)
	return nil
}

// reopen leaves a cart whose checkout was refused: what was corrected stands in another, and the old one expires. Nothing was bought of it.
func (o *Order) reopen(back *StepName) {
	if o.Checkout == nil || !o.nothingBought() {
		return
	}
	o.Cart, o.Checkout = nil, nil
	if *back == StepCheckout {
		*back = StepCart
	}
}

// below names the fields that an answer gets wrong in the answer's own document.
func below(err error, field string) error {
	fields := fault.Fields(err)
	for i, f := range fields {
		if rest, ok := strings.CutPrefix(f.Pointer, field); ok {
			fields[i].Pointer = "/value" + rest
		}
	}
	return fault.At(fault.Invalid.Errorf("the answer does not fit the question"), fields...)
}

func (o *Order) resume(step StepName, now time.Time) {
	o.State = Checking
	if o.Checkout != nil {
		o.State = Buying
	}
	o.Intent = Intent{Step: step, Attempt: o.Intent.Attempt + 1, At: now, Line: o.Intent.Line}
}

// correctLine puts a new value into a line. An empty text takes away what may be missing.
func (o *Order) correctLine(r Reply) error {
	index, field, _ := strings.Cut(strings.TrimPrefix(r.Field, "/lines/"), "/")
	i, err := strconv.Atoi(index)
	if err != nil || i < 0 || i >= len(o.Lines) {
		return wrongValue("this field cannot be answered; cancel the order and place it anew")
	}
	o.Lines = slices.Clone(o.Lines)
	l := &o.Lines[i]
	texts := map[string]*string{
		"product_id": &l.Item.Product, "sku_id": &l.Item.SKU, "term_duration": &l.Item.Term, "billing_plan": &l.Item.Billing,
		"segment": &l.Item.Segment, "base_line": &l.Base, "base_subscription_id": &l.Parent, "promotion_id": &l.Promotion,
		"renews_to_term": &l.RenewsTo, "nickname": &l.Nickname,
	}
	item := l.Item
	if field, ok := texts[field]; ok {
		if *field, err = text(r.Value); l.Item != item {
			l.unquote()
		}
		return err
	}
	switch field {
	case "quantity":
		n := 0
		if json.Unmarshal(r.Value, &n) != nil {
			return wrongValue("want a number of seats")
		}
		l.Quantity = n
		l.unquote() // tiers of a list have their own prices
	case "attestation_accepted":
		if json.Unmarshal(r.Value, &l.Attested) != nil {
			return wrongValue("want true or false")
		}
	case "custom_term_end_date":
		return l.correctEnd(r.Value)
	default:
		return wrongValue("this field cannot be answered; cancel the order and place it anew")
	}
	return nil
}

func (l *Line) correctEnd(value json.RawMessage) error {
	day, err := text(value)
	if err != nil {
		return err
	}
	l.Ends = time.Time{}
	if day == "" {
		return nil
	}
	if l.Ends, err = time.Parse(time.DateOnly, day); err != nil {
		return wrongValue("want a day such as 2026-12-31, or an empty text")
	}
	return nil
}

func text(value json.RawMessage) (string, error) {
	s := ""
	if err := json.Unmarshal(value, &s); err != nil {
		return "", wrongValue("want a text")
	}
	return strings.TrimSpace(s), nil
}

func (o *Order) correctCustomer(r Reply) (StepName, error) {
	c := &o.Customer
	fields := map[string]*string{
		"/customer/domain": &c.Domain, "/customer/company": &c.Company, "/customer/registration_id": &c.Registration,
		"/customer/first_name": &c.First, "/customer/last_name": &c.Last, "/customer/email": &c.Email, "/customer/phone": &c.Phone,
		"/customer/address/line1": &c.Address.Line1, "/customer/address/line2": &c.Address.Line2, "/customer/address/city": &c.Address.City,
		"/customer/address/state": &c.Address.State, "/customer/address/postal_code": &c.Address.PostalCode, "/customer/address/country": &c.Address.Country,
		"/customer/culture": &c.Culture, "/customer/language": &c.Language, "/customer/tenant_id": (*string)(&c.Tenant),
	}
	field, ok := fields[r.Field]
	if !ok {
		return "", wrongValue("this field cannot be answered; cancel the order and place it anew")
	}
	value, err := text(r.Value)
	if err != nil {
		return "", err
	}
	*field = value
	if r.Field == "/customer/domain" || r.Field == "/customer/tenant_id" {
		*field, c.Free, o.Relationship = strings.ToLower(value), false, nil
		if c.Existing && r.Field == "/customer/domain" {
			c.Tenant = ""
		}
		return StepCheck, nil
	}
	return o.Intent.Step, nil
}

func wrongValue(text string) error {
	return fault.At(fault.Invalid.Errorf("the answer does not fit the question"), fault.Field{Pointer: "/value", Text: text})
}

// choose follows a choice. A checkout that may have been carried out keeps its attempt, and with it its request id: it is looked up again, not made anew.
func (o *Order) choose(value json.RawMessage, now time.Time) error {
	var choice string
	if err := json.Unmarshal(bytes.TrimSpace(value), &choice); err != nil || !slices.Contains(o.Question.Choices, choice) {
		return wrongValue("want one of: " + strings.Join(o.Question.Choices, ", "))
	}
	if choice == Settle {
		lines := slices.Clone(o.Lines)
		for i := range lines {
			if lines[i].State == LineRefused {
				lines[i].State = LineCancelled
			}
		}
		o.Lines = lines
		o.State = Provisioning
		return nil
	}
	if o.Question.Stuck || (len(o.Steps) > 0 && o.Steps[len(o.Steps)-1].Result != Refused) {
		o.Intent.Looks = 0
		o.unstick(now)
		return nil
	}
	o.resume(o.Intent.Step, now)
	return nil
}
