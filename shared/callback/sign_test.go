package callback_test

import (
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/callback"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/feed"
)

func TestSignaturesAreThoseOfTheSpecification(t *testing.T) {
	t.Parallel()
	ours := feed.Message{
		ID: "msg_doc_0001", At: time.Unix(1772366400, 0), Keys: []string{secretA, secretB},
		Body: []byte(`{"type":"order.paid","timestamp":"2026-03-01T12:00:00Z","data":{"id":"ord_doc_0001"}}`),
	}
	published := feed.Message{
		ID: "msg_p5jXN8AQM9LWM0D4loKWxJek", At: time.Unix(1614265330, 0), Keys: []string{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"},
		Body: []byte(`{"test": 2432232314}`),
	}
	for want, m := range map[string]feed.Message{
		"v1,+L/QOvtfCRKbVuoatFU3dw+7rLlNoY+46igD5ssVt1E= v1,944u3lAQF502x8SKCe1KutCVXfMF/cjw9CeBHHDYyhc=": ours,
		"v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=":                                                 published,
	} {
		h, err := callback.Signed(m)
		if err != nil || h.Get("Webhook-Signature") != want || h.Get("Webhook-Id") != m.ID || len(h) != 3 {
			t.Errorf("%v, %v", h, err)
		}
	}
}

func TestWhatCannotBeSignedIsRefusedWithoutShowingTheKey(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]feed.Message{
		"no key":        {ID: "evt_1"},
		"no id":         {Keys: []string{secretA}},
		"dot in the id": {ID: "evt.1", Keys: []string{secretA}},
		"empty key":     {ID: "evt_1", Keys: []string{"whsec_"}},
		"short key":     {ID: "evt_1", Keys: []string{"whsec_c2hvcnRrZXk="}},
		"no base64":     {ID: "evt_1", Keys: []string{"whsec_!!!!shortkey!!!!shortkey!!!!shortkey!!!!"}},
		"one of two":    {ID: "evt_1", Keys: []string{secretA, "shortkey"}},
	} {
		if _, err := callback.Signed(m); fault.Of(err) != fault.Invalid || strings.Contains(err.Error(), "shortkey") || strings.Contains(err.Error(), "c2hvc") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
