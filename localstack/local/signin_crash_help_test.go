package local_test

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/store"
)

// story is a system with one partner, whose functions may crash. Its people do what people do: they try again.
type story struct {
	*local.System

	clock  *local.Clock
	seam   *local.Seam
	points int
}

const (
	tries    = 12
	customer = "waiting.onmicrosoft.com"
)

func openOutage(ctx context.Context, points []int) (*story, error) {
	o := &story{clock: local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC)), seam: local.NewSeam(points...), points: len(points)}
	var err error
	if o.System, err = local.Start(ctx, local.Options{Clock: o.clock, Seam: o.seam, World: local.World{CheckoutReplay: true}, Idle: aside()}); err != nil {
		return nil, err
	}
	// The daily tick is about one partner, so that the same points are the same steps.
	for _, id := range []string{"other", "branch"} {
		k := key.Listed(id)
		if err := o.Store.Delete(ctx, store.Key{PK: string(k.PK), SK: string(k.SK)}, nil); err != nil {
			return nil, err
		}
	}
	_, err = o.PartnerCenter.AddCustomer(partnercenter.CustomerSeed{Partner: sampleTenant, Domain: customer, Company: "Waiting GmbH", Country: "DE", Agreement: true})
	return o, err
}

// step is a minute: what is due runs, and the queue is worked off.
func (o *story) step(ctx context.Context) error {
	if err := o.Drain(ctx); err != nil {
		return err
	}
	o.clock.Advance(time.Minute)
	if err := o.Fire(ctx); err != nil {
		return err
	}
	return o.Drain(ctx)
}

// stored gives the refresh token in use.
func (o *story) stored(ctx context.Context) string {
	text, _ := o.Secrets.Read(ctx, "partner/sample/refresh-token") // "" when there is none
	var kept struct {
		Token string `json:"refresh_token"`
	}
	_ = json.Unmarshal([]byte(text), &kept) // likewise
	return kept.Token
}

// works asks the token service whether it takes the token in use.
func (o *story) works(ctx context.Context) bool {
	form := url.Values{
		"grant_type": {"refresh_token"}, "client_id": {sampleApp}, "client_secret": {"sample-app-secret"},
		"refresh_token": {o.stored(ctx)}, "scope": {apiAudience + "/.default"},
	}
	res, _, err := o.send(ctx, control.Transport(map[string]http.Handler{"entra.sim": o.Entra}), http.MethodPost,
		"http://entra.sim/"+sampleTenant+"/oauth2/v2.0/token", http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, form.Encode())
	return err == nil && res.StatusCode == http.StatusOK
}

