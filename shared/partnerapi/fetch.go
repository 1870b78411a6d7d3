package partnerapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/rest"
)

// Want names a sheet.
type Want struct {
	Market   string // ISO 3166 alpha 2, upper case
	View     string // such as NewCommerce; "": NewCommerce
	Timeline string // current, future or history; "": current
	Month    string // with history, as 202606
	Tag      string // of the sheet that is there already; "": none
}

// NewCommerce is the view of licences of the new commerce.
const NewCommerce = "updatedlicensebased"

// Sheet is what was fetched.
type Sheet struct {
	Body []byte // a CSV or a ZIP with one: the documentation disagrees about which
	Tag  string // names this content; "" when the host gives none
	Same bool   // it is the one that Want.Tag names, and was not sent
}

// Limits of a download. A part that was cut is asked for again, from where it ended when the host lets one.
const (
	MaxSheet  = 64 << 20 // bytes
	tries     = 5
	perTry    = 4 * time.Minute
	readAhead = 1 << 20
)

// Fetch downloads a sheet. A page for people, which a proxy puts in the place of a file, is refused, and so is a sheet that does not come whole.
//
// Kinds are those of Reach, and fault.TooLarge above MaxSheet. fault.NotFound means that there is no sheet for that time.
func (c *Client) Fetch(ctx context.Context, w Want) (Sheet, error) {
	if !market.MatchString(w.Market) {
		return Sheet{}, fault.Invalid.Errorf("read the price sheet: %q is not a market", w.Market)
	}
	d := download{client: c, want: w, address: address(c.api.Base, w)}
	for n := 1; ; n++ {
		err := d.attempt(ctx)
		if err == nil {
			return Sheet{Body: d.body.Bytes(), Tag: d.tag, Same: d.same}, nil
		}
		if n == tries || !fault.Of(err).Retryable() || c.wait(ctx, n, err) != nil {
			return Sheet{}, err
		}
	}
}

// address writes the parentheses and quotes of the path as Microsoft documents them, not escaped.
func address(base string, w Want) string {
	view, q := NewCommerce, url.Values{"timeline": {"current"}}
	if w.View != "" {
		view = w.View
	}
	if w.Timeline != "" {
		q.Set("timeline", w.Timeline)
	}
	if w.Month != "" {
		q.Set("month", w.Month)
	}
	return fmt.Sprintf("%s/v1.0/sales/pricesheets(Market='%s',PricesheetView='%s')/$value?%s", base, w.Market, url.PathEscape(view), q.Encode())
}

func (c *Client) wait(ctx context.Context, n int, err error) error {
	const first, longest = time.Second, time.Minute
	d := max(first<<(n-1), fault.RetryAfter(err))
	if d > longest {
		return err
	}
	if c.api.Sleep == nil {
		return rest.Sleep(ctx, d)
	}
	return c.api.Sleep(ctx, d)
}

// download is a sheet on its way.
type download struct {
	client  *Client
	want    Want
	address string
	body    bytes.Buffer // what came so far
	tag     string       // of what came
	same    bool
	again   bool // the token was refused once
}

// attempt asks for what is missing.
func (d *download) attempt(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, perTry)
	defer cancel()
	token, err := d.client.api.Tokens.Access(ctx, d.client.api.Audience)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, d.address, http.NoBody)
	if err != nil {
		return errors.New("read the price sheet: the configured address of the price-sheet host cannot be used")
	}
	d.ask(r.Header, token)
	began := d.now()
	res, err := d.client.transport().RoundTrip(r)
	if err != nil {
		return fault.Unavailable.Wrap(err, "read the price sheet: no answer")
	}
	defer res.Body.Close() //nolint:errcheck // it is only read
	if observe := d.client.api.Observe; observe != nil {
		observe(ctx, rest.Call{Method: http.MethodGet, Route: sheetRoute, Status: res.StatusCode, Took: d.now().Sub(began)})
	}
	if res.StatusCode == http.StatusUnauthorized && !d.again {
		d.again = true
		d.client.api.Tokens.Drop(token)
		return fault.Unavailable.Errorf("read the price sheet: the token was refused")
	}
	return d.take(res)
}

