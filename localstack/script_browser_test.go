package localstack_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/seatwright/seatwright/localstack/local"
)

// consent asks for a link to a partner's sign-in and goes its way as a browser does: the page behind the link, on to Microsoft, an account chosen there,
// and back with the form that Microsoft's page posts. It prints each page's heading, and the last page whole.
func (c command) consent(args []string) error {
	given, rest, err := options(args, "account")
	if err != nil || len(rest) != 1 {
		return errors.Join(err, errors.New("want PARTNER"))
	}
	link, err := c.link(rest[0])
	if err != nil {
		return err
	}
	b := browser{command: c, cookies: map[string]string{}}
	_, page, err := b.load(link, nil)
	if err != nil {
		return err
	}
	microsoft, _, err := b.load(action(page), url.Values{})
	if err != nil {
		return err
	}
	if _, _, err = b.load(microsoft, nil); err != nil {
		return err
	}
	_, page, err = b.load(microsoft, url.Values{"account": {first(given["account"], local.Account(rest[0]))}})
	if err != nil {
		return err
	}
	fields := url.Values{}
	for _, m := range regexp.MustCompile(`name="([^"]+)" value="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		fields.Set(m[1], html.UnescapeString(m[2]))
	}
	_, page, err = b.load(action(page), fields)
	if err != nil {
		return err
	}
	c.printf("%s\n", html.UnescapeString(regexp.MustCompile(`(?s)<style>.*</style>|<[^>]+>`).ReplaceAllString(page, " ")))
	if !strings.Contains(page, "It worked") {
		return errNo
	}
	return nil
}

// link asks our API for one.
func (c command) link(partner string) (string, error) {
	header := http.Header{}
	if err := c.sign(header, "operator"); err != nil {
		return "", err
	}
	res, err := c.call(http.MethodPost, "/v1/partners/"+partner+"/consents", header, nil)
	if err != nil {
		return "", err
	}
	defer func() { _ = res.Body.Close() }()
	var made struct{ Link string }
	if err := json.NewDecoder(res.Body).Decode(&made); err != nil || made.Link == "" {
		return "", fmt.Errorf("no link: %d, %w", res.StatusCode, err)
	}
	return made.Link, nil
}

// browser keeps the cookies of our API. On this machine a browser sends them without https too.
type browser struct {
	command

	cookies map[string]string
}

// load gets a page, or posts a form, and gives where it sends the browser and what it shows.
func (b browser) load(address string, form url.Values) (location, page string, err error) {
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	at := max(strings.LastIndex(address, "/v1/consents"), strings.LastIndex(address, "/v1/forms"))
	ours := at >= 0 && !strings.Contains(address, "/oauth2/")
	u, err := url.Parse(address)
	if err != nil {
		return "", "", err
	}
	path := u.Path + "?" + u.RawQuery
	if ours {
		path = address[at:]
	}
	r, err := http.NewRequestWithContext(b.ctx, method, path, strings.NewReader(form.Encode()))
	if err != nil {
		return "", "", err
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := b.send(r, ours)
	if err != nil {
		return "", "", err
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	for _, k := range res.Cookies() {
		b.cookies[k.Name] = k.Value
	}
	title := regexp.MustCompile(`<h1[^>]*>([^<]*)</h1>`).FindStringSubmatch(string(text))
	b.printf("%d %s %s\n", res.StatusCode, http.StatusText(res.StatusCode), html.UnescapeString(strings.Join(title[min(1, len(title)):], "")))
	return res.Header.Get("Location"), string(text), err
}

func (b browser) send(r *http.Request, ours bool) (*http.Response, error) {
	if !ours {
		return b.driver.Sim("entra", r)
	}
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value}) //nolint:gosec // a request has no attributes
	}
	return b.driver.Call(r)
}

// action gives where the form of a page goes.
func action(page string) string {
	m := regexp.MustCompile(`<form method="post" action="([^"]+)"`).FindStringSubmatch(page)
	if m == nil {
		return ""
	}
	return html.UnescapeString(m[1])
}
