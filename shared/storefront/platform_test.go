package storefront_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/storefront"
)

// plain is a platform whose signature is the secret itself.
type plain struct{}

func (plain) Verify(d storefront.Delivery, secrets []string) (int, bool, error) {
	if d.One("Ping") != "" {
		return 0, true, nil
	}
	if i := slices.Index(secrets, d.One("Signature")); i >= 0 {
		return i, false, nil
	}
	return 0, false, fault.Unauthenticated.Errorf("nobody")
}

func (plain) Label(d storefront.Delivery) storefront.Label {
	return storefront.Label{Delivery: "d1", Topic: "paid", Shop: d.One("Shop")}
}

func (plain) Read(storefront.Delivery, partner.Connection) (storefront.Reading, error) {
	return storefront.Reading{}, nil
}

func TestADeliveryIsWhoseSecretSignedIt(t *testing.T) {
	t.Parallel()
	secrets := storefront.Secrets{Current: "new", Previous: "old", RetireAt: now().Add(time.Hour)}
	for name, c := range map[string]struct {
		header map[string]string
		body   string
		at     time.Time
		which  string
		late   bool
		want   fault.Kind
	}{
		"the current":             {map[string]string{"Signature": "new", "Shop": "A.Example"}, "{}", now(), "current", false, ""},
		"the previous":            {map[string]string{"signature": "old", "shop": "a.example"}, "{}", now(), "previous", false, ""},
		"the previous, near end":  {map[string]string{"Signature": "old"}, "{}", now().Add(30 * time.Minute), "previous", true, ""},
		"the previous, retired":   {map[string]string{"Signature": "old"}, "{}", now().Add(time.Hour), "", false, fault.Unauthenticated},
		"nobody":                  {map[string]string{"Signature": "x"}, "{}", now(), "", false, fault.Unauthenticated},
		"another shop":            {map[string]string{"Signature": "new", "Shop": "b.example"}, "{}", now(), "", false, fault.Unauthenticated},
		"an empty body":           {map[string]string{"Signature": "new"}, "", now(), "", false, fault.Unauthenticated},
		"a body of a MiB":         {map[string]string{"Signature": "new"}, strings.Repeat("x", storefront.MaxBody), now(), "current", false, ""},
		"a byte more":             {map[string]string{"Signature": "new"}, strings.Repeat("x", storefront.MaxBody+1), now(), "", false, fault.TooLarge},
		"a trial":                 {map[string]string{"Ping": "1"}, "x", now(), "", false, ""},
		"an empty secret matches": {map[string]string{"Signature": ""}, "{}", now(), "", false, fault.Unauthenticated},
	} {
		d := storefront.Delivery{Header: map[string][]string{}, Body: []byte(c.body), At: c.at}
		for k, v := range c.header {
			d.Header[k] = []string{v}
		}
		p, err := storefront.Authentic(plain{}, d, connection(), secrets)
		if fault.Of(err) != c.want || p.Which != c.which || p.Late != c.late || p.Ping != (c.header["Ping"] != "") {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
	d := storefront.Delivery{Header: map[string][]string{"Signature": {""}}, Body: []byte("{}"), At: now()}
	if _, err := storefront.Authentic(plain{}, d, connection(), storefront.Secrets{}); fault.Of(err) != fault.Unavailable {
		t.Error(err)
	}
}

func TestAHeaderThatCameTwiceIsNoHeader(t *testing.T) {
	t.Parallel()
	d := storefront.Delivery{Header: map[string][]string{"X-A": {"1", "2"}, "X-B": {"1"}, "x-b": {"1"}, "X-C": {"1"}}}
	if d.One("x-a") != "" || d.One("X-B") != "" || d.One("x-c") != "1" || len(d.All("X-b")) != 2 {
		t.Error(d.One("x-a"), d.One("X-B"), d.One("x-c"))
	}
}

func TestKeysOfDifferentDeliveriesAreDifferent(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, l := range []storefront.Label{
		{Event: "e", Topic: "t"}, {Event: "e#t", Topic: ""}, {Event: "e", Topic: "t#"}, {Event: "e%23t"}, {Delivery: "d", Topic: "t"}, {Topic: "t"}, {Event: strings.Repeat("e", 400)},
	} {
		k := l.Key("con_1", "sum")
		if seen[k] || len(k) > 500 {
			t.Errorf("%+v: %s", l, k)
		}
		seen[k] = true
	}
	if (storefront.Label{Event: "e", Delivery: "d1"}).Key("c", "s") != (storefront.Label{Event: "e", Delivery: "d2"}).Key("c", "s") {
		t.Error("the same event, told to two subscribers, has two keys")
	}
}

func TestWhatTheShopForgotToSendIsFound(t *testing.T) {
	t.Parallel()
	known := world(nil, sold(5)).State
	read := later(sold(5), 0, func(s *storefront.Sale) { s.Read = now() })
	three := later(sold(5), 5, func(s *storefront.Sale) { s.Lines[0].Seats = 3 })
	other := later(sold(5), 0, func(s *storefront.Sale) { s.Order = "1002" })
	states := map[string]storefront.State{"1001": known}
	got := storefront.Missing([]storefront.Sale{read, three, sold(5), other, other, later(sold(5), -5, func(*storefront.Sale) {}), later(sold(5), -9, cancelled)}, states)
	var orders []string
	for _, s := range got {
		orders = append(orders, s.Order)
	}
	if !slices.Equal(orders, []string{"1001", "1002", "1001"}) || len(states) != 1 {
		t.Errorf("%v, %d states", orders, len(states))
	}
	if got := storefront.Missing([]storefront.Sale{other, other}, nil); len(got) != 1 {
		t.Errorf("%d", len(got))
	}
}

func TestASilentShopIsOneThatChangesAndSendsNothing(t *testing.T) {
	t.Parallel()
	ago := func(h int) time.Time { return now().Add(-time.Duration(h) * time.Hour) }
	for name, c := range map[string]struct {
		a    storefront.Arrivals
		want bool
	}{
		"nothing changed":            {storefront.Arrivals{Since: ago(100), Last: ago(50)}, false},
		"changed, and nothing came":  {storefront.Arrivals{Since: ago(100), Last: ago(50), Missed: ago(7)}, true},
		"never anything came":        {storefront.Arrivals{Since: ago(100), Missed: ago(7)}, true},
		"changed just now":           {storefront.Arrivals{Since: ago(100), Last: ago(50), Missed: ago(6)}, false},
		"something came since":       {storefront.Arrivals{Since: ago(100), Last: ago(6), Missed: ago(7)}, false},
		"connected a short time ago": {storefront.Arrivals{Since: ago(1), Missed: ago(7)}, false},
	} {
		if got := storefront.Silent(c.a, now()); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
