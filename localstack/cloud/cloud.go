// Package cloud is the whole system on LocalStack: the stack of infra with the functions' real binaries, seeded, and the simulators on ports of this
// process. The acceptance scripts run against it, and `make local` keeps one for playing.
package cloud

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/route53"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/start"
	"github.com/seatwright/seatwright/shared/app"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/setting"
)

// Cloud is a running system.
type Cloud struct {
	*local.Outside

	Stack   *start.Deployed
	Config  aws.Config
	Secrets *secret.Secrets
	Sims    map[string]string // addresses of the simulators, by name

	api     string
	servers []*http.Server
	now     func() time.Time

	endBridge func()
}

// Start starts the simulators, LocalStack and the stack of the CDK app in root, and seeds it as `make seed` does. The functions' binaries must have been
// built. After a failure nothing is left; Stop ends what runs.
func Start(ctx context.Context, root string, progress *start.Progress) (*Cloud, error) {
	c := &Cloud{Sims: map[string]string{}, now: func() time.Time { return progress.Now().UTC() }}
	if err := start.EndWithParent(); err != nil {
		return nil, err
	}
	err := c.openWorld(ctx)
	if err == nil {
		c.Stack, err = start.Up(ctx, start.Options{Progress: progress}, start.App{Root: root, Context: []string{
			"arch=" + runtime.GOARCH, "LogLevel=debug", "OidcIssuer=" + c.Issuer(), "OidcAudience=" + local.Audience,
			"EntraUrl=" + c.Sims["entra"], "PartnercenterUrl=" + c.Sims["partnercenter"],
			"GraphUrl=" + c.Sims["graph"], "PartnerapiUrl=" + c.Sims["partnerapi"],
			"OvhUrl=" + c.Sims["ovh"], "Names=" + c.DNS.Address(), "Route53Partners=sample",
			"EventOrigins=" + c.Sims["partnercenter"], "EventRoots=" + strings.ReplaceAll(c.Roots(), "\n", `\n`), // the CDK reads one line
		}})
	}
	if err == nil {
		err = c.openFront(ctx)
	}
	if err == nil {
		err = errors.Join(c.Register(c.API()), c.seed(ctx))
	}
	if err == nil {
		c.bridge(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, c.Stop())
	}
	return c, nil
}

// bridge has the name servers serve the zones of LocalStack from now on.
func (c *Cloud) bridge(ctx context.Context) {
	ctx, end := context.WithCancel(context.WithoutCancel(ctx))
	c.endBridge = end
	go NewBridge(route53.NewFromConfig(c.Config), c.DNS, c.now).Run(ctx, time.Second)
}

// Stop ends everything.
func (c *Cloud) Stop() error {
	var failed error
	if c.endBridge != nil {
		c.endBridge()
	}
	if c.Outside != nil {
		failed = c.DNS.Close()
	}
	if c.Stack != nil {
		failed = errors.Join(failed, c.Stack.Stop())
	}
	for _, s := range c.servers {
		failed = errors.Join(failed, s.Close())
	}
	return failed
}

// API gives the address of our API, without a slash at the end.
func (c *Cloud) API() string { return c.api }

// names are those of the simulators, in the order of their ports.
func names() []string { return []string{"entra", "partnercenter", "graph", "partnerapi", "ovh", "dns"} }

// openWorld serves the simulators on free ports of the loopback.
func (c *Cloud) openWorld(ctx context.Context) error {
	var listeners []net.Listener
	for range names() {
		l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return fmt.Errorf("simulators: %w", err)
		}
		listeners = append(listeners, l)
	}
	for i, name := range names() {
		c.Sims[name] = "http://" + listeners[i].Addr().String()
	}
	var err error
	if c.Outside, err = local.NewOutside(c.Sims["entra"], c.now, local.World{Center: c.Sims["partnercenter"], OVH: c.Sims["ovh"], Shared: true}); err != nil {
		return err
	}
	if err := c.Listen(ctx); err != nil {
		return fmt.Errorf("name servers: %w", err)
	}
	handlers := c.Handlers()
	for i, name := range names() {
		s := &http.Server{Handler: handlers[name], ReadHeaderTimeout: 5 * time.Second}
		c.servers = append(c.servers, s)
		go s.Serve(listeners[i]) //nolint:errcheck // it ends with Close
	}
	return nil
}

func (c *Cloud) seed(ctx context.Context) error {
	var err error
	c.Config, err = config.LoadDefaultConfig(ctx, config.WithRegion(start.Region), config.WithBaseEndpoint(c.Stack.Endpoint()),
		config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider("test", "test", "")))
	if err != nil {
		return fmt.Errorf("AWS configuration: %w", err)
	}
	c.Secrets = secret.Open(c.Config, c.Stack.Outputs["SecretPrefix"])
	f, err := c.Seed()
	if err != nil {
		return err
	}
	settings, secrets, err := c.Operator().OpenSeeding() //nolint:contextcheck // it reads configuration only
	if err != nil {
		return err
	}
	return partner.Seed(ctx, f, settings, secrets, c.now)
}

// Operator gives the environment of an operator's commands for the stack.
func (c *Cloud) Operator() *app.Env {
	return &app.Env{
		Settings: map[setting.Name]string{
			setting.Table: c.Stack.Outputs["TableName"], setting.SecretPath: c.Stack.Outputs["SecretPrefix"],
			setting.AuditBucket: c.Stack.Outputs["AuditBucketName"],
		},
		Now: c.now, Log: slog.New(slog.DiscardHandler),
		AWS: func(context.Context) (aws.Config, error) { return c.Config, nil },
	}
}
