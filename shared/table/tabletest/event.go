package tabletest

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/store"
)

func tells(t *testing.T, s store.Store) {
	tab := table.Open(s, func() time.Time { return noon })
	partner := strings.ToLower(rand.Text())
	o := order.Order{ID: order.ID("ord_" + rand.Text()), Partner: order.PartnerID(partner), State: order.Checking}
	want(t, tab.Create(t.Context(), &o), "")
	stale := o
	event := order.Event{Topic: order.TopicQuestion, At: noon, Text: "asks", Next: "answer", Link: "/v1/orders/x", Deadline: noon.Add(time.Hour)}
	o.State, o.Tell = order.AsksPerson, []order.Event{event, {Topic: order.TopicLate, At: noon}}
	want(t, tab.Save(t.Context(), &o), "")
	if len(o.Tell) != 0 || o.Version != 2 {
		t.Errorf("after the save: version %d, %d to tell", o.Version, len(o.Tell))
	}
	stale.Tell = []order.Event{{Topic: order.TopicFailed, At: noon}}
	want(t, tab.Save(t.Context(), &stale), fault.Stale)
	told, _, err := tab.Notices(t.Context(), partner, "", 10)
	if err != nil || len(told) != 2 {
		t.Fatalf("%d notices, %v", len(told), err)
	}
	for _, n := range told {
		if n.Topic == notice.OrderQuestion && (n.Subject != string(o.ID) || n.Text != "asks" || n.Told || !n.Deadline.Equal(event.Deadline)) {
			t.Errorf("notice %+v", n)
		}
	}
	kept, err := tab.Load(t.Context(), o.ID)
	if err != nil || len(kept.Tell) != 0 || kept.State != order.AsksPerson {
		t.Errorf("order %+v, %v", kept, err)
	}
}
