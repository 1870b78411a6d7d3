// Package edge stands between Lambda and the use cases: it turns events into calls and their results into answers.
//
//	http.go         a request of API Gateway (REST) to a call         json.go, shape.go  bodies, strictly read
//	auth.go         bearer tokens: who calls, and for which partner   idempotency.go     the same call twice is one call
//	queue.go        messages of a FIFO queue, group by group          schedule.go        a schedule's tick
//	rate.go         how often a client may call
//	routes.go       one handler of several operations                 form.go            what a browser's form brings
//	base.go         the address under which a caller knows us         object.go          a file that arrived
//
// Edges are where failures are logged, each once; they never log bodies, headers or names.
package edge

import (
	"context"
	"log/slog"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/problem"
)

// Options is what every edge is given.
type Options struct {
	Operation string // what the log calls the work: the contract's operation, or the function
	Log       *slog.Logger
	Now       func() time.Time
	// Guard verifies the caller's token, which must have the Scope. Without it the operation proves itself otherwise.
	Guard *Guard
	Scope string
	// Everyone lets clients that act for every partner call an operation whose path names no partner: Request.Partner is Every then.
	Everyone bool
	// Shops lets clients of a shop call: the operation shows and changes what is of Request.Shop and nothing else. Without it they are refused.
	Shops bool
	// Form: the body is a form and not JSON, and has at most MaxForm bytes.
	Form bool
	// AlsoForm: the body is JSON or a form. WooCommerce tries an address with a form.
	AlsoForm bool
	// Page writes a failure for a person. A browser gets it instead of a problem. nil for operations that no browser calls.
	Page func(d problem.Document) Answer
}

// level is how loud a failure is: what the caller can mend is no concern of ours.
func level(err error) slog.Level {
	switch fault.Of(err) {
	case "":
		return slog.LevelError
	case fault.Throttled, fault.Unavailable, fault.Unknown:
		return slog.LevelWarn
	default:
		return slog.LevelInfo
	}
}

func (o Options) took(start time.Time) slog.Attr {
	return slog.Int64("took_ms", o.Now().Sub(start).Milliseconds())
}

func (o Options) log(ctx context.Context, l slog.Level, message string, attrs ...slog.Attr) {
	o.Log.LogAttrs(ctx, l, message, append(attrs, slog.String("operation", o.Operation))...) //nolint:sloglint // callers give a constant
}
