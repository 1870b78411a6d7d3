package stripe

import (
	"cmp"
	"encoding/json"
	"regexp"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/storefront"
	"github.com/seatwright/seatwright/shared/strict"
)

// Webhook is Stripe's webhooks as a storefront sees them. Events to subscribe to are those of Topics.
type Webhook struct{}

// Topics are the types of events that say something of an order.
func Topics() []string {
	return []string{
		"checkout.session.completed", "checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed", "checkout.session.expired",
		"invoice.paid", "invoice.payment_failed",
		"customer.subscription.created", "customer.subscription.updated", "customer.subscription.deleted",
		"charge.refunded", "refund.created", "charge.dispute.created",
	}
}

// Verify tells which secret signed the body.
func (Webhook) Verify(d storefront.Delivery, secrets []string) (int, bool, error) {
	header := d.One("Stripe-Signature")
	if header == "" {
		return 0, false, fault.Unauthenticated.Errorf("want one signature")
	}
	which, err := Verify(secrets, d.Body, header, d.At)
	return which, false, err
}

// Label reads the event's id and type from the body, where they are signed. Stripe's headers have neither, nor the name of the account.
func (Webhook) Label(d storefront.Delivery) storefront.Label {
	e, err := decode(d.Body)
	if err != nil {
		return storefront.Label{}
	}
	return storefront.Label{Event: e.ID, Topic: e.Type}
}

// Read gives what to look up. Which settings the connection has does not matter before that.
func (Webhook) Read(d storefront.Delivery, _ partner.Connection) (storefront.Reading, error) {
	e, err := decode(d.Body)
	if err != nil {
		return storefront.Reading{}, err
	}
	ask, err := e.ask()
	if err != nil {
		return storefront.Reading{}, err
	}
	if ask.ID == "" {
		return storefront.Reading{Ignored: "the event is of nothing that was sold by a session or a subscription"}, nil
	}
	return storefront.Reading{Asks: []storefront.Ask{ask}}, nil
}

// event is what we read of an event: names only.
type event struct {
	ID     string `json:"id"`
	Object string `json:"object"`
	Type   string `json:"type"`
	Data   struct {
		Object struct {
			ID            storefront.Scalar `json:"id"`
			Mode          storefront.Scalar `json:"mode"`
			Subscription  reference         `json:"subscription"`
			PaymentIntent reference         `json:"payment_intent"`
			Parent        struct {
				Details struct {
					Subscription reference `json:"subscription"`
				} `json:"subscription_details"`
			} `json:"parent"`
		} `json:"object"`
	} `json:"data"`
}

// reference is the id of an object, which Stripe writes alone or with the object.
type reference string

// UnmarshalJSON reads an id, an object with one, or null.
func (r *reference) UnmarshalJSON(raw []byte) error {
	var id string
	if json.Unmarshal(raw, &id) == nil {
		*r = reference(id)
		return nil
	}
	var whole struct {
		ID string `json:"id"`
	}
	err := json.Unmarshal(raw, &whole)
	*r = reference(whole.ID)
	return err
}

var name = regexp.MustCompile(`^[A-Za-z0-9_]{1,255}$`)

// decode reads an event. It fails with fault.Malformed when raw is not one unambiguous JSON value, or not an event with its object in it: the
// newer thin notifications tell too little.
func decode(raw []byte) (event, error) {
	little, err := strict.Only(raw, strict.Fields{
		"id": nil, "object": nil, "type": nil,
		"data": {"object": {"id": nil, "mode": nil, "subscription": nil, "payment_intent": nil, "parent": {"subscription_details": {"subscription": nil}}}},
	})
	if err != nil {
		return event{}, err
	}
	var e event
	if err := json.Unmarshal(little, &e); err != nil {
		return event{}, fault.Malformed.Wrap(err, "the body is not an event of Stripe")
	}
	if e.Object != "event" || !name.MatchString(e.ID) {
		return event{}, fault.Malformed.Errorf("the body is not an event of Stripe with its object in it")
	}
	return e, nil
}

// ask tells what an event is of. What is sold by a subscription is known by that, whatever session began it.
func (e event) ask() (storefront.Ask, error) {
	o := e.Data.Object
	subscription := cmp.Or(o.Subscription, o.Parent.Details.Subscription)
	var a storefront.Ask
	switch {
	case strings.HasPrefix(e.Type, "checkout.session.") && (o.Mode != "subscription" || subscription == ""):
		a = storefront.Ask{What: "session", ID: string(o.ID)}
	case strings.HasPrefix(e.Type, "checkout.session."), e.Type == "invoice.paid", e.Type == "invoice.payment_failed":
		a = storefront.Ask{What: "subscription", ID: string(subscription)}
	case strings.HasPrefix(e.Type, "customer.subscription."):
		a = storefront.Ask{What: "subscription", ID: string(o.ID)}
	case e.Type == "charge.refunded", e.Type == "refund.created", e.Type == "charge.dispute.created":
		a = storefront.Ask{What: "payment", ID: string(o.PaymentIntent)}
	case !name.MatchString(strings.ReplaceAll(e.Type, ".", "_")):
		return storefront.Ask{}, storefront.NoTopic(e.Type)
	}
	// An endpoint may be told of everything that happens in an account: all other types say nothing of an order.
	if a.ID != "" && !name.MatchString(a.ID) {
		return storefront.Ask{}, fault.Malformed.Errorf("the event of Stripe names no object")
	}
	return a, nil
}
