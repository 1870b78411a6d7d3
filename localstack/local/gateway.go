package local

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
	"github.com/getkin/kin-openapi/openapi3"

	"github.com/seatwright/seatwright/functions"
	"github.com/seatwright/seatwright/shared/api"
)

// gatewayLimit is API Gateway's: 10 MB.
const gatewayLimit = 10 << 20

// route is a path of the contract and the function that serves a method of it.
type route struct {
	method   string
	segments []string
	template string
	function string
}

// routes gives the contract's paths. It is read once for the process.
//
//nolint:gochecknoglobals // a constant that takes long to make
var routes = sync.OnceValues(readContract)

// readContract reads the contract. An operation that no function serves is an error.
func readContract() ([]route, error) {
	loader := openapi3.NewLoader()
	doc, err := loader.LoadFromData(api.Contract())
	if err != nil {
		return nil, fmt.Errorf("read the contract: %w", err)
	}
	var all []route
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			f, ok := find(func(f functions.Function) bool { return f.Serves(op.OperationID) })
			if !ok {
				return nil, fmt.Errorf("operation %s: no function serves it", op.OperationID)
			}
			all = append(all, route{method: method, segments: strings.Split(path, "/"), template: path, function: f.Name})
		}
	}
	return all, nil
}

// match gives the path's parameters, or false.
func (r route) match(method, path string) (map[string]string, bool) {
	parts := strings.Split(path, "/")
	if r.method != method || len(parts) != len(r.segments) {
		return nil, false
	}
	found := map[string]string{}
	for i, s := range r.segments {
		if name, ok := strings.CutPrefix(s, "{"); ok && parts[i] != "" {
			found[strings.TrimSuffix(name, "}")] = parts[i]
		} else if s != parts[i] {
			return nil, false
		}
	}
	return found, true
}

// gateway plays API Gateway: requests become proxy events and the functions' answers responses.
type gateway struct{ *System }

// ServeHTTP serves the API.
func (s *System) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, gatewayLimit+1))
	if err != nil || len(body) > gatewayLimit {
		refuse(w, http.StatusRequestEntityTooLarge, "Request Too Long")
		return
	}
	for _, rt := range s.routes {
		if vars, ok := rt.match(r.Method, r.URL.Path); ok {
			s.serve(w, r, rt, vars, body)
			return
		}
	}
	refuse(w, http.StatusForbidden, "Missing Authentication Token") // what API Gateway says of a path that it does not know
}

func refuse(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"message":%q}`, message)
}

// host is the domain that was called; a call within the process has it in its address only.
func host(r *http.Request) string {
	if r.Host == "" {
		return r.URL.Host
	}
	return r.Host
}

func (s *System) serve(w http.ResponseWriter, r *http.Request, rt route, vars map[string]string, body []byte) {
	e := events.APIGatewayProxyRequest{
		Resource: rt.template, Path: r.URL.Path, HTTPMethod: r.Method, MultiValueHeaders: r.Header, PathParameters: vars,
		Headers: map[string]string{}, Body: string(body), QueryStringParameters: map[string]string{}, MultiValueQueryStringParameters: r.URL.Query(),
		RequestContext: events.APIGatewayProxyRequestContext{RequestID: s.nextID(), DomainName: host(r), Path: r.URL.Path},
	}
	for name, values := range r.Header {
		e.Headers[name] = values[len(values)-1]
	}
	for name, values := range e.MultiValueQueryStringParameters {
		e.QueryStringParameters[name] = values[len(values)-1]
	}
	if !utf8.Valid(body) {
		e.Body, e.IsBase64Encoded = base64.StdEncoding.EncodeToString(body), true
	}
	payload, err := json.Marshal(e)
	if err != nil {
		refuse(w, http.StatusInternalServerError, "Internal server error")
		return
	}
	raw, err := s.Invoke(r.Context(), rt.function, payload)
	var answer events.APIGatewayProxyResponse
	if err != nil || json.Unmarshal(raw, &answer) != nil {
		refuse(w, http.StatusBadGateway, "Internal server error")
		return
	}
	for name, value := range answer.Headers {
		w.Header().Set(name, value)
	}
	w.WriteHeader(answer.StatusCode)
	_, _ = io.WriteString(w, answer.Body) // an error means that the client is gone
}

// RoundTrip makes the system its own transport, for callers within the process.
func (g gateway) RoundTrip(r *http.Request) (*http.Response, error) {
	rec := &recorder{header: http.Header{}}
	if r.Body == nil {
		r.Body = http.NoBody
	}
	if r.URL.Scheme == "https" {
		r = r.Clone(r.Context())
		r.Header.Set("X-Forwarded-Proto", r.URL.Scheme)
	}
	g.ServeHTTP(rec, r)
	return &http.Response{
		Status: http.StatusText(rec.status), StatusCode: rec.status, Header: rec.header, Request: r, ProtoMajor: 1, ProtoMinor: 1,
		Body: io.NopCloser(bytes.NewReader(rec.body.Bytes())), ContentLength: int64(rec.body.Len()),
	}, nil
}

type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) Write(b []byte) (int, error) { return r.body.Write(b) }
func (r *recorder) WriteHeader(status int)      { r.status = status }
