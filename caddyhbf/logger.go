package caddyhbf

import (
	"context"
	"log/slog"
	"sync/atomic"

	"github.com/caddyserver/caddy/v2"
	"go.uber.org/zap/exp/zapslog"
)

// currentLog is where an instance's messages go: the log of the configuration that uses the instance now. An
// instance outlives the configuration that started it, whose log may have been closed since.
type currentLog struct{ handler atomic.Pointer[slog.Handler] }

func (c *currentLog) set(l *slog.Logger) {
	h := l.Handler()
	c.handler.Store(&h)
}

func (c *currentLog) logger() *slog.Logger { return slog.New(&currentHandler{log: c}) }

// currentHandler is a slog.Handler that looks up the current one for each record and applies its own attributes and
// groups to it.
type currentHandler struct {
	log   *currentLog
	apply func(slog.Handler) slog.Handler // nil for none
}

func (h *currentHandler) current() slog.Handler {
	handler := *h.log.handler.Load()
	if h.apply != nil {
		handler = h.apply(handler)
	}
	return handler
}

// Enabled implements slog.Handler.
func (h *currentHandler) Enabled(ctx context.Context, level slog.Level) bool {
	return (*h.log.handler.Load()).Enabled(ctx, level)
}

// Handle implements slog.Handler.
func (h *currentHandler) Handle(ctx context.Context, r slog.Record) error {
	return h.current().Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (h *currentHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return h.with(func(inner slog.Handler) slog.Handler { return inner.WithAttrs(attrs) })
}

// WithGroup implements slog.Handler.
func (h *currentHandler) WithGroup(name string) slog.Handler {
	return h.with(func(inner slog.Handler) slog.Handler { return inner.WithGroup(name) })
}

func (h *currentHandler) with(next func(slog.Handler) slog.Handler) slog.Handler {
	before := h.apply
	return &currentHandler{log: h.log, apply: func(inner slog.Handler) slog.Handler {
		if before != nil {
			inner = before(inner)
		}
		return next(inner)
	}}
}

// newLogger gives an app's log within a configuration. Unlike that of Caddy's Context.Slogger it adds no Go stack to
// errors, which would say nothing to the author of a script.
func newLogger(ctx caddy.Context, app string) *slog.Logger {
	handler := zapslog.NewHandler(ctx.Logger().Core(), zapslog.WithName("http.handlers.hbf"),
		zapslog.AddStacktraceAt(slog.LevelError+1))
	return slog.New(handler).With("app", app)
}
