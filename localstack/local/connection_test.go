package local_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/api"
)

// connection asks the function of connections as a client of the sample's partner.
func connection(t *testing.T, s *local.System, sample string, edit func(*request)) events.APIGatewayProxyResponse {
	t.Helper()
	return ask(t, s, local.Client, "connection", "connection."+sample, edit)
}

// altered changes a request's body.
func altered[T any](t *testing.T, change func(*T)) func(*request) {
	t.Helper()
	return func(e *request) {
		var v T
		if err := json.Unmarshal([]byte(e.Body), &v); err != nil {
			t.Fatal(err)
		}
		change(&v)
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		e.Body = string(raw)
	}
}

// to makes a request be about a connection, as its caller saw it.
func to(id, tag string, edit func(*request)) func(*request) {
	return func(e *request) {
		e.PathParameters["connection_id"] = id
		if tag != "" {
			set(e, "If-Match", tag)
		}
		if edit != nil {
			edit(e)
		}
	}
}

func TestAConnectionIsMadeOnceAndTakesWebhooks(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	shopify := altered(t, func(n *api.NewConnection) {
		n.Platform, n.Shop, n.Secret, n.Clients = api.Shopify, local.Shop, local.ShopSecret, nil
	})
	a := connection(t, s, "create", shopify)
	made := decoded[api.Connection](t, a, http.StatusCreated)
	if again := connection(t, s, "create", shopify); again.Body != a.Body || again.Headers["Idempotency-Replayed"] != "true" {
		t.Errorf("again: %s", again.Body)
	}
	if !strings.HasSuffix(made.WebhookUrl, "/v1/hooks/shopify/"+made.Id) || len(made.Id) < 26 || made.Secret.Current != local.ShopSecret[len(local.ShopSecret)-4:] {
		t.Errorf("made %+v", made)
	}
	if strings.Contains(a.Body, local.ShopSecret) {
		t.Error("the secret is shown")
	}
	status(t, hook(t, s, "webhook", func(e *request) { e.PathParameters["connection_id"] = made.Id }), http.StatusOK)
	page := decoded[api.ConnectionPage](t, connection(t, s, "list", nil), http.StatusOK)
	if !slices.ContainsFunc(page.Connections, func(c api.ConnectionEntry) bool { return c.Id == made.Id && c.Skus == 2 }) {
		t.Errorf("listed: %+v", page)
	}
	shown := decoded[api.Connection](t, connection(t, s, "get", to(made.Id, "", nil)), http.StatusOK)
	if shown.Skus["M365-BP-1Y-M"].UnitCost.Amount != "216.00" || !*shown.Skus["SETUP-FEE"].Ignore || *shown.Limits.Seats != 50 {
		t.Errorf("shown: %+v", shown)
	}
}

func TestAConnectionIsPausedAndResumed(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	if c := decoded[api.Connection](t, connection(t, s, "pause", nil), http.StatusOK); !c.Paused {
		t.Error("it is not paused")
	}
	status(t, hook(t, s, "webhook", nil), http.StatusGone)
	if c := decoded[api.Connection](t, connection(t, s, "resume", nil), http.StatusOK); c.Paused {
		t.Error("it is still paused")
	}
	status(t, hook(t, s, "webhook", nil), http.StatusOK)
}

func TestASecretIsChangedWithAnOverlap(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	c := decoded[api.Connection](t, connection(t, s, "rotate", nil), http.StatusOK)
	if c.Secret.Current != "0002" || *c.Secret.Previous != "0001" || !c.Secret.RetireAt.Equal(clock.Now().Add(2*time.Hour)) {
		t.Errorf("after it: %+v", c.Secret)
	}
	if again := decoded[api.Connection](t, connection(t, s, "rotate", nil), http.StatusOK); *again.Secret.Previous != "0001" {
		t.Errorf("again: %+v", again.Secret)
	}
	s.Restart() // what was remembered of the secret is five minutes old at most
	status(t, hook(t, s, "webhook", nil), http.StatusOK)
	clock.Advance(2 * time.Hour)
	s.Restart()
	status(t, hook(t, s, "webhook", nil), http.StatusUnauthorized)
	a := connection(t, s, "rotate", altered(t, func(n *api.NewSecret) { n.OverlapHours = nil }))
	status(t, a, http.StatusOK)
	for _, wrong := range []string{"short", strings.Repeat("x", 257), "with a blank 0123456789"} {
		a := connection(t, s, "rotate", altered(t, func(n *api.NewSecret) { n.Secret = wrong }))
		if status(t, a, http.StatusUnprocessableEntity); strings.Contains(a.Body, wrong) {
			t.Errorf("the secret is quoted: %s", a.Body)
		}
	}
}

