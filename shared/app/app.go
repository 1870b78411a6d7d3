// Package app wires the functions: one constructor for each, called by the function's main and by the local runner alike.
//
// This is the only package that reads the environment and the machine's clock. Env opens an adapter when a constructor asks for it, so that
// a function's binary holds the adapters that it uses and no others.
package app

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/queue"
	"github.com/seatwright/seatwright/shared/rest"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/table/store"
)

// Env is what the constructors take their adapters from.
type Env struct {
	Settings map[setting.Name]string
	Now      func() time.Time
	Sleep    func(ctx context.Context, d time.Duration) error
	Log      *slog.Logger
	Meter    *slog.Logger // where metrics are written, whatever the level of Log
	Local    *Local       // nil on AWS
	// AWS gives the SDK's configuration where the environment does not hold all of it, as on an operator's machine; nil on Lambda.
	AWS func(context.Context) (aws.Config, error)

	outside struct { // what web gives without Local, made once: clients that are opened anew keep its connections
		once sync.Once
		web  *http.Transport
	}
}

// Local stands in for AWS and for the network within one process.
type Local struct {
	Store   store.Store
	Queues  map[setting.Name]Sender // by the setting that has a queue's address on AWS
	Secrets secret.Versions
	Blobs   audit.Safe
	Files   Files
	Mail    notice.Post    // nil: no e-mail is sent
	Letters migration.Post // to customers; nil: none is sent
	Web     http.RoundTripper
	Names   *Names // nil: the domain name system of the settings
	// Count gives the number of messages in the queue whose address a setting has on AWS.
	Count func(ctx context.Context, queue setting.Name) (int, error)
}

// Names is a domain name system within one process.
type Names struct {
	Root  netip.Addr
	Range netip.Prefix // of the addresses that its servers have, and that Dial reaches
	Dial  func(ctx context.Context, network, address string) (net.Conn, error)
}

// Sender sends messages to a FIFO queue.
type Sender interface {
	Send(ctx context.Context, m queue.Message) error
	// SendBatch sends messages, ten in a request. After a failure some have arrived: the whole may be sent again.
	SendBatch(ctx context.Context, messages []queue.Message) error
}

// Constructor builds a function.
type Constructor func(*Env) (lambda.Handler, error)

// Main runs a function on Lambda. It ends the process when the function cannot be built.
func Main(c Constructor) {
	env := Process()
	h, err := c(env)
	if err != nil {
		env.Log.Error("start", "error", err.Error())
		os.Exit(1)
	}
	lambda.Start(h)
}

// Process gives the environment of this process.
func Process() *Env {
	settings := map[setting.Name]string{}
	for _, n := range setting.All() {
		settings[n] = os.Getenv(string(n))
		if settings[n] == "" {
			settings[n] = n.Default()
		}
	}
	return &Env{Settings: settings, Now: now, Sleep: rest.Sleep, Log: Logger(os.Stdout, settings[setting.LogLevel]), Meter: Logger(os.Stdout, "debug")}
}

func now() time.Time { return time.Now().UTC() }
