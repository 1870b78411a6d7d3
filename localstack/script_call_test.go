package localstack_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	lambdaevents "github.com/aws/aws-lambda-go/events"

	samples "github.com/seatwright/seatwright/events"
	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/order"
)

// api calls our API.
func (c command) api(args []string) error {
	given, rest, err := options(args, "as", "key")
	if err != nil || len(rest) < 2 {
		return errors.Join(err, errors.New("want METHOD PATH [FILE] [Header:value...]"))
	}
	header := http.Header{}
	var body []byte
	for _, a := range rest[2:] {
		if name, value, isHeader := strings.Cut(a, ":"); isHeader {
			header.Set(name, value)
			continue
		}
		body = c.file(a)
		header.Set("Content-Type", "application/json")
	}
	if key := first(given["key"], ""); key != "" {
		header.Set("Idempotency-Key", c.name+"-"+key)
	}
	if err := c.sign(header, first(given["as"], "client")); err != nil {
		return err
	}
	res, err := c.call(rest[0], rest[1], header, body)
	if err != nil {
		return err
	}
	answer, err := c.answered(res)
	if err != nil {
		return err
	}
	c.noted(answer)
	return nil
}

// noted puts what an answer is about where the next commands find it.
func (c command) noted(answer []byte) {
	var o struct {
		ID, State    string
		Hash         string // of changes that were shown
		Changes      []any
		Subscription string `json:"subscription_id"`
	}
	read := json.Unmarshal(answer, &o) == nil
	switch {
	case read && o.ID == "" && len(o.Changes) > 0 && o.Hash != "":
		c.ts.Setenv("HASH", o.Hash)
	case !read || o.ID == "":
	case strings.HasPrefix(o.ID, "dom_"):
		c.ts.Setenv("PLAN", o.ID)
	case strings.HasPrefix(o.ID, "m-"):
		c.ts.Setenv("MIGRATION", o.ID)
	case strings.HasPrefix(o.ID, "fc_"):
		c.ts.Setenv("FORECAST", o.ID)
	case strings.HasPrefix(o.ID, "rule-"), strings.HasPrefix(o.ID, "r-"):
	case strings.HasPrefix(o.ID, "trf_"):
		c.ts.Setenv("TRANSFER", o.ID)
	case strings.HasPrefix(o.ID, "tko_"):
		c.ts.Setenv("TAKEOVER", o.ID)
	case strings.HasPrefix(o.ID, "bat_"):
		c.ts.Setenv("BATCH", o.ID)
	case o.Subscription != "":
		c.ts.Setenv("CHANGE", o.ID)
	case o.State != "":
		c.ts.Setenv("ORDER", o.ID)
	}
}

// sign puts a client's token into the header, unless nobody calls.
func (c command) sign(header http.Header, who string) error {
	client, ok := map[string]string{"client": local.Client, "reader": local.Reader, "operator": local.Operator, "foreign": local.Foreign, "shop": local.ShopClient, "nobody": ""}[who]
	if !ok {
		return fmt.Errorf("client %q is not known", who)
	}
	if client == "" {
		return nil
	}
	token, err := c.driver.Token(c.ctx, client)
	header.Set("Authorization", "Bearer "+token)
	return err
}

func (c command) call(method, path string, header http.Header, body []byte) (*http.Response, error) {
	r, err := http.NewRequestWithContext(c.ctx, method, path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header = header
	return c.driver.Call(r)
}

// webhook posts a shop's delivery.
func (c command) webhook(args []string) error {
	given, rest, err := options(args, "secret", "topic", "event", "shop", "connection", "set")
	if err != nil || len(rest) != 1 {
		return errors.Join(err, errors.New("want FILE, or sample"))
	}
	body, err := c.delivery(rest[0], given["set"])
	if err != nil {
		return err
	}
	mac := hmac.New(sha256.New, []byte(first(given["secret"], local.ShopSecret)))
	mac.Write(body)
	connection := first(given["connection"], local.Connection)
	event := c.name + "-" + first(given["event"], "1")
	res, err := c.call(http.MethodPost, "/v1/hooks/shopify/"+connection, http.Header{
		"Content-Type":          {"application/json"},
		"X-Shopify-Topic":       {first(given["topic"], "orders/paid")},
		"X-Shopify-Hmac-Sha256": {base64.StdEncoding.EncodeToString(mac.Sum(nil))},
		"X-Shopify-Shop-Domain": {first(given["shop"], local.Shop)},
		"X-Shopify-Event-Id":    {event},
		"X-Shopify-Webhook-Id":  {event},
	}, body)
	if err != nil {
		return err
	}
	c.ts.Setenv("ORDER", string(order.NewID("sample", order.Source{Kind: "shopify", Of: connection, Ref: c.shopOrder})))
	_, err = c.answered(res)
	return err
}

// delivery gives the bytes to send: a file as it is, or the sample order under this script's own names.
func (c command) delivery(name string, changes []string) ([]byte, error) {
	if name != "sample" {
		return c.file(name), nil
	}
	raw, err := samples.Sample("webhook")
	if err != nil {
		return nil, err
	}
	var e lambdaevents.APIGatewayProxyRequest
	if err := json.Unmarshal(raw, &e); err != nil {
		return nil, err
	}
	var doc any
	d := json.NewDecoder(strings.NewReader(e.Body))
	d.UseNumber() // a shop's ids have 64 bits
	if err := d.Decode(&doc); err != nil {
		return nil, err
	}
	for _, change := range append([]string{"id=" + c.shopOrder, "note_attributes.0.value=" + c.domain}, changes...) {
		path, value, ok := strings.Cut(change, "=")
		if !ok || !set(doc, strings.Split(path, "."), value) {
			return nil, fmt.Errorf("the sample has no %q to set", path)
		}
	}
	return json.Marshal(doc)
}

// set changes a value in a document that has one there already. What stood there says whether the new one is a number.
func set(doc any, path []string, value string) bool {
	switch at := doc.(type) {
	case map[string]any:
		old, ok := at[path[0]]
		if ok && len(path) == 1 {
			at[path[0]] = like(old, value)
		}
		return ok && (len(path) == 1 || set(old, path[1:], value))
	case []any:
		i, err := strconv.Atoi(path[0])
		return err == nil && i >= 0 && i < len(at) && len(path) > 1 && set(at[i], path[1:], value)
	}
	return false
}

func like(old any, value string) any {
	switch old.(type) {
	case json.Number:
		return json.Number(value)
	case bool:
		return value == "true"
	}
	return value
}