func TestSettingsOfAConnectionAreChangedOnTheVersionThatWasSeen(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	first := connection(t, s, "get", nil)
	status(t, first, http.StatusOK)
	a := connection(t, s, "put", func(e *request) { set(e, "If-Match", first.Headers["ETag"]) })
	after := decoded[api.Connection](t, a, http.StatusOK)
	if *after.Limits.Seats != 50 || len(after.Skus) != 2 || after.Clients != nil {
		t.Errorf("after it: %+v", after)
	}
	status(t, ask(t, s, local.ShopClient, "show", "show.list", nil), http.StatusForbidden) // it is named no more
	for _, c := range []struct {
		tags []string
		want int
	}{{[]string{first.Headers["ETag"]}, 412}, {nil, 400}, {[]string{"*"}, 400}, {[]string{"x"}, 412}, {[]string{a.Headers["ETag"]}, 200}} {
		status(t, connection(t, s, "put", func(e *request) { set(e, "If-Match", c.tags...) }), c.want)
	}
	wrong := altered(t, func(n *api.ConnectionSettings) {
		m := n.Skus["M365-BP-1Y-M"]
		m.TermDuration = new(string)
		n.Skus["M365-BP-1Y-M"] = m
	})
	now := connection(t, s, "get", nil).Headers["ETag"]
	bad := connection(t, s, "put", to(local.Connection, now, wrong))
	if status(t, bad, http.StatusUnprocessableEntity); !strings.Contains(bad.Body, `"/skus/M365-BP-1Y-M/term_duration"`) {
		t.Errorf("refused with %s", bad.Body)
	}
	taken := connection(t, s, "put", to(local.Connection, now, altered(t, func(n *api.ConnectionSettings) { n.Clients = &[]string{local.Reader} })))
	if status(t, taken, http.StatusConflict); !strings.Contains(taken.Body, `"/clients/0"`) {
		t.Errorf("refused with %s", taken.Body)
	}
}

func TestAnotherPartnersConnectionIsNotThere(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	for _, sample := range []string{"get", "put", "rotate", "pause", "resume", "check"} {
		a := ask(t, s, local.Foreign, "connection", "connection."+sample, func(e *request) { e.PathParameters["partner_id"] = "other" })
		status(t, a, http.StatusNotFound)
		status(t, ask(t, s, local.Foreign, "connection", "connection."+sample, nil), http.StatusForbidden)
	}
}

func TestWhatSKUsMeanIsComparedWithThePriceList(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	check := func(id string) map[string]api.SKUFindingResult {
		found := map[string]api.SKUFindingResult{}
		for _, f := range decoded[api.ConnectionCheck](t, connection(t, s, "check", to(id, "", nil)), http.StatusOK).Findings {
			found[f.Sku] = f.Result
		}
		return found
	}
	if got := check(local.Connection)["M365-BP-1Y-M"]; got != api.SKUFindingResultNoList {
		t.Errorf("without a list: %s", got)
	}
	id := sent(t, s, "2026-11", priceSheet("216.00"))
	if _, err := s.Arrive(t.Context()); err != nil {
		t.Fatal(err)
	}
	imported(t, s, id, "applied")
	if got := check(local.Connection)["M365-BP-1Y-M"]; got != api.SKUFindingResultNotListed {
		t.Errorf("what the list has not: %s", got)
	}
	tag := connection(t, s, "get", nil).Headers["ETag"]
	as := func(product string) func(*request) {
		return altered(t, func(n *api.ConnectionSettings) {
			m := n.Skus["M365-BP-1Y-M"]
			m.ProductId = &product
			n.Skus["NEW"] = m
		})
	}
	a := connection(t, s, "put", to(local.Connection, tag, as("CFQ7TTC0LCH9")))
	if status(t, a, http.StatusUnprocessableEntity); !strings.Contains(a.Body, `"/skus/NEW"`) || strings.Contains(a.Body, "M365-BP-1Y-M") {
		t.Errorf("refused with %s", a.Body)
	}
	status(t, connection(t, s, "put", to(local.Connection, tag, as("CFQ7TTC0LCH0"))), http.StatusOK)
	want := map[string]api.SKUFindingResult{"M365-BP-1Y-M": api.SKUFindingResultNotListed, "NEW": api.SKUFindingResultSellable, "SETUP-FEE": api.SKUFindingResultIgnored}
	for sku, r := range want {
		if got := check(local.Connection)[sku]; got != r {
			t.Errorf("%s is %s, want %s", sku, got, r)
		}
	}
}
