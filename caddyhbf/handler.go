package caddyhbf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/modules/caddyhttp"

	"github.com/caddyhbf/hbf/caddyhbf/assets"
	"github.com/caddyhbf/hbf/jsengine"
	"github.com/caddyhbf/hbf/jsengine/bundle"
)

// Provision implements caddy.Provisioner. It checks the options and compiles the app's code, but opens nothing for
// writing and runs nothing: that is done when the configuration is started.
func (h *Handler) Provision(ctx caddy.Context) error {
	if err := h.validateOptions(); err != nil {
		return err
	}
	o, err := h.instanceOptions()
	if err != nil {
		return err
	}
	h.logger = newLogger(ctx, o.Name)
	if warning := o.warning(); warning != "" {
		h.logger.Warn(warning)
	}
	app, err := ctx.App("hbf")
	if err != nil {
		return fmt.Errorf("loading the hbf app: %w", err)
	}
	h.options = h.handlerOptions()
	h.site, err = app.(*App).site(o)
	if err != nil {
		return err
	}
	if server, ok := ctx.Value(caddyhttp.ServerCtxKey).(*caddyhttp.Server); ok {
		server.RegisterOnShutdown(func() { // of any configuration, but requests outlive a reload
			if caddy.Exiting() {
				h.site.endStreams()
			}
		})
	}
	return nil
}

// ServeHTTP implements caddyhttp.MiddlewareHandler: the health check and static files are answered in Go, anything else
// by the app.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request, next caddyhttp.Handler) error {
	if h.options.Health != "" && r.URL.Path == h.options.Health {
		return serveHealth(w, r)
	}
	in, err := h.site.acquire(r.Context())
	if err != nil {
		return h.unavailable(w, err)
	}
	defer in.release()
	for _, route := range h.options.Static {
		if strings.HasPrefix(r.URL.Path, route.Prefix) {
			return in.serveStatic(h, w, r, route)
		}
	}
	return in.serveApp(h, w, r, next)
}

func serveHealth(w http.ResponseWriter, r *http.Request) error {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		return caddyhttp.Error(http.StatusMethodNotAllowed, nil)
	}
	const body = `{"status":"ok"}`
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", fmt.Sprint(len(body)))
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return nil
	}
	_, err := w.Write([]byte(body))
	return err
}

func (h *Handler) serveStatic(in *running, w http.ResponseWriter, r *http.Request, route StaticRoute) error {
	name, ok := assets.Resolve(route.Prefix, route.Dir, r.URL.Path)
	if !ok {
		return notAnAsset(r)
	}
	return serveAsset(in, w, r, name)
}

func serveAsset(in *running, w http.ResponseWriter, r *http.Request, name string) error {
	var o assets.ServeOptions
	if original, ok := r.Context().Value(caddyhttp.OriginalRequestCtxKey).(http.Request); ok && original.URL != nil {
		o.OriginalPath = original.URL.Path
	}
	return assetError(in.assets.Serve(w, r, name, o))
}

func notAnAsset(r *http.Request) error {
	return caddyhttp.Error(http.StatusNotFound, fmt.Errorf("%q is not a path of an asset", r.URL.Path))
}

// assetError turns an error of the asset server into one of Caddy's.
func assetError(err error) error {
	var failure *assets.HTTPError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &failure):
		return caddyhttp.Error(failure.Status, failure.Err)
	case errors.Is(err, fs.ErrNotExist):
		return caddyhttp.Error(http.StatusNotFound, err)
	}
	return caddyhttp.Error(http.StatusInternalServerError, err)
}

// serveApp lets the app's JavaScript answer.
func (h *Handler) serveApp(in *running, w http.ResponseWriter, r *http.Request, next caddyhttp.Handler) error {
	if failure := in.failure.Load(); failure != nil && in.options.development() {
		return writeDevelopmentError(w, *failure)
	}
	engine := in.engine.Load()
	if engine == nil {
		return h.unavailable(w, errors.New("the app's archive is empty"))
	}
	x := newExchange(w, r, bodyLimits{
		streamed: h.options.MaxBodySize,
		whole:    min(h.options.MaxBodySize, in.options.MemoryLimit),
	})
	err := engine.Handle(r.Context(), x)
	var thrown *jsengine.ScriptError
	var refused caddyhttp.HandlerError
	switch {
	case err == nil:
		return writeResponse(in, w, r, x)
	case errors.Is(err, jsengine.ErrUnhandled):
		if h.options.PassThru {
			if x.Incoming != nil && x.BodyRead() {
				r.Body = io.NopCloser(bytes.NewReader(x.Body))
			}
			return next.ServeHTTP(w, r)
		}
		return caddyhttp.Error(http.StatusNotFound, err)
	case errors.As(err, &thrown):
		h.logThrown(r, thrown)
		if in.options.development() && thrown.Status >= 500 {
			return writeDevelopmentError(w, thrown)
		}
		return caddyhttp.Error(thrown.Status, errors.New(thrown.Error()))
	case errors.As(err, &refused): // the request's body
		return err
	case errors.Is(err, jsengine.ErrTimeout):
		return caddyhttp.Error(http.StatusGatewayTimeout, err)
	case errors.Is(err, context.Canceled):
		return caddyhttp.Error(statusClientClosedRequest, err)
	}
	return h.unavailable(w, err)
}

// statusClientClosedRequest is what Caddy logs for a client that went away.
const statusClientClosedRequest = 499

// unavailable is the answer when the app can't take the request now but may later.
func (h *Handler) unavailable(w http.ResponseWriter, err error) error {
	w.Header().Set("Retry-After", "1")
	return caddyhttp.Error(http.StatusServiceUnavailable, err)
}

func (h *Handler) logThrown(r *http.Request, thrown *jsengine.ScriptError) {
	level := slog.LevelError
	if thrown.Status < 500 {
		level = slog.LevelInfo
	}
	h.logger.LogAttrs(r.Context(), level, "the app threw an error", slog.String("error", thrown.Error()),
		slog.String("stack", thrown.Stack), slog.Int("status", thrown.Status), slog.String("method", r.Method),
		slog.String("uri", r.RequestURI), slog.String("request_id", requestID(r)))
}

// detail is what a developer wants to see of an error: with code frame and stack where there are any.
func detail(err error) string {
	var thrown *jsengine.ScriptError
	var compiling *bundle.Error
	switch {
	case errors.As(err, &thrown):
		return thrown.Detail()
	case errors.As(err, &compiling):
		return compiling.Error()
	}
	return err.Error()
}

// Interface guards
var (
	_ caddy.Provisioner           = (*Handler)(nil)
	_ caddyhttp.MiddlewareHandler = (*Handler)(nil)
)
