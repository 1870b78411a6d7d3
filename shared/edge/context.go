package edge

import (
	"context"
	"log/slog"
	"slices"
)

type contextKey struct{}

// With gives a context whose log lines carry more attributes: what they are about.
func With(ctx context.Context, attrs ...slog.Attr) context.Context {
	return context.WithValue(ctx, contextKey{}, append(slices.Clip(Attrs(ctx)), attrs...))
}

// Attrs gives the attributes of the context's log lines.
func Attrs(ctx context.Context) []slog.Attr {
	attrs, _ := ctx.Value(contextKey{}).([]slog.Attr)
	return attrs
}
