package socket

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strings"
)

// Upgrade says what an app accepts.
type Upgrade struct {
	// Protocols are the subprotocols that the app speaks, the one it likes best first.
	Protocols []string
	// AnyOrigin lets pages of every origin connect; otherwise those of the request's own host and of Origins can:
	// hosts, or scheme://host, with * for any number of characters. Clients that are no browsers name no origin and
	// can always.
	AnyOrigin bool
	Origins   []string
}

// IsUpgrade reports whether a request wants to become a WebSocket (RFC 6455 §4.2.1).
func IsUpgrade(r *http.Request) bool {
	return r.Method == http.MethodGet && hasToken(r.Header, "Connection", "upgrade") && hasToken(r.Header, "Upgrade", "websocket")
}

func hasToken(h http.Header, name, token string) bool {
	for _, value := range h[name] {
		for part := range strings.SplitSeq(value, ",") {
			if strings.EqualFold(strings.TrimSpace(part), token) {
				return true
			}
		}
	}
	return false
}

// RefusedError is why a request can't become a WebSocket.
type RefusedError struct {
	Status int
	Reason string
}

// Error implements error.
func (e *RefusedError) Error() string { return e.Reason }

// Check reports why a request, which came for a host, can't become a WebSocket; nil if it can. It is for before the app
// is asked.
func (u Upgrade) Check(r *http.Request, host string) *RefusedError {
	if version := r.Header.Get("Sec-WebSocket-Version"); version != "13" {
		return &RefusedError{http.StatusUpgradeRequired, fmt.Sprintf("the version %q of the WebSocket protocol is not supported, only 13 is", version)}
	}
	if key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(r.Header.Get("Sec-WebSocket-Key"))); err != nil || len(key) != 16 {
		return &RefusedError{http.StatusBadRequest, "the header Sec-WebSocket-Key is missing or wrong"}
	}
	origin := r.Header.Get("Origin")
	if origin == "" || u.AnyOrigin || u.allows(origin, host) {
		return nil
	}
	return &RefusedError{http.StatusForbidden, fmt.Sprintf("pages of %q may not connect: the option origins of app.ws can allow it", origin)}
}

// allows reports whether pages of an origin may connect to a host.
func (u Upgrade) allows(origin, host string) bool {
	o, err := url.Parse(origin)
	if err != nil || o.Host == "" {
		return false
	}
	if strings.EqualFold(o.Host, host) {
		return true
	}
	for _, pattern := range u.Origins {
		target := o.Host
		if strings.Contains(pattern, "://") {
			target = o.Scheme + "://" + o.Host
		}
		if match, err := path.Match(strings.ToLower(pattern), strings.ToLower(target)); err == nil && match {
			return true
		}
	}
	return false
}
