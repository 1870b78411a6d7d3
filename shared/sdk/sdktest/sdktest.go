// Package sdktest leads the tests of our adapters to a LocalStack, or another stand-in that speaks AWS's protocols.
package sdktest

import (
	"net"
	"net/url"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

// Config gives a configuration for the stand-in that AWS_ENDPOINT_URL names, and skips the test when it names none. An
// address that is not on this machine fails the test: it must never touch a real account.
func Config(t *testing.T) aws.Config {
	t.Helper()
	cfg, err := config.LoadDefaultConfig(t.Context(), config.WithRegion("us-east-1"),
		config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider("test", "test", "")))
	if err != nil {
		t.Fatalf("load the configuration: %v", err)
	}
	if aws.ToString(cfg.BaseEndpoint) == "" {
		t.Skip("no stand-in for AWS: AWS_ENDPOINT_URL is not set")
	}
	u, err := url.Parse(*cfg.BaseEndpoint)
	if err != nil {
		t.Fatalf("address of the stand-in: %v", err)
	}
	if ip := net.ParseIP(u.Hostname()); u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		t.Fatalf("address %s: want one of this machine", u.Host)
	}
	return cfg
}