func (d *download) now() time.Time {
	if d.client.api.Now == nil {
		return time.Time{}
	}
	return d.client.api.Now()
}

// ask writes what is asked for. With an own Accept-Encoding net/http leaves the body as it came.
func (d *download) ask(h http.Header, token string) {
	h.Set("Authorization", "Bearer "+token)
	h.Set("Accept", "*/*")
	h.Set("Accept-Encoding", "identity")
	h.Set("User-Agent", "seatwright")
	h.Set("Client-Request-Id", rest.NewID())
	switch {
	case d.body.Len() > 0:
		h.Set("Range", "bytes="+strconv.Itoa(d.body.Len())+"-")
		h.Set("If-Range", d.tag)
	case d.want.Tag != "":
		h.Set("If-None-Match", d.want.Tag)
	}
}

// take reads an answer.
func (d *download) take(res *http.Response) error {
	switch {
	case res.StatusCode == http.StatusNotModified && d.want.Tag != "":
		d.same, d.tag = true, d.want.Tag
		return nil
	case res.StatusCode == http.StatusPartialContent && strings.HasPrefix(res.Header.Get("Content-Range"), "bytes "+strconv.Itoa(d.body.Len())+"-"):
	case res.StatusCode == http.StatusOK:
		d.body.Reset()
		d.tag = res.Header.Get("ETag")
	default:
		d.body.Reset()
		return d.refusal(res)
	}
	if page(res.Header) {
		d.body.Reset()
		return fault.Unavailable.Errorf("the price-sheet host answered with a page for people where a file is due: a proxy or a sign-in may be in between")
	}
	if res.ContentLength > MaxSheet {
		return tooLarge()
	}
	_, err := io.Copy(&d.body, io.LimitReader(res.Body, MaxSheet+1-int64(d.body.Len())))
	return d.judge(err)
}

// judge tells whether what came is a whole sheet. What was cut is kept when the rest of the very same can be asked for.
func (d *download) judge(err error) error {
	first := bytes.TrimLeft(bytes.TrimPrefix(d.body.Bytes()[:min(d.body.Len(), readAhead)], []byte("\xef\xbb\xbf")), " \t\r\n")
	switch {
	case d.body.Len() > MaxSheet:
		return tooLarge()
	case bytes.HasPrefix(first, []byte("<")):
		d.body.Reset()
		return fault.Unavailable.Errorf("the price-sheet host answered with a page where a sheet is due: a proxy may be in between")
	case err != nil:
		if !strings.HasPrefix(d.tag, `"`) { // nothing, or a weak tag, which may name other bytes
			d.body.Reset()
		}
		return fault.Unavailable.Wrap(err, "read the price sheet: it was cut")
	case len(first) == 0:
		d.body.Reset()
		return fault.Unavailable.Errorf("the price-sheet host answered with an empty sheet")
	}
	return nil
}

func tooLarge() error {
	return fault.TooLarge.Errorf("the price sheet has more than %d bytes", MaxSheet)
}

// refusal reads the failure in an answer.
func (d *download) refusal(res *http.Response) error {
	body, err := io.ReadAll(io.LimitReader(res.Body, firstBytes))
	if err != nil {
		body = nil
	}
	a := rest.Answer{Method: http.MethodGet, Route: sheetRoute, Status: res.StatusCode, Header: res.Header, Body: body}
	if err = rest.OData("Microsoft", plain)(a); err == nil {
		err = a.Kind().Errorf("%s", plain(a.Status))
	}
	if s, bad := strconv.Atoi(res.Header.Get("Retry-After")); bad == nil && s > 0 {
		err = fault.After(err, time.Duration(s)*time.Second)
	}
	return err
}

func (c *Client) transport() http.RoundTripper {
	if c.api.Transport == nil {
		return http.DefaultTransport
	}
	return c.api.Transport
}
