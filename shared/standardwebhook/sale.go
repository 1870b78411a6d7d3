package standardwebhook

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/storefront"
	"github.com/seatwright/seatwright/shared/strict"
)

// message is a delivery's body.
type message struct {
	Type storefront.Scalar `json:"type"`
	Data document          `json:"data"`
}

// document is an order, as the package's comment describes it.
type document struct {
	ID         storefront.Scalar            `json:"id"`
	Number     storefront.Scalar            `json:"number"`
	Version    storefront.Scalar            `json:"version"`
	Status     storefront.Scalar            `json:"status"`
	Currency   storefront.Scalar            `json:"currency"`
	Test       bool                         `json:"test"`
	Cancelled  bool                         `json:"cancelled"`
	Refunded   bool                         `json:"refunded"`
	Disputed   bool                         `json:"disputed"`
	Renews     *bool                        `json:"renews"`
	Attributes map[string]storefront.Scalar `json:"attributes"`
	Customer   customer                     `json:"customer"`
	Lines      []line                       `json:"lines"`
}

type line struct {
	ID    storefront.Scalar `json:"id"`
	SKU   storefront.Scalar `json:"sku"`
	Seats storefront.Scalar `json:"seats"`
	Net   storefront.Scalar `json:"net"`
}

type customer struct {
	Company string        `json:"company"`
	First   string        `json:"first_name"`
	Last    string        `json:"last_name"`
	Email   string        `json:"email"`
	Phone   string        `json:"phone"`
	Address order.Address `json:"address"`
}

// decode reads a body. It fails with fault.Malformed when it is not one unambiguous JSON value, or has no order in it.
func decode(raw []byte) (message, error) {
	little, err := strict.Only(raw, strict.Fields{"type": nil, "data": nil})
	if err != nil {
		return message{}, err
	}
	var m message
	if err := json.Unmarshal(little, &m); err != nil {
		return message{}, fault.Malformed.Wrap(err, "the body is not a message with an order in it")
	}
	return m, nil
}

var id = regexp.MustCompile(`^[A-Za-z0-9._:/#-]{1,100}$`)

func (d document) sale(c partner.Connection) (storefront.Sale, error) {
	version, err := time.Parse(time.RFC3339, string(d.Version))
	if err != nil || !id.MatchString(string(d.ID)) {
		return storefront.Sale{}, fault.Malformed.Errorf("the order has no id or no version such as 2026-03-01T12:00:00Z")
	}
	s := storefront.Sale{
		Order: string(d.ID), Name: storefront.Printable(string(d.Number), 60), Version: version.UTC(), Whole: true, Test: d.Test, Currency: string(d.Currency),
		Paid: d.Status == "paid", Failed: d.Status == "payment_failed",
	}
	for _, e := range []struct {
		is bool
		at *time.Time
	}{{d.Cancelled, &s.Ended.Cancelled}, {d.Refunded, &s.Ended.Refunded}, {d.Disputed, &s.Ended.Disputed}} {
		if e.is {
			*e.at = s.Version
		}
	}
	if d.Renews != nil {
		s.Renewal = storefront.RenewalOff
		if *d.Renews {
			s.Renewal = storefront.RenewalOn
		}
	}
	if s.Lines, err = d.lines(); err != nil {
		return storefront.Sale{}, err
	}
	var given []storefront.Given
	for _, k := range slices.Sorted(maps.Keys(d.Attributes)) {
		given = append(given, storefront.Given{Name: k, Value: string(d.Attributes[k])})
	}
	b := d.Customer
	s.Answer(given, order.Customer{Company: b.Company, First: b.First, Last: b.Last, Email: b.Email, Phone: b.Phone, Address: b.Address}, "", c.Names)
	return s, nil
}

func (d document) lines() ([]storefront.Line, error) {
	if len(d.Lines) > storefront.MaxLines {
		return nil, storefront.Crowded()
	}
	var all []storefront.Line
	for _, l := range d.Lines {
		one := storefront.Line{Key: string(l.ID), SKU: strings.TrimSpace(string(l.SKU))}
		twice := slices.ContainsFunc(all, func(before storefront.Line) bool { return before.Key == one.Key })
		if twice || !id.MatchString(one.Key) {
			return nil, fault.Malformed.Errorf("a line of the order has no id, or one that comes twice")
		}
		var err error
		if one.Seats, err = storefront.Seats(string(l.Seats)); err != nil {
			return nil, err
		}
		if l.Net != "" && one.Seats > 0 {
			net, err := storefront.Amount(string(l.Net))
			if err != nil {
				return nil, err
			}
			one.Price = &storefront.Price{Net: net, Of: one.Seats}
		}
		all = append(all, one)
	}
	return all, nil
}
