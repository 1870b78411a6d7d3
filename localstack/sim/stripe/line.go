package stripe

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// object is a JSON object.
type object = map[string]any

// unix writes a time as Stripe does, in seconds since 1970. The zero time is null.
func unix(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return at.Unix()
}

// id makes an id that no other object has.
func (s *Sim) id(prefix string) string {
	s.ids++
	return prefix + s.letters(prefix, strconv.Itoa(s.ids))
}

// price makes the id of a price: the same line has the same one.
func (s *Sim) price(l Line) string {
	return "price_" + s.letters("price", fmt.Sprint(l.LookupKey, l.UnitAmount))
}

// letters are 24 letters and digits drawn for a name.
func (s *Sim) letters(kind, name string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	var out strings.Builder
	for n := range 3 {
		draw := control.Draw(s.opt.Seed, kind, name, strconv.Itoa(n))
		for range 8 {
			out.WriteByte(alphabet[draw%uint64(len(alphabet))])
			draw /= uint64(len(alphabet))
		}
	}
	return out.String()
}

// words is metadata as it is shown: never null.
func words(m map[string]string) map[string]string {
	if m == nil {
		return map[string]string{}
	}
	return m
}

func list(url string, data []object) object {
	if data == nil {
		data = []object{}
	}
	return object{"object": "list", "data": data, "has_more": false, "url": url}
}

// body is a line item of a session. Its price names the product, unless the product is to be shown.
func (l *line) body(s *Sim, sa *sale, product bool) object {
	tax := sa.tax(l)
	return object{
		"id": l.id, "object": "item", "adjustable_quantity": nil, "amount_discount": l.Discount, "amount_subtotal": l.subtotal(), "amount_tax": tax,
		"amount_total": l.subtotal() - l.Discount + tax, "currency": sa.Currency, "description": l.Name, "metadata": object{},
		"price": l.priceBody(s, sa, product), "quantity": l.Quantity,
	}
}

func (l *line) priceBody(s *Sim, sa *sale, product bool) object {
	out := object{
		"id": l.price, "object": "price", "active": true, "billing_scheme": "per_unit", "created": sa.created.AddDate(-1, 0, 0).Unix(),
		"currency": sa.Currency, "custom_unit_amount": nil, "livemode": s.opt.Live, "lookup_key": nil, "metadata": object{}, "nickname": nil,
		"product": l.product, "recurring": nil, "tax_behavior": "exclusive", "tiers_mode": nil, "transform_quantity": nil, "type": "one_time",
		"unit_amount": l.UnitAmount, "unit_amount_decimal": strconv.FormatInt(l.UnitAmount, 10),
	}
	if l.LookupKey != "" {
		out["lookup_key"] = l.LookupKey
	}
	if sa.Mode == forAWhile {
		out["type"] = "recurring"
		out["recurring"] = object{"interval": "month", "interval_count": 1, "meter": nil, "trial_period_days": nil, "usage_type": "licensed"}
	}
	if product {
		out["product"] = object{
			"id": l.product, "object": "product", "active": true, "created": sa.created.AddDate(-1, 0, 0).Unix(), "default_price": l.price,
			"description": nil, "images": []string{}, "livemode": s.opt.Live, "marketing_features": []object{}, "metadata": words(l.ProductMetadata),
			"name": l.Name, "package_dimensions": nil, "shippable": nil, "statement_descriptor": nil, "tax_code": nil, "type": "service",
			"unit_label": nil, "updated": sa.created.Unix(), "url": nil,
		}
	}
	return out
}
