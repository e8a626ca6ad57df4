package caddyhbf

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/modules/caddyhttp"

	"github.com/caddyhbf/hbf/jsengine"
)

// deployment is an app that runs: an instance in this process, or an isolated one in a process of its own.
type deployment interface {
	caddy.Destructor
	// runs reports whether the app of a database accepts requests.
	runs(identity string) bool
	// acquire gives what serves requests; it must be released. The context bounds waiting.
	acquire(ctx context.Context) (served, error)
	// adopt makes a configuration the one whose log and other means the app uses from now on. It is called before the
	// configuration's handlers serve requests.
	adopt(ctx caddy.Context, log *slog.Logger) error
	// endStreams ends the responses that would keep the process from exiting.
	endStreams()
	// numbers are what the metrics say of it.
	numbers() numbers
}

// served is what a request holds of a deployment.
type served interface {
	serveStatic(h *Handler, w http.ResponseWriter, r *http.Request, route StaticRoute) error
	serveApp(h *Handler, w http.ResponseWriter, r *http.Request, next caddyhttp.Handler) error
	release()
}

// deploy starts an app where its options say.
func deploy(ctx caddy.Context, o instanceOptions, log *slog.Logger) (deployment, error) {
	if o.Isolation == isolationProcess {
		return startIsolated(ctx, o, log)
	}
	in, err := startInstance(ctx, o, log, inThisProcess())
	if err != nil { // not a nil *instance in an interface
		return nil, err
	}
	return in, nil
}

// host is what differs between the processes that an instance runs in.
type host struct {
	// exiting reports whether the process is about to end.
	exiting func() bool
	// confine is called before the app's code runs for the first time, with what is open; nil for nothing.
	confine func(*running) error
	// compiling is called before changed code is compiled, and what it returns afterwards; nil for nothing.
	compiling func() (done func())
	// persistLog keeps the database's write-ahead log when it is closed.
	persistLog bool
	// replaced is called instead of opening a file that was moved over the database; nil to open it.
	replaced func()
	// recycled is told when the app's runtime is replaced, in place of the instance's own count; nil for that.
	recycled func(jsengine.Reason)
	// off is called when the app was switched off, since its scripts can't be stopped; nil for nothing.
	off func(why error)
}

// inThisProcess is a Caddy that serves requests itself.
func inThisProcess() host { return host{exiting: caddy.Exiting} }
