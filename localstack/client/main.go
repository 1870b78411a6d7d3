// Client is an example for the developers of shops, in Go, with nothing but the standard library. Beside it are the same in the shell (order.sh), in
// TypeScript (order.mts) and in PHP (order.php), and a hook file for WHMCS (whmcs.php). All of them run in this package's tests, against the system in one
// process. API is the address of the API and TOKEN a bearer token with the scopes orders.read and orders.write.
//
//	client order KEY < order.json                 places an order under an Idempotency-Key, and follows it to its end
//	client verify ID TIME SIGNATURES < body       checks an event that was received; SECRET is the endpoint's (whsec_...)
package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stdout, time.Now)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, env func(string) string, in io.Reader, out io.Writer, now func() time.Time) error {
	body, err := io.ReadAll(in)
	switch {
	case err != nil:
		return err
	case len(args) == 2 && args[0] == "order":
		c := client{env("API"), env("TOKEN"), &http.Client{Timeout: 30 * time.Second}}
		o, err := c.place(ctx, args[1], string(body))
		if err != nil {
			return err
		}
		return c.follow(ctx, o, env("POLL"), out)
	case len(args) == 4 && args[0] == "verify":
		if !authentic(env("SECRET"), args[1], args[2], args[3], body, now()) {
			return errors.New("refused: the signature is not the body's, or it is older or newer than five minutes")
		}
		fmt.Fprintln(out, "authentic")
		return nil
	}
	return errors.New("want: order KEY, or verify ID TIME SIGNATURES")
}

// order is what this client reads of an order; the contract has more.
type order struct {
	ID       string `json:"id"`
	State    string `json:"state"`
	Question *struct {
		Text string `json:"text"`
	} `json:"question"`
}

type client struct {
	api, token string
	http       *http.Client
}

// place places an order. The same key gives the same order again, however often it is called.
func (c client) place(ctx context.Context, key, body string) (order, error) {
	return c.call(ctx, http.MethodPost, "/v1/orders", body, "Idempotency-Key", key, "Content-Type", "application/json")
}

// follow prints each state, until the order is at an end or a person has to answer.
func (c client) follow(ctx context.Context, o order, poll string, out io.Writer) error {
	every, err := strconv.ParseFloat(poll, 64)
	if err != nil {
		every = 2
	}
	for last := ""; ; {
		if o.State != last {
			fmt.Fprintln(out, o.ID, o.State)
		}
		last = o.State
		switch o.State {
		case "fulfilled", "failed", "cancelled":
			return nil
		case "question", "waiting_for_customer": // by POST /v1/orders/{id}/answer
			if o.Question != nil {
				fmt.Fprintln(out, o.Question.Text)
			}
			return nil
		}
		if err := rest(ctx, time.Duration(every*float64(time.Second))); err != nil {
			return err
		}
		if o, err = c.call(ctx, http.MethodGet, "/v1/orders/"+url.PathEscape(o.ID), ""); err != nil {
			return err
		}
	}
}

// call makes a call that the server could not take again, as it was: the Idempotency-Key sees to it that nothing happens twice.
func (c client) call(ctx context.Context, method, path, body string, header ...string) (order, error) {
	for tries := 1; ; tries++ {
		o, wait, err := c.once(ctx, method, path, body, header)
		if err == nil || wait < 0 || tries == 6 {
			return o, err
		}
		if err := rest(ctx, wait); err != nil {
			return order{}, err
		}
	}
}

// once makes a call. A wait below zero says that to repeat it is of no use.
func (c client) once(ctx context.Context, method, path, body string, header []string) (order, time.Duration, error) {
	r, err := http.NewRequestWithContext(ctx, method, c.api+path, strings.NewReader(body))
	if err != nil {
		return order{}, -1, err
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := c.http.Do(r)
	if err != nil {
		return order{}, time.Second, err
	}
	defer answer.Body.Close() //nolint:errcheck // it is only read
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		return order{}, time.Second, err
	}
	var o order
	if answer.StatusCode/100 == 2 {
		return o, -1, json.Unmarshal(raw, &o)
	}
	var problem struct {
		Detail string `json:"detail"`
	}
	_ = json.Unmarshal(raw, &problem) // a gateway's answer may be anything
	err = fmt.Errorf("%d: %s", answer.StatusCode, problem.Detail)
	switch answer.StatusCode {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		seconds, failed := strconv.Atoi(answer.Header.Get("Retry-After"))
		if failed != nil {
			seconds = 1
		}
		return o, time.Duration(seconds) * time.Second, err
	}
	return o, -1, err
}

// authentic tells whether an event is ours: the time within five minutes, and one of the signatures that of the exact bytes of the body.
func authentic(secret, id, stamp, signatures string, body []byte, now time.Time) bool {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	seconds, bad := strconv.ParseInt(stamp, 10, 64)
	if off := now.Sub(time.Unix(seconds, 0)); err != nil || bad != nil || off.Abs() > 5*time.Minute {
		return false
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + stamp + "."))
	mac.Write(body)
	want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	found := false
	for given := range strings.SplitSeq(signatures, " ") { // during a rotation there are two
		found = hmac.Equal([]byte(given), []byte(want)) || found
	}
	return found
}

func rest(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
