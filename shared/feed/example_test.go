package feed_test

import (
	"fmt"
	"time"

	"github.com/seatwright/seatwright/shared/feed"
)

// The body of an event is what a shop's program gets, and what GET shows of it.
func ExampleEvent_Body() {
	e := feed.Event{
		ID: "evt_01KAN0", Order: "7", Sequence: 3, Type: feed.OrderHeld, At: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC),
		Data: feed.Data{
			Order: "7", Sequence: 3, Status: "held", Reason: "tenant_domain_invalid", ShopOrder: "820982911946154508",
			Actions: []feed.Action{{Name: "answer"}, {Name: "cancel", Until: time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)}},
		},
	}
	body, err := e.Body()
	fmt.Println(string(body), err)
	// Output: {"type":"order.held","timestamp":"2026-11-21T12:00:00Z","data":{"order_id":"7","sequence":3,"status":"held","allowed_actions":[{"name":"answer"},{"name":"cancel","until":"2026-11-28T12:00:00Z"}],"shop_order_id":"820982911946154508","reason":"tenant_domain_invalid"}} <nil>
}
