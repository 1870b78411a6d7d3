package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// runtimeAPI is Lambda's Runtime API for one process: it hands out events and takes the answers.
type runtimeAPI struct {
	server  *http.Server
	address string
	first   chan time.Time // when the process asked for its first event
	events  chan []byte
	answers chan answer
	count   int // only the process's own requests touch it, one at a time
}

type answer struct {
	body []byte
	err  error
}

// openRuntime listens on loopback.
func openRuntime(ctx context.Context) (*runtimeAPI, error) {
	a := &runtimeAPI{first: make(chan time.Time, 1), events: make(chan []byte), answers: make(chan answer, 1)}
	var err error
	a.server, a.address, err = listen(ctx, a)
	return a, err
}

// listen serves a handler on a free port of loopback.
func listen(ctx context.Context, h http.Handler) (server *http.Server, address string, err error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, "", err
	}
	server = &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}
	go server.Serve(l) //nolint:errcheck // it ends with Close
	return server, l.Addr().String(), nil
}

func (a *runtimeAPI) close() { _ = a.server.Close() } // nobody is served any more

// ServeHTTP serves the process.
func (a *runtimeAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, "/invocation/next") {
		a.next(w, r)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err == nil && !strings.HasSuffix(r.URL.Path, "/response") {
		err = fmt.Errorf("the function failed: %s", body)
	}
	a.answers <- answer{body: body, err: err}
	w.WriteHeader(http.StatusAccepted)
}

func (a *runtimeAPI) next(w http.ResponseWriter, r *http.Request) {
	if a.count++; a.count == 1 {
		a.first <- now()
	}
	select {
	case <-r.Context().Done():
	case event := <-a.events:
		w.Header().Set("Lambda-Runtime-Aws-Request-Id", "bench-"+strconv.Itoa(a.count))
		w.Header().Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(now().Add(time.Minute).UnixMilli(), 10))
		w.Header().Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-central-1:123456789012:function:bench")
		w.Header().Set("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0")
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(event) // the process is gone; call sees to that
	}
}

// started waits for the first request of the process, and gives when it came.
func (a *runtimeAPI) started(ctx context.Context, p *process) (time.Time, error) {
	select {
	case at := <-a.first:
		return at, nil
	case <-p.ended:
		return time.Time{}, fmt.Errorf("%s ended before it asked for work: %s", p.name, p.errors.String())
	case <-ctx.Done():
		return time.Time{}, ctx.Err()
	}
}

// call hands an event to the process and waits for its answer.
func (a *runtimeAPI) call(ctx context.Context, event []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	select {
	case a.events <- event:
	case <-ctx.Done():
		return nil, errors.New("the process asks for no event")
	}
	select {
	case got := <-a.answers:
		return got.body, got.err
	case <-ctx.Done():
		return nil, errors.New("the process does not answer")
	}
}
