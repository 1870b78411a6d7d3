package app

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"

	"github.com/seatwright/seatwright/shared/queue"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/dynamo"
)

// need gives settings that a function cannot do without.
func (e *Env) need(names ...setting.Name) ([]string, error) {
	values := make([]string, len(names))
	for i, n := range names {
		if values[i] = e.Settings[n]; values[i] == "" {
			return nil, fmt.Errorf("environment variable %s is not set", n)
		}
	}
	return values, nil
}

// sdkConfig is what the SDK's own loader would find on Lambda, where everything stands in the environment. The loader also knows profiles, instance
// roles and single sign-on, which no function needs and which make each binary 0.6 MB larger. What runs elsewhere gives its own (Env.AWS).
func (e *Env) sdkConfig() (aws.Config, error) {
	if e.AWS != nil {
		return e.AWS(context.Background())
	}
	cfg := aws.Config{
		Region: os.Getenv("AWS_REGION"), HTTPClient: awshttp.NewBuildableClient(),
		Credentials: credentials{os.Getenv("AWS_ACCESS_KEY_ID"), os.Getenv("AWS_SECRET_ACCESS_KEY"), os.Getenv("AWS_SESSION_TOKEN")},
	}
	if cfg.Region == "" {
		return cfg, errors.New("environment variable AWS_REGION is not set")
	}
	if address := os.Getenv("AWS_ENDPOINT_URL"); address != "" {
		cfg.BaseEndpoint = &address
	}
	return cfg, nil
}

// credentials are those that Lambda puts into the environment of a process, for the life of that process.
type credentials struct{ id, secret, session string }

// Retrieve implements aws.CredentialsProvider.
func (c credentials) Retrieve(context.Context) (aws.Credentials, error) {
	if c.id == "" || c.secret == "" {
		return aws.Credentials{}, errors.New("environment variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set")
	}
	return aws.Credentials{AccessKeyID: c.id, SecretAccessKey: c.secret, SessionToken: c.session, Source: "environment"}, nil
}

// OpenTable opens the table.
func (e *Env) OpenTable() (*table.Table, error) {
	if e.Local != nil {
		return table.Open(e.Local.Store, e.Now), nil
	}
	v, err := e.need(setting.Table)
	if err != nil {
		return nil, err
	}
	cfg, err := e.sdkConfig()
	if err != nil {
		return nil, err
	}
	return table.Open(dynamo.Open(cfg, v[0], e.consumed), e.Now), nil
}

// consumed notes the capacity units that an operation on the table took, by what AWS says. They are billed by the million, so they are for whoever looks closely.
func (e *Env) consumed(op string, units float64) {
	e.Log.Debug("table", "op", op, "units", units)
}

// OpenSecrets opens the secret store.
func (e *Env) OpenSecrets() (secret.Versions, error) {
	if e.Local != nil {
		return e.Local.Secrets, nil
	}
	v, err := e.need(setting.SecretPath)
	if err != nil {
		return nil, err
	}
	cfg, err := e.sdkConfig()
	if err != nil {
		return nil, err
	}
	return secret.Open(cfg, v[0]), nil
}

// openQueue opens the queue whose address is in a setting.
func (e *Env) openQueue(address setting.Name) (Sender, error) {
	if e.Local != nil {
		q, ok := e.Local.Queues[address]
		if !ok {
			return nil, fmt.Errorf("queue of %s: nothing stands in for it", address)
		}
		return q, nil
	}
	v, err := e.need(address)
	if err != nil {
		return nil, err
	}
	cfg, err := e.sdkConfig()
	if err != nil {
		return nil, err
	}
	return queue.Open(cfg, v[0]), nil
}

// web gives the way to the outside world. Redirects and time-outs are the clients' matter; here connections are kept and bounded.
func (e *Env) web() http.RoundTripper {
	if e.Local != nil {
		return e.Local.Web
	}
	e.outside.once.Do(func() {
		e.outside.web = &http.Transport{
			Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 16,
			IdleConnTimeout: 90 * time.Second, TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: 100 * time.Second,
		}
	})
	return e.outside.web
}
