package app

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"

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

func sdkConfig(ctx context.Context) (aws.Config, error) {
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return cfg, fmt.Errorf("AWS configuration: %w", err)
	}
	return cfg, nil
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
	cfg, err := sdkConfig(context.Background())
	if err != nil {
		return nil, err
	}
	return table.Open(dynamo.Open(cfg, v[0], nil), e.Now), nil
}

// OpenSecrets opens the secret store.
func (e *Env) OpenSecrets() (secret.Store, error) {
	if e.Local != nil {
		return e.Local.Secrets, nil
	}
	v, err := e.need(setting.SecretPath)
	if err != nil {
		return nil, err
	}
	cfg, err := sdkConfig(context.Background())
	if err != nil {
		return nil, err
	}
	return secret.Open(cfg, v[0]), nil
}

func (e *Env) openQueue() (Sender, error) {
	if e.Local != nil {
		return e.Local.Queue, nil
	}
	v, err := e.need(setting.OrderQueue)
	if err != nil {
		return nil, err
	}
	cfg, err := sdkConfig(context.Background())
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
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 16,
		IdleConnTimeout: 90 * time.Second, TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: 100 * time.Second,
	}
}
