package caddyhbf

import (
	"fmt"
	"html"
	"net"
	"net/http"
	"strings"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/modules/caddyhttp"

	"github.com/caddyhbf/hbf/jsengine/express"
)

// newExchange gathers what the app may know of the request. The body is not read yet. Client address, scheme and host
// are what Caddy's trusted_proxies settle.
func newExchange(w http.ResponseWriter, r *http.Request, limits bodyLimits) *express.Exchange {
	x := &express.Exchange{Request: r, MakeID: requestID, Scheme: "http", Host: r.Host}
	if r.Body != nil && r.Body != http.NoBody && r.ContentLength != 0 {
		body := &requestBody{w: w, r: r, limits: limits}
		x.Incoming, x.LoadBody = body, body.load
	}
	if r.TLS != nil {
		x.Scheme = "https"
	}
	x.ClientIP, _ = caddyhttp.GetVar(r.Context(), caddyhttp.ClientIPVarKey).(string)
	if x.ClientIP == "" {
		x.ClientIP, _, _ = net.SplitHostPort(r.RemoteAddr)
	}
	if trusted, _ := caddyhttp.GetVar(r.Context(), caddyhttp.TrustedProxyVarKey).(bool); trusted {
		if scheme := firstOf(r.Header.Get("X-Forwarded-Proto")); scheme == "http" || scheme == "https" {
			x.Scheme = scheme
		}
		if host := firstOf(r.Header.Get("X-Forwarded-Host")); host != "" {
			x.Host = host
		}
		for _, address := range strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",") {
			if address = strings.TrimSpace(address); address != "" {
				x.ClientIPs = append(x.ClientIPs, address)
			}
		}
	}
	return x
}

func firstOf(list string) string {
	first, _, _ := strings.Cut(list, ",")
	return strings.TrimSpace(first)
}

// requestID is the id that Caddy's own placeholder {http.request.uuid} gives.
func requestID(r *http.Request) string {
	repl, ok := r.Context().Value(caddy.ReplacerCtxKey).(*caddy.Replacer)
	if !ok {
		return ""
	}
	id, _ := repl.GetString("http.request.uuid")
	return id
}

// writeDevelopmentError shows an error of the app's with stack and code frame. It is used with the option watch only.
func writeDevelopmentError(w http.ResponseWriter, err error) error {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusInternalServerError)
	_, _ = fmt.Fprintf(w, developmentErrorPage, html.EscapeString(err.Error()), html.EscapeString(detail(err)))
	return nil
}

const developmentErrorPage = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Error in the app</title>
<style>
 :root { color-scheme: light dark }
 body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 3rem auto; padding: 0 1rem }
 h1 { font-size: 1.25rem; color: light-dark(#b00020, #ff8a80); overflow-wrap: anywhere }
 pre { font: 14px/1.5 ui-monospace, monospace; overflow-x: auto; padding: 1rem; border-radius: .5rem; background: light-dark(#f4f4f5, #1f1f23) }
</style>
<h1>%s</h1>
<pre>%s</pre>
<p>This page is shown because the option <code>watch</code> is on. The page loads the new code as soon as you save it.</p>
</html>
`
