// Zone sets a customer's domain up through our API, as a reseller's own program would: it stores the keys of an account, has the domain planned, shows each plan as
// a person would sign it, and with -apply applies exactly what it showed, until the domain is done.
//
// `make run` prints the command with its token and a customer.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "zone:", err)
		os.Exit(1) //nolint:gocritic // stop only frees the signal handler
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("zone", flag.ContinueOnError)
	base := flags.String("api", "http://localhost:8080", "address of the API")
	token := flags.String("token", "", "a token with the scopes dns.read and dns.write")
	customer := flags.String("customer", "", "the customer's Microsoft tenant")
	domain := flags.String("domain", "contoso.example", "the domain")
	application := flags.String("application", "sample-application", "application key at OVHcloud")
	secret := flags.String("secret", "sample-application-secret", "its secret")
	consumer := flags.String("consumer", "sample-consumer", "consumer key")
	apply := flags.Bool("apply", false, "apply each plan that was shown, and agree to whatever it asks for")
	if err := flags.Parse(args); err != nil {
		return err
	}
	c := client{base: *base + "/v1/dns", token: *token, out: out}
	keys := map[string]any{"kind": "ovh", "application_key": *application, "application_secret": *secret, "consumer_key": *consumer}
	if err := c.call(ctx, http.MethodPut, "/hosts/main", keys, nil); err != nil {
		return err
	}
	var p plan
	wish := map[string]any{
		"customer_id": *customer, "domain": *domain, "host": map[string]string{"kind": "ovh", "account": "main"}, "options": map[string]any{"services": []string{"Email"}},
	}
	if err := c.call(ctx, http.MethodPost, "/plans", wish, &p); err != nil {
		return err
	}
	return c.follow(ctx, p.ID, *apply)
}

// plan is what this program reads of a plan.
type plan struct {
	ID    string `json:"id"`
	State string `json:"state"`
	Hash  string `json:"hash"`
	Text  string `json:"text"`
	Line  struct {
		State string `json:"state"`
		Needs []struct {
			Class string   `json:"class"`
			Rows  []string `json:"rows"`
		} `json:"needs"`
	} `json:"line"`
	Problem *struct {
		Text string `json:"text"`
	} `json:"problem"`
	Progress *struct {
		Sets    int       `json:"sets"`
		Visible int       `json:"visible"`
		Users   time.Time `json:"users"`
	} `json:"progress"`
}

type client struct {
	base, token string
	out         io.Writer
}

// follow looks at a plan until it ends, or until somebody has to decide who is not this program.
func (c client) follow(ctx context.Context, id string, apply bool) error {
	ends := []string{"done", "failed", "drifted", "needs_operator", "rolled_back", "superseded"}
	shown, last := "", ""
	for {
		var p plan
		if err := c.call(ctx, http.MethodGet, "/plans/"+id, nil, &p); err != nil {
			return err
		}
		c.tell(p.State, &last)
		switch {
		case slices.Contains(ends, p.State):
			return c.end(p)
		case p.State == "planned" && p.Hash != shown:
			shown = p.Hash
			if err := c.show(ctx, p, apply); err != nil || !apply {
				return err
			}
		}
		if err := sleep(ctx, time.Second); err != nil {
			return err
		}
	}
}

// tell prints a state once.
func (c client) tell(state string, last *string) {
	if state != *last {
		fmt.Fprintln(c.out, state)
		*last = state
	}
}

// show prints a plan, and has it applied where that was asked for.
func (c client) show(ctx context.Context, p plan, apply bool) error {
	fmt.Fprintf(c.out, "\n%s\n", p.Text)
	if apply {
		return c.decide(ctx, p)
	}
	fmt.Fprintf(c.out, "Nothing was changed. Apply it with -apply, or by: POST %s/plans/%s/apply {\"hash\":%q}\n", c.base, p.ID, p.Hash)
	return nil
}

// decide gives the consents that a plan asks for, or applies it.
func (c client) decide(ctx context.Context, p plan) error {
	if p.Line.State != "needs_consent" {
		return c.call(ctx, http.MethodPost, "/plans/"+p.ID+"/apply", map[string]string{"hash": p.Hash}, nil)
	}
	rows, classes := []string{}, []string{}
	for _, n := range p.Line.Needs {
		if n.Class != "" {
			classes = append(classes, n.Class)
			continue
		}
		rows = append(rows, n.Rows...)
	}
	slices.Sort(classes)
	classes = slices.Compact(classes)
	fmt.Fprintf(c.out, "agreed to: %v %v\n", classes, rows)
	return c.call(ctx, http.MethodPost, "/plans/"+p.ID+"/consents", map[string]any{"hash": p.Hash, "rows": rows, "classes": classes}, nil)
}

func (c client) end(p plan) error {
	if p.Problem != nil {
		return fmt.Errorf("%s: %s", p.State, p.Problem.Text)
	}
	if p.Progress != nil && !p.Progress.Users.IsZero() {
		fmt.Fprintf(c.out, "%d of %d record sets are at every name server; nobody has the old ones after %s\n", p.Progress.Visible, p.Progress.Sets, p.Progress.Users.Format(time.DateTime))
	}
	fmt.Fprintf(c.out, "Take the last plan back by: POST %s/plans/%s/rollback\n", c.base, p.ID)
	return nil
}

// call calls an operation and reads its answer, where somebody wants it.
func (c client) call(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader = http.NoBody
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(raw)
	}
	r, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	res, err := (&http.Client{Timeout: time.Minute}).Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("%s %s: %s: %s", method, path, res.Status, bytes.TrimSpace(raw))
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(raw, out)
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
