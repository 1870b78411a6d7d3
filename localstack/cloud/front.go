package cloud

import (
	"context"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"time"
)

// openFront puts an address before the API as a domain of one's own is put before one on AWS: LocalStack itself answers below a path that API Gateway does not
// tell its functions, so that the links that they make would not lead back to them. Its host is localhost because Microsoft takes sign-ins back over http there
// only.
func (c *Cloud) openFront(ctx context.Context) error {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	behind, err := url.Parse(c.Stack.Endpoint() + "/_aws/execute-api/" + c.Stack.Outputs["ApiId"])
	if err != nil {
		return err
	}
	front := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(behind)
		r.Out.Host = r.In.Host
	}}
	s := &http.Server{Handler: front, ReadHeaderTimeout: 5 * time.Second}
	c.servers = append(c.servers, s)
	go s.Serve(l) //nolint:errcheck // it ends with Close
	_, port, err := net.SplitHostPort(l.Addr().String())
	c.api = "http://localhost:" + port + "/" + c.Stack.Outputs["ApiStage"]
	return err
}
