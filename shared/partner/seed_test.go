package partner_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/partner"
)

const seed = `{"partners":[{"id":"acme","name":"Acme","tenant":"11111111-aaaa-4bbb-8ccc-000000000001","app":"22222222-aaaa-4bbb-8ccc-000000000001",
"live":false,"country":"DE","currency":"EUR","clients":["acme-client"],"client_secret":"app-secret","refresh_token":"refresh-secret",
"refresh_token_issued_at":"2026-01-01T00:00:00Z"}],"connections":[{"id":"con_1","partner":"acme","platform":"shopify","shop":"acme.myshopify.com",
"skus":{"BP":{"product":"CFQ7TTC0LCHC","sku":"0002","term":"P1Y","billing":"monthly","segment":"commercial"}},"secret":{"current":"shop-secret"}}]}`

// house keeps what is seeded, as text.
type house struct{ settings, secrets map[string]string }

func newHouse() house { return house{map[string]string{}, map[string]string{}} }

func (h house) put(id string, v any) error {
	raw, err := json.Marshal(v)
	h.settings[id] = string(raw)
	return err
}

func (h house) PutPartner(_ context.Context, p partner.Partner) error {
	return h.put("partner "+string(p.ID), p)
}

func (h house) PutConnection(_ context.Context, c partner.Connection) error {
	return h.put("connection "+c.ID, c)
}

func (h house) Write(_ context.Context, name, value string) error {
	h.secrets[name] = value
	return nil
}

func TestEachMistakeOfASeedFileIsNamedByItsPlace(t *testing.T) {
	t.Parallel()
	if _, err := partner.Load(strings.NewReader(seed)); err != nil {
		t.Fatalf("a good file: %v", err)
	}
	for pointer, change := range map[string][2]string{
		"/partners/0/id:":                     {`"id":"acme"`, `"id":"Acme GmbH"`},
		"/partners/0/tenant":                  {"11111111-aaaa", "11111111-AAAA"},
		"/partners/0/app":                     {"22222222-aaaa-4bbb", "app"},
		"/partners/0/country":                 {`"DE"`, `"Germany"`},
		"/partners/0/currency":                {`"EUR"`, `"eur"`},
		"/partners/0/client_secret":           {"app-secret", ""},
		"/partners/0/refresh_token":           {"refresh-secret", ""},
		"/connections/0/partner":              {`"partner":"acme"`, `"partner":"nobody"`},
		"/connections/0/id":                   {`"con_1"`, `"con 1"`},
		"/connections/0/platform":             {`"shopify"`, `"paper"`},
		"/connections/0/shop":                 {`"acme.myshopify.com"`, `""`},
		"/connections/0/secret/current":       {"shop-secret", ""},
		"/connections/0/skus/BP":              {`"term":"P1Y"`, `"term":""`},
		"/partners/1/id: \"acme\" is there":   {`"partners":[`, `"partners":[` + seed[strings.Index(seed, "[")+1:strings.Index(seed, "],\"connections")] + ","},
		`unknown field "colour"`:              {`"live":false`, `"colour":"red"`},
		`unknown field "shops"`:               {`"connections":[`, `"shops":[],"connections":[`},
		"amount \"1,50\": want a decimal num": {`"sku":"0002"`, `"sku":"0002","unit_cost":{"amount":"1,50","currency":"EUR"}`},
	} {
		file := strings.Replace(seed, change[0], change[1], 1)
		if file == seed {
			t.Fatalf("%s: nothing was changed", pointer)
		}
		if _, err := partner.Load(strings.NewReader(file)); err == nil || !strings.Contains(err.Error(), pointer) || strings.Contains(err.Error(), "-secret") {
			t.Errorf("want %s, got %v", pointer, err)
		}
	}
}

func TestAllMistakesAreToldAtOnce(t *testing.T) {
	t.Parallel()
	file := strings.NewReplacer(`"DE"`, `"D"`, `"shopify"`, `"paper"`).Replace(seed)
	_, err := partner.Load(strings.NewReader(file))
	if err == nil || !strings.Contains(err.Error(), "country") || !strings.Contains(err.Error(), "platform") {
		t.Errorf("got %v", err)
	}
}

func TestSeedingTwiceIsSeedingOnceAndSecretsAreNotAmongTheSettings(t *testing.T) {
	t.Parallel()
	f, err := partner.Load(strings.NewReader(seed))
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse()
	if err := partner.Seed(t.Context(), f, h, h); err != nil {
		t.Fatal(err)
	}
	once := house{maps.Clone(h.settings), maps.Clone(h.secrets)}
	if err := partner.Seed(t.Context(), f, h, h); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(once, h, cmp.AllowUnexported(house{})); diff != "" {
		t.Errorf("the second time changed something (-once +twice):\n%s", diff)
	}
	for id, text := range h.settings {
		if strings.Contains(text, "-secret") {
			t.Errorf("%s has a secret", id)
		}
	}
	if len(h.settings) != 2 || len(h.secrets) != 3 {
		t.Errorf("%d settings, %d secrets", len(h.settings), len(h.secrets))
	}
}

type broken struct{ house }

func (broken) Write(context.Context, string, string) error { return errors.New("no room") }

func TestASecretThatCannotBeKeptLeavesNoSettings(t *testing.T) {
	t.Parallel()
	f, err := partner.Load(strings.NewReader(seed))
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse()
	if err := partner.Seed(t.Context(), f, h, broken{h}); err == nil || len(h.settings) != 0 {
		t.Errorf("%v, settings %v", err, h.settings)
	}
}

func ExampleLoad() {
	_, err := partner.Load(strings.NewReader(`{"partners":[],"connections":[{"id":"con_1","partner":"acme","platform":"shopify","shop":"a.myshopify.com","secret":{"current":"s"}}]}`))
	fmt.Println(err)
	// Output: /connections/0/partner: "acme" is none of the partners of this file
}
