package app

import (
	"context"
	"io"
	"log/slog"

	"github.com/seatwright/seatwright/shared/edge"
)

// Logger writes JSON lines that carry the attributes of their context. An unknown level is info.
func Logger(w io.Writer, level string) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		l = slog.LevelInfo
	}
	return slog.New(contextual{slog.NewJSONHandler(w, &slog.HandlerOptions{Level: l})})
}

// contextual adds the attributes of the context, such as the correlation id, to each line that does not have them already.
type contextual struct{ slog.Handler }

// Handle implements slog.Handler.
func (h contextual) Handle(ctx context.Context, r slog.Record) error {
	known := map[string]bool{}
	r.Attrs(func(a slog.Attr) bool {
		known[a.Key] = true
		return true
	})
	for _, a := range edge.Attrs(ctx) {
		if !known[a.Key] {
			r.AddAttrs(a)
			known[a.Key] = true
		}
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (h contextual) WithAttrs(attrs []slog.Attr) slog.Handler {
	return contextual{h.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (h contextual) WithGroup(name string) slog.Handler { return contextual{h.Handler.WithGroup(name)} }
