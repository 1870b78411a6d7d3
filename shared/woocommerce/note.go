package woocommerce

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/seatwright/seatwright/shared/rest"
	"github.com/seatwright/seatwright/shared/storefront"
)

// turned is the note that WooCommerce leaves when a cancelled order was refunded in full, in the words of its source. A shop in another language has other
// words: there a person says what is meant.
const turned = "Order status changed from Cancelled to Refunded."

// cancelledBefore looks whether an order that shows nothing but that it was refunded was cancelled before: an order has one status, and of a cancel and a
// refund that follow each other no webhook may have told the first.
func (s *Shop) cancelledBefore(ctx context.Context, id string, one *storefront.Sale) error {
	var all []struct {
		Note  string `json:"note"`
		Buyer bool   `json:"customer_note"`
		User  bool   `json:"added_by_user"`
	}
	_, err := s.api.Do(ctx, rest.Request{
		Method: http.MethodGet, Route: "/wp-json/wc/v3/orders/{order}/notes", Args: []string{id}, Query: url.Values{"type": {"internal"}},
	}, &all)
	if err != nil {
		return err
	}
	for _, n := range all {
		if !n.Buyer && strings.Contains(n.Note, turned) && !n.User {
			one.Ended.Cancelled = one.Version
		}
	}
	return nil
}
