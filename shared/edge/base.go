package edge

import (
	"net"
	"net/http"
	"strings"

	"github.com/aws/aws-lambda-go/events"
)

// base gives the address under which a caller knows our API. API Gateway names the domain that was called, which is one of its own or one that was
// set up for the API, and the path with what stands before ours: the stage, or the mapping of the domain.
func base(e events.APIGatewayProxyRequest, h http.Header) string {
	host := e.RequestContext.DomainName
	if host == "" {
		return ""
	}
	scheme := "https"
	if local(host) && h.Get("X-Forwarded-Proto") != scheme {
		scheme = "http" // on the developer's own machine
	}
	before, _ := strings.CutSuffix(e.RequestContext.Path, e.Path)
	if before == e.RequestContext.Path {
		before = ""
	}
	return scheme + "://" + host + before
}

func local(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	ip := net.ParseIP(strings.Trim(name, "[]"))
	return name == "localhost" || strings.HasSuffix(name, ".localhost") || ip != nil && ip.IsLoopback()
}
