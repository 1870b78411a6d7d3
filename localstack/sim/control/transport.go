package control

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// Transport calls handlers within the process, in the caller's goroutine and without sockets: hosts maps a URL's
// host (with its port, when it has one) to the handler that plays it. The client sees what it would see over a
// socket: an error when the connection is cut, io.ErrUnexpectedEOF within a body that is cut, an error of ctx when
// that has ended by the time of the answer, no body for HEAD, and an error for a host that nobody plays.
//
// Any other panic, and runtime.Goexit, pass through to the caller.
func Transport(hosts map[string]http.Handler) http.RoundTripper { return transport(hosts) }

type transport map[string]http.Handler

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		defer func() { _ = r.Body.Close() }()
	}
	ctx := r.Context()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	handler, ok := t[r.URL.Host]
	if !ok {
		return nil, fmt.Errorf("dial %s: nobody listens there", r.URL.Host)
	}
	rec := newRecorder(r.Method)
	cut := serve(handler, rec, inbound(r))
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if cut && !rec.flushed {
		return nil, fmt.Errorf("connection cut: %w", io.ErrUnexpectedEOF)
	}
	return rec.response(r, cut), nil
}

// serve runs the handler and reports whether it cut the connection.
func serve(handler http.Handler, rec *recorder, r *http.Request) (cut bool) {
	defer func() {
		thrown := recover() // nil too when the goroutine is ending by runtime.Goexit, which then goes on
		if thrown == nil {
			return
		}
		if err, ok := thrown.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			cut = true
			return
		}
		panic(thrown)
	}()
	handler.ServeHTTP(rec, r)
	return false
}

// inbound is the request as a server would see it. The handler gets copies: it may set path values and headers.
func inbound(r *http.Request) *http.Request {
	in := r.WithContext(r.Context())
	u := *r.URL
	u.Scheme, u.Host, u.User = "", "", nil
	in.URL = &u
	in.Header = r.Header.Clone()
	if in.Header == nil {
		in.Header = http.Header{}
	}
	if in.Host == "" {
		in.Host = r.URL.Host
	}
	if in.Method == "" {
		in.Method = http.MethodGet
	}
	if in.Body == nil {
		in.Body = http.NoBody
	}
	in.Proto, in.ProtoMajor, in.ProtoMinor = "HTTP/1.1", 1, 1
	in.RequestURI = u.RequestURI()
	in.RemoteAddr = "127.0.0.1:1"
	in.GetBody, in.Response = nil, nil
	return in
}

// recorder keeps an answer, by the rules of net/http: headers count as they were when the status was written.
type recorder struct {
	head    bool
	header  http.Header
	sent    http.Header
	status  int
	body    bytes.Buffer
	length  int // what HEAD would have had as body
	flushed bool
}

func newRecorder(method string) *recorder {
	return &recorder{head: method == http.MethodHead, header: http.Header{}}
}

func (rec *recorder) Header() http.Header { return rec.header }

func (rec *recorder) WriteHeader(status int) {
	if rec.status != 0 || status < http.StatusOK { // an interim answer is not the answer
		return
	}
	rec.status = status
	rec.sent = rec.header.Clone()
}

func (rec *recorder) Write(b []byte) (int, error) {
	rec.begin(b)
	if rec.status == http.StatusNoContent || rec.status == http.StatusNotModified {
		return 0, http.ErrBodyNotAllowed
	}
	rec.length += len(b)
	if rec.head {
		return len(b), nil
	}
	return rec.body.Write(b)
}

// begin writes the status at the first byte, with the content type that net/http would guess.
func (rec *recorder) begin(b []byte) {
	if rec.status == 0 {
		rec.WriteHeader(http.StatusOK)
	}
	if rec.length == 0 && len(b) > 0 && rec.sent.Get("Content-Type") == "" {
		rec.sent.Set("Content-Type", http.DetectContentType(b))
	}
}

// Flush marks what was written as sent: a later cut does not take it back.
func (rec *recorder) Flush() {
	rec.begin(nil)
	rec.flushed = true
}

// response is the answer as a client sees it. Its body ends too early when the connection was cut, or when the
// handler announced more than it wrote.
func (rec *recorder) response(r *http.Request, cut bool) *http.Response {
	rec.begin(nil)
	res := &http.Response{
		StatusCode: rec.status, Status: strconv.Itoa(rec.status) + " " + http.StatusText(rec.status),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: rec.sent, Request: r, Body: http.NoBody,
	}
	announced, err := strconv.Atoi(rec.sent.Get("Content-Length"))
	known := err == nil
	if !known && !cut && rec.status != http.StatusNoContent && rec.status != http.StatusNotModified {
		announced, known = rec.length, true
		rec.sent.Set("Content-Length", strconv.Itoa(announced))
	}
	if known {
		res.ContentLength = int64(announced)
	} else if cut {
		res.ContentLength = -1
	}
	if rec.head {
		return res
	}
	if cut || (known && announced > rec.body.Len()) {
		res.Body = io.NopCloser(io.MultiReader(&rec.body, failing{io.ErrUnexpectedEOF}))
	} else if rec.body.Len() > 0 {
		res.Body = io.NopCloser(&rec.body)
	}
	return res
}
