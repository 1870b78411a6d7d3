package edge

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/problem"
)

// MaxBody is how long a request's body may be, in bytes: 1 MiB.
const MaxBody = 1 << 20

const (
	correlationHeader = "X-Correlation-Id"
	jsonType          = "application/json"
	htmlType          = "text/html"
)

var sane = regexp.MustCompile(`^[A-Za-z0-9_-]{8,64}$`)

// Request is a request after its token was verified and its body decoded.
type Request struct {
	Path        map[string]string // parameters of the path
	Query       url.Values        // parameters of the query; one that came twice has two values
	Header      http.Header       // a header that came twice has two values
	Body        []byte            // exactly the bytes that the caller sent
	Client      string            // the token's client, and the partner that it acts for; "" without a Guard
	Partner     string
	Shop        string // the connection of the shop that the client is of; "": the client acts for all of the partner
	Correlation string // the caller's, or made here
	Instance    string // the path that was called
	Base        string // our API's address as the caller knows it, without a slash at the end
}

// Answer is what the caller gets. A nil body is an empty one.
type Answer struct {
	Status int
	Body   any
	HTML   []byte // a page instead of a body
	Header map[string]string
	// Note is for the log: what became of the call, in a word. "" for nothing to say.
	Note string
	// Warning is a failure that did not spoil the answer; it is logged.
	Warning error
}

// Call answers a request, or fails; the failure's kind gives the status.
type Call func(ctx context.Context, r Request) (Answer, error)

type front struct {
	Options
	call Call
}

// HTTP makes a handler for proxy events of an API Gateway REST API.
func HTTP(o Options, call Call) lambda.Handler { return front{Options: o, call: call} }

// Invoke implements lambda.Handler. Its error is about the event itself, never about the request.
func (f front) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	start := f.Now()
	var e events.APIGatewayProxyRequest
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, fault.Malformed.Wrap(err, "read a request event")
	}
	r := Request{Path: e.PathParameters, Query: query(e), Header: headers(e), Instance: e.Path}
	r.Base = base(e, r.Header)
	r.Correlation = correlation(r.Header)
	ctx = With(ctx, slog.String("request_id", e.RequestContext.RequestID), slog.String("correlation_id", r.Correlation))
	a, err := f.bounded(ctx, e, &r)
	if err != nil {
		a = f.refuse(err, r, a.Header)
	}
	out, encoding := encode(a, r)
	if err == nil && encoding != nil {
		err = encoding
	}
	attrs := []slog.Attr{
		slog.String("request_id", e.RequestContext.RequestID), slog.String("correlation_id", r.Correlation),
		slog.Int("status", out.StatusCode), f.took(start),
	}
	if a.Note != "" {
		attrs = append(attrs, slog.String("result", a.Note))
	}
	if out.StatusCode >= http.StatusInternalServerError && err != nil {
		attrs = append(attrs, slog.String("error", err.Error()))
	} else if err != nil {
		attrs = append(attrs, slog.String("kind", string(fault.Of(err))))
	}
	if a.Warning != nil {
		attrs = append(attrs, slog.String("warning", a.Warning.Error()))
	}
	l := slog.LevelInfo
	if err != nil {
		l = level(err)
	}
	f.log(ctx, l, "request", attrs...)
	return json.Marshal(out)
}

// bounded verifies the caller before it looks at anything else, then counts the call: every answer to a caller that is known tells how many are left.
func (f front) bounded(ctx context.Context, e events.APIGatewayProxyRequest, r *Request) (Answer, error) {
	if f.Guard == nil {
		return f.answer(ctx, e, r, caller{})
	}
	who, challenge, err := f.Guard.admit(ctx, r.Header, f.Scope)
	if err != nil {
		return Answer{Header: challenge}, err
	}
	left, warning, err := f.Guard.Rate.spend(ctx, who.client)
	if err != nil {
		return Answer{Header: left}, err
	}
	a, err := f.answer(ctx, e, r, who)
	header := maps.Clone(left)
	if header == nil {
		header = map[string]string{}
	}
	maps.Copy(header, a.Header)
	a.Header = header
	a.Warning = cmp.Or(a.Warning, warning)
	return a, err
}

