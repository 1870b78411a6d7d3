// Package webhook takes what shops send, and brings about what their orders ask for.
//
// Package storefront decides; here is what was decided written down and carried out. A delivery is verified and kept before it is acknowledged. What it says
// is taken into the record of its order at once, unless the shop has to be asked for more: then a worker does the same with the shop's API.
//
//	delivery.go  what is kept                 intake.go  the way of a delivery
//	work.go      the same, with the shop asked, and once more after the settings were mended
//	record.go    what is known of an order    settle.go  what it shows, taken in and compared
//	view.go      what was placed for it       act.go     what is done    matter.go  what a person has to look at
//	form.go, link.go   what a person fills in, and the link that they do it by
//	net.go       what the webhooks did not tell
//
// What a crash leaves: a record that is due. Its actions are written down with everything that they need, so that whoever comes next carries them out, and
// carrying them out twice is the same as once.
package webhook

import (
	"context"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/storefront"
)

// Delivery is a webhook as it arrived. Body has the raw bytes that the signature covers, at most 1 MiB.
type Delivery struct {
	Connection string
	Event      string // the name that it is kept under
	Topic      string
	At         time.Time
	Header     map[string][]string // what says what it is; never a signature
	Body       []byte
	SHA256     string // of Body, in hexadecimal; the table fills it in
}

// Kept is a delivery that is there already.
type Kept struct {
	Again  bool // it was there before
	SHA256 string
	At     time.Time // when it came first
}

// Note says why an authentic delivery could not be used, or why an order of a shop waits for a person, and what would help.
type Note struct {
	Connection string
	Event      string // the delivery, or the name of the matter
	Delivery   string // what is to be replayed
	Order      string // the shop's key of the order; "": it is about a delivery
	Line       string
	Code       storefront.Reason
	Reason     string // in words
	Suggestion string
	Until      time.Time // when it is too late; zero: never
	At         time.Time
	Form       int // the form that may mend it, by its number within the order; 0: none
}

// Settings knows connections and partners. Both fail with fault.NotFound for an unknown id.
type Settings interface {
	Connection(ctx context.Context, id string) (partner.Connection, error)
	Partner(ctx context.Context, id order.PartnerID) (partner.Partner, error)
}

// Secrets reads secrets by name, or fails with fault.NotFound.
type Secrets interface {
	Read(ctx context.Context, name string) (string, error)
}

// Inbox keeps what arrived.
type Inbox interface {
	// PutDelivery keeps a delivery before it is acknowledged. One that is there already is left as it is, and given.
	PutDelivery(ctx context.Context, d Delivery) (Kept, error)
	// Quarantine keeps a note for a person. The same note again is fine.
	Quarantine(ctx context.Context, n Note) error
	// Mended takes a note away; one that is not there is fine.
	Mended(ctx context.Context, n Note) error
}

// SecretName is the name under which the secret store keeps a connection's secret.
func SecretName(connection string) string { return "connection/" + connection + "/webhook" }

// tells reports whether a header says what a delivery is. Others are not kept: they may hold what is nobody's business.
func tells(name string) bool {
	name = strings.ToLower(name)
	for _, prefix := range []string{"x-shopify-", "shopify-", "x-wc-webhook-"} {
		if strings.HasPrefix(name, prefix) {
			return !strings.Contains(name, "hmac") && !strings.Contains(name, "signature")
		}
	}
	return false
}

// noun gives a delivery to read.
func (d Delivery) noun() storefront.Delivery {
	return storefront.Delivery{Header: d.Header, Body: d.Body, At: d.At}
}
