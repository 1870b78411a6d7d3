package localstack_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"html"
	"io"
	"math/big"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/secret"
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
	at := strings.LastIndex(address, "/v1/consents")
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

// await waits until $ORDER has a state. A clock that can be moved is moved, by five minutes at most; else it takes as long as it takes.
func (c command) await(args []string) error {
	if len(args) != 1 {
		return errors.New("want a state")
	}
	const looks = 100
	v, moves := c.driver.(virtual)
	for n := range looks {
		o, err := c.current()
		if err != nil {
			return err
		}
		if string(o.State) == args[0] {
			return nil
		}
		if moves {
			if n == 5 {
				return fmt.Errorf("state %s after five minutes", o.State)
			}
			err = v.Tick(c.ctx, time.Minute)
		} else {
			err = wait(c.ctx, 3*time.Second)
		}
		if err != nil {
			return err
		}
	}
	return errors.New("the state does not come")
}

// simPost orders something of a simulator through its control interface.
func (c command) simPost(name string, args []string) error {
	if len(args) == 0 {
		return errors.New("want what to post, and name=value")
	}
	given, err := pairs(args[1:])
	if err != nil {
		return err
	}
	in := map[string]any{}
	for key, value := range given {
		in[key] = value
		if file, ok := strings.CutPrefix(value, "@"); ok {
			in[key] = string(c.file(file))
		}
		if n, err := strconv.Atoi(value); err == nil {
			in[key] = n
		}
		if value == "true" || value == "false" {
			in[key] = value == "true"
		}
	}
	_, err = ask[any](c, name, http.MethodPost, args[0], in)
	if errors.Is(err, io.EOF) || err != nil && strings.Contains(err.Error(), "unexpected end of JSON input") {
		return nil // done, and nothing to say
	}
	return err
}

// mail prints the e-mails that were sent.
func (c command) mail([]string) error {
	v, ok := c.driver.(virtual)
	if !ok {
		return errors.New("wants mail that can be read; see [!virtual]")
	}
	all := v.Letters()
	c.printf("%d e-mails\n", len(all))
	for _, l := range all {
		c.printf("to %s: %s\n%s\n", strings.Join(l.To, ", "), l.Subject, l.Text)
	}
	return nil
}

// safe is a secret store that refuses changes while it is told to, as AWS does to a function that has lost its permission.
type safe struct {
	secret.Versions

	mu      sync.Mutex
	refuses bool
}

var errSealed = errors.New("the secret store refuses the write")

func (s *safe) wrap(v secret.Versions) secret.Versions {
	s.Versions = v
	return s
}

func (s *safe) set(refuses bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuses = refuses
}

func (s *safe) sealed() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refuses {
		return errSealed
	}
	return nil
}

func (s *safe) Write(ctx context.Context, name, value string) error {
	if err := s.sealed(); err != nil {
		return err
	}
	return s.Versions.Write(ctx, name, value)
}

func (s *safe) Stage(ctx context.Context, name, value string) (string, error) {
	if err := s.sealed(); err != nil {
		return "", err
	}
	return s.Versions.Stage(ctx, name, value)
}

func (s *safe) Promote(ctx context.Context, name, id, from string) error {
	if err := s.sealed(); err != nil {
		return err
	}
	return s.Versions.Promote(ctx, name, id, from)
}

func (s *safe) Drop(ctx context.Context, name string, l secret.Label) error {
	if err := s.sealed(); err != nil {
		return err
	}
	return s.Versions.Drop(ctx, name, l)
}

// certificate makes a certificate with its key and an end, as NAME.pem and, for our API, NAME.json.
func (c command) certificate(args []string) error {
	if len(args) != 2 {
		return errors.New("want NAME and when it ends")
	}
	ends, err := time.Parse(time.RFC3339, args[1])
	if err != nil {
		return err
	}
	own, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	plan := x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Seatwright"}, NotBefore: ends.AddDate(-3, 0, 0), NotAfter: ends}
	der, err := x509.CreateCertificate(rand.Reader, &plan, &plan, own.Public(), own)
	if err != nil {
		return err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(own)
	if err != nil {
		return err
	}
	shown := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	both, err := json.Marshal(map[string]string{"certificate": shown, "private_key": string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}))})
	if err != nil {
		return err
	}
	const mine = 0o600
	return errors.Join(os.WriteFile(c.ts.MkAbs(args[0]+".pem"), []byte(shown), mine), os.WriteFile(c.ts.MkAbs(args[0]+".json"), both, mine))
}