// answer looks what the caller may do, and does it.
func (f front) answer(ctx context.Context, e events.APIGatewayProxyRequest, r *Request, who caller) (Answer, error) {
	var err error
	if f.Guard != nil {
		if r.Client, r.Shop = who.client, who.shop; r.Shop != "" && !f.Shops {
			return Answer{}, fault.Denied.Errorf("the client is a shop's, and this operation is not about one shop")
		}
		if r.Partner, err = who.on(r.Path[partnerParameter], f.Everyone); err != nil {
			return Answer{}, err
		}
	}
	if r.Body, err = f.body(e, r.Header); err != nil {
		return Answer{}, err
	}
	return f.call(ctx, *r)
}

func query(e events.APIGatewayProxyRequest) url.Values {
	q := url.Values{}
	maps.Copy(q, e.MultiValueQueryStringParameters)
	if len(q) == 0 {
		for name, v := range e.QueryStringParameters {
			q.Set(name, v)
		}
	}
	return q
}

func headers(e events.APIGatewayProxyRequest) http.Header {
	h := http.Header{}
	for name, values := range e.MultiValueHeaders {
		for _, v := range values {
			h.Add(name, v)
		}
	}
	if len(e.MultiValueHeaders) == 0 {
		for name, v := range e.Headers {
			h.Add(name, v)
		}
	}
	return h
}

func correlation(h http.Header) string {
	if given := h.Values(correlationHeader); len(given) == 1 && sane.MatchString(given[0]) {
		return given[0]
	}
	return rand.Text()
}

// body gives the bytes that were sent: API Gateway writes those that it takes for binary in base64.
func (o Options) body(e events.APIGatewayProxyRequest, h http.Header) ([]byte, error) {
	most, want := MaxBody, jsonType
	if o.Form {
		most, want = MaxForm, formType
	}
	raw := []byte(e.Body)
	if e.IsBase64Encoded {
		if base64.StdEncoding.DecodedLen(len(e.Body)) > most+2 {
			return nil, fault.TooLarge.Errorf("the body is longer than %d bytes", most)
		}
		var err error
		if raw, err = base64.StdEncoding.DecodeString(e.Body); err != nil {
			return nil, fault.Malformed.Errorf("the body is not base64")
		}
	}
	if len(raw) > most {
		return nil, fault.TooLarge.Errorf("the body is longer than %d bytes", most)
	}
	if len(raw) == 0 {
		return nil, nil
	}
	kind, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	if o.AlsoForm && kind == formType {
		want = formType
	}
	if err != nil || kind != want || len(h.Values("Content-Type")) > 1 {
		return nil, fault.Malformed.Errorf("the content type is not %s", want)
	}
	return raw, nil
}

// refuse writes a failure as a page for a browser, else as a problem.
func (o Options) refuse(err error, r Request, header map[string]string) Answer {
	if o.Page == nil || !strings.Contains(strings.Join(r.Header.Values("Accept"), ","), htmlType) {
		return refuse(err, r, header)
	}
	d := problem.From(err, r.Instance)
	d.Correlation = r.Correlation
	a := o.Page(d)
	a.Status = d.Status
	return a
}

// refuse writes a failure as a problem.
func refuse(err error, r Request, header map[string]string) Answer {
	d := problem.From(err, r.Instance)
	d.Correlation = r.Correlation
	a := Answer{Status: d.Status, Body: d, Header: map[string]string{"Content-Type": problem.ContentType}}
	maps.Copy(a.Header, header)
	if d.RetryAfter > 0 {
		a.Header["Retry-After"] = strconv.Itoa(d.RetryAfter)
	}
	return a
}

// encode writes an answer. One that cannot be written becomes a problem, and its error goes to the log.
func encode(a Answer, r Request) (events.APIGatewayProxyResponse, error) {
	out := events.APIGatewayProxyResponse{StatusCode: a.Status, Headers: map[string]string{
		correlationHeader: r.Correlation, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
	}}
	if a.HTML != nil {
		out.Body, out.Headers["Content-Type"] = string(a.HTML), htmlType+"; charset=utf-8"
		out.Headers["Referrer-Policy"] = "no-referrer" // the address of the page is nobody else's business
	} else if a.Body != nil {
		raw, err := json.Marshal(a.Body)
		if err != nil {
			out, _ := encode(refuse(err, r, nil), r) // a problem can always be written
			return out, err
		}
		out.Body, out.Headers["Content-Type"] = string(raw), jsonType
	}
	maps.Copy(out.Headers, a.Header)
	return out, nil
}
