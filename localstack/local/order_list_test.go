package local_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/api"
)

// orderPage gives a page of orders as a client sees them.
func orderPage(t *testing.T, s *local.System, client string, query map[string]string) api.OrderPage {
	t.Helper()
	return decoded[api.OrderPage](t, ask(t, s, client, "show", "show.list", queried(query)), http.StatusOK)
}

// queried gives a request this query alone.
func queried(query map[string]string) func(*request) {
	return func(e *request) {
		e.QueryStringParameters, e.MultiValueQueryStringParameters = query, map[string][]string{}
		for name, v := range query {
			e.MultiValueQueryStringParameters[name] = []string{v}
		}
	}
}

// ordered places the sample's order under another key, a second later than the one before.
func ordered(t *testing.T, s *local.System, clock *local.Clock, client, key string) string {
	t.Helper()
	clock.Advance(time.Second)
	a := ask(t, s, client, "order", "order", func(e *request) { set(e, "Idempotency-Key", key) })
	status(t, a, http.StatusAccepted)
	return shown(t, a).Id
}

func ids(p api.OrderPage) (all []string) {
	for _, o := range p.Orders {
		all = append(all, o.Id)
	}
	return all
}

func TestOrdersAreListedTheNewestFirstWhateverIsOrderedMeanwhile(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	var want []string
	for n := range 5 {
		want = append([]string{ordered(t, s, clock, local.Client, fmt.Sprint("first-", n))}, want...)
	}
	var got []string
	for query, n := (map[string]string{"limit": "2"}), 0; ; n++ {
		page := orderPage(t, s, local.Reader, query)
		got = append(got, ids(page)...)
		if page.Next == nil {
			break
		}
		ordered(t, s, clock, local.Client, fmt.Sprint("later-", n))
		query = map[string]string{"limit": "2", "cursor": *page.Next}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for _, query := range []map[string]string{{"cursor": "x"}, {"limit": "0"}, {"limit": "51"}, {"limit": "x"}, {"state": "none"}, {"state": ""}} {
		status(t, ask(t, s, local.Reader, "show", "show.list", queried(query)), http.StatusBadRequest)
	}
	if n := len(orderPage(t, s, local.Foreign, nil).Orders); n != 0 {
		t.Errorf("another partner sees %d orders", n)
	}
}

func TestOrdersAreFoundByTheirStateAndTheirReference(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	status(t, hook(t, s, "webhook", nil), http.StatusOK)
	o := finish(t, s, clock)
	other := ordered(t, s, clock, local.Client, "k-1")
	for name, c := range map[string]struct {
		query map[string]string
		want  []string
	}{
		"all":          {nil, []string{other, string(o.ID)}},
		"fulfilled":    {map[string]string{"state": "fulfilled"}, []string{string(o.ID)}},
		"accepted":     {map[string]string{"state": "accepted"}, []string{other}},
		"failed":       {map[string]string{"state": "failed"}, nil},
		"by key":       {map[string]string{"reference": "k-1"}, []string{other}},
		"by shop's id": {map[string]string{"reference": o.Source.Ref}, []string{string(o.ID)}},
		"by name":      {map[string]string{"reference": o.Source.Name}, []string{string(o.ID)}},
		"both":         {map[string]string{"reference": "k-1", "state": "fulfilled"}, nil},
	} {
		if got := ids(orderPage(t, s, local.Reader, c.query)); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

func TestAShopsClientSeesItsShopsOrdersAlone(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	status(t, hook(t, s, "webhook", nil), http.StatusOK)
	hooked := finish(t, s, clock).ID
	placed := ordered(t, s, clock, local.ShopClient, "shop-1")
	partners := ordered(t, s, clock, local.Client, "partner-1")
	if got := ids(orderPage(t, s, local.ShopClient, nil)); !slices.Equal(got, []string{placed, string(hooked)}) {
		t.Errorf("the shop sees %v", got)
	}
	if got := ids(orderPage(t, s, local.Client, nil)); !slices.Equal(got, []string{partners, placed, string(hooked)}) {
		t.Errorf("the partner sees %v", got)
	}
	about := func(client, function, id string) int {
		return ask(t, s, client, function, function, func(e *request) { e.PathParameters = map[string]string{"order_id": id} }).StatusCode
	}
	for _, function := range []string{"show", "cancel", "answer"} {
		if got := about(local.ShopClient, function, partners); got != http.StatusNotFound {
			t.Errorf("%s of the partner's order: %d", function, got)
		}
	}
	if got := about(local.ShopClient, "show", placed); got != http.StatusOK {
		t.Errorf("its own order: %d", got)
	}
	for function, sample := range map[string]string{
		"administrator": "administrator", "subscription": "subscription.list", "settings": "settings.get", "price": "price.lists", "dns": "dns.hosts", "connection": "connection.list",
	} {
		status(t, ask(t, s, local.ShopClient, function, sample, nil), http.StatusForbidden)
	}
}

func TestAnOrderThatWasChangedSinceItWasSeenIsLeftAlone(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	status(t, hook(t, s, "webhook", nil), http.StatusOK)
	o := finish(t, s, clock)
	first := ask(t, s, local.Client, "show", "show", on(o.ID, ""))
	seen := first.Headers["ETag"]
	same := func(tag string) int {
		return ask304(t, s, func(e *request) {
			on(o.ID, "")(e)
			set(e, "If-None-Match", tag)
		})
	}
	if a, b := same(seen), same(`"1"`); a != http.StatusNotModified || b != http.StatusOK {
		t.Errorf("with the newest tag %d, with an old one %d", a, b)
	}
	cancel := func(tags ...string) int {
		return ask(t, s, local.Client, "cancel", "cancel", func(e *request) {
			on(o.ID, "")(e)
			set(e, "If-Match", tags...)
		}).StatusCode
	}
	for _, c := range []struct {
		tags []string
		want int
	}{{[]string{`"1"`}, 412}, {[]string{"x"}, 412}, {[]string{seen, seen}, 400}, {[]string{"W/" + seen}, 202}, {[]string{seen}, 412}, {[]string{"*"}, 202}, {nil, 202}} {
		if got := cancel(c.tags...); got != c.want {
			t.Errorf("If-Match %v: %d, want %d", c.tags, got, c.want)
		}
	}
	status(t, ask(t, s, local.Client, "answer", "answer", func(e *request) {
		on(o.ID, "")(e)
		set(e, "If-Match", `"1"`)
	}), http.StatusPreconditionFailed)
}

// ask304 shows an order to its client: an answer without a body has no content type to be held against the contract.
func ask304(t *testing.T, s *local.System, edit func(*request)) int {
	t.Helper()
	token, err := s.Token(t.Context(), local.Client)
	if err != nil {
		t.Fatal(err)
	}
	a := send(t, s, "show", "show", func(e *request) {
		set(e, "Authorization", "Bearer "+token)
		edit(e)
	})
	if a.StatusCode == http.StatusNotModified && (a.Body != "" || a.Headers["ETag"] == "") {
		t.Errorf("304 with body %q and tag %q", a.Body, a.Headers["ETag"])
	}
	return a.StatusCode
}

func TestAClientThatCallsTooOftenHasToWait(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{CallRate: "5"})
	for n := range 8 {
		if n == 4 {
			s.Restart() // another process draws from the same bucket
		}
		a := ask(t, s, local.Reader, "show", "show.list", nil)
		want := http.StatusOK
		if n >= 5 {
			want = http.StatusTooManyRequests
		}
		if status(t, a, want); a.Headers["RateLimit-Policy"] != `"calls";q=5;w=60` || a.Headers["RateLimit"] == "" {
			t.Errorf("call %d: %v", n, a.Headers)
		}
		if a.StatusCode == http.StatusTooManyRequests && a.Headers["Retry-After"] != "12" {
			t.Errorf("call %d: wait %q", n, a.Headers["Retry-After"])
		}
	}
	clock.Advance(12 * time.Second)
	status(t, ask(t, s, local.Reader, "show", "show.list", nil), http.StatusOK)
	status(t, ask(t, s, local.Client, "show", "show.list", nil), http.StatusOK)
}
