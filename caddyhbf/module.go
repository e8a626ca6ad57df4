// Package caddyhbf is the Caddy module `http.handlers.hbf`: everything of HBF that
// knows Caddy. It joins the JavaScript engine (jsengine) and the database (dbbind) to
// Caddy's configuration, lifecycle, logs and requests.
package caddyhbf

import (
	"log/slog"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/caddyconfig/httpcaddyfile"
)

func init() {
	caddy.RegisterModule(new(Handler))
	httpcaddyfile.RegisterHandlerDirective("hbf", parseCaddyfile)
	httpcaddyfile.RegisterDirectiveOrder("hbf", httpcaddyfile.Before, "file_server")
}

// Handler serves an app from one SQLite database: the database's archive (table
// `sqlar`) holds the app's code and assets, its other tables hold the app's data.
//
// Static files and the health check are answered without JavaScript. Everything else
// goes to the app's handler, which runs in the one JavaScript runtime of the app. All
// `hbf` handlers of a configuration that name the same database share one running
// instance of the app; an unchanged app keeps its instance across config reloads.
//
// Placeholders in `database`, `name`, `entry`, `watch` and the values of `env` are
// resolved once, when the configuration is loaded: `{env.*}`, `{file.*}` and
// `{system.*}` are known then, a placeholder of a request such as
// `{http.request.host}` is an error. A placeholder that is unknown or empty is an
// error too; write `\{` for a literal brace.
//
// All sizes are numbers of bytes in JSON; durations are strings such as `5s` or
// numbers of nanoseconds. A number that is absent or 0 means the default.
type Handler struct {
	// The path of the app's SQLite file, or `:memory:` for a database that lives as
	// long as the instance. Required. A relative path is relative to the working
	// directory of the process. Placeholders are resolved once, at provision.
	Database string `json:"database,omitempty"`

	// What to do when the database file is missing: `starter` makes it (mode 0600)
	// with the embedded starter app, `empty` with an empty archive. Default: a
	// missing file is an error when the configuration is started.
	Create string `json:"create,omitempty"`

	// The app's name in logs, metrics and the admin API. Default: the base name of
	// the database file, `memory` for `:memory:`. Two databases of one
	// configuration may not have the same name.
	Name string `json:"name,omitempty"`

	// The app's main file in the archive. Default: the first that exists of
	// `hbf/server.js`, `server.js`, `server.mjs`, `server.ts` and `server.tsx`.
	Entry string `json:"entry,omitempty"`

	// Which URL prefixes are served as static files from which directories of the
	// archive, without running JavaScript. Default: `/static/` from `static`. An
	// empty list turns static files off.
	Static []StaticRoute `json:"static,omitzero"`

	// The app's environment: `process.env` and the module `hbf:env`. Nothing of the
	// environment of the Caddy process is visible to the app unless it is passed on
	// here, as in `{env.API_KEY}`. Default: empty.
	Env map[string]string `json:"env,omitempty"`

	// How durable an acknowledged write is: `full` survives a loss of power,
	// `normal` survives a crash of the process and is faster. Default: `full`.
	Synchronous string `json:"synchronous,omitempty"`

	// Whether the app's SQL may add, change and delete rows of `sqlar`, the app's own
	// archive: for apps that are editors of themselves. Whoever can make such an app
	// write what he likes can make it run what he likes. Default: `false`.
	DatabaseWriteArchive bool `json:"database_write_archive,omitempty"`

	// The bound on every single stretch of JavaScript and SQL, and on the time from
	// leaving the queue to the response's headers; reading the request's body is
	// not counted. Default: `5s`.
	Timeout caddy.Duration `json:"timeout,omitempty"`

	// The bound, in bytes, on the memory that the app may use. In process it is best
	// effort: it bounds the results of SQL queries and the bodies of requests and
	// responses, but not the objects that JavaScript itself makes. With isolation
	// `process` it bounds all. Default: 67108864 (64 MiB).
	MemoryLimit int64 `json:"memory_limit,omitempty"`

	// The largest request body, in bytes; a larger one is answered with 413.
	// Default: 10485760 (10 MiB).
	MaxBodySize int64 `json:"max_body_size,omitempty"`

	// How many requests may wait for the runtime; a further one is answered with
	// 503 and Retry-After. Default: 1024.
	QueueSize int `json:"queue_size,omitempty"`

	// How long a request may wait for the runtime; after that it is answered with
	// 503 and Retry-After. Default: `10s`.
	QueueTimeout caddy.Duration `json:"queue_timeout,omitempty"`

	// After how many requests the app gets a fresh runtime, for apps that lose memory. The one before finishes what it
	// has begun, so that no request fails; but what the app keeps in variables starts anew. Default: never.
	MaxRequests int `json:"max_requests,omitempty"`

	// The hosts that the app's `fetch()` may reach: `host` at any port, `host:port`,
	// `*.example.com` for every name below a domain, `*` for any host with a public
	// address. Loopback, private and link-local addresses are reached only through
	// an entry that is such an address itself, or `localhost`. Default: none.
	AllowNet []string `json:"allow_net,omitempty"`

	// The path of the health check, which is answered with 200 and
	// `{"status":"ok"}`, or `off`. Default: `/health`.
	Health string `json:"health,omitempty"`

	// For development: the directory whose files are put into the archive whenever
	// they change; the code is then loaded anew, and errors are shown in the
	// response. An empty string means the path of the database without its
	// extension. Default: absent, which is off.
	Watch *string `json:"watch,omitempty"`

	// Whether requests that the app does not handle go to the next handler instead
	// of being answered with 404. Default: `false`.
	PassThru bool `json:"pass_thru,omitempty"`

	// Where the app runs: `in_process`, or `process` for a process of its own.
	// Default: `in_process`.
	Isolation string `json:"isolation,omitempty"`

	site    *site
	options handlerOptions
	logger  *slog.Logger
}

// StaticRoute maps a prefix of the URL's path to a directory of the archive.
type StaticRoute struct {
	// The prefix, which begins and ends with a slash: `/static/`.
	Prefix string `json:"prefix"`

	// The directory in the archive: `static`. Default: the prefix without the
	// slashes around it.
	Dir string `json:"dir,omitempty"`
}

// CaddyModule returns the Caddy module information.
func (*Handler) CaddyModule() caddy.ModuleInfo {
	return caddy.ModuleInfo{
		ID:  "http.handlers.hbf",
		New: func() caddy.Module { return new(Handler) },
	}
}
