package functions_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	samples "github.com/seatwright/seatwright/events"
	"github.com/seatwright/seatwright/functions"
	"github.com/seatwright/seatwright/shared/shopify"
	"github.com/seatwright/seatwright/shared/standardwebhook"
	"github.com/seatwright/seatwright/shared/storefront"
	"github.com/seatwright/seatwright/shared/stripe"
	"github.com/seatwright/seatwright/shared/woocommerce"
)

func sample(t *testing.T, name string) events.APIGatewayProxyRequest {
	t.Helper()
	raw, err := samples.Sample(name)
	if err != nil {
		t.Fatal(err)
	}
	var e events.APIGatewayProxyRequest
	if err := json.Unmarshal(raw, &e); err != nil {
		t.Fatal(err)
	}
	return e
}

func TestEachFunctionHasASampleEvent(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, f := range functions.All() {
		known[f.Name] = true
		if names, err := samples.Names(f.Name); err != nil || len(names) == 0 {
			t.Errorf("%s: no sample event: %v", f.Name, err)
		}
	}
	names, err := samples.Names("")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		if of, _, _ := strings.Cut(n, "."); !known[of] {
			t.Errorf("%s.json belongs to no function", n)
		}
	}
}

func TestSampleRequestsFitTheContract(t *testing.T) {
	t.Parallel()
	_, all := contract(t)
	for _, f := range functions.All() {
		names, err := samples.Names(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range names {
			if len(f.Operations) == 0 {
				continue
			}
			e := sample(t, n)
			op, ok := meant(all, f, e)
			if !ok {
				t.Errorf("%s: %s %s is no operation of %s", n, e.HTTPMethod, e.Resource, f.Name)
			} else if err := fits(e, op); err != nil {
				t.Errorf("%s: %v", n, err)
			}
		}
	}
}

// meant finds the operation of a function that a request is for.
func meant(all map[string]operation, f functions.Function, e events.APIGatewayProxyRequest) (operation, bool) {
	for _, served := range f.Operations {
		if op, ok := all[served.ID]; ok && op.method == e.HTTPMethod && op.path == e.Resource {
			return op, true
		}
	}
	return operation{}, false
}

// fits holds the body of a request against the contract.
func fits(e events.APIGatewayProxyRequest, op operation) error {
	if op.RequestBody == nil || e.Body == "" {
		return nil
	}
	kind, _, err := mime.ParseMediaType(e.Headers["Content-Type"])
	if err != nil {
		return err
	}
	media := op.RequestBody.Value.Content[kind]
	if media == nil {
		return fmt.Errorf("the contract has no body of content type %s", kind)
	}
	var body any
	if kind != "application/x-www-form-urlencoded" {
		err = json.Unmarshal([]byte(e.Body), &body)
	} else if body, err = fields(e.Body); err == nil && len(e.Body) > 1<<16 {
		err = errors.New("longer than a form may be")
	}
	if err != nil {
		return err
	}
	return media.Schema.Value.VisitJSON(body)
}

// fields reads a form, each field once.
func fields(form string) (map[string]any, error) {
	values, err := url.ParseQuery(form)
	all := map[string]any{}
	for name, v := range values {
		if len(v) != 1 {
			return nil, fmt.Errorf("field %s comes %d times", name, len(v))
		}
		all[name] = v[0]
	}
	return all, err
}

func TestExamplesOfEachOperationAreItsSampleEvents(t *testing.T) {
	t.Parallel()
	_, all := contract(t)
	want := map[string][]string{}
	for _, f := range functions.All() {
		names, err := samples.Names(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range names {
			if len(f.Operations) == 0 {
				continue
			}
			if op, ok := meant(all, f, sample(t, n)); ok {
				want[op.OperationID] = append(want[op.OperationID], "../../events/"+n+".json")
			}
		}
	}
	for id, op := range all {
		var got []string
		listed, _ := op.Extensions["x-sample-events"].([]any)
		for _, l := range listed {
			path, _ := l.(string)
			got = append(got, path)
		}
		slices.Sort(got)
		slices.Sort(want[id])
		if diff := cmp.Diff(want[id], got); diff != "" || len(got) == 0 {
			t.Errorf("%s has %d sample events: %s", id, len(got), diff)
		}
	}
}

func TestSampleWebhooksAreSigned(t *testing.T) {
	t.Parallel()
	names, err := samples.Names("webhook")
	if err != nil || len(names) == 0 {
		t.Fatal(err)
	}
	shops := map[string]struct {
		platform           storefront.Platform
		connection, secret string
	}{
		"shopify":     {shopify.Webhook{}, samples.ShopifyConnection, samples.ShopifySecret},
		"woocommerce": {woocommerce.Webhook{}, "con_woo_5h2p8s6t", "wcsecretsample0001"},
		"stripe":      {stripe.Webhook{}, "con_stripe_3j9r7v2c", "whsec_sample_stripe_0001"},
		"standard":    {standardwebhook.Webhook{}, "con_standard_6b4n1y8d", "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="},
	}
	for _, n := range names {
		e := sample(t, n)
		shop := shops[strings.Split(e.Path, "/")[3]]
		d := storefront.Delivery{Header: e.MultiValueHeaders, Body: []byte(e.Body), At: time.UnixMilli(e.RequestContext.RequestTimeEpoch)}
		if _, _, err := shop.platform.Verify(d, []string{shop.secret}); err != nil || e.PathParameters["connection_id"] != shop.connection {
			t.Errorf("%s: its signature or its connection is not the sample's: %v", n, err)
		}
	}
}
