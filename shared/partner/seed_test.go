package partner_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
)

const seed = `{"partners":[{"id":"acme","name":"Acme","tenant":"11111111-aaaa-4bbb-8ccc-000000000001","app":{"client_id":"22222222-aaaa-4bbb-8ccc-000000000001"},
"live":false,"market":"DE","currency":"EUR","clients":["acme-client"],"client_secret":"app-secret","refresh_token":"refresh-secret",
"refresh_token_issued_at":"2026-01-01T00:00:00Z"}],"connections":[{"id":"con_1","partner":"acme","platform":"shopify","shop":"acme.myshopify.com",
"skus":{"BP":{"product":"CFQ7TTC0LCHC","sku":"0002","term":"P1Y","billing":"monthly","segment":"commercial"}},"secret":{"current":"shop-secret"}}]}`

// house keeps what is seeded: settings in a book, connections and secrets as text.
type house struct {
	*book

	shops, secrets map[string]string
}

func newHouse() house {
	return house{newBook(), map[string]string{}, map[string]string{}}
}

func (h house) PutConnection(_ context.Context, c partner.Connection) error {
	raw, err := json.Marshal(c)
	h.shops[c.ID] = string(raw)
	return err
}

func (h house) PutOperator(_ context.Context, client string) error {
	h.shops["operator "+client] = client
	return nil
}

func (h house) Read(_ context.Context, name string) (string, error) {
	if text, ok := h.secrets[name]; ok {
		return text, nil
	}
	return "", fault.NotFound.Errorf("secret: not there")
}

func (h house) Write(_ context.Context, name, value string) error {
	h.secrets[name] = value
	return nil
}

func plant(t *testing.T, h house, file string) {
	t.Helper()
	f, err := partner.Load(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if err := partner.Seed(t.Context(), f, h, h, clock); err != nil {
		t.Fatal(err)
	}
}

func TestEachMistakeOfASeedFileIsNamedByItsPlace(t *testing.T) {
	t.Parallel()
	if _, err := partner.Load(strings.NewReader(seed)); err != nil {
		t.Fatalf("a good file: %v", err)
	}
	for pointer, change := range map[string][2]string{
		"/partners/0/id:":                     {`"id":"acme"`, `"id":"Acme GmbH"`},
		"/partners/0/tenant":                  {"11111111-aaaa", "11111111-AAAA"},
		"/partners/0/app/client_id":           {"22222222-aaaa-4bbb", "app"},
		"/partners/0/market":                  {`"DE"`, `"Germany"`},
		"/partners/0/currency":                {`"EUR"`, `"eur"`},
		"/partners/0/client_secret":           {"app-secret", ""},
		"/partners/0/refresh_token":           {"refresh-secret", ""},
		"/partners/0/mpn":                     {`"live":false`, `"tier":"indirect"`},
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
	if err == nil || !strings.Contains(err.Error(), "market") || !strings.Contains(err.Error(), "platform") {
		t.Errorf("got %v", err)
	}
}

func TestSeedingTwiceIsSeedingOnceAndSecretsAreNotAmongTheSettings(t *testing.T) {
	t.Parallel()
	h := newHouse()
	plant(t, h, seed)
	once := maps.Clone(h.secrets)
	plant(t, h, seed)
	if diff := cmp.Diff(once, h.secrets); diff != "" {
		t.Errorf("the second time changed a secret (-once +twice):\n%s", diff)
	}
	if len(h.kept["acme"]) != 1 || len(h.shops) != 1 || len(h.secrets) != 3 {
		t.Errorf("%d versions, %d shops, %d secrets", len(h.kept["acme"]), len(h.shops), len(h.secrets))
	}
	raw, err := json.Marshal(h.kept)
	if err != nil {
		t.Fatal(err)
	}
	if text := string(raw) + h.shops["con_1"]; strings.Contains(text, "-secret\"") {
		t.Errorf("a secret is among the settings: %s", text)
	}
}

func TestAChangedSeedFileIsANewVersion(t *testing.T) {
	t.Parallel()
	h := newHouse()
	plant(t, h, seed)
	plant(t, h, strings.Replace(seed, `"Acme"`, `"Acme GmbH"`, 1))
	if v := h.kept["acme"]; len(v) != 2 || v[1].By != "seed" || v[1].Settings.Name != "Acme GmbH" {
		t.Errorf("got %+v", v)
	}
}

func TestASeedFileTakesNoYoungerSecretsPlace(t *testing.T) {
	t.Parallel()
	h := newHouse()
	h.secrets["partner/acme/refresh-token"] = `{"refresh_token":"renewed","issued_at":"2026-02-01T00:00:00Z"}`
	h.secrets["partner/acme/app"] = `{"client_secret":"entered","added_at":"2026-02-01T00:00:00Z"}`
	before := maps.Clone(h.secrets)
	plant(t, h, seed)
	for name, text := range before {
		if h.secrets[name] != text {
			t.Errorf("%s was overwritten", name)
		}
	}
	h.secrets["partner/acme/app"] = "no JSON, but secret"
	f, err := partner.Load(strings.NewReader(seed))
	if err != nil {
		t.Fatal(err)
	}
	if err := partner.Seed(t.Context(), f, h, h, clock); err == nil || strings.Contains(err.Error(), "no JSON") {
		t.Errorf("want an error without the secret, got %v", err)
	}
}

func TestAPartnerWithoutASignInIsSeededToo(t *testing.T) {
	t.Parallel()
	h := newHouse()
	plant(t, h, strings.Replace(seed, `,"refresh_token":"refresh-secret",
"refresh_token_issued_at":"2026-01-01T00:00:00Z"`, "", 1))
	if _, there := h.secrets["partner/acme/refresh-token"]; there || len(h.kept["acme"]) != 1 {
		t.Errorf("secrets %v, settings %v", slices.Collect(maps.Keys(h.secrets)), h.kept)
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
	if err := partner.Seed(t.Context(), f, h, broken{h}, clock); err == nil || len(h.kept) != 0 {
		t.Errorf("%v, settings %v", err, h.kept)
	}
}

func ExampleLoad() {
	_, err := partner.Load(strings.NewReader(`{"partners":[],"connections":[{"id":"con_1","partner":"acme","platform":"shopify","shop":"a.myshopify.com","secret":{"current":"s"}}]}`))
	fmt.Println(err)
	// Output: /connections/0/partner: "acme" is none of the partners of this file
}
