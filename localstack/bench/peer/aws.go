package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// Where and as whom the requests are signed; the services on loopback do not look.
const (
	region    = "eu-central-1"
	accessKey = "bench"
	secretKey = "bench" // good for nothing
)

// client makes requests to AWS.
type client struct {
	endpoint string
	http     *http.Client
}

// item is an item in DynamoDB's form.
type item map[string]map[string]string

func text(s string) map[string]string  { return map[string]string{"S": s} }
func number(n int64) map[string]string { return map[string]string{"N": strconv.FormatInt(n, 10)} }
func raw(b []byte) map[string]string {
	return map[string]string{"B": base64.StdEncoding.EncodeToString(b)}
}

// item reads an item, consistently.
func (c client) item(ctx context.Context, pk, sk string) (item, error) {
	var out struct{ Item item }
	err := c.do(ctx, "dynamodb", "DynamoDB_20120810.GetItem", map[string]any{
		"TableName": "bench", "ConsistentRead": true, "Key": item{"PK": text(pk), "SK": text(sk)},
	}, &out)
	return out.Item, err
}

// put writes an item that is not there yet.
func (c client) put(ctx context.Context, i item) error {
	return c.do(ctx, "dynamodb", "DynamoDB_20120810.PutItem", map[string]any{
		"TableName": "bench", "Item": i, "ConditionExpression": "attribute_not_exists(PK)",
	}, nil)
}

// send puts a message into the queue.
func (c client) send(ctx context.Context, body, group, dedup string) error {
	return c.do(ctx, "sqs", "AmazonSQS.SendMessage", map[string]any{
		"QueueUrl": c.endpoint + "/123456789012/orders.fifo", "MessageBody": body, "MessageGroupId": group, "MessageDeduplicationId": dedup,
	}, nil)
}

func (c client) do(ctx context.Context, service, target string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.endpoint+"/", bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	r.Header.Set("X-Amz-Target", target)
	sign(r, service, target, body)
	res, err := c.http.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s: %s", target, res.Status, answer)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(answer, out)
}

// sign adds Signature Version 4 to a request.
func sign(r *http.Request, service, target string, body []byte) {
	at := now()
	stamp, day := at.Format("20060102T150405Z"), at.Format("20060102")
	scope := day + "/" + region + "/" + service + "/aws4_request"
	const names = "content-type;host;x-amz-date;x-amz-target"
	canonical := "POST\n/\n\ncontent-type:application/x-amz-json-1.0\nhost:" + r.URL.Host + "\nx-amz-date:" + stamp + "\nx-amz-target:" + target + "\n\n" + names + "\n" + hash(body)
	key := []byte("AWS4" + secretKey)
	for _, part := range []string{day, region, service, "aws4_request"} {
		key = mac(key, part)
	}
	signature := mac(key, "AWS4-HMAC-SHA256\n"+stamp+"\n"+scope+"\n"+hash([]byte(canonical)))
	r.Header.Set("X-Amz-Date", stamp)
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+accessKey+"/"+scope+", SignedHeaders="+names+", Signature="+hex.EncodeToString(signature))
}

func mac(key []byte, text string) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte(text))
	return m.Sum(nil)
}

func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