// orders gives all orders, as they are stored.
func (o *story) orders(ctx context.Context) ([]order.Order, error) {
	var all []order.Order
	for _, id := range o.OrderIDs() {
		one, err := table.Open(o.Store, o.clock.Now).Load(ctx, order.ID(id))
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// place orders until it is told that the order is taken.
func (o *story) place(ctx context.Context, n int) error {
	body := `{"customer":{"kind":"existing","domain":"` + customer + `"},"lines":[{"product_id":"CFQ7TTC0LH16","sku_id":"0001","term_duration":"P1M","billing_plan":"monthly","quantity":1}]}`
	_, err := o.api(ctx, http.MethodPost, "/v1/orders", http.StatusAccepted, http.Header{"Content-Type": {"application/json"}, "Idempotency-Key": {fmt.Sprint("waits-", n)}}, body)
	return err
}

// api calls our API until it gives a status.
func (o *story) api(ctx context.Context, method, path string, want int, header http.Header, body string) (string, error) {
	last := ""
	for range tries {
		token, err := o.Token(ctx, local.Client)
		if err != nil {
			return "", err
		}
		header.Set("Authorization", "Bearer "+token)
		res, answer, err := o.send(ctx, o.Transport(), method, local.API+path, header, body)
		if err != nil || res.StatusCode == want {
			return answer, err
		}
		last = fmt.Sprint(res.StatusCode, " ", answer)
		o.clock.Advance(time.Minute)
	}
	return "", fmt.Errorf("%s %s: %s", method, path, last)
}

func (o *story) send(ctx context.Context, way http.RoundTripper, method, address string, header http.Header, body string) (*http.Response, string, error) {
	r, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(body))
	if err != nil {
		return nil, "", err
	}
	r.Header = header.Clone()
	res, err := way.RoundTrip(r)
	if err != nil {
		return nil, "", err
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	text, err := io.ReadAll(res.Body)
	return res, string(text), err
}

// consent signs in through links until a page says that it worked, and waits a quarter of an hour before the next link, as the page asks for.
func (o *story) consent(ctx context.Context) error {
	last := ""
	for range 5 {
		answer, err := o.api(ctx, http.MethodPost, "/v1/partners/sample/consents", http.StatusCreated, http.Header{}, "")
		if err != nil {
			return err
		}
		var c struct{ Link string }
		if err := json.Unmarshal([]byte(answer), &c); err != nil {
			return err
		}
		before := o.stored(ctx)
		page, err := o.walk(ctx, c.Link)
		if err != nil {
			return err
		}
		if worked := strings.Contains(page, "It worked"); worked != (o.stored(ctx) != before) {
			return fmt.Errorf("stored is something else than this page says: %s", page)
		} else if worked {
			return nil
		}
		last = page
		o.clock.Advance(15 * time.Minute)
	}
	return fmt.Errorf("five links did not work, the last so: %s", last)
}

// walk goes a link's way in a browser that keeps cookies, and loads a page again when it did not come. It gives the last page.
func (o *story) walk(ctx context.Context, link string) (string, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return "", err
	}
	w := walker{story: o, client: http.Client{
		Transport: either{o.Transport(), control.Transport(map[string]http.Handler{"entra.sim": o.Entra})}, Jar: jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	_, page, err := w.visit(ctx, link, nil)
	if err != nil {
		return "", err
	}
	res, page, err := w.visit(ctx, submit(page), url.Values{})
	if err != nil || res.StatusCode != http.StatusSeeOther {
		return page, err
	}
	microsoft := res.Header.Get("Location")
	_, page, err = w.visit(ctx, microsoft, as(local.Account("sample")))
	if err != nil {
		return "", err
	}
	fields := url.Values{}
	for _, m := range regexp.MustCompile(`name="([^"]+)" value="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		fields.Set(m[1], html.UnescapeString(m[2]))
	}
	to := submit(page)
	for range tries {
		_, page, err = w.visit(ctx, to, fields)
		if err != nil || strings.Contains(page, "It worked") || strings.Contains(page, "What to do") {
			return page, err
		}
		o.clock.Advance(30 * time.Second)
	}
	return page, nil
}

// walker is a browser.
type walker struct {
	*story

	client http.Client
}

// visit loads an address, again while the function behind it crashes.
func (w walker) visit(ctx context.Context, address string, form url.Values) (*http.Response, string, error) {
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	for range tries {
		r, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(form.Encode()))
		if err != nil {
			return nil, "", err
		}
		if form != nil {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		res, err := w.client.Do(r)
		if err != nil {
			return nil, "", err
		}
		text, err := io.ReadAll(res.Body)
		_ = res.Body.Close() // read to its end
		if err != nil || res.StatusCode < http.StatusInternalServerError {
			return res, string(text), err
		}
		w.clock.Advance(10 * time.Second)
	}
	return nil, "", fmt.Errorf("%s: does not come", address)
}

// either is the way to our API, or to Microsoft.
type either struct{ ours, theirs http.RoundTripper }

func (e either) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasPrefix(r.URL.String(), local.API) {
		return e.ours.RoundTrip(r)
	}
	return e.theirs.RoundTrip(r)
}
